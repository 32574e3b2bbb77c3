"""Draws certifications and what must be held before them: boxes in layers from top to bottom, as an SVG."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from data.catalogue import Catalogue
from data.domain import CertificationId
from recommender.prerequisites import Need, Surroundings

WIDTH: Final = 340
"""Fits a small phone without scrolling; a wider screen shows the same picture."""

_COLUMNS: Final = 2
_BOX_WIDTH: Final = 158
_LINE_HEIGHT: Final = 15
_LETTERS_A_LINE: Final = 22
_MOST_LINES: Final = 5
_PADDING: Final = 8
_ROW_GAP: Final = 14
_LAYER_GAP: Final = 44
_MARGIN: Final = 6


@dataclass(frozen=True, slots=True)
class Box:
    """One certification, from its top left corner; ``text_y`` is the first line's base."""

    url: str
    name: str
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float
    is_current: bool

    @property
    def middle(self) -> float:
        """Across."""
        return self.x + self.width / 2

    @property
    def text_ys(self) -> tuple[float, ...]:
        """Base of each line."""
        first = self.y + _PADDING + _LINE_HEIGHT - 3
        return tuple(first + _LINE_HEIGHT * number for number in range(len(self.lines)))


@dataclass(frozen=True, slots=True)
class Arrow:
    """From the certification that comes before to the one that needs it, as an SVG path and its tip."""

    path: str
    tip_x: float
    tip_y: float
    is_alternative: bool


@dataclass(frozen=True, slots=True)
class PrerequisitePicture:
    """Everything that ``_prerequisites.html`` draws."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    @property
    def has_alternatives(self) -> bool:
        """Whether some arrow is one of several ways."""
        return any(arrow.is_alternative for arrow in self.arrows)


def picture_of(
    found: Surroundings, catalogue: Catalogue, current: CertificationId | None
) -> PrerequisitePicture | None:
    """The picture of a part of the graph; ``None`` where there is no need to draw."""
    if not found.needs:
        return None
    boxes: dict[CertificationId, Box] = {}
    y = float(_MARGIN)
    for layer in found.layers:
        for place in range(0, len(layer), _COLUMNS):
            row = layer[place : place + _COLUMNS]
            y = _add_row(boxes, row, y, catalogue, current) + _ROW_GAP
        y += _LAYER_GAP - _ROW_GAP
    arrows = tuple(_arrow(need, boxes) for need in found.needs)
    return PrerequisitePicture(WIDTH, y - _LAYER_GAP + _MARGIN, tuple(boxes.values()), arrows)


def certification_url(certification_id: CertificationId) -> str:
    """Address of a certification's page."""
    return f"/certificaciones/{certification_id}"


def _add_row(
    boxes: dict[CertificationId, Box],
    row: Sequence[CertificationId],
    y: float,
    catalogue: Catalogue,
    current: CertificationId | None,
) -> float:
    """Put boxes of one height side by side, centred; returns the row's lower edge."""
    names = [catalogue.certifications[id_].name for id_ in row]
    texts = [tuple(textwrap.wrap(name, _LETTERS_A_LINE, max_lines=_MOST_LINES, placeholder=" …")) for name in names]
    height = 2 * _PADDING + _LINE_HEIGHT * max(map(len, texts))
    gap = (WIDTH - 2 * _MARGIN - _COLUMNS * _BOX_WIDTH) / (_COLUMNS - 1)
    start = (WIDTH - len(row) * _BOX_WIDTH - (len(row) - 1) * gap) / 2
    for place, (id_, name, lines) in enumerate(zip(row, names, texts, strict=True)):
        x = start + place * (_BOX_WIDTH + gap)
        boxes[id_] = Box(certification_url(id_), name, lines, x, y, _BOX_WIDTH, height, id_ == current)
    return y + height


def _arrow(need: Need, boxes: dict[CertificationId, Box]) -> Arrow:
    """A curve from the lower edge of one box to the upper edge of the other."""
    start, end = boxes[need.before], boxes[need.after]
    top, bottom = start.y + start.height, end.y - 6
    half = (top + bottom) / 2
    path = f"M{start.middle:g} {top:g}C{start.middle:g} {half:g} {end.middle:g} {half:g} {end.middle:g} {bottom:g}"
    return Arrow(path, end.middle, end.y, need.is_alternative)
