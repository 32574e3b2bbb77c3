from hypothesis import given
from hypothesis import strategies as st

from api.charts.chart_table import ChartTable
from api.charts.map_steps import step_starts
from api.charts.state_map import N_STEPS, Place, StateMap, state_map
from data.domain import StateId

TABLE = ChartTable("numbers", ("state", "n"), ())


def drawn(**values: int) -> StateMap:
    places = [Place(StateId(f"MX-{name}"), f"{name}: {n}", f"/{name}", n) for name, n in values.items()]
    return state_map(
        "m",
        "title",
        places,
        TABLE,
        description="about",
        empty="nothing",
        range_text=lambda least, most: f"{least}-{most}",
    )


class TestStateMap:
    def test_gives_each_state_its_step_address_and_words(self) -> None:
        states = drawn(JAL=9, NLE=3, COL=0).states
        assert [(state.text, state.url, state.step) for state in states] == [
            ("JAL: 9", "/JAL", 2),
            ("NLE: 3", "/NLE", 1),
            ("COL: 0", "/COL", 0),
        ]

    def test_the_legend_has_a_range_for_each_step_and_for_nothing(self) -> None:
        legend = drawn(JAL=9, NLE=3, COL=0).legend
        assert [(entry.step, entry.text) for entry in legend] == [(0, "0-0"), (1, "3-8"), (2, "9-9")]

    def test_draws_no_state_where_all_have_nothing(self) -> None:
        assert drawn(JAL=0, NLE=0).states == ()

    def test_falls_have_steps_of_their_own(self) -> None:
        found = drawn(JAL=9, NLE=-3, COL=-12, SON=0)
        assert [state.step for state in found.states] == [1, -1, -2, 0]
        assert [(entry.step, entry.text) for entry in found.legend] == [
            (-2, "-12--12"),
            (-1, "-11--3"),
            (0, "0-0"),
            (1, "9-9"),
        ]
        assert found.hatches == (2, 1)

    def test_passes_over_a_state_that_the_map_lacks(self) -> None:
        assert [state.text for state in drawn(JAL=1, XXX=2).states] == ["JAL: 1"]


class TestStepStarts:
    @given(st.lists(st.integers(0, 1000), max_size=40))
    def test_begin_at_the_least_number_and_rise(self, values: list[int]) -> None:
        starts = step_starts(values, N_STEPS)
        positive = [value for value in values if value]
        assert list(starts) == sorted(set(starts))
        assert len(starts) <= N_STEPS
        assert starts[:1] == ((min(positive),) if positive else ())
        # No step is empty.
        assert set(starts) <= set(positive)
