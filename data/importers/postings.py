"""Imports job postings."""

import hashlib
import html
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import sqlalchemy as sa

from data.domain import Language
from data.importers.fields import Fields, RowError
from data.importers.kinds import ImportContext, ImportKind, Loaded, ParsedRow, row_hash
from data.importers.languages import language_of
from data.importers.page_headers import PageHeaders
from data.importers.posting_terms import TERM_COLUMNS, TERMS, terms_in
from data.posting_store import holders_of_texts, known_posting_ids, put_postings

_ID_LENGTH: Final = 80
_SOURCE_LENGTH: Final = 64
_TITLE_LENGTH: Final = 400
_EMPLOYER_LENGTH: Final = 200
# 64 bits: of a million ids that begin alike, two share these digits with a chance of 3e-8.
_HASH_DIGITS: Final = 16

# Rows of a file that are looked at for the words of the site's page.
_N_SURVEYED: Final = 1_000
_N_HEADER_SHOWN: Final = 160

WITH_PAGE_HEADER: Final = "with_page_header"
"""Name of the count of descriptions that had words of the page in them."""
WITH_EQUAL_TEXT: Final = "with_equal_text"
"""Name of the count of duplicates under an id of their own; the others repeat an id of the file."""


def content_hash(title: str, description: str) -> str:
    r"""Sha256 of a posting's text, the same whatever its case and white space.

    Examples
    --------
    >>> content_hash("Data  Analyst", "SQL\nand BI") == content_hash("data analyst", "SQL and BI ")
    True
    """
    plain = "\n".join(" ".join(text.lower().split()) for text in (title, description))
    return hashlib.sha256(plain.encode()).hexdigest()


def short_id(posting_id: str) -> str:
    """An id that fits its column: the same where it does, otherwise its start and a hash of all of it.

    Examples
    --------
    >>> short_id("board:7")
    'board:7'
    >>> len(short_id("board:https://jobs.example/" + "x" * 500))
    80
    """
    if len(posting_id) <= _ID_LENGTH:
        return posting_id
    digits = hashlib.sha256(posting_id.encode()).hexdigest()[:_HASH_DIGITS]
    return f"{posting_id[: _ID_LENGTH - _HASH_DIGITS - 1]}~{digits}"


def _survey(rows: Sequence[Mapping[str, str]], context: ImportContext) -> ImportContext:
    """The context that knows the words of the site's page, if the descriptions carry them."""
    texts = [html.unescape(row["description"]) for row in rows[:_N_SURVEYED]]
    headers = PageHeaders(texts)
    shown = next(filter(None, map(headers.found_in, texts)), "")
    if shown:
        context.tell(f"words of the site's page, cut from the descriptions: {shown[:_N_HEADER_SHOWN]}")
    return replace(context, page_headers=headers)


def _parse(fields: Fields, context: ImportContext) -> dict[str, Any]:
    """One posting, its text without HTML entities and the words of the site's page."""
    company = context.company
    source = company.source if company else fields.optional("source") or context.source
    if len(source) > _SOURCE_LENGTH:
        raise RowError(f"source is longer than {_SOURCE_LENGTH} characters")
    title = " ".join(_unescaped(fields, "title").split())
    if len(title) > _TITLE_LENGTH:
        raise RowError(f"title is longer than {_TITLE_LENGTH} characters")
    given = _unescaped(fields, "description")
    # An advertisement of which the site left nothing but its own words still asks for what its title says.
    description = context.page_headers.without(given) or title
    state_id = context.states.find(fields.text("state_id"))
    if state_id is None:
        raise RowError("state_id is not known")
    has_language = fields.optional("language") is not None
    language = fields.word("language", Language) if has_language else language_of(f"{title} {description}")
    values = {
        "posting_id": short_id(f"{source}:{fields.text('posting_id')}"),
        "source": source,
        "title": title,
        "description": description,
        "state_id": state_id,
        "employer": fields.optional("employer", _EMPLOYER_LENGTH) or (company.company.name if company else None),
        "language": language.value,
        "n_positions": fields.integer("n_positions", 1, 10_000, default=1),
        "posted_on": fields.day("posted_on"),
        "is_invented": company.company.is_invented if company else fields.boolean("is_invented", default=False),
        "content_hash": content_hash(title, description),
    }
    if description != given:
        context.notes[WITH_PAGE_HEADER] += 1
    # Of other postings than a company's own nobody would know later whether they still hold.
    terms = terms_in(fields, context) if company else {}
    return {**values, "row_hash": row_hash({**values, **terms}), TERMS: terms}


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
    posting_rows = [{name: value for name, value in row.values.items() if name != TERMS} for row in rows]
    stored = known_posting_ids(connection, {row["posting_id"] for row in posting_rows})
    changes = put_postings(connection, [row for row in posting_rows if row["posting_id"] in stored])
    fresh = [row for row in posting_rows if row["posting_id"] not in stored]
    taken = set(holders_of_texts(connection, {values["content_hash"] for values in fresh}))
    kept = []
    for values in fresh:
        text = (values["state_id"], values["content_hash"])
        if text not in taken:
            taken.add(text)
            kept.append(values)
    n_equal = len(fresh) - len(kept)
    notes = {WITH_EQUAL_TEXT: n_equal} if n_equal else {}
    return Loaded(changes + put_postings(connection, kept), n_duplicate=n_equal, notes=notes)


POSTINGS: Final = ImportKind(
    required=("posting_id", "title", "description", "state_id", "posted_on"),
    optional=("employer", "language", "n_positions", "source", "is_invented", *TERM_COLUMNS),
    key=("posting_id",),
    parse=_parse,
    load=_load,
    survey=_survey,
)
