import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.charts.bar_chart import BarChart, Measure, bar_chart
from api.charts.chart_table import Cell, ChartTable

TABLE = ChartTable("numbers", ("name", "n"), ((Cell("a"), Cell("1")),))


def chart(*measures: Measure) -> BarChart:
    return bar_chart("c", "title", measures, TABLE, description="about", empty="nothing")


class TestMeasure:
    @pytest.mark.parametrize(("value", "interval"), [(-1.0, None), (1.0, (2.0, 3.0)), (1.0, (-0.5, 2.0))])
    def test_refuses_a_value_below_0_or_outside_its_interval(
        self, value: float, interval: tuple[float, float] | None
    ) -> None:
        with pytest.raises(ValueError, match="must be at or above 0"):
            Measure("a", value, "", interval)


class TestBarChart:
    def test_the_longest_whisker_takes_all_the_room(self) -> None:
        bars = chart(Measure("a", 0.2, "20%", (0.1, 0.4)), Measure("b", 0.1, "10%", (0.05, 0.2))).bars
        assert [(bar.length, bar.whisker) for bar in bars] == [(40.0, (20.0, 80.0)), (20.0, (10.0, 40.0))]

    def test_a_chart_without_values_has_bars_of_no_length(self) -> None:
        assert [bar.length for bar in chart(Measure("a", 0, "0")).bars] == [0.0]

    def test_breaks_a_long_name_where_a_phone_does(self) -> None:
        (bar,) = chart(Measure("especialista en continuidad del negocio y recuperación", 1, "1")).bars
        assert bar.name_lines == ("especialista en continuidad del negocio y", "recuperación")
        assert bar.bar_top > bar.name_bases[1]

    @given(st.lists(st.tuples(st.text(max_size=90), st.floats(0, 1e6)), max_size=12))
    def test_bars_lie_inside_the_picture_and_never_on_one_another(self, pairs: list[tuple[str, float]]) -> None:
        drawn = chart(*(Measure(name, value, "") for name, value in pairs))
        tops = [bar.top for bar in drawn.bars]
        assert all(before.bottom <= after for before, after in zip(drawn.bars, tops[1:], strict=False))
        assert all(0 <= bar.length <= 80 for bar in drawn.bars)
        assert drawn.height == (drawn.bars[-1].bottom if pairs else 0)


class TestChartTable:
    def test_refuses_a_row_of_another_width(self) -> None:
        with pytest.raises(ValueError, match="has 2 columns, a row 1 cells"):
            ChartTable("numbers", ("a", "b"), ((Cell("1"),),))

    @pytest.mark.parametrize(("n_rows", "is_main", "expected"), [(6, False, False), (7, False, True), (7, True, False)])
    def test_folds_only_a_long_table_that_repeats_a_picture(self, n_rows: int, is_main: bool, expected: bool) -> None:
        assert ChartTable("numbers", ("a",), ((Cell("1"),),) * n_rows, is_main).is_folded is expected
