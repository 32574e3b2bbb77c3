"""What learners say of themselves and aim at: checked as it was typed, stored where it changes something."""

from dataclasses import asdict, dataclass

import sqlalchemy as sa

from api.web.forms import hours_of
from data import learner_store
from data.catalogue import Catalogue
from data.domain import EnglishLevel, Learner
from data.rights import LearnerRights


@dataclass(frozen=True, slots=True)
class GoalValues:
    """The form as it was sent, unchecked; the names of the fields are columns of ``learner``."""

    goal_occupation_id: str
    weekly_hours: str
    english: str
    state_id: str
    curriculum_id: str

    @classmethod
    def of(cls, learner: Learner) -> "GoalValues":
        """What is stored now."""
        return cls(
            learner.goal_occupation_id or "",
            f"{learner.weekly_hours:g}",
            learner.english.value,
            learner.state_id,
            learner.curriculum_id or "",
        )


def wrong_fields(values: GoalValues, learner: Learner, catalogue: Catalogue) -> dict[str, str]:
    """The message key of each field that was changed to something wrong; a tested level of English stays as it is."""
    is_known = {
        "goal_occupation_id": values.goal_occupation_id in {"", *catalogue.occupations},
        "weekly_hours": hours_of(values.weekly_hours) is not None,
        "english": values.english in set(EnglishLevel) and not learner.english_tested,
        "state_id": values.state_id in catalogue.states,
        "curriculum_id": values.curriculum_id in {"", *catalogue.curricula},
    }
    keys = {
        "weekly_hours": "error.field.hours",
        "english": "error.field.english_tested" if learner.english_tested else "error.field.choice",
    }
    return {name: keys.get(name, "error.field.choice") for name in _changed(values, learner) if not is_known[name]}


def store_goals(connection: sa.Connection, rights: LearnerRights, values: GoalValues, learner: Learner) -> None:
    """Store the fields that differ from what is known; ``values`` have no wrong field."""
    changed = _changed(values, learner)
    columns = {name: hours_of(value) if name == "weekly_hours" else value or None for name, value in changed.items()}
    if columns:
        learner_store.change_own_fields(connection, rights, columns)


def _changed(values: GoalValues, learner: Learner) -> dict[str, str]:
    before = asdict(GoalValues.of(learner))
    return {name: value for name, value in asdict(values).items() if value != before[name]}
