"""What who objects to automated decisions sees instead of suggestions: certifications for the goal, by name."""

from dataclasses import dataclass

import sqlalchemy as sa
from fastapi import Request
from fastapi.responses import HTMLResponse

from api.dependencies import Parts
from api.i18n import Texts
from api.navigation import Way
from api.pages.certification_facts import list_price
from api.pages.frame import Frame, frame_of, render
from api.pages.prerequisite_picture import certification_url
from api.pages.student.ways import student_ways
from api.student.unranked import certifications_for
from data import learner_store
from data.catalogue import Catalogue
from data.domain import Certification, OccupationId
from data.rights import LearnerRights


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A certification with facts that are the same for everybody."""

    url: str
    name: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class UnrankedPage:
    """All that ``student/unranked.html`` may use; ``goal`` is ``None`` where the learner has named none."""

    frame: Frame
    ways: tuple[Way, ...]
    goal: str | None
    rows: tuple[PlainRow, ...]


def unranked_page(
    request: Request, connection: sa.Connection, rights: LearnerRights, parts: Parts, t: Texts
) -> HTMLResponse:
    """Show certifications that teach a skill of the goal; nothing is reckoned about the learner, nothing stored."""
    learner = learner_store.get_learner(connection, rights.learner_id)
    catalogue = parts.catalogue
    goal = catalogue.occupations.get(learner.goal_occupation_id) if learner.goal_occupation_id else None
    page = UnrankedPage(
        frame=frame_of(request, t, t("page.learner.title"), shows_invented=False),
        ways=student_ways(request, t),
        goal=None if goal is None else t.label(goal.label),
        rows=() if goal is None else _rows(goal.id, catalogue, t, parts.settings.pesos_per_dollar),
    )
    return render(request, "student/unranked.html", page, t)


def _rows(goal_id: OccupationId, catalogue: Catalogue, t: Texts, pesos_per_dollar: float) -> tuple[PlainRow, ...]:
    found = certifications_for(goal_id, catalogue)
    return tuple(PlainRow(certification_url(one.id), one.name, _facts(one, t, pesos_per_dollar)) for one in found)


def _facts(one: Certification, t: Texts, pesos_per_dollar: float) -> tuple[tuple[str, str], ...]:
    return (
        (t("page.certification.level"), t.word(one.level)),
        (t("page.certification.hours"), t.count("page.certification.hours_estimate", one.preparation_hours)),
        (t("page.certification.english"), t.word(one.english_needed)),
        (t("page.certification.price"), list_price(one, t, pesos_per_dollar)),
    )
