"""The ways inside a school's pages: between its matters, and between what is shown of one plan."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Path

from api.i18n import Texts
from api.navigation import Way
from data.domain import CurriculumId
from data.stored_plans import StoredPlan

HOME: Final = "/academia"

IdPath = Annotated[str, Path(max_length=80, pattern="^[0-9A-Za-z._-]+$")]
"""The id of a plan, subject or teacher in an address."""

_SCHOOL: Final = (
    (HOME, "way.school.plans"),
    (f"{HOME}/ingles", "way.school.english"),
    (f"{HOME}/kardex", "way.school.kardex"),
    (f"{HOME}/ajustes", "way.school.settings"),
)

_PLAN: Final = (
    ("", "way.plan.summary"),
    ("/materias", "way.plan.subjects"),
    ("/seriacion", "way.plan.order"),
    ("/comparar", "way.plan.compare"),
    ("/docentes", "way.plan.teachers"),
    ("/formacion", "way.plan.training"),
    ("/informe", "way.plan.report"),
)


@dataclass(frozen=True, slots=True)
class PlanHead:
    """What stands above every page of a plan."""

    name: str
    url: str
    ways: tuple[Way, ...]


def academia_ways(path: str, t: Texts) -> tuple[Way, ...]:
    """The matters of a school, for `_academia_ways.html`; pages of a plan belong to the plans."""
    return tuple(_ways(_SCHOOL, path if path in dict(_SCHOOL) else HOME, t))


def plan_head(plan: StoredPlan, path: str, t: Texts) -> PlanHead:
    """Name and ways of a plan, for `_plan_ways.html`; a page of one subject belongs to the subjects."""
    url = plan_url(plan.curriculum.id)
    ways = tuple((url + end, key) for end, key in _PLAN)
    current = max((way for way, _ in ways if path == way or path.startswith(f"{way}/")), key=len, default="")
    return PlanHead(t.label(plan.curriculum.label), url, tuple(_ways(ways, current, t)))


def plan_url(plan_id: CurriculumId) -> str:
    """The address of a plan; those of its parts begin with it."""
    return f"{HOME}/planes/{plan_id}"


def _ways(ways: tuple[tuple[str, str], ...], current: str, t: Texts) -> Iterator[Way]:
    return (Way(url, t(key), url == current) for url, key in ways)
