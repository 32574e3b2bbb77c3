"""Finds the things that we read in JSON-LD, whatever they stand in, and never fetches a context."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from data.importers.formats.course import SUBJECT_COLUMNS, course_fields, courses_in
from data.importers.formats.credential import CERTIFICATION_COLUMNS, credential_fields
from data.importers.formats.job_posting import posting_fields
from data.importers.formats.json_values import Object, several, types_of
from data.schema_org import VOCABULARY, is_known_context, plain_term

_DEEPEST: Final = 6
_HOLDERS: Final = ("@graph", "itemListElement", "item", "mainEntity", "mainEntityOfPage")
_POSTING, _CREDENTIAL = "JobPosting", "EducationalOccupationalCredential"
_COURSES: Final = ("Course", "EducationalOccupationalProgram")
_KINDS: Final = (_POSTING, _CREDENTIAL, *_COURSES)
_MARKS: Final = ("@context", "@graph", "@type")


@dataclass(frozen=True, slots=True)
class LinkedRow:
    """A thing that was found by our columns, or why it cannot be read.

    ``is_wanted`` is false for a thing of another kind than the rows that are asked for; it counts where things are
    numbered, so that a thing has the same number whoever reads the file.
    """

    values: dict[str, Any]
    is_wanted: bool
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class _Names:
    """The author's own names of schema.org's terms, or what is wrong with a context."""

    terms: Mapping[str, str]
    problem: str | None = None


def is_linked_data(found: Mapping[str, Any]) -> bool:
    """Whether a JSON object is JSON-LD, in which rows may lie deeper."""
    return any(name in found for name in _MARKS)


def linked_rows(found: object, columns: Collection[str], context: object = None) -> Iterator[LinkedRow]:
    """The things in JSON-LD in their order: alone, in lists, graphs and lists of items.

    Wanted is what has one of ``columns``; where we know no such thing, as when a mapping names fields of its own, all
    is. ``context`` is that of the document around ``found``. A thing under a context that we do not know is refused.
    """
    for kinds, row in _found(found, _names(context, _Names({})), 0):
        yield replace(row, is_wanted=not kinds.isdisjoint(_wanted(frozenset(columns))))


@cache
def _wanted(columns: frozenset[str]) -> frozenset[str]:
    """The types that rows of some columns are made of."""
    if "posting_id" in columns:
        return frozenset({_POSTING})
    if not columns.isdisjoint(CERTIFICATION_COLUMNS):
        return frozenset({_CREDENTIAL})
    return frozenset(_KINDS if columns.isdisjoint(SUBJECT_COLUMNS) else _COURSES)


def _found(found: object, names: _Names, depth: int) -> Iterator[tuple[frozenset[str], LinkedRow]]:
    """Each thing with its types."""
    if depth > _DEEPEST:
        return
    if isinstance(found, list):
        for one in found:
            yield from _found(one, names, depth + 1)
    elif isinstance(found, dict):
        names = _names(found.get("@context"), names)
        thing = {_term(name, names): value for name, value in found.items()}
        types = frozenset(_term(one, names) for one in types_of(thing))
        if types.isdisjoint(_KINDS):
            for name in _HOLDERS:
                yield from _found(thing.get(name), names, depth + 1)
            return
        problem = names.problem or _inner_problem(list(found.values()), names, 0)
        if problem is not None:
            yield types, LinkedRow({}, is_wanted=True, problem=problem)
            return
        whole = {name: _renamed(value, names, 0) for name, value in thing.items()}
        for values in _rows(whole, types):
            yield types, LinkedRow(values, is_wanted=True)


def _rows(thing: Object, types: Collection[str]) -> Iterator[dict[str, Any]]:
    """A thing by our columns; a plan is a row for each of its subjects."""
    if _POSTING in types:
        yield posting_fields(thing)
    elif _CREDENTIAL in types:
        yield credential_fields(thing)
    else:
        for course in courses_in(thing, is_plan="Course" not in types):
            yield course_fields(course)


def _names(context: object, around: _Names) -> _Names:
    """The names that hold under a context, inside what holds around it."""
    names = around
    for one in several(context):
        if isinstance(one, str):
            if not is_known_context(one):
                return _Names(names.terms, _unknown(one))
            # It defines every term that we read, whatever an unknown one around it made of them.
            names = _Names(names.terms)
        elif isinstance(one, Mapping):
            vocabulary = one.get("@vocab")
            if isinstance(vocabulary, str) and not is_known_context(vocabulary):
                return _Names(names.terms, _unknown(vocabulary))
            if "@import" in one:
                return _Names(names.terms, _unknown(str(one["@import"])))
            names = _Names({**names.terms, **dict(_defined(one))}, names.problem)
    return names


def _defined(context: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """An author's names that stand for terms of schema.org, or for those of others."""
    for name, meant in context.items():
        address = meant.get("@id") if isinstance(meant, Mapping) else meant
        if name.startswith("@") or not isinstance(address, str):
            continue
        if address.replace("http://", "https://") == VOCABULARY:
            yield f"{name}:", ""
        elif plain_term(address) != address or "://" in address:
            yield name, plain_term(address)


def _unknown(address: str) -> str:
    return (
        f"its context {address[:80]!r} is not known and contexts are never fetched; write schema.org's terms"
        ' with "@context": "https://schema.org"'
    )


def _term(name: str, names: _Names) -> str:
    """A name as schema.org has it."""
    prefix, colon, rest = name.partition(":")
    if colon and f"{prefix}:" in names.terms:
        return rest
    return plain_term(names.terms.get(name, name))


def _renamed(value: object, names: _Names, depth: int) -> object:
    """A value with schema.org's names all the way down."""
    if depth > _DEEPEST:
        return value
    if isinstance(value, list):
        return [_renamed(one, names, depth + 1) for one in value]
    if isinstance(value, dict):
        return {_term(name, names): _renamed(one, names, depth + 1) for name, one in value.items()}
    return value


def _inner_problem(values: list[Any], names: _Names, depth: int) -> str | None:
    """What is wrong with the contexts inside a thing, if anything."""
    if depth > _DEEPEST:
        return None
    for one in values:
        inner = one if isinstance(one, list) else list(one.values()) if isinstance(one, dict) else []
        own = _names(one.get("@context"), names).problem if isinstance(one, dict) else None
        problem = own or _inner_problem(inner, names, depth + 1)
        if problem is not None:
            return problem
    return None
