"""Small pictures for runs and reports, as SVG text: lines over axes, and the reliability of stated chances."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.metrics import Interval

_WIDTH: Final = 640
_HEIGHT: Final = 400
_LEFT, _TOP, _RIGHT, _BOTTOM = 64, 40, 16, 48
_DASHES: Final = ("none", "8 4", "2 3", "10 3 2 3")
"""Lines are told apart by dashes, so that nobody needs to see colours."""
_N_TICKS: Final = 5


def line_plot(lines: Mapping[str, tuple[Sequence[float], Sequence[float]]], *, title: str, across: str, up: str) -> str:
    """Draw lines by name, each as (across, up) of at least one finite point; a legend names them.

    Raises
    ------
    ValueError
        If there is no point to draw.
    """
    points = np.concatenate([np.column_stack(line) for line in lines.values()]) if lines else np.empty((0, 2))
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        raise ValueError(f"{title}: no point to draw")
    frame = _Frame(points.min(axis=0), points.max(axis=0))
    drawn = [
        _polyline(frame.places(np.column_stack(line).astype(np.float64)), _DASHES[number % len(_DASHES)])
        for number, line in enumerate(lines.values())
    ]
    legend = [
        f'<g transform="translate({_LEFT + 8},{_TOP + 8 + 18 * number})">'
        f'<line x2="28" stroke="black" stroke-dasharray="{_DASHES[number % len(_DASHES)]}"/>'
        f'<text x="34" dy="4">{escape(name)}</text></g>'
        for number, name in enumerate(lines)
    ]
    return _picture(title, [*frame.axes(across, up), *drawn, *legend])


def reliability_plot(stated: Sequence[float], observed: Sequence[Interval], *, title: str) -> str:
    """Draw how often something happened, with intervals, over the chance that was stated; the diagonal is honest."""
    frame = _Frame(np.zeros(2), np.ones(2))
    diagonal = _polyline(frame.places(np.array([[0.0, 0.0], [1.0, 1.0]])), "2 3")
    marks = []
    for chance, share in zip(stated, observed, strict=True):
        (x, low), (_, middle), (_, high) = frame.places(
            np.array([[chance, share.low], [chance, share.mean], [chance, share.high]])
        )
        marks.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{low:.1f}" y2="{high:.1f}" stroke="black"/>')
        marks.append(f'<circle cx="{x:.1f}" cy="{middle:.1f}" r="4"/>')
    return _picture(title, [*frame.axes("stated chance", "share that happened"), diagonal, *marks])


class _Frame:
    """Turns values into pixels; ``low`` and ``high`` are the (across, up) ends of the axes."""

    def __init__(self, low: NDArray[np.float64], high: NDArray[np.float64]) -> None:
        self.low = low
        self.spread = np.where(high > low, high - low, 1.0)

    def places(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pixels of points, shape (n, 2)."""
        share = (points - self.low) / self.spread
        across = _LEFT + share[:, 0] * (_WIDTH - _LEFT - _RIGHT)
        down = _HEIGHT - _BOTTOM - share[:, 1] * (_HEIGHT - _TOP - _BOTTOM)
        return np.column_stack([across, down])

    def axes(self, across: str, up: str) -> list[str]:
        """Both axes with numbers and names."""
        ticks = self.low + np.linspace(0, 1, _N_TICKS)[:, None] * self.spread
        places = self.places(ticks)
        floor = _HEIGHT - _BOTTOM
        drawn = [f'<path d="M{_LEFT},{_TOP}V{floor}H{_WIDTH - _RIGHT}" fill="none" stroke="black"/>']
        for (value_across, value_up), (x, y) in zip(ticks, places, strict=True):
            drawn.append(f'<text x="{x:.1f}" y="{floor + 18}" text-anchor="middle">{value_across:.3g}</text>')
            drawn.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value_up:.3g}</text>')
        middle, centre = (_TOP + floor) // 2, (_LEFT + _WIDTH - _RIGHT) // 2
        return [
            *drawn,
            f'<text x="{centre}" y="{_HEIGHT - 10}" text-anchor="middle">{escape(across)}</text>',
            f'<text transform="translate(14,{middle}) rotate(-90)" text-anchor="middle">{escape(up)}</text>',
        ]


def _polyline(places: NDArray[np.float64], dash: str) -> str:
    finite = places[np.isfinite(places).all(axis=1)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in finite)
    return f'<polyline points="{path}" fill="none" stroke="black" stroke-width="1.5" stroke-dasharray="{dash}"/>'


def _picture(title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"'
        f' font-family="sans-serif" font-size="12"><title>{escape(title)}</title>'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>'
        f'<text x="{_LEFT}" y="20" font-size="14">{escape(title)}</text>' + "".join(parts) + "</svg>\n"
    )
