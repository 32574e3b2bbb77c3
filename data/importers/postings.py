"""Imports job postings."""

import hashlib
import html
from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from data.domain import Language
from data.importers.fields import Fields, RowError
from data.importers.kinds import ImportContext, ImportKind, Loaded, ParsedRow, row_hash
from data.importers.languages import language_of
from data.posting_store import holders_of_texts, known_posting_ids, put_postings

_ID_LENGTH: Final = 80
_DIGEST_LENGTH: Final = 32
_SOURCE_LENGTH: Final = 64
_TITLE_LENGTH: Final = 400
_EMPLOYER_LENGTH: Final = 200


def content_hash(title: str, description: str) -> str:
    r"""Sha256 of a posting's text, the same whatever its case and white space.

    Examples
    --------
    >>> content_hash("Data  Analyst", "SQL\nand BI") == content_hash("data analyst", "SQL and BI ")
    True
    """
    plain = "\n".join(" ".join(text.lower().split()) for text in (title, description))
    return hashlib.sha256(plain.encode()).hexdigest()


def _parse(fields: Fields, context: ImportContext) -> dict[str, Any]:
    """One posting, its text without HTML entities."""
    source = fields.optional("source", _SOURCE_LENGTH) or context.source
    posting_id = _fitting_id(source, fields.text("posting_id"))
    title = " ".join(_unescaped(fields, "title").split())
    if len(title) > _TITLE_LENGTH:
        raise RowError(f"title is longer than {_TITLE_LENGTH} characters")
    description = _unescaped(fields, "description")
    state_id = context.states.find(fields.text("state_id"))
    if state_id is None:
        raise RowError("state_id is not known")
    has_language = fields.optional("language") is not None
    language = fields.word("language", Language) if has_language else language_of(f"{title} {description}")
    values = {
        "posting_id": posting_id,
        "source": source,
        "title": title,
        "description": description,
        "state_id": state_id,
        "employer": fields.optional("employer", _EMPLOYER_LENGTH),
        "language": language.value,
        "n_positions": fields.integer("n_positions", 1, 10_000, default=1),
        "posted_on": fields.day("posted_on"),
        "is_invented": fields.boolean("is_invented", default=False),
        "content_hash": content_hash(title, description),
    }
    return {**values, "row_hash": row_hash(values)}


def _fitting_id(source: str, posting_id: str) -> str:
    """The partner's id under its source; where both are too long, as of an address of a page, a hash of them."""
    full = f"{source}:{posting_id}"
    if len(full) <= _ID_LENGTH:
        return full
    digest = hashlib.sha256(full.encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{source[: _ID_LENGTH - _DIGEST_LENGTH - 1]}:{digest}"


def _unescaped(fields: Fields, name: str) -> str:
    """A text with entities such as ``&amp;`` resolved; blank ones are refused."""
    text = html.unescape(fields.text(name)).strip()
    if not text:
        raise RowError(f"{name} is missing")
    return text


def _load(connection: sa.Connection, rows: Sequence[ParsedRow]) -> Loaded:
    """Store a batch: known ids first, so that a text that moves to another id is not taken for a copy.

    A known id is always brought up to date. A new id with a text already held in its state is a duplicate.
    """
    stored = known_posting_ids(connection, {row.values["posting_id"] for row in rows})
    changes = put_postings(connection, [row.values for row in rows if row.values["posting_id"] in stored])
    fresh = [row.values for row in rows if row.values["posting_id"] not in stored]
    taken = set(holders_of_texts(connection, {values["content_hash"] for values in fresh}))
    kept = []
    for values in fresh:
        text = (values["state_id"], values["content_hash"])
        if text not in taken:
            taken.add(text)
            kept.append(values)
    return Loaded(changes + put_postings(connection, kept), n_duplicate=len(fresh) - len(kept))


POSTINGS: Final = ImportKind(
    required=("posting_id", "title", "description", "state_id", "posted_on"),
    optional=("employer", "language", "n_positions", "source", "is_invented"),
    key=("posting_id",),
    parse=_parse,
    load=_load,
)
