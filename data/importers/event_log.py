"""Imports one log of mixed events; each row goes to the table of its event, by the rules of that event's own kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa

from data.importers.fields import Fields, RowError
from data.importers.interactions import ENROLMENTS, EXAM_RESULTS, FEEDBACK, IMPRESSIONS
from data.importers.kinds import ImportContext, ImportKind, Loaded, ParsedRow
from data.upsert import Changes

_MOMENT: Final = "occurred_at"


class Event(StrEnum):
    """What happened between a learner and a certification."""

    SHOWN = "shown"
    YES = "yes"
    NOT_NOW = "not_now"
    NEVER = "never"
    ENROLLED = "enrolled"
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class _Rule:
    """Under which name of ``_KINDS`` an event goes, its column of the moment there, and what the event itself says."""

    kind: str
    moment: str
    says: Mapping[str, str] = field(default_factory=dict)


# What is shown comes first, as answers may name it.
_KINDS: Final = {
    "impressions": IMPRESSIONS,
    "feedback": FEEDBACK,
    "enrolments": ENROLMENTS,
    "exam_results": EXAM_RESULTS,
}
_RULES: Final = {
    Event.SHOWN: _Rule("impressions", "shown_at"),
    Event.YES: _Rule("feedback", "answered_at", {"answer": "yes"}),
    Event.NOT_NOW: _Rule("feedback", "answered_at", {"answer": "not_now"}),
    Event.NEVER: _Rule("feedback", "answered_at", {"answer": "never"}),
    Event.ENROLLED: _Rule("enrolments", "enrolled_on"),
    Event.PASSED: _Rule("exam_results", "taken_on", {"passed": "true"}),
    Event.FAILED: _Rule("exam_results", "taken_on", {"passed": "false"}),
}


def _parse(fields: Fields, context: ImportContext) -> dict[str, Any]:
    """The kind that a row belongs to, its key there and its values there."""
    rule = _RULES[fields.word("event", Event)]
    kind = _KINDS[rule.kind]
    theirs = fields.with_values({rule.moment: fields.text(_MOMENT), **rule.says})
    try:
        values = kind.parse(theirs, context)
    except RowError as error:
        # Whoever wrote the log knows the moment by its name there.
        raise RowError(error.reason.replace(rule.moment, _MOMENT)) from error
    return {"kind": rule.kind, "key": tuple(values[name] for name in kind.key), "values": values}


def _load(connection: sa.Connection, rows: Sequence[ParsedRow]) -> Loaded:
    """Store a batch, kind by kind."""
    changes = Changes()
    rejected: list[tuple[int, str]] = []
    for name, kind in _KINDS.items():
        theirs = [ParsedRow(row.line, row.values["values"]) for row in rows if row.values["kind"] == name]
        loaded = kind.load(connection, theirs)
        changes += loaded.changes
        rejected += loaded.rejected
    return Loaded(changes, rejected=tuple(rejected))


INTERACTIONS: Final = ImportKind(
    required=("external_id", "certification_id", "event", _MOMENT),
    optional=("impression_id", "list_id", "rank", "propensity", "price_paid_centavos", "has_voucher"),
    key=("kind", "key"),
    parse=_parse,
    load=_load,
)
