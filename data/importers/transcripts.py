"""Imports transcripts: the subjects that learners completed, as their schools write them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import sqlalchemy as sa

from data.importers.fields import Fields, RowError
from data.importers.grades import grade_and_result
from data.importers.kinds import UNKNOWN_LEARNER, ImportContext, ImportKind, Loaded, ParsedRow, learner_id_in
from data.importers.subjects import one_of
from data.importers.terms import end_of_term
from data.learner_store import TRANSCRIPT_KEY, curricula_of, put_transcripts

_CANDIDATES: Final = "candidates"
_SCHOOLS_OWN: Final = "schools_own"
_SEVERAL_SUBJECTS: Final = "subject_id names several subjects; give its id, or the learner's curriculum"


def _parse(fields: Fields, context: ImportContext) -> dict[str, Any]:
    """A subject completed; which of several that are called alike is told by the learner's plan, when loading."""
    named = fields.text("subject_id")
    candidates = context.subjects.named(named)
    if not candidates:
        raise RowError("subject_id is not known")
    grade, passed = grade_and_result(fields)
    return {
        "learner_id": learner_id_in(fields, context),
        "subject_id": candidates[0].id if len(candidates) == 1 else named,
        "completed_on": _completed_on(fields, context.today),
        "grade": grade,
        "passed": passed,
        _CANDIDATES: candidates,
        _SCHOOLS_OWN: context.school.own(candidates) if context.school else (),
    }


def _completed_on(fields: Fields, today: date) -> date:
    """The day given, otherwise the end of the term given."""
    period = fields.optional("period")
    if period is None or fields.optional("completed_on") is not None:
        return fields.day("completed_on")
    end = end_of_term(period)
    if end is None:
        raise RowError("period is no term such as 2024-1 or AGO-DIC 2024")
    if end > today:
        raise RowError("period has not ended yet")
    return end


def _load(connection: sa.Connection, rows: Sequence[ParsedRow]) -> Loaded:
    """Store a batch; rows of unknown people, or of a subject that the learner's plan does not tell, are refused."""
    plans = curricula_of(connection, {row.values["learner_id"] for row in rows})
    good: dict[tuple[Any, ...], dict[str, Any]] = {}
    rejected: list[tuple[int, str]] = []
    for row in rows:
        values = dict(row.values)
        candidates, schools_own = values.pop(_CANDIDATES), values.pop(_SCHOOLS_OWN)
        if values["learner_id"] not in plans:
            rejected.append((row.line, UNKNOWN_LEARNER))
            continue
        subject_id = one_of(candidates, plans[values["learner_id"]]) or one_of(schools_own, None)
        if subject_id is None:
            rejected.append((row.line, _SEVERAL_SUBJECTS))
            continue
        values["subject_id"] = subject_id
        # A subject may stand there by its name and again by its id.
        good.setdefault(tuple(values[name] for name in TRANSCRIPT_KEY), values)
    changes = put_transcripts(connection, list(good.values()))
    return Loaded(changes, n_duplicate=len(rows) - len(rejected) - len(good), rejected=tuple(rejected))


TRANSCRIPTS: Final = ImportKind(
    required=("external_id", "subject_id"),
    optional=("completed_on", "period", "grade", "grade_scale", "passing_grade", "passed"),
    key=TRANSCRIPT_KEY,
    parse=_parse,
    load=_load,
)
