"""Reads values of JSON-LD, where each field may hold one, several or none, as text or as a thing with a name."""

from collections.abc import Iterator, Mapping
from typing import Any

from data.domain import Language
from data.names import plain_name
from data.schema_org import OWN_PREFIX

Object = Mapping[str, Any]


def types_of(found: Object) -> list[str]:
    """What an object says that it is."""
    return [str(one) for one in several(found.get("@type"))]


def several(value: object) -> list[Any]:
    """The values of a field that may hold one, several or none."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def first(value: object) -> object:
    """The first of them."""
    return next(iter(several(value)), None)


def text(value: object) -> str:
    """A plain value as text, also where it is marked with its language or type; others as nothing."""
    if isinstance(value, Mapping) and "@value" in value:
        value = value["@value"]
    return str(value).strip() if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def name(value: object) -> str:
    """A thing's name: the thing itself where it is a text."""
    one = first(value)
    if isinstance(one, Mapping) and "@value" not in one:
        one = first(one.get("alternateName") or one.get("name"))
    return text(one)


def identifier(found: object) -> str:
    """The number or short name by which the author knows a thing; empty where there is none."""
    if not isinstance(found, Mapping):
        return ""
    one = first(found.get("identifier"))
    return text(one.get("value")) if isinstance(one, Mapping) and "@value" not in one else text(one)


def in_language(value: object, language: Language) -> str:
    """The text that is marked with a language, else the first that is marked with none, else the first."""
    others: list[str] = []
    unmarked: list[str] = []
    for one in several(value):
        marked = str(one.get("@language", "")) if isinstance(one, Mapping) else ""
        if marked[:2].lower() == language.value:
            return text(one)
        (others if marked else unmarked).append(name(one))
    return next(iter([*unmarked, *others]), "")


def code(term: object) -> str:
    """What a term is known by: its code, the end of its address, or its name."""
    if not isinstance(term, Mapping):
        return text(term)
    address = text(first(term.get("sameAs"))) or text(term.get("@id")) or text(term.get("url"))
    return text(term.get("termCode")) or address.rstrip("/").rpartition("/")[2] or name(term)


def own_fields(found: Object) -> Iterator[tuple[str, str]]:
    """The fields that schema.org has no word for, by our columns."""
    for key, value in found.items():
        if key.startswith(OWN_PREFIX):
            yield key.removeprefix(OWN_PREFIX), "|".join(text(one) for one in several(value))


def skill_cell(terms: object) -> str:
    """Skills as a cell of the catalogue, such as ``python:1|sql:0.5``; each stands once."""
    cells: dict[str, str] = {}
    for term in several(terms):
        known_as = " ".join(code(term).replace("|", " ").replace(":", " ").split())
        weight = text(term.get(f"{OWN_PREFIX}weight")) if isinstance(term, Mapping) else ""
        if known_as:
            cells.setdefault(known_as, f"{known_as}:{weight}" if weight else known_as)
    return "|".join(cells.values())


def area_of(found: Object) -> str:
    """The code of the first field of work that a thing is about; empty where none has a code."""
    codes = (text(one.get("termCode")) for one in several(found.get("about")) if isinstance(one, Mapping))
    return next(filter(None, codes), "")


def id_of_name(words: str) -> str:
    """An id made of a name.

    Examples
    --------
    >>> id_of_name("Acme Nube: Nivel 1 (básico)")
    'acme-nube-nivel-1-basico'
    """
    return "-".join("".join(letter if letter.isalnum() else " " for letter in plain_name(words)).split())[:64]


def plain_fields(found: Object) -> dict[str, Any]:
    """The fields that hold plain values, which a mapping may name."""
    return {key: value for key, value in found.items() if not isinstance(value, (dict, list))}


def given(found: Object, columns: Mapping[str, str]) -> dict[str, Any]:
    """A row: the thing's own plain fields, and over them those of our columns that are filled."""
    return {
        **{key: value for key, value in plain_fields(found).items() if not key.startswith(OWN_PREFIX)},
        **{key: value for key, value in columns.items() if value},
    }
