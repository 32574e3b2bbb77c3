"""Values that are possible and yet so far from their like that somebody should look twice."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from data.catalogue import Catalogue
from data.catalogue_quality.finding import Finding
from data.domain import Cluster, Level, SkillId, State

CHECK = "outlier"

LEAST_SKILLS: Final = 5
"""Fewer skills say too little of a certification or of a job to match anything."""

LEAST_TOP_WEIGHT: Final = 0.7
"""Every certification and job is about something: its heaviest skill weighs at least this much."""

HOURS_BY_LEVEL: Final[Mapping[Level, tuple[int, int]]] = {
    Level.FOUNDATION: (8, 120),
    Level.ASSOCIATE: (20, 250),
    Level.PROFESSIONAL: (30, 400),
    Level.EXPERT: (60, 800),
}
PRICE_RANGE_USD: Final = (0.0, 3_500.0)
WEEKLY_HOURS_A_SEMESTER: Final = (4, 60)
"""A semester of practice in a firm has few hours in class."""
CREDITS_A_CURRICULUM: Final = (100, 480)
FARTHEST_KM: Final = 520.0
"""The longest way from a state's point to a town of it is that of Chihuahua to its northern border, some 350 km."""

_EARTH_RADIUS_KM: Final = 6_371.0


def outliers(catalogue: Catalogue) -> Iterator[Finding]:
    """Certifications, jobs, plans of study and clusters that are out of the range of their like."""
    yield from _certifications(catalogue)
    for occupation in catalogue.occupations.values():
        yield from _weights("occupation_skills.csv", occupation.id, occupation.skill_weights)
    yield from _curricula(catalogue)
    for cluster in catalogue.clusters.values():
        distance = kilometres(cluster, catalogue.states[cluster.state_id])
        if distance > FARTHEST_KM:
            yield Finding(CHECK, "clusters.csv", cluster.id, f"lies {distance:.0f} km from the middle of its state")


def _certifications(catalogue: Catalogue) -> Iterator[Finding]:
    file = "certifications.csv"
    for one in catalogue.certifications.values():
        yield from _weights("certification_skills.csv", one.id, one.skill_weights)
        low, high = HOURS_BY_LEVEL[one.level]
        if not low <= one.preparation_hours <= high:
            yield Finding(
                CHECK, file, one.id, f"{one.preparation_hours} hours at level {one.level}, not {low} to {high}"
            )
        prices = {"list_price_usd": one.list_price_usd, "assumed_price_usd": one.assumed_price_usd}
        for column, price in prices.items():
            if price is not None and not PRICE_RANGE_USD[0] <= price <= PRICE_RANGE_USD[1]:
                yield Finding(CHECK, file, one.id, f"{column} is {price}")
        for group in one.prerequisites:
            if all(catalogue.certifications[id_].level.rank > one.level.rank for id_ in group):
                yield Finding(
                    CHECK, file, one.id, f"needs a certification of a higher level: {', '.join(sorted(group))}"
                )


def _weights(file: str, row_id: str, skill_weights: Mapping[SkillId, float]) -> Iterator[Finding]:
    if len(skill_weights) < LEAST_SKILLS:
        yield Finding(CHECK, file, row_id, f"has {len(skill_weights)} skills, fewer than {LEAST_SKILLS}")
    if max(skill_weights.values(), default=0.0) < LEAST_TOP_WEIGHT:
        yield Finding(CHECK, file, row_id, f"no skill weighs {LEAST_TOP_WEIGHT} or more")


def _curricula(catalogue: Catalogue) -> Iterator[Finding]:
    for curriculum in catalogue.curricula.values():
        hours: defaultdict[int, int] = defaultdict(int)
        for subject in curriculum.subjects:
            hours[subject.semester] += subject.hours
        low, high = WEEKLY_HOURS_A_SEMESTER
        for semester in range(1, curriculum.n_semesters + 1):
            if not low <= hours[semester] <= high:
                text = f"semester {semester} has {hours[semester]} hours a week, not {low} to {high}"
                yield Finding(CHECK, "subjects.csv", curriculum.id, text)
        credits = sum(subject.credits for subject in curriculum.subjects)
        if not CREDITS_A_CURRICULUM[0] <= credits <= CREDITS_A_CURRICULUM[1]:
            yield Finding(CHECK, "subjects.csv", curriculum.id, f"has {credits} credits in all")


def kilometres(first: Cluster | State, second: Cluster | State) -> float:
    """Distance of two points along the earth's surface, by the haversine formula."""
    latitudes = math.radians(first.latitude), math.radians(second.latitude)
    north = latitudes[1] - latitudes[0]
    east = math.radians(second.longitude - first.longitude)
    chord = math.sin(north / 2) ** 2 + math.cos(latitudes[0]) * math.cos(latitudes[1]) * math.sin(east / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(chord))
