"""Tests of vectors of the catalogue as files and of the indexes made from them."""

from pathlib import Path

import numpy as np
import pytest

from data.catalogue import Catalogue
from data.errors import ForeignIndexError, NotReadyError
from embeddings.build import Kind, build_indexes, catalogue_texts, embed_texts, vector_path, vectors_in_order
from embeddings.hashing import HashingEncoder
from embeddings.index import VectorIndex
from embeddings.protocols import TextRole
from embeddings.texts import posting_text

ENCODER = HashingEncoder(64)


def ignore(line: str) -> None:
    """Take no notice of progress."""


def embed_everything(catalogue: Catalogue, folder: Path) -> None:
    for kind, by_id in catalogue_texts(catalogue).items():
        embed_texts(kind, by_id, ENCODER, folder, ignore)
    embed_texts(Kind.POSTINGS, {"p1": "Analista SQL"}, ENCODER, folder, ignore)


class TestCatalogueTexts:
    def test_has_a_text_for_every_item_of_every_kind(self, catalogue: Catalogue) -> None:
        found = catalogue_texts(catalogue)
        assert {kind: len(texts) for kind, texts in found.items()} == {
            Kind.CERTIFICATIONS: 5,
            Kind.OCCUPATIONS: 2,
            Kind.SKILLS: 6,
            Kind.SUBJECTS: 4,
        }

    @pytest.mark.parametrize(
        ("kind", "id_", "expected"),
        [
            (Kind.CERTIFICATIONS, "zen-2", "Zenith Python. Código Code Python, SQL"),
            (Kind.CERTIFICATIONS, "acme-2", "Acme Two. Dos Two AWS, nube"),
            (Kind.OCCUPATIONS, "data-analyst", "analista de datos, data analyst"),
            (Kind.SKILLS, "sql", "SQL, SQL, consultas SQL, structured query language"),
            (Kind.SUBJECTS, "s-prog", "Programación. Variables y ciclos"),
        ],
    )
    def test_says_what_the_thing_is(self, catalogue: Catalogue, kind: Kind, id_: str, expected: str) -> None:
        assert catalogue_texts(catalogue)[kind][id_] == expected

    def test_a_posting_is_its_title_and_beginning(self) -> None:
        text = posting_text("Analista", "x" * 1000)
        assert text.startswith("Analista. xxx")
        assert len(text) == len("Analista. ") + 320


class TestEmbedTexts:
    def test_stores_the_vectors_of_the_texts(self, tmp_path: Path) -> None:
        embed_texts(Kind.SKILLS, {"b": "redes", "a": "ventas"}, ENCODER, tmp_path, ignore)
        stored = vectors_in_order(tmp_path, Kind.SKILLS, ["a", "b"], ENCODER.fingerprint)
        assert stored.ids == ("a", "b")
        np.testing.assert_array_equal(stored.vectors, ENCODER.encode(["ventas", "redes"], TextRole.PASSAGE))

    def test_encodes_again_only_what_changed(self, tmp_path: Path) -> None:
        lines: list[str] = []
        embed_texts(Kind.SKILLS, {"a": "redes", "b": "ventas"}, ENCODER, tmp_path, lines.append)
        embed_texts(Kind.SKILLS, {"a": "redes", "b": "nómina"}, ENCODER, tmp_path, lines.append)
        assert lines == [
            "skills: encoded 2 of 2 new texts; 0 unchanged",
            "skills: encoded 1 of 1 new texts; 1 unchanged",
        ]

    def test_starts_anew_from_a_damaged_file(self, tmp_path: Path) -> None:
        path = vector_path(tmp_path, Kind.SKILLS)
        path.write_bytes(b"damaged")
        embed_texts(Kind.SKILLS, {"a": "redes"}, ENCODER, tmp_path, ignore)
        assert len(vectors_in_order(tmp_path, Kind.SKILLS, ["a"], ENCODER.fingerprint).ids) == 1


class TestBuildIndexes:
    def test_makes_one_index_a_kind_that_finds_each_thing_by_itself(self, catalogue: Catalogue, tmp_path: Path) -> None:
        embed_everything(catalogue, tmp_path)
        counts = build_indexes(tmp_path, tmp_path / "indexes", ENCODER.fingerprint, ignore)
        assert counts == {"certifications": 5, "occupations": 2, "skills": 6, "subjects": 4, "postings": 1}
        for kind, by_id in catalogue_texts(catalogue).items():
            index = VectorIndex.load(tmp_path / "indexes" / kind.value)
            queries = ENCODER.encode(list(by_id.values()), TextRole.QUERY)
            ids, _ = index.search(queries, 1, fingerprint=ENCODER.fingerprint)
            assert ids[:, 0].tolist() == list(by_id)

    def test_asks_for_a_kind_that_was_not_embedded(self, tmp_path: Path) -> None:
        with pytest.raises(NotReadyError, match="rumbo embed"):
            build_indexes(tmp_path, tmp_path / "indexes", ENCODER.fingerprint, ignore)

    def test_refuses_vectors_of_another_encoder(self, catalogue: Catalogue, tmp_path: Path) -> None:
        embed_everything(catalogue, tmp_path)
        with pytest.raises(ForeignIndexError, match="rumbo embed"):
            build_indexes(tmp_path, tmp_path / "indexes", "other", ignore)


class TestVectorsInOrder:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        embed_texts(Kind.SKILLS, {"a": "redes", "b": "ventas"}, ENCODER, tmp_path, ignore)
        return tmp_path

    def test_may_leave_some_out(self, folder: Path) -> None:
        found = vectors_in_order(folder, Kind.SKILLS, ["b"], ENCODER.fingerprint)
        np.testing.assert_array_equal(found.vectors, ENCODER.encode(["ventas"], TextRole.PASSAGE))

    def test_names_an_id_without_vector(self, folder: Path) -> None:
        with pytest.raises(NotReadyError, match="1 skills have no vector, such as c"):
            vectors_in_order(folder, Kind.SKILLS, ["a", "c"], ENCODER.fingerprint)

    def test_refuses_vectors_of_another_encoder(self, folder: Path) -> None:
        with pytest.raises(ForeignIndexError, match="other"):
            vectors_in_order(folder, Kind.SKILLS, ["a"], "other")
