"""Courses that raise English by one level, where the catalogue has none."""

from collections.abc import Iterator
from typing import Final

from data.domain import EnglishLevel
from recommender.paths.problem import Node, NodeId, NodeKind

HOURS: Final = {
    EnglishLevel.A1: 90,
    EnglishLevel.A2: 100,
    EnglishLevel.B1: 180,
    EnglishLevel.B2: 180,
    EnglishLevel.C1: 200,
    EnglishLevel.C2: 350,
}
"""Guided hours from the level below, within the ranges that Cambridge English publishes for its exams."""

PRICE: Final = 150_000
"""Centavos of a level: an assumption, as schools' prices differ; whoever shows it says so."""


def english_courses(level: int) -> Iterator[Node]:
    """One course a level above the one of a CEFR rank, each beginning where the one before ends."""
    for raised_to in list(EnglishLevel)[level + 1 :]:
        yield Node(
            course_id(raised_to),
            NodeKind.ENGLISH_COURSE,
            hours=HOURS[raised_to],
            price=PRICE,
            english_needed=raised_to.rank - 1,
            english_given=raised_to.rank,
        )


def course_id(level: EnglishLevel) -> NodeId:
    """The node of the course that leads to a level."""
    return NodeId(f"english:{level.value}")
