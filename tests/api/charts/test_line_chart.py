import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.charts.chart_table import ChartTable
from api.charts.line_chart import HEIGHT, LineChart, Series, even_ceiling, line_chart

TABLE = ChartTable("numbers", ("month",), ())
MONTHS = ["ene", "feb", "mar"]


def chart(months: list[str], *series: tuple[float, ...]) -> LineChart:
    lines = [Series(f"s{number}", values) for number, values in enumerate(series)]
    return line_chart("c", "title", months, lines, TABLE, description="about", empty="nothing")


class TestLineChart:
    def test_puts_points_where_their_numbers_are(self) -> None:
        drawn = chart(MONTHS, (0, 5, 10))
        assert drawn.lines[0].points == "0,100 50,50 100,0"
        assert [(mark.x, mark.y) for mark in drawn.lines[0].marks] == [(0, 220), (50, 120), (100, 20)]
        assert [(step.y, step.text) for step in drawn.steps] == [(20, "10"), (120, "5"), (220, "0")]

    def test_names_the_first_middle_and_last_month(self) -> None:
        drawn = chart([str(month) for month in range(12)], tuple(range(12)))
        assert [(month.text, month.anchor) for month in drawn.months] == [
            ("0", "start"),
            ("5", "middle"),
            ("11", "end"),
        ]

    def test_gives_each_line_a_dash_of_its_own(self) -> None:
        assert [line.number for line in chart(MONTHS, (1, 2, 3), (3, 2, 1)).lines] == [1, 2]

    @pytest.mark.parametrize(("months", "series"), [(MONTHS, [(0, 0, 0)]), (MONTHS, []), (["ene"], [(4,)])])
    def test_draws_nothing_where_there_is_nothing_to_see(
        self, months: list[str], series: list[tuple[float, ...]]
    ) -> None:
        assert chart(months, *series).lines == ()

    def test_refuses_lines_that_nobody_could_tell_apart(self) -> None:
        with pytest.raises(ValueError, match="at most 4 lines"):
            chart(MONTHS, *[(1, 2, 3)] * 5)

    def test_refuses_a_series_of_another_length(self) -> None:
        with pytest.raises(ValueError, match="2 values for 3 months"):
            chart(MONTHS, (1, 2))

    @given(st.lists(st.integers(0, 10_000), min_size=2, max_size=24))
    def test_every_point_lies_inside_the_plot(self, values: list[int]) -> None:
        drawn = chart([str(month) for month in range(len(values))], tuple(values))
        marks = [mark for line in drawn.lines for mark in line.marks]
        assert all(0 <= mark.x <= 100 and 20 <= mark.y <= 20 + HEIGHT for mark in marks)


class TestEvenCeiling:
    @given(st.floats(0.01, 1e9))
    def test_is_even_not_below_the_value_and_not_far_above(self, value: float) -> None:
        top = even_ceiling(value)
        assert top % 2 == 0
        assert value <= top <= max(2, 2 * value)
