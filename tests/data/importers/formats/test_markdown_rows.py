from pathlib import Path

import pytest

from data.errors import InputError
from data.importers.reading import SourceRow, open_rows
from tests.development_data import development_file

PLAN = """# Plan

| Otra | tabla |
|---|---|
| x | y |

## Semestre 1
| Materia | Clave |
| :--- | ---: |
| Cálculo \\| Álgebra | A1 |
| Ética |
| Física | A2 |

### Semestre 2 ###

| clave | materia |
|-------|---------|
| A3 | Química
"""


def rows_of(path: Path, *required: str) -> list[SourceRow]:
    with open_rows(path, required, []) as rows:
        return list(rows)


class TestMarkdownRows:
    def test_reads_all_tables_with_the_columns_under_their_headings(self, tmp_path: Path) -> None:
        path = tmp_path / "plan.md"
        path.write_text(PLAN, encoding="utf-8")
        assert rows_of(path, "Materia", "Clave", "heading") == [
            SourceRow(10, {"Materia": "Cálculo | Álgebra", "Clave": "A1", "heading": "Semestre 1"}),
            SourceRow(11, {}, "the row has more or fewer cells than its table's header"),
            SourceRow(12, {"Materia": "Física", "Clave": "A2", "heading": "Semestre 1"}),
            SourceRow(18, {"Materia": "Química", "Clave": "A3", "heading": "Semestre 2"}),
        ]

    def test_names_what_no_table_has(self, tmp_path: Path) -> None:
        path = tmp_path / "plan.md"
        path.write_text(PLAN, encoding="utf-8")
        with pytest.raises(InputError, match=r"plan\.md: the header lacks Horas"):
            rows_of(path, "Horas")
        path.write_text("# Nothing here\n", encoding="utf-8")
        with pytest.raises(InputError, match=r"plan\.md: has no table"):
            rows_of(path, "Horas")

    @pytest.mark.needs_development_data
    def test_reads_a_real_plan_of_study(self) -> None:
        path = development_file("curricula/reticula_isc.md")
        rows = rows_of(path, "Materia", "Clave", "Créditos", "heading")
        lines = path.read_text(encoding="utf-8").splitlines()
        assert rows[0].values == {
            "Materia": "Cálculo Diferencial",
            "Clave": "ACF0901",
            "Créditos": "5",
            "heading": "Semestre 1",
        }
        assert all(lines[row.line - 1].startswith(f"| {row.values['Materia']} | ") for row in rows)
        assert len(rows) > 45
