import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from data.exporters.table_csv import csv_pieces
from data.exporters.table_excel import excel_pieces
from data.exporters.tables import Cell, Pesos, Share, Table

DAY = datetime(2026, 11, 26)  # noqa: DTZ001 (Excel knows no zones)
MOMENT = datetime(2026, 11, 26, 9, 5, 7, tzinfo=UTC)
ROW: tuple[Cell, ...] = ("Niñez", -3, 2.5, Pesos(-1250), Share(0.125), date(2026, 11, 26), MOMENT, None, 0)
DANGEROUS = ["=1+1", "+52 33", "-5 grados", "@suma", "\tx", "\rx", " =1+1", "＝1+1"]


def table(*rows: tuple[Cell, ...], headings: tuple[str, ...] = ()) -> Table:
    return Table("prueba", "Prueba", headings or tuple(f"c{n}" for n in range(len(rows[0]))), iter(rows))


def csv_rows(given_table: Table) -> list[list[str]]:
    content = b"".join(csv_pieces(given_table))
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def excel_rows(given_table: Table) -> list[list[object]]:
    workbook = load_workbook(io.BytesIO(b"".join(excel_pieces(given_table))))
    return [[cell.value for cell in row] for row in workbook["prueba"].iter_rows()]


class TestCsv:
    def test_writes_numbers_as_numbers_and_days_as_iso(self) -> None:
        assert csv_rows(table(ROW))[1] == [
            "Niñez", "-3", "2.5", "-12.50", "0.125", "2026-11-26", "2026-11-26 09:05:07", "", "0",
        ]  # fmt: skip

    @pytest.mark.parametrize("text", DANGEROUS)
    def test_puts_an_apostrophe_before_what_could_run(self, text: str) -> None:
        assert csv_rows(table((text, "x"), headings=(text, "y"))) == [[f"'{text}", "y"], [f"'{text}", "x"]]

    @given(text=st.text(st.characters(codec="utf-8"), max_size=20))
    @settings(max_examples=100, deadline=None)
    def test_keeps_every_other_text(self, text: str) -> None:
        (_, (written, _)) = csv_rows(table((text, "end")))
        assert written in (text, f"'{text}")
        assert written[:1] not in ("=", "+", "-", "@", "\t", "\r")

    def test_comes_in_pieces(self) -> None:
        rows = (("x" * 100, number) for number in range(5_000))
        pieces = list(csv_pieces(Table("prueba", "", ("a", "b"), rows)))
        assert len(pieces) > 5
        assert b"".join(pieces).count(b"\r\n") == 5_001


class TestExcel:
    def test_keeps_kinds(self) -> None:
        (row,) = excel_rows(table(ROW))[1:]
        assert row == [
            "Niñez", -3, 2.5, -12.5, 0.125, DAY, MOMENT.replace(tzinfo=None), None, 0,
        ]  # fmt: skip

    @pytest.mark.parametrize("text", [*DANGEROUS, "#N/A", "TRUE", "1e5"])
    def test_writes_texts_as_texts_never_as_formulas(self, text: str) -> None:
        content = b"".join(excel_pieces(table((text,))))
        cell = load_workbook(io.BytesIO(content))["prueba"]["A2"]
        assert (cell.data_type, cell.value) == ("s", text.replace("\r", "\n"))

    def test_leaves_out_signs_that_no_sheet_can_hold(self) -> None:
        assert excel_rows(table(("a\x00b\x08",)))[1] == ["a b "]
