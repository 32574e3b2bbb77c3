import pytest

from data.importers.catalogue_kinds import CATALOGUE_KINDS
from data.importers.column_names import OTHER_NAMES, found_columns, other_names
from data.importers.run import KINDS

COLUMNS = {name: kind.columns for name, kind in (*KINDS.items(), *CATALOGUE_KINDS.items())}


class TestOtherNames:
    @pytest.mark.parametrize("kind", COLUMNS)
    def test_stand_for_one_column_of_a_kind(self, kind: str) -> None:
        names = [name for column in COLUMNS[kind] for name in set(other_names(column))]
        assert sorted(set(names)) == sorted(names)

    def test_are_of_columns_that_exist(self) -> None:
        assert set(OTHER_NAMES) <= {column for columns in COLUMNS.values() for column in columns}


class TestFoundColumns:
    @pytest.mark.parametrize(
        ("header", "column"),
        [
            ("matrícula", "external_id"),
            ("MATRICULA", "external_id"),
            ("  Fecha_de Publicación ", "posted_on"),
            ("calificación", "grade"),
            ("Título", "title"),
            ("nPositions", "n_positions"),
            ("Correo  electrónico:", "email"),
        ],
    )
    def test_are_alike_whatever_case_accents_and_signs(self, header: str, column: str) -> None:
        assert found_columns([column], ["other", header]) == {column: 1}

    def test_the_very_name_wins(self) -> None:
        assert found_columns(["title"], ["Puesto", "TITLE", "title"]) == {"title": 2}
        assert found_columns(["title"], ["Puesto", "TITLE"]) == {"title": 1}

    def test_a_place_serves_one_column(self) -> None:
        assert found_columns(["label_es", "name"], ["name", "Nombre"]) == {"name": 0, "label_es": 1}
        assert found_columns(["Nombre", "name"], ["Nombre"]) == {"Nombre": 0}

    def test_leaves_out_what_is_not_there(self) -> None:
        assert found_columns(["title"], ["", "salary"]) == {}
