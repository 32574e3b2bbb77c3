"""Careers of one state: what its postings offer and ask for, how to begin, where to study, demand over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa

from api.career_services import CountsKept, StateInstitutions, career_counts, state_institutions
from api.charts.line_chart import MOST_LINES
from api.demand_services import DemandOverTime, demand_over_time
from data.catalogue import Catalogue
from data.demand_store import Demand, demand_of
from data.domain import Cluster, SkillId, SkillKind, State, StateId, WorkField
from data.errors import NotFoundError
from data.state_graduates import StateGraduates
from recommender.careers import Career, CareerCounts, careers_of
from recommender.plan_demand import FEWEST_POSTINGS

_N_CAREERS: Final = 8
_N_SKILLS: Final = 6
_N_CERTIFICATIONS: Final = 3


@dataclass(frozen=True, slots=True)
class StateCareers:
    """All that is told of a state.

    ``as_of`` and ``over_time`` are ``None`` while no demand was counted; ``careers`` are none where postings are too
    few to say anything.
    """

    state: State
    as_of: date | None
    is_invented: bool
    n_postings: int
    careers: tuple[Career, ...]
    over_time: DemandOverTime | None
    institutions: StateInstitutions
    graduates: StateGraduates | None
    clusters: tuple[Cluster, ...]


def state_careers(
    connection: sa.Connection, catalogue: Catalogue, kept: CountsKept, state_id: str, field: WorkField | None
) -> StateCareers:
    """Careers of a state, of one field or of both.

    Raises
    ------
    NotFoundError
        If there is no such state.
    """
    state = catalogue.states.get(StateId(state_id))
    if state is None:
        raise NotFoundError(f"no state {state_id!r}")
    counts = career_counts(connection, catalogue, kept)
    n_postings = int(counts.postings[list(catalogue.states).index(state.id)]) if counts else 0
    return StateCareers(
        state=state,
        as_of=counts.as_of if counts else None,
        is_invented=counts is not None and counts.is_invented,
        n_postings=n_postings,
        over_time=_over_time(connection, counts, state, field, catalogue),
        careers=_careers(counts, n_postings, state, field, catalogue),
        institutions=state_institutions(connection, catalogue, state.id, field),
        graduates=catalogue.graduates.get(state.id),
        clusters=tuple(one for one in catalogue.clusters.values() if one.state_id == state.id),
    )


def _careers(
    counts: CareerCounts | None, n_postings: int, state: State, field: WorkField | None, catalogue: Catalogue
) -> tuple[Career, ...]:
    if counts is None or n_postings < FEWEST_POSTINGS:
        return ()
    return careers_of(
        counts, state.id, catalogue, field, n=_N_CAREERS, n_skills=_N_SKILLS, n_certifications=_N_CERTIFICATIONS
    )


def _over_time(
    connection: sa.Connection,
    counts: CareerCounts | None,
    state: State,
    field: WorkField | None,
    catalogue: Catalogue,
) -> DemandOverTime | None:
    """The state's most demanded skills, month by month."""
    if counts is None:
        return None
    skill_ids = _most_demanded(demand_of(connection, state.id), field, catalogue)
    return demand_over_time(connection, state.id, skill_ids, counts.as_of)


def _most_demanded(rows: Sequence[Demand], field: WorkField | None, catalogue: Catalogue) -> list[SkillId]:
    """Skills of a field that most postings of a state ask for, soft ones left out; ties by id."""
    known = (row for row in rows if row.skill_id in catalogue.skills)
    own = [row for row in known if _is_telling(row.skill_id, field, catalogue)]
    own.sort(key=lambda row: (-row.n_postings, row.skill_id))
    return [row.skill_id for row in own[:MOST_LINES]]


def _is_telling(skill_id: SkillId, field: WorkField | None, catalogue: Catalogue) -> bool:
    skill = catalogue.skills[skill_id]
    return skill.kind is not SkillKind.SOFT and field in (None, WorkField.of(skill.area))
