"""Tests of reading skills out of texts, with the shipped model and a small vocabulary."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.catalogue import Catalogue, catalogue_of
from data.domain import Label, SkillKind
from data.errors import BundleTamperedError, NotReadyError, TextTooLongError
from data.reference_files import SHIPPED
from data.technologies import read_technologies
from embeddings.skill_model import SHIPPED_MODEL, SkillModel
from embeddings.skill_vocabulary import SkillVocabulary
from embeddings.skills import FoundSkill, SkillExtractor, asked_skills, linker_marker

AD = """Desarrollador Java
Requisitos:
• Java 8 y Spring Boot
• Bases de datos SQL Server
• Inglés intermedio
Deseable: Docker
No se requiere experiencia en COBOL.
"""


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return catalogue_of(SHIPPED)


@pytest.fixture(scope="module")
def extractor(shipped: Catalogue) -> SkillExtractor:
    return SkillExtractor(SkillVocabulary(shipped.skills.values(), read_technologies()), SkillModel.load())


def surfaces(found: list[FoundSkill]) -> list[str]:
    return [skill.surface for skill in found]


def one(found: list[FoundSkill], surface: str) -> FoundSkill:
    return next(skill for skill in found if skill.surface == surface)


class TestExtract:
    def test_finds_names_with_version_kind_and_catalogue_id(self, extractor: SkillExtractor) -> None:
        found = extractor.extract(AD)
        java = one(found, "Java 8")
        assert (java.kind, java.label, java.skill_id) == (SkillKind.HARD, Label("Java", "Java"), "java")
        assert {"Spring Boot", "SQL Server", "Docker"} <= set(surfaces(found))

    def test_places_are_those_of_the_text(self, extractor: SkillExtractor) -> None:
        for skill in extractor.extract(AD):
            assert AD[skill.start : skill.end] == skill.surface
            assert skill.surface in skill.sentence

    def test_tells_required_from_desirable(self, extractor: SkillExtractor) -> None:
        found = extractor.extract(AD)
        assert one(found, "Spring Boot").is_required
        assert not one(found, "Docker").is_required

    def test_what_is_not_asked_for_is_marked_and_never_counts(self, extractor: SkillExtractor) -> None:
        found = extractor.extract("Requisitos: Java, SQL. No se requiere experiencia en Python, SAP ni COBOL.")
        denied = {skill.surface for skill in found if skill.is_negated}
        assert denied <= {"Python", "SAP", "COBOL"}
        assert {"Java", "SQL"}.isdisjoint(denied)
        assert not {skill.surface for skill in asked_skills(found)} & {"Python", "SAP", "COBOL"}

    def test_java_is_not_in_javascript(self, extractor: SkillExtractor) -> None:
        assert "Java" not in surfaces(extractor.extract("Requisitos: JavaScript, TypeScript, HTML5"))

    @pytest.mark.parametrize(
        "text",
        ["", " \n\t", "🎉🎉 💼", "مرحبا بالعالم", "<p></p>", "&nbsp;", "<script>var java = 1;</script>", "\x00\ud800"],
        ids=["empty", "blank", "emoji", "right to left", "tags", "entity", "script", "half a character"],
    )
    def test_a_text_without_skills_gives_none(self, extractor: SkillExtractor, text: str) -> None:
        assert extractor.extract(text) == []

    def test_reads_through_markup(self, extractor: SkillExtractor) -> None:
        text = "<p>Requisitos</p><ul><li>Java</li><li>Spring&nbsp;Boot</li><li>SQL Server</li></ul>"
        found = extractor.extract(text)
        assert {"Java", "SQL Server"} <= set(surfaces(found))
        assert all(text[skill.start : skill.end] == skill.surface for skill in found)

    def test_reads_both_languages_in_one_text(self, extractor: SkillExtractor) -> None:
        found = extractor.extract("Requirements: Python, Docker and Kubernetes. Requisitos: SQL Server, Java y Git.")
        assert {"Python", "Docker", "Kubernetes", "SQL Server", "Java", "Git"} <= set(surfaces(found))

    def test_ten_thousand_equal_words_end(self, extractor: SkillExtractor) -> None:
        assert len(extractor.extract("java " * 10_000)) <= 10_000

    def test_the_longest_text_is_read_in_full_and_a_longer_one_refused(self, extractor: SkillExtractor) -> None:
        filler = "Palabras que nada piden aquí. "
        tail = "Requisitos: Java, Docker, SQL Server."
        room = 200_000 - len(tail.encode())
        text = (filler * 10_000).encode()[: room - 2].decode("utf-8", "ignore") + "\n" + tail
        assert "Docker" in surfaces(extractor.extract(text))
        with pytest.raises(TextTooLongError):
            extractor.extract(text + "x" * 200)

    def test_equal_texts_give_equal_skills(self, extractor: SkillExtractor) -> None:
        assert extractor.extract(AD) == extractor.extract(AD)

    @settings(max_examples=30, deadline=None)
    @given(st.text(max_size=300))
    def test_any_text_has_an_answer(self, extractor: SkillExtractor, text: str) -> None:
        for skill in extractor.extract(text):
            assert text[skill.start : skill.end] == skill.surface
            assert 0 <= skill.probability <= 1


class TestAskedSkills:
    def test_keeps_the_surest_mention_of_each(self, extractor: SkillExtractor) -> None:
        found = extractor.extract("Requisitos: Java, SQL Server.\nDeseable: Java 17, Docker, Git")
        java = [skill for skill in asked_skills(found) if skill.skill_id == "java"]
        assert len(java) == 1
        assert java[0].probability == max(skill.probability for skill in found if skill.skill_id == "java")


class TestSkillModel:
    def test_is_the_same_after_it_was_saved(self, tmp_path: Path) -> None:
        model = SkillModel.load()
        model.save(tmp_path, {"what": "a copy"})
        again = SkillModel.load(tmp_path)
        assert again.digest == model.digest
        rows = [["source=phrase", "listed=2"], []]
        np.testing.assert_array_equal(again.probabilities(rows), model.probabilities(rows))

    def test_refuses_weights_that_changed(self, tmp_path: Path) -> None:
        SkillModel.load().save(tmp_path, {})
        (tmp_path / "weights.npz").write_bytes(b"else")
        with pytest.raises(BundleTamperedError, match=r"weights\.npz"):
            SkillModel.load(tmp_path)

    def test_names_the_command_that_makes_it(self, tmp_path: Path) -> None:
        with pytest.raises(NotReadyError, match="rumbo train skills"):
            SkillModel.load(tmp_path)

    def test_ships_in_under_three_megabytes(self) -> None:
        assert sum(path.stat().st_size for path in SHIPPED_MODEL.iterdir()) < 3_000_000


class TestLinkerMarker:
    def test_follows_catalogue_model_and_encoder(self) -> None:
        markers = {
            linker_marker(*three) for three in (("a", "m", "f"), ("b", "m", "f"), ("a", "n", "f"), ("a", "m", "g"))
        }
        assert len(markers) == 4
        assert {len(marker) for marker in markers} == {16}
