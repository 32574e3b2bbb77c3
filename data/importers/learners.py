"""Imports learners, whose personal fields go to ``person`` alone."""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from data.domain import EnglishLevel, LearnerKind
from data.importers.fields import Fields, RowError
from data.importers.kinds import ImportContext, ImportKind, Loaded, ParsedRow, learner_id_in, row_hash
from data.importers.other_words import ENGLISH_LEVELS, LEARNER_KINDS
from data.learner_store import put_learners

_PERSONAL: Final = ("external_id", "name", "email", "birth_year")

# Hours a week for those who did not say; the programme's courses assume an hour a working day.
USUAL_HOURS: Final = 5.0
_LEAST_HOURS: Final = 0.1


def _parse(fields: Fields, context: ImportContext) -> dict[str, Any]:
    """Columns of ``learner`` and, under their own names, those of ``person``."""
    state_id = context.states.find(fields.text("state_id"))
    if state_id is None:
        raise RowError("state_id is not known")
    catalogue = context.catalogue
    institution = fields.optional_known("institution_id", catalogue.institutions)
    is_invented = fields.boolean("is_invented", default=False)
    values = {
        "learner_id": learner_id_in(fields, context),
        "kind": fields.word("kind", LearnerKind, LEARNER_KINDS).value,
        "state_id": state_id,
        "institution_id": context.school.institution(institution) if context.school else institution,
        "curriculum_id": _curriculum_id(fields, context),
        "started_on": fields.any_day("started_on") if fields.optional("started_on") else None,
        "english": fields.word("english", EnglishLevel, ENGLISH_LEVELS).value,
        "english_tested": fields.boolean("english_tested", default=False),
        "weekly_hours": fields.number("weekly_hours", _LEAST_HOURS, 100.0, default=USUAL_HOURS),
        "goal_occupation_id": fields.optional_known("goal_occupation_id", catalogue.occupations),
        "is_invented": context.school.invented(is_invented) if context.school else is_invented,
    }
    has_birth_year = fields.optional("birth_year") is not None
    return {
        **values,
        "row_hash": row_hash(values),
        "external_id": fields.text("external_id", 64),
        "name": fields.optional("name", 200),
        "email": _email(fields),
        "birth_year": fields.integer("birth_year", 1900, context.today.year) if has_birth_year else None,
    }


def _curriculum_id(fields: Fields, context: ImportContext) -> str | None:
    """A plan that is known, if one is given."""
    value = fields.optional("curriculum_id")
    if value is not None and not context.is_curriculum(value):
        raise RowError("curriculum_id is not known")
    return value


def _email(fields: Fields) -> str | None:
    """An address, as far as a sign can tell."""
    value = fields.optional("email", 200)
    if value is not None and "@" not in value:
        raise RowError("email is not an address")
    return value


def _load(connection: sa.Connection, rows: Sequence[ParsedRow]) -> Loaded:
    """Store a batch, each row in two tables."""
    learners = [{name: value for name, value in row.values.items() if name not in _PERSONAL} for row in rows]
    people = [{name: row.values[name] for name in ("learner_id", *_PERSONAL)} for row in rows]
    return Loaded(put_learners(connection, learners, people))


LEARNERS: Final = ImportKind(
    required=("external_id", "kind", "state_id", "english"),
    optional=(
        "english_tested",
        "weekly_hours",
        "institution_id",
        "curriculum_id",
        "started_on",
        "goal_occupation_id",
        "name",
        "email",
        "birth_year",
        "is_invented",
    ),
    key=("learner_id",),
    parse=_parse,
    load=_load,
)
