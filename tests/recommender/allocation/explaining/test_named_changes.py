"""Changes as people write them."""

import numpy as np
import pytest

from data.allocation.scenario import read_scenario
from data.allocation.scenario_tables import ScenarioTables
from data.errors import InputError
from recommender.allocation.explaining.changes import (
    Change,
    MoreMoney,
    MoreSeats,
    OtherGap,
    OtherLeast,
    WithoutRule,
    WithoutSeats,
)
from recommender.allocation.explaining.named_changes import changes_of
from recommender.allocation.running.building import Built, build
from tests.scenario_files import write_scenario


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    scenario = read_scenario(write_scenario(tmp_path_factory.mktemp("scenario")))
    return build(scenario, ScenarioTables.read(scenario.table_paths))


class TestChangesOf:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("fund:jalisco=+500000", [MoreMoney(1, 50_000_000)]),
            ("fund:jalisco=-0.5", [MoreMoney(1, -50)]),
            ("seats:java=+10", [MoreSeats(0, 10)]),
            ("drop-vendor:amazon", [WithoutSeats((1,))]),
            ("target:Teachers=3", [OtherLeast(0, 3)]),
            ("target:Nube=1", [OtherLeast(1, 1), OtherLeast(2, 1)]),
            ("target:Nube:uanl=1", [OtherLeast(2, 1)]),
            ("drop-target:Docentes", [WithoutRule(0)]),
            ("parity:gender=0.2", [OtherGap(0, 0.2)]),
        ],
    )
    def test_reads_each_kind(self, built: Built, text: str, expected: list[Change]) -> None:
        assert list(changes_of([text], built.national, built.names)) == expected

    def test_reads_several_in_turn(self, built: Built) -> None:
        found = changes_of(["seats:java=1", "seats:aws=2"], built.national, built.names)
        assert found == (MoreSeats(0, 1), MoreSeats(1, 2))

    @pytest.mark.parametrize(
        ("text", "complaint"),
        [
            ("fund:puebla=1", "no fund 'puebla'; it has federal, jalisco, oracle-fund"),
            ("seats:cobol=1", "no certification 'cobol'"),
            ("target:Nada=1", "no target 'Nada'; it has Docentes, Nube"),
            ("parity:state_id=1", "no parity of 'state_id'; it has gender"),
            ("seats:java", "a number is needed"),
            ("drop-vendor:oracle=2", "no number is needed"),
            ("seats:java=1.5", "1.5 is no whole number"),
            ("more money", "is no change"),
            ("budget:federal=1", "is no change"),
        ],
    )
    def test_says_what_is_wrong(self, built: Built, text: str, complaint: str) -> None:
        with pytest.raises(InputError, match=complaint):
            changes_of([text], built.national, built.names)

    def test_leave_the_problem_as_it_was(self, built: Built) -> None:
        before = built.national.base.seats.copy()
        for change in changes_of(["drop-vendor:oracle"], built.national, built.names):
            assert change.applied(built.national.base).seats[0] == 0
        assert np.array_equal(built.national.base.seats, before)
