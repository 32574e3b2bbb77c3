import csv
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.errors import InputError
from data.importers.counts import ImportCounts
from data.tables import technology_use
from tests.data.importers.partner_files import Importing, write_csv
from tests.development_data import development_file

USE = {
    "O*NET-SOC Code": "15-1252.00",
    "Example": "Python",
    "Commodity Code": "43232408",
    "Commodity Title": "Web platform development software",
    "Hot Technology": "Y",
    "In Demand": "N",
}


class TestOnet:
    def test_is_stored_once(self, importing: Importing) -> None:
        other = USE | {"Example": "C#", "Hot Technology": "N"}
        assert importing.rows("onet", USE, other) == ImportCounts(n_in=2, new=2)
        before = importing.stored()
        assert importing.rows("onet", USE, other, USE) == ImportCounts(n_in=3, unchanged=2, duplicate=1)
        assert importing.stored() == before
        with importing.engine.connect() as connection:
            stored = connection.execute(sa.select(technology_use).order_by(technology_use.c.technology)).all()
        commodity = ("43232408", "Web platform development software")
        assert [tuple(row) for row in stored] == [
            ("15-1252.00", "C#", *commodity, False, False),
            ("15-1252.00", "Python", *commodity, True, False),
        ]

    def test_a_newer_release_calls_the_technology_otherwise(self, importing: Importing) -> None:
        importing.rows("onet", USE)
        newer = {"Workplace Example" if name == "Example" else name: value for name, value in USE.items()}
        assert importing.rows("onet", newer) == ImportCounts(n_in=1, unchanged=1)

    def test_a_use_that_became_hot_is_updated(self, importing: Importing) -> None:
        importing.rows("onet", USE | {"Hot Technology": "N"})
        assert importing.rows("onet", USE) == ImportCounts(n_in=1, updated=1)

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"Example": " "}, "Example is missing"),
            ({"O*NET-SOC Code": ""}, "O*NET-SOC Code is missing"),
            ({"Hot Technology": "warm"}, "Hot Technology is not true or false"),
            ({"Commodity Title": "x" * 201}, "Commodity Title is longer than 200 characters"),
        ],
    )
    def test_a_wrong_row_is_refused(self, importing: Importing, changed: dict[str, str], reason: str) -> None:
        assert importing.rows("onet", USE | changed) == ImportCounts(n_in=1, rejected=1)
        assert importing.reasons() == [(2, reason)]

    def test_another_file_is_told(self, importing: Importing, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"the header lacks O\*NET-SOC Code"):
            importing.file("onet", write_csv(tmp_path / "skills.csv", [{"Element ID": "2.A.1"}]))


@pytest.mark.needs_development_data
def test_the_technologies_of_onet_go_in_whole(importing: Importing) -> None:
    path = development_file("onet/Technology_Skills.txt")
    with path.open(encoding="utf-8", newline="") as handle:
        expected = list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert importing.file("onet", path) == ImportCounts(n_in=len(expected), new=len(expected))
    assert importing.file("onet", path) == ImportCounts(n_in=32_681, unchanged=32_681)
    hot = sa.select(sa.func.count()).where(technology_use.c.is_hot)
    with importing.engine.connect() as connection:
        n_hot = connection.scalar(hot)
        n_hot_in_demand = connection.scalar(hot.where(technology_use.c.is_in_demand))
        occupations = set(connection.scalars(sa.select(technology_use.c.occupation_code)))
    assert n_hot == sum(row["Hot Technology"] == "Y" for row in expected)
    assert n_hot_in_demand == sum(row["Hot Technology"] == row["In Demand"] == "Y" for row in expected)
    assert occupations == {row["O*NET-SOC Code"] for row in expected}
