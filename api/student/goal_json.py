"""Shapes of what a learner aims at, as JSON: the same facts that the form of goals has."""

from pydantic import ConfigDict, Field

from api.i18n import Texts
from api.schemas.common import BodyIn, BodyOut, IdIn, NamedOut
from api.student.goals import GoalValues
from api.web.forms import HOURS_RANGE
from data.catalogue import Catalogue
from data.domain import EnglishLevel, Learner


class GoalsIn(BodyIn):
    """Everything that a learner says here, in place of what was known; a tested level of English stays."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "goal_occupation_id": "data-analyst",
                    "weekly_hours": 6.5,
                    "english": "B1",
                    "state_id": "MX-JAL",
                    "curriculum_id": "tecnm-isc",
                }
            ]
        },
    )

    goal_occupation_id: IdIn | None
    weekly_hours: float = Field(strict=True, ge=HOURS_RANGE[0], le=HOURS_RANGE[1])
    english: EnglishLevel
    state_id: IdIn
    curriculum_id: IdIn | None

    def values(self) -> GoalValues:
        """The same as the form would bring it."""
        return GoalValues(
            self.goal_occupation_id or "",
            f"{self.weekly_hours:g}",
            self.english.value,
            self.state_id,
            self.curriculum_id or "",
        )


class GoalsOut(BodyOut):
    """What suggestions are made from."""

    goal_occupation: NamedOut | None
    weekly_hours: float
    english: EnglishLevel
    is_english_tested: bool = Field(description="A tested level cannot be changed here")
    state: NamedOut
    curriculum: NamedOut | None


def goals_out(learner: Learner, catalogue: Catalogue, t: Texts) -> GoalsOut:
    """A learner's goals in the caller's language."""
    goal = catalogue.occupations.get(learner.goal_occupation_id) if learner.goal_occupation_id else None
    plan = catalogue.curricula.get(learner.curriculum_id) if learner.curriculum_id else None
    return GoalsOut(
        goal_occupation=NamedOut(id=goal.id, name=t.label(goal.label)) if goal else None,
        weekly_hours=learner.weekly_hours,
        english=learner.english,
        is_english_tested=learner.english_tested,
        state=NamedOut(id=learner.state_id, name=t.label(catalogue.states[learner.state_id].label)),
        curriculum=NamedOut(id=plan.id, name=t.label(plan.label)) if plan else None,
    )
