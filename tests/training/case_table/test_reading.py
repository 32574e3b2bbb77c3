from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.errors import InputError
from training.case_table.mapping import CaseMapping, OutcomeColumn
from training.case_table.reading import read_cases

MAPPING = CaseMapping(
    id="matricula",
    outcome=OutcomeColumn("estatus", ("Baja",)),
    time="periodo",
    categorical=frozenset({"plan"}),
    forbidden=frozenset({"promedio_final"}),
    groups=("sexo",),
    missing=frozenset({"NP"}),
)
TEXT = """matricula,periodo,plan,promedio,carrera,sexo,promedio_final,estatus
007,2013B,01,8.5,Informática,F,9,Alta
008,2013J,02,NP,Diseño,M,2,Baja
009,2013J,,6,Diseño,,3,
"""
FRAME = pd.DataFrame(
    {
        "matricula": ["007", "008", "009"],
        "periodo": ["2013B", "2013J", "2013J"],
        "plan": ["01", "02", None],
        "promedio": [8.5, None, 6.0],
        "carrera": ["Informática", "Diseño", "Diseño"],
        "sexo": ["F", "M", None],
        "promedio_final": [9, 2, 3],
        "estatus": ["Alta", "Baja", None],
    }
)


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "cases.csv"
    path.write_text(text, encoding=encoding)
    return path


class TestReadCases:
    @pytest.mark.parametrize("form", ["utf-8", "utf-8-sig", "latin-1", "semicolon", "xlsx", "parquet"])
    def test_reads_the_same_cases_from_any_form(self, tmp_path: Path, form: str) -> None:
        if form == "xlsx":
            path = tmp_path / "cases.xlsx"
            FRAME.to_excel(path, index=False)
        elif form == "parquet":
            path = tmp_path / "cases.parquet"
            FRAME.to_parquet(path)
        elif form == "semicolon":
            path = written(tmp_path, TEXT.replace(",", ";"))
        else:
            path = written(tmp_path, TEXT, form)
        table = read_cases(path, MAPPING)
        assert table.ids.tolist() == ["007", "008"]
        assert table.outcome is not None
        assert table.outcome.tolist() == [False, True]
        assert table.time is not None
        assert table.time.tolist() == ["2013B", "2013J"]
        assert table.groups["sexo"].tolist() == ["F", "M"]
        assert table.n_left_out == 1
        assert list(table.frame) == ["plan", "promedio", "carrera", "sexo"]
        assert table.frame["plan"].tolist() == ["01", "02"]
        assert table.frame["carrera"].tolist() == ["Informática", "Diseño"]
        np.testing.assert_array_equal(table.frame["promedio"].to_numpy(), [8.5, np.nan])

    def test_a_new_table_needs_no_outcome_and_keeps_every_row(self, tmp_path: Path) -> None:
        path = written(tmp_path, "matricula,plan,promedio,x\n1,01,,-\n2,,7,3\n")
        table = read_cases(path, MAPPING, with_outcome=False, columns=["plan", "promedio"])
        assert list(table.frame) == ["plan", "promedio"]
        assert table.ids.tolist() == ["1", "2"]
        assert table.outcome is None
        assert table.frame["plan"].isna().tolist() == [False, True]

    def test_what_a_model_reads_must_be_there(self, tmp_path: Path) -> None:
        path = written(tmp_path, "matricula,plan\n1,01\n")
        with pytest.raises(InputError, match="there is no column promedio, which is needed"):
            read_cases(path, MAPPING, with_outcome=False, columns=["plan", "promedio"])

    def test_without_an_id_rows_go_by_their_number_in_the_file(self, tmp_path: Path) -> None:
        table = read_cases(written(tmp_path, "x,y\n1,0\n\n2,1\n"), CaseMapping(outcome=OutcomeColumn("y")))
        assert table.ids.tolist() == ["2", "4"]

    def test_a_category_of_whole_numbers_keeps_no_point(self, tmp_path: Path) -> None:
        path = tmp_path / "cases.parquet"
        pd.DataFrame({"grupo": [3.0, None], "y": [0, 1]}).to_parquet(path)
        mapping = CaseMapping(categorical=frozenset({"grupo"}), outcome=OutcomeColumn("y"))
        assert read_cases(path, mapping).frame["grupo"][0] == "3"

    def test_truth_values_with_gaps_are_numbers(self, tmp_path: Path) -> None:
        table = read_cases(written(tmp_path, "beca,z\nTrue,1\n,1\nFalse,1\n"), CaseMapping())
        np.testing.assert_array_equal(table.frame["beca"].to_numpy(), [1.0, np.nan, 0.0])

    @pytest.mark.parametrize(
        ("text", "complaint"),
        [
            ("matricula,y\n1,0\n,1\n", "row 3: matricula is empty"),
            ("matricula,y\n1,0\n2,sí\n", "row 3, y: 'sí' is neither 0 nor 1"),
            (
                "matricula,y,promedio\n" + "1,0,7\n" * 9 + "2,1,S/C\n",
                "row 11, promedio: 'S/C' is no number",
            ),
            ("matricula,promedio\n1,7\n", "there is no column y, which is needed"),
            ("matricula,y,y\n1,0,0\n", "the column y is there twice"),
            ("matricula,y\n", "there is no row with an outcome"),
            ("matricula,y,n\n1,0,inf\n", "row 2, n: the number has no end"),
        ],
    )
    def test_names_file_row_and_column_of_what_is_wrong(self, tmp_path: Path, text: str, complaint: str) -> None:
        path = written(tmp_path, text)
        with pytest.raises(InputError) as raised:
            read_cases(path, CaseMapping(id="matricula", outcome=OutcomeColumn("y")))
        assert raised.value.detail.startswith(str(path))
        assert complaint in raised.value.detail

    def test_tells_which_words_the_outcome_has_where_none_is_the_named_one(self, tmp_path: Path) -> None:
        path = written(tmp_path, "y\nAlta\nEgreso\n")
        with pytest.raises(InputError, match="no row has Baja; the column holds Alta, Egreso"):
            read_cases(path, CaseMapping(outcome=OutcomeColumn("y", ("Baja",))))

    def test_asks_for_dates_that_sort(self, tmp_path: Path) -> None:
        path = written(tmp_path, "t,x\n2013-02-01,1\n03/04/2013,2\n")
        with pytest.raises(InputError, match="row 3, t: write the date 03/04/2013 as year-month-day"):
            read_cases(path, CaseMapping(time="t"))

    def test_a_broken_workbook_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "cases.xlsx"
        path.write_bytes(b"PK\x03\x04 and no more")
        with pytest.raises(InputError, match=r"cases\.xlsx: cannot be read as a table"):
            read_cases(path, CaseMapping())

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"none\.csv: there is no such file"):
            read_cases(tmp_path / "none.csv", CaseMapping())


class TestCaseTable:
    def test_rows_and_columns_can_be_taken_together(self, tmp_path: Path) -> None:
        table = read_cases(written(tmp_path, TEXT), MAPPING)
        part = table.rows(np.array([False, True])).only({"promedio", "plan", "unknown"})
        assert len(part) == 1
        assert part.ids.tolist() == ["008"]
        assert list(part.frame) == ["plan", "promedio"]
        assert part.frame["plan"].tolist() == ["02"]
