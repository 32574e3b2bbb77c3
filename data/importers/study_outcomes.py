"""Imports how cohorts came out of their courses.

Of each person only the pseudonym is kept, and the person need not be a learner.
"""

from typing import Any, Final

from data.domain import StudyResult
from data.importers.fields import Fields
from data.importers.kinds import ImportContext, ImportKind, learner_id_in, load_of_all
from data.study_outcome_store import STUDY_OUTCOME_KEY, put_study_outcomes

_SOURCE_LENGTH: Final = 64
_MOST_ATTEMPTS: Final = 100
_MOST_CREDITS: Final = 10_000.0

# As public cohort tables write it; "distinction" and "withdrawn" are our own words.
_OTHER_WORDS: Final = {"pass": StudyResult.PASSED, "fail": StudyResult.FAILED}


def _parse(fields: Fields, context: ImportContext) -> dict[str, Any]:
    """One person's result in one course and period."""
    other_word = _OTHER_WORDS.get(fields.text("result").casefold())
    return {
        "source": fields.optional("source", _SOURCE_LENGTH) or context.source,
        "learner_id": learner_id_in(fields, context),
        "course_id": fields.text("course_id", 64),
        "period": fields.text("period", 32),
        "result": (other_word or fields.word("result", StudyResult)).value,
        "n_previous_attempts": fields.if_given(
            "n_previous_attempts", lambda name: fields.integer(name, 0, _MOST_ATTEMPTS)
        ),
        "credits": fields.if_given("credits", lambda name: fields.number(name, 0.0, _MOST_CREDITS)),
    }


STUDY_OUTCOMES: Final = ImportKind(
    required=("external_id", "course_id", "period", "result"),
    optional=("n_previous_attempts", "credits", "source"),
    key=STUDY_OUTCOME_KEY,
    parse=_parse,
    load=load_of_all(put_study_outcomes),
)
