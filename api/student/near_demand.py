"""Demand over time, in the learner's state, for skills of their goal and of what was suggested to them first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from api.charts.line_chart import MOST_LINES
from api.demand_services import DemandOverTime, demand_over_time
from data import demand_store, interaction_store, learner_store, standing_store
from data.catalogue import Catalogue
from data.domain import Learner, SkillId
from data.rights import LearnerRights

_N_SUGGESTIONS: Final = 3
_RECENT: Final = timedelta(days=90)
"""A list older than this is no longer what one would suggest."""


@dataclass(frozen=True, slots=True)
class NearDemand:
    """Demand in a learner's state.

    ``suggested`` has no skill that ``goal`` has, and none at all for who objects to suggestions.
    """

    learner: Learner
    goal: DemandOverTime
    suggested: DemandOverTime


def near_demand(connection: sa.Connection, rights: LearnerRights, catalogue: Catalogue, moment: datetime) -> NearDemand:
    """Demand for the skills most asked for; where nothing is counted yet, up to the day of ``moment``."""
    learner = learner_store.get_learner(connection, rights.learner_id)
    counts = demand_store.state_counts(connection, learner.state_id)
    n_postings = {SkillId(id_): int(n) for id_, n in zip(counts.skill_ids, counts.n_postings, strict=True)}
    job = catalogue.occupations.get(learner.goal_occupation_id) if learner.goal_occupation_id else None
    of_goal = _most_asked(job.skill_weights if job else {}, n_postings)
    suggested = _suggested_skills(connection, rights, catalogue, moment)
    of_suggestions = _most_asked({id_: suggested[id_] for id_ in suggested.keys() - set(of_goal)}, n_postings)
    day = demand_store.as_of(connection) or moment.date()
    found = demand_over_time(connection, learner.state_id, [*of_goal, *of_suggestions], day)
    n_goal = len(of_goal)
    return NearDemand(
        learner, replace(found, skills=found.skills[:n_goal]), replace(found, skills=found.skills[n_goal:])
    )


def _most_asked(weights: Mapping[SkillId, float], n_postings: Mapping[SkillId, int]) -> tuple[SkillId, ...]:
    """As many as a picture has lines, by weight times postings, then by id; those that nobody asks for are left out.

    By postings alone, English and teamwork would come first for every goal.
    """
    asked = {id_: weight * n_postings[id_] for id_, weight in weights.items() if n_postings.get(id_, 0) > 0}
    return tuple(sorted(asked, key=lambda id_: (-asked[id_], id_))[:MOST_LINES])


def _suggested_skills(
    connection: sa.Connection, rights: LearnerRights, catalogue: Catalogue, moment: datetime
) -> dict[SkillId, float]:
    """Skills that the first certifications of the newest list teach, with the largest weight of each."""
    if standing_store.standing_of(connection, rights.learner_id).objects_since is not None:
        return {}
    shown = interaction_store.latest_list(connection, rights.learner_id, moment - _RECENT)[:_N_SUGGESTIONS]
    known = (catalogue.certifications.get(one.certification_id) for one in shown)
    weights: dict[SkillId, float] = {}
    for one in known:
        for skill_id, weight in one.skill_weights.items() if one else ():
            weights[skill_id] = max(weight, weights.get(skill_id, 0.0))
    return weights
