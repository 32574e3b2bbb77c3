from xml.etree import ElementTree

import pytest

from training.metrics import Interval
from training.plots import line_plot, reliability_plot

SVG = "{http://www.w3.org/2000/svg}"


class TestLinePlot:
    def test_draws_each_line_between_the_ends_of_the_axes(self) -> None:
        drawn = ElementTree.fromstring(  # noqa: S314 - our own text
            line_plot({"a < b": ([0, 1, 2], [0, 5, 10]), "c": ([0, 2], [10, 0])}, title="t", across="x", up="y")
        )
        first, second = drawn.findall(f"{SVG}polyline")
        assert first.get("points") == "64.0,352.0 344.0,196.0 624.0,40.0"
        assert second.get("points") == "64.0,40.0 624.0,352.0"
        assert first.get("stroke-dasharray") != second.get("stroke-dasharray")
        assert "a < b" in [text.text for text in drawn.iter(f"{SVG}text")]

    def test_leaves_out_points_that_are_not_known(self) -> None:
        assert "nan" not in line_plot({"a": ([0, 1, 2], [0, float("nan"), 1])}, title="t", across="x", up="y")

    @pytest.mark.parametrize("lines", [{}, {"a": ([0.0], [float("nan")])}])
    def test_refuses_to_draw_nothing(self, lines: dict[str, tuple[list[float], list[float]]]) -> None:
        with pytest.raises(ValueError, match="no point to draw"):
            line_plot(lines, title="t", across="x", up="y")


class TestReliabilityPlot:
    def test_puts_an_honest_chance_on_the_diagonal(self) -> None:
        drawn = ElementTree.fromstring(  # noqa: S314 - our own text
            reliability_plot([0.5], [Interval(0.5, 0.25, 0.75)], title="t")
        )
        (mark,) = drawn.findall(f"{SVG}circle")
        assert (mark.get("cx"), mark.get("cy")) == ("344.0", "196.0")
        assert {(line.get("y1"), line.get("y2")) for line in drawn.findall(f"{SVG}line")} == {("274.0", "118.0")}
