"""Draws a plan's prerequisites: a column a semester, a box a subject, arrows from what must be passed first."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.i18n import Texts
from api.pages.academia.ways import plan_url
from data.domain import Curriculum, SubjectId
from recommender.curriculum_graph import CurriculumGraph

_BOX_WIDTH: Final = 156
_LINE_HEIGHT: Final = 15
_LETTERS_A_LINE: Final = 19
_MOST_LINES: Final = 3
_PADDING: Final = 7
_BOX_HEIGHT: Final = 2 * _PADDING + _LINE_HEIGHT * (_MOST_LINES + 1)
_COLUMN_GAP: Final = 46
_ROW_GAP: Final = 14
_HEADING_HEIGHT: Final = 28
_MARGIN: Final = 6
_HEAD_LENGTH: Final = 6


@dataclass(frozen=True, slots=True)
class SubjectBox:
    """A subject from its top left corner; ``is_on_chain`` where it is on the longest chain."""

    url: str
    name: str
    lines: tuple[str, ...]
    facts: str
    x: float
    y: float
    is_on_chain: bool
    width: int = _BOX_WIDTH
    height: int = _BOX_HEIGHT

    @property
    def text_ys(self) -> tuple[float, ...]:
        """Base of each line of the name."""
        return tuple(self.y + _PADDING + _LINE_HEIGHT * (number + 1) - 3 for number in range(len(self.lines)))

    @property
    def facts_y(self) -> float:
        """Base of the line beneath the name."""
        return self.y + _BOX_HEIGHT - _PADDING - 3

    @property
    def middle(self) -> float:
        """Half way down."""
        return self.y + _BOX_HEIGHT / 2


@dataclass(frozen=True, slots=True)
class SubjectArrow:
    """From a subject to one that needs it, as an SVG path and its tip."""

    path: str
    tip_x: float
    tip_y: float
    is_on_chain: bool


@dataclass(frozen=True, slots=True)
class ColumnHeading:
    """The name of a semester above its boxes, in their middle."""

    text: str
    x: float


@dataclass(frozen=True, slots=True)
class GraphPicture:
    """Everything that ``academia/_graph.html`` draws, in pixels."""

    width: float
    height: float
    headings: tuple[ColumnHeading, ...]
    boxes: tuple[SubjectBox, ...]
    arrows: tuple[SubjectArrow, ...]


def graph_picture_of(graph: CurriculumGraph, curriculum: Curriculum, t: Texts) -> GraphPicture:
    """The picture of a plan with at least one subject."""
    names = {subject.id: t.label(subject.label) for subject in curriculum.subjects}
    complexity = {one.subject_id: one.complexity for one in graph.subjects}
    rows = _rows(graph)
    boxes: dict[SubjectId, SubjectBox] = {}
    for column, semester in enumerate(graph.semesters):
        for subject_id in semester.subject_ids:
            boxes[subject_id] = SubjectBox(
                url=f"{plan_url(curriculum.id)}/materias/{subject_id}",
                name=names[subject_id],
                lines=tuple(textwrap.wrap(names[subject_id], _LETTERS_A_LINE, max_lines=_MOST_LINES, placeholder=" …")),
                facts=t("page.order.box", complexity=t.number(complexity[subject_id])),
                x=_column_x(column),
                y=_MARGIN + _HEADING_HEIGHT + rows[subject_id] * (_BOX_HEIGHT + _ROW_GAP),
                is_on_chain=subject_id in graph.longest_chain,
            )
    return GraphPicture(
        width=_column_x(len(graph.semesters)) - _COLUMN_GAP + _MARGIN,
        height=max(box.y for box in boxes.values()) + _BOX_HEIGHT + _MARGIN,
        headings=tuple(
            ColumnHeading(t("page.plan.semester", number=semester.number), _column_x(column) + _BOX_WIDTH / 2)
            for column, semester in enumerate(graph.semesters)
        ),
        boxes=tuple(boxes.values()),
        arrows=tuple(_arrows(graph, boxes)),
    )


def _column_x(column: int) -> float:
    return _MARGIN + column * (_BOX_WIDTH + _COLUMN_GAP)


def _rows(graph: CurriculumGraph) -> dict[SubjectId, int]:
    """The place of each subject in its column: beside what it needs, so that arrows seldom cross."""
    before: dict[SubjectId, list[SubjectId]] = {}
    for requirement in graph.requirements:
        before.setdefault(requirement.after, []).append(requirement.before)
    rows: dict[SubjectId, int] = {}
    for semester in graph.semesters:
        wished = {
            subject_id: _mean_row(before.get(subject_id, []), rows, place)
            for place, subject_id in enumerate(semester.subject_ids)
        }
        for row, subject_id in enumerate(sorted(wished, key=wished.__getitem__)):
            rows[subject_id] = row
    return rows


def _mean_row(needed: Sequence[SubjectId], rows: Mapping[SubjectId, int], place: int) -> float:
    """Mean row of what a subject needs and is drawn already; its own place where there is nothing."""
    drawn = [rows[one] for one in needed if one in rows]
    return sum(drawn) / len(drawn) if drawn else place


def _arrows(graph: CurriculumGraph, boxes: Mapping[SubjectId, SubjectBox]) -> list[SubjectArrow]:
    """Curves from the right edge of one box to the left edge of the other, those of the longest chain last, on top."""
    chain = set(zip(graph.longest_chain, graph.longest_chain[1:], strict=False))
    arrows = []
    for requirement in graph.requirements:
        start, end = boxes[requirement.before], boxes[requirement.after]
        left, right = start.x + _BOX_WIDTH, end.x - _HEAD_LENGTH
        bend = left + _COLUMN_GAP / 2
        turn = right - _COLUMN_GAP / 2
        path = f"M{left:g} {start.middle:g}C{bend:g} {start.middle:g} {turn:g} {end.middle:g} {right:g} {end.middle:g}"
        arrows.append(SubjectArrow(path, end.x, end.middle, (requirement.before, requirement.after) in chain))
    return sorted(arrows, key=lambda arrow: arrow.is_on_chain)
