"""Tests of what the encoder may learn from."""

import csv
import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest

from data.catalogue import Catalogue
from data.domain import Language
from data.errors import InputError
from tests.development_data import development_file
from training.encoder.concept_split import Part, occupation_part, skill_part
from training.encoder.concepts import (
    SKILL_ADDRESS,
    NamedConcept,
    Topic,
    catalogue_concepts,
    concepts_to_train_on,
    part_of,
    read_esco,
    read_technologies,
)

ES, EN = Language.ES, Language.EN
HEADER = ("conceptType", "conceptUri", "preferredLabel", "altLabels", "description")


def _address(part: Part) -> str:
    return next(uri for uri in (f"{SKILL_ADDRESS}{n}" for n in range(500)) if skill_part(uri) is part)


TAUGHT, TUNED, REPORTED = map(_address, Part)


def _write(path: Path, rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER, delimiter: str = ",") -> None:
    with (
        gzip.open(path, "wt", encoding="utf-8", newline="")
        if path.suffix == ".gz"
        else path.open("w", encoding="utf-8", newline="") as file
    ):
        csv.writer(file, delimiter=delimiter).writerows([header, *rows])


def _skill(uri: str, label: str, aliases: str = "", description: str = "") -> tuple[str, ...]:
    return ("KnowledgeSkillCompetence", uri, label, aliases, description)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    _write(
        tmp_path / "skills_es.csv", [_skill(TAUGHT, "tejer redes", "hacer redes\ntrenzar"), _skill(REPORTED, "nadar")]
    )
    _write(tmp_path / "skills_en.csv", [_skill(TAUGHT, "weave nets", "swim", "Make nets."), _skill(REPORTED, "swim")])
    _write(
        tmp_path / "occupations_es.csv",
        [("Occupation", "http://e/occupation/1", "tejedor/tejedora", "", "")],
    )
    _write(tmp_path / "occupations_en.csv", [("Occupation", "http://e/occupation/1", "weaver", "", "")])
    return tmp_path


class TestReadEsco:
    def test_joins_the_languages_of_a_concept(self, folder: Path) -> None:
        concept = read_esco(folder)[TAUGHT]
        assert concept.names == {ES: ["tejer redes", "hacer redes", "trenzar"], EN: ["weave nets", "swim"]}
        assert concept.descriptions == {ES: [], EN: ["Make nets."]}

    def test_takes_both_forms_of_a_title(self, folder: Path) -> None:
        assert read_esco(folder)["http://e/occupation/1"].names[ES] == ["tejedor", "tejedora"]

    def test_adds_the_alternatives_of_the_table_by_level(self, folder: Path) -> None:
        _write(
            folder / "v1.1.1_labels_and_alternatives_en.csv.gz",
            [
                (TAUGHT.removeprefix(SKILL_ADDRESS), "knot nets", "", "altLabels"),
                (TAUGHT.removeprefix(SKILL_ADDRESS), "crafts", "", "level_3"),
                ("unknown", "fly", "", "altLabels"),
            ],
            header=("id", "description", "hierarchy_levels", "type"),
        )
        assert read_esco(folder)[TAUGHT].names[EN] == ["weave nets", "swim", "knot nets"]


class TestReadTechnologies:
    def test_describes_a_product_by_its_commodities(self, tmp_path: Path) -> None:
        header = ("O*NET-SOC Code", "Example", "Commodity Code", "Commodity Title", "Hot Technology", "In Demand")
        rows = [("1", "Netmaker", "4", "Net software", "N", "N"), ("2", "Netmaker", "5", "Craft software", "N", "N")]
        _write(tmp_path / "Technology_Skills.txt", rows, header, "\t")
        (concept,) = read_technologies(tmp_path)
        assert concept.names == {ES: ["Netmaker"], EN: ["Netmaker"]}
        assert concept.descriptions[EN] == ["Net software", "Craft software"]

    def test_names_the_missing_table(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"Technology_Skills\.txt"):
            read_technologies(tmp_path)


class TestConceptsToTrainOn:
    def test_leaves_out_other_parts_and_their_names_wherever_they_occur(self, folder: Path) -> None:
        product = NamedConcept("onet:Nadar", Topic.TECHNOLOGY, {ES: ["Nadar"], EN: ["Nadar"]})
        taught = concepts_to_train_on(read_esco(folder), [product])
        by_id = {concept.id: concept for concept in taught}
        assert REPORTED not in by_id
        assert product.id not in by_id
        assert by_id[TAUGHT].names[EN] == ["weave nets"]

    def test_joins_a_skill_of_the_catalogue_with_the_concept_that_it_stands_for(self, folder: Path) -> None:
        own = NamedConcept(TAUGHT, Topic.SKILL, {ES: ["tejido"], EN: ["netting"]})
        (concept,) = [c for c in concepts_to_train_on(read_esco(folder), [own]) if c.id == TAUGHT]
        assert concept.names[ES] == ["tejer redes", "hacer redes", "trenzar", "tejido"]

    def test_takes_what_the_catalogue_has(self, catalogue: Catalogue) -> None:
        taught = concepts_to_train_on({}, catalogue_concepts(catalogue))
        assert {concept.topic for concept in taught} == {Topic.SKILL, Topic.OCCUPATION, Topic.CREDENTIAL}
        assert all(part_of(concept) is Part.TRAIN for concept in taught)

    @pytest.mark.needs_development_data
    def test_no_name_of_a_kept_concept_is_taught(self) -> None:
        esco = read_esco(development_file("esco"))
        taught = concepts_to_train_on(esco, read_technologies(development_file("onet")))
        texts = {name.casefold() for concept in taught for names in concept.names.values() for name in names}
        kept = [
            concept
            for uri, concept in esco.items()
            if (occupation_part if "/occupation/" in uri else skill_part)(uri) is Part.REPORT
        ]
        assert len(kept) > 2_500
        assert not {name.casefold() for concept in kept for names in concept.names.values() for name in names} & texts
