"""Imports what partners showed to learners, what these answered, and what became of it."""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from data.domain import Answer, OutcomeKind
from data.importers.fields import MOST_CENTAVOS, Fields, RowError
from data.importers.kinds import (
    ImportContext,
    ImportKind,
    Loaded,
    ParsedRow,
    learner_id_in,
    load_of_learners,
    split_by_learner,
    split_by_owner,
)
from data.interaction_store import (
    ENROLMENT_KEY,
    EXAM_RESULT_KEY,
    FEEDBACK_KEY,
    OUTCOME_KEY,
    impression_owners,
    put_enrolments,
    put_exam_results,
    put_feedback,
    put_impressions,
    put_outcomes,
)

_PARTNER: Final = "partner"
_ID_LENGTH: Final = 64


def _parse_impression(fields: Fields, context: ImportContext) -> dict[str, Any]:
    """A certification shown."""
    propensity = fields.number("propensity", 0.0, 1.0)
    if propensity == 0.0:
        raise RowError("propensity is not above 0")
    return {
        "impression_id": fields.text("impression_id", _ID_LENGTH),
        "learner_id": learner_id_in(fields, context),
        "list_id": fields.text("list_id", _ID_LENGTH),
        "certification_id": fields.known("certification_id", context.catalogue.certifications),
        "rank": fields.integer("rank", 1, 100_000),
        "shown_at": fields.moment("shown_at"),
        "propensity": propensity,
        "bundle_version": fields.optional("bundle_version", _ID_LENGTH) or _PARTNER,
    }


def _load_impressions(connection: sa.Connection, rows: Sequence[ParsedRow]) -> Loaded:
    """Store a batch; an id that already stands for something shown to somebody else is refused."""
    mine, lost = split_by_learner(connection, rows)
    owners = impression_owners(connection, {row.values["impression_id"] for row in mine})
    good, foreign = split_by_owner(mine, "impression_id", {id_: learner_id for id_, (learner_id, _) in owners.items()})
    return Loaded(put_impressions(connection, [row.values for row in good]), rejected=(*lost, *foreign))


def _parse_feedback(fields: Fields, context: ImportContext) -> dict[str, Any]:
    """An answer."""
    return {
        "learner_id": learner_id_in(fields, context),
        "certification_id": fields.known("certification_id", context.catalogue.certifications),
        "impression_id": fields.optional("impression_id", _ID_LENGTH),
        "answer": fields.word("answer", Answer).value,
        "answered_at": fields.moment("answered_at"),
    }


def _load_feedback(connection: sa.Connection, rows: Sequence[ParsedRow]) -> Loaded:
    """Store a batch; an impression that is named must be of the same learner and certification."""
    mine, lost = split_by_learner(connection, rows)
    named = {row.values["impression_id"] for row in mine} - {None}
    owners = impression_owners(connection, named)
    good, unknown = [], []
    for row in mine:
        impression_id = row.values["impression_id"]
        shown = (row.values["learner_id"], row.values["certification_id"])
        if impression_id is None or owners.get(impression_id) == shown:
            good.append(row.values)
        else:
            unknown.append((row.line, "impression_id is not known for this learner and certification"))
    return Loaded(put_feedback(connection, good), rejected=(*lost, *unknown))


def _parse_enrolment(fields: Fields, context: ImportContext) -> dict[str, Any]:
    """Preparation begun."""
    return {
        "learner_id": learner_id_in(fields, context),
        "certification_id": fields.known("certification_id", context.catalogue.certifications),
        "enrolled_on": fields.day("enrolled_on"),
        "price_paid_centavos": fields.integer("price_paid_centavos", 0, MOST_CENTAVOS),
        "has_voucher": fields.boolean("has_voucher"),
    }


def _parse_exam_result(fields: Fields, context: ImportContext) -> dict[str, Any]:
    """An exam taken."""
    return {
        "learner_id": learner_id_in(fields, context),
        "certification_id": fields.known("certification_id", context.catalogue.certifications),
        "taken_on": fields.day("taken_on"),
        "passed": fields.boolean("passed"),
    }


def _parse_outcome(fields: Fields, context: ImportContext) -> dict[str, Any]:
    """What became of a learner."""
    return {
        "learner_id": learner_id_in(fields, context),
        "kind": fields.word("kind", OutcomeKind).value,
        "occurred_on": fields.day("occurred_on"),
        "certification_id": fields.optional_known("certification_id", context.catalogue.certifications),
    }


IMPRESSIONS: Final = ImportKind(
    required=(
        "impression_id",
        "external_id",
        "list_id",
        "certification_id",
        "rank",
        "shown_at",
        "propensity",
    ),
    optional=("bundle_version",),
    key=("impression_id",),
    parse=_parse_impression,
    load=_load_impressions,
)
FEEDBACK: Final = ImportKind(
    required=("external_id", "certification_id", "answer", "answered_at"),
    optional=("impression_id",),
    key=FEEDBACK_KEY,
    parse=_parse_feedback,
    load=_load_feedback,
)
ENROLMENTS: Final = ImportKind(
    required=("external_id", "certification_id", "enrolled_on", "price_paid_centavos", "has_voucher"),
    optional=(),
    key=ENROLMENT_KEY,
    parse=_parse_enrolment,
    load=load_of_learners(put_enrolments),
)
EXAM_RESULTS: Final = ImportKind(
    required=("external_id", "certification_id", "taken_on", "passed"),
    optional=(),
    key=EXAM_RESULT_KEY,
    parse=_parse_exam_result,
    load=load_of_learners(put_exam_results),
)
OUTCOMES: Final = ImportKind(
    required=("external_id", "kind", "occurred_on"),
    optional=("certification_id",),
    key=OUTCOME_KEY,
    parse=_parse_outcome,
    load=load_of_learners(put_outcomes),
)
