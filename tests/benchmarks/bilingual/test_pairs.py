from collections import Counter
from pathlib import Path

import pytest

from benchmarks.bilingual.pairs import (
    FILES,
    Grade,
    Pair,
    QueryKind,
    TextLanguage,
    by_text,
    pairs_file,
    read_pairs,
)
from data.catalogue import Catalogue, read_catalogue
from data.errors import InputError
from data.settings import ROOT
from tests.benchmarks.bilingual.pair_rows import HEADER, ROWS, write_pairs

OF_CERTIFICATIONS = ("certification_posting", "certification_subject")


@pytest.fixture(scope="module")
def shipped_catalogue() -> Catalogue:
    return read_catalogue(ROOT / "data" / "reference")


class TestReadPairs:
    def test_reads_every_cell_as_what_it_means(self, tmp_path: Path, catalogue: Catalogue) -> None:
        pairs = read_pairs(write_pairs(tmp_path), catalogue)
        assert [pair.pair_id for pair in pairs] == ["p1", "p2", "p3", "p4"]
        assert pairs[2] == Pair(
            pair_id="p3",
            query_kind=QueryKind.CERTIFICATION,
            query_id="zen-2",
            language=TextLanguage.ENGLISH,
            text="Payroll clerk; Python a plus.",
            is_bpo=True,
            grade=Grade.TOUCHES,
            why="Only a plus.",
        )

    @pytest.mark.parametrize(("kind", "query_id"), [("subject", "s-net"), ("skill", "sql")])
    def test_reads_subjects_and_skills_too(
        self, tmp_path: Path, catalogue: Catalogue, kind: str, query_id: str
    ) -> None:
        rows = [f"p1,{kind},{query_id},es,Uno.,true,1,So.", f"p2,{kind},{query_id},en,One.,true,1,So."]
        assert [pair.query_id for pair in read_pairs(write_pairs(tmp_path, rows), catalogue)] == [query_id, query_id]

    @pytest.mark.parametrize(
        ("place", "cell", "wrong", "told"),
        [
            (1, "zen-1", "zen-9", "line 2, query_id: the catalogue has no certification zen-9"),
            (1, "certification", "subject", "line 2, query_id: the catalogue has no subject zen-1"),
            (1, "certification", "job", "line 2, query_kind: is 'job'; write one of certification, subject, skill"),
            (2, ",es,", ",fr,", "line 3, language: is 'fr'; write one of es, en"),
            (2, "false", "no", "line 3, is_bpo: is 'no'; write one of true, false"),
            (3, ",1,", ",3,", "line 4, grade: is '3'; write one of 0, 1, 2"),
            (4, "No cloud.", " ", "line 5, why: is empty"),
            (4, "p4", "p1", "line 5: pair_id repeat those of pairs.csv, line 2"),
            (4, "acme-1", "zen-2", "line 5: query_id and text repeat those of pairs.csv, line 4"),
            (2, "No cloud.", "No cloud, no SQL.", "line 3: must have 8 cells"),
            (2, ",No cloud.", "", "line 3: must have 8 cells"),
            (2, "false", "true", "pair p2: language, is_bpo or query_kind differ from those of pair p1"),
        ],
    )
    def test_names_file_line_and_what_is_wrong(
        self, tmp_path: Path, catalogue: Catalogue, place: int, cell: str, wrong: str, told: str
    ) -> None:
        rows = list(ROWS)
        assert cell in rows[place - 1]
        rows[place - 1] = rows[place - 1].replace(cell, wrong)
        with pytest.raises(InputError, match=r"pairs\.csv") as raised:
            read_pairs(write_pairs(tmp_path, rows), catalogue)
        assert told in raised.value.detail

    def test_counts_lines_of_the_file_where_a_text_has_several(self, tmp_path: Path, catalogue: Catalogue) -> None:
        rows = [row.replace("Se solicita analista con SQL.", '"Se solicita:\n- SQL"') for row in ROWS]
        rows[2] = rows[2].replace(",1,", ",x,")
        with pytest.raises(InputError, match="line 6, grade"):
            read_pairs(write_pairs(tmp_path, rows), catalogue)

    def test_refuses_a_text_whose_rows_are_scattered(self, tmp_path: Path, catalogue: Catalogue) -> None:
        with pytest.raises(InputError, match="pair p2: its text came before"):
            read_pairs(write_pairs(tmp_path, [ROWS[0], ROWS[2], ROWS[1]]), catalogue)

    def test_refuses_a_file_in_one_language(self, tmp_path: Path, catalogue: Catalogue) -> None:
        with pytest.raises(InputError, match=r"pairs\.csv: has no text in en"):
            read_pairs(write_pairs(tmp_path, ROWS[:2]), catalogue)

    def test_refuses_other_columns(self, tmp_path: Path, catalogue: Catalogue) -> None:
        with pytest.raises(InputError, match="line 1: the columns must be pair_id, query_kind"):
            read_pairs(write_pairs(tmp_path, ROWS, HEADER.replace("grade", "score")), catalogue)

    def test_refuses_a_missing_file_and_one_that_is_not_utf_8(self, tmp_path: Path, catalogue: Catalogue) -> None:
        with pytest.raises(InputError, match="is not there"):
            read_pairs(tmp_path / "none.csv", catalogue)
        path = write_pairs(tmp_path)
        path.write_bytes(path.read_bytes().replace(b"analista", b"anal\xedsta"))
        with pytest.raises(InputError, match="cannot be read as CSV in UTF-8"):
            read_pairs(path, catalogue)


class TestByText:
    def test_puts_pairs_of_one_text_together_in_order(self, tmp_path: Path, catalogue: Catalogue) -> None:
        pairs = read_pairs(write_pairs(tmp_path), catalogue)
        assert by_text(pairs) == [pairs[:2], pairs[2:]]


class TestTheFiles:
    @pytest.mark.parametrize("name", OF_CERTIFICATIONS)
    def test_are_as_many_and_as_varied_as_the_card_says(self, name: str, shipped_catalogue: Catalogue) -> None:
        pairs = read_pairs(pairs_file(name), shipped_catalogue)
        texts = by_text(pairs)
        assert len(pairs) >= 280
        assert 45 <= len(texts) <= 55
        assert sum(pair.is_bpo for pair in pairs) >= 0.30 * len(pairs)
        assert all(4 <= len(judged) <= 7 for judged in texts)
        areas = Counter(shipped_catalogue.certifications[pair.query_id].area for pair in pairs)
        assert len(areas) == 12

    @pytest.mark.parametrize("name", OF_CERTIFICATIONS)
    def test_judge_each_text_against_what_fits_or_touches_and_what_does_not(
        self, name: str, shipped_catalogue: Catalogue
    ) -> None:
        for judged in by_text(read_pairs(pairs_file(name), shipped_catalogue)):
            grades = {pair.grade for pair in judged}
            assert Grade.UNRELATED in grades, judged[0].text
            assert grades & {Grade.TOUCHES, Grade.FITS}, judged[0].text

    def test_hold_a_thousand_pairs_in_all(self, shipped_catalogue: Catalogue) -> None:
        pairs = [pair for name in FILES for pair in read_pairs(pairs_file(name), shipped_catalogue)]
        assert len(pairs) >= 1_000
        assert sum(pair.is_bpo for pair in pairs) >= 0.25 * len(pairs)
