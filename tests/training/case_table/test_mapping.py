from pathlib import Path

import pytest

from data.domain import Language
from data.errors import InputError
from training.case_table.mapping import CaseMapping, OutcomeColumn, read_mapping

WHOLE = """
id = "matricula"
time = "periodo"
categorical = ["carrera"]
forbidden = ["promedio_final"]
known_at_enrolment = ["carrera", "promedio_bachillerato"]
groups = ["sexo"]
trusted = ["beca"]
missing = ["NP", 99]

[outcome]
column = "estatus"
values = ["Baja", "Baja definitiva"]

[labels]
carrera = "carrera"
promedio_bachillerato = { es = "promedio", en = "average" }

[effects]
treatments = ["beca"]
"""


def written(folder: Path, content: str) -> Path:
    path = folder / "mapping.toml"
    path.write_text(content, encoding="utf-8")
    return path


class TestReadMapping:
    def test_reads_every_key_and_leaves_the_effects_to_others(self, tmp_path: Path) -> None:
        assert read_mapping(written(tmp_path, WHOLE)) == CaseMapping(
            id="matricula",
            outcome=OutcomeColumn("estatus", ("Baja", "Baja definitiva")),
            time="periodo",
            categorical=frozenset({"carrera"}),
            forbidden=frozenset({"promedio_final"}),
            known_at_enrolment=frozenset({"carrera", "promedio_bachillerato"}),
            groups=("sexo",),
            trusted=frozenset({"beca"}),
            missing=frozenset({"NP", "99"}),
            labels={
                "carrera": {Language.ES: "carrera", Language.EN: "carrera"},
                "promedio_bachillerato": {Language.ES: "promedio", Language.EN: "average"},
            },
        )

    def test_an_empty_file_says_nothing(self, tmp_path: Path) -> None:
        assert read_mapping(written(tmp_path, "")) == CaseMapping()

    def test_an_outcome_may_be_a_column_alone(self, tmp_path: Path) -> None:
        assert read_mapping(written(tmp_path, 'outcome = "baja"')).outcome == OutcomeColumn("baja")

    @pytest.mark.parametrize(
        ("content", "complaint"),
        [
            ('outcom = "baja"', "outcom: unknown key; known are id,"),
            ("id = 3", "id: must be a text that is not empty"),
            ('categorical = "carrera"', "categorical: must be a list of texts"),
            ('outcome = { values = ["Baja"] }', "outcome: write outcome ="),
            ('labels = { carrera = { fr = "filière" } }', "labels.carrera: languages are es, en"),
            ('labels = "x"', "labels: must be a table"),
            ("id = ", "is not a TOML file"),
        ],
    )
    def test_names_file_and_key_of_what_is_wrong(self, tmp_path: Path, content: str, complaint: str) -> None:
        path = written(tmp_path, content)
        with pytest.raises(InputError) as raised:
            read_mapping(path)
        assert str(path) in raised.value.detail
        assert complaint in raised.value.detail

    def test_names_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"none\.toml: cannot be read"):
            read_mapping(tmp_path / "none.toml")


class TestNeverRead:
    def test_is_id_outcome_time_and_what_is_forbidden(self) -> None:
        mapping = CaseMapping(id="i", outcome=OutcomeColumn("y"), time="t", forbidden=frozenset({"f"}))
        assert mapping.never_read() == {"i", "y", "t", "f"}
