import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from data.errors import InputError
from data.importers.reading import SourceRow, open_every_column, open_rows


def saved(folder: Path, *rows: Sequence[Any], title: str = "Vacantes") -> Path:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    path = folder / "f.xlsx"
    workbook.save(path)
    return path


def rows_of(path: Path, sheet: str | None = None) -> list[SourceRow]:
    with open_rows(path, ["id", "name"], ["day"], sheet=sheet) as rows:
        return list(rows)


def repacked(path: Path, part: str, old: str, new: str) -> Path:
    """The file with a part changed, as another program may have written it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


class TestExcelRows:
    def test_reads_cells_as_a_csv_file_would_hold_them(self, tmp_path: Path) -> None:
        path = saved(
            tmp_path,
            ["id", "name", "day", "other"],
            [7, "señal", date(2026, 9, 1), "x"],
            [7.0, 0.5, datetime(2026, 9, 1, 10, 30)],  # noqa: DTZ001 - Excel knows no zones
            [None, None, None],
            [True, "=not a formula?"[1:], None],
        )
        assert rows_of(path) == [
            SourceRow(2, {"id": "7", "name": "señal", "day": "2026-09-01"}),
            SourceRow(3, {"id": "7", "name": "0.5", "day": "2026-09-01T10:30:00"}),
            SourceRow(5, {"id": "true", "name": "not a formula?", "day": ""}),
        ]

    def test_skips_titles_above_the_header(self, tmp_path: Path) -> None:
        path = saved(tmp_path, ["Bolsa de trabajo"], [], ["id", "Nombre"], [1, "a"])
        assert rows_of(path) == [SourceRow(4, {"id": "1", "name": "a", "day": ""})]
        with open_every_column(path) as rows:
            assert list(rows) == [SourceRow(4, {"id": "1", "Nombre": "a"})]

    def test_an_error_and_a_formula_without_value_are_problems_of_their_row(self, tmp_path: Path) -> None:
        path = saved(tmp_path, ["id", "name"], [1, "#N/A"], [2, "=1+1"], [3, "c"])
        assert rows_of(path) == [
            SourceRow(2, {}, "name holds the error #N/A"),
            SourceRow(3, {}, "name is a formula without a stored value; open and save the file in Excel"),
            SourceRow(4, {"id": "3", "name": "c", "day": ""}),
        ]

    def test_a_formula_is_read_as_its_stored_value(self, tmp_path: Path) -> None:
        path = saved(tmp_path, ["id", "name"], [2, "=1+1"])
        repacked(path, "xl/worksheets/sheet1.xml", "<v></v>" if _has_empty_value(path) else "<v />", "<v>2</v>")
        assert rows_of(path) == [SourceRow(2, {"id": "2", "name": "2", "day": ""})]

    def test_does_not_trust_the_size_that_the_file_states(self, tmp_path: Path) -> None:
        path = saved(tmp_path, ["id", "name"], [1, "a"])
        repacked(path, "xl/worksheets/sheet1.xml", 'ref="A1:B2"', 'ref="A1"')
        assert len(rows_of(path)) == 1

    def test_is_known_whatever_its_name(self, tmp_path: Path) -> None:
        path = saved(tmp_path, ["id", "name"], [1, "a"])
        assert len(rows_of(path.rename(tmp_path / "f.csv"))) == 1


def _has_empty_value(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return b"<v></v>" in archive.read("xl/worksheets/sheet1.xml")


class TestSheets:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        workbook = Workbook()
        hidden = workbook.active
        assert hidden is not None
        hidden.title, hidden.sheet_state = "Notas", "hidden"
        for title in ("Vacantes", "Otras"):
            sheet = workbook.create_sheet(title)
            sheet.append(["id", "name"])
            sheet.append([1, title])
        workbook.save(tmp_path / "f.xlsx")
        return tmp_path / "f.xlsx"

    def test_the_first_that_is_not_hidden_is_read(self, path: Path) -> None:
        assert [row.values["name"] for row in rows_of(path)] == ["Vacantes"]

    def test_another_may_be_asked_for(self, path: Path) -> None:
        assert [row.values["name"] for row in rows_of(path, "otras")] == ["Otras"]

    def test_one_that_is_absent_is_named_with_those_there(self, path: Path) -> None:
        with pytest.raises(InputError, match=r"no sheet 'x'; there are 'Notas' \(hidden\), 'Vacantes', 'Otras'"):
            rows_of(path, "x")

    def test_one_without_the_columns_is_named_with_the_others(self, tmp_path: Path, path: Path) -> None:
        with pytest.raises(InputError, match=r"sheet 'Notas' is empty; other sheets: 'Vacantes', 'Otras'"):
            rows_of(path, "Notas")
        with (
            pytest.raises(InputError, match=r"sheet 'Vacantes': the header lacks salary.*other sheets"),
            open_rows(path, ["salary"], []),
        ):
            pass


class TestDamage:
    @pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
    def test_a_cut_off_file_is_named(self, tmp_path: Path, share: float) -> None:
        path = saved(tmp_path, ["id", "name"], *([n, f"name {n}"] for n in range(500)))
        content = path.read_bytes()
        path.write_bytes(content[: int(share * len(content))])
        with pytest.raises(InputError, match=r"f\.xlsx: "):
            rows_of(path)

    @pytest.mark.parametrize(
        ("part", "old", "new"),
        [
            ("xl/worksheets/sheet1.xml", "</row>", "<row>"),
            ("xl/worksheets/sheet1.xml", "<v>1</v>", "<v>one</v>"),
            ("xl/workbook.xml", "<sheets>", "<sheet>"),
            ("[Content_Types].xml", "spreadsheetml.sheet.main", "word.main"),
        ],
    )
    def test_wrong_content_is_named(self, tmp_path: Path, part: str, old: str, new: str) -> None:
        path = repacked(saved(tmp_path, ["id", "name"], [1, "b"]), part, old, new)
        with pytest.raises(InputError, match=r"f\.xlsx: .*(damaged|no visible sheet)"):
            rows_of(path)

    def test_a_file_that_unpacks_to_too_much_is_refused_unread(self, tmp_path: Path) -> None:
        path = saved(tmp_path, ["id", "name"], [1, "a"])
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet2.xml", bytes(50_000_000))
        with pytest.raises(InputError, match="unpacks to too much"):
            rows_of(path)

    @pytest.mark.parametrize(
        ("part", "root"), [("workbook.xml", "<workbook "), ("worksheets/sheet1.xml", "<worksheet ")]
    )
    def test_entities_that_could_grow_without_end_are_refused(self, tmp_path: Path, part: str, root: str) -> None:
        bomb = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>{root}'
        path = repacked(saved(tmp_path, ["id", "name"], [1, "b"]), f"xl/{part}", root, bomb)
        with pytest.raises(InputError, match="damaged"):
            rows_of(path)
