"""Reads schema.org's JobPosting in our columns of a posting; contexts are never fetched."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from data.importers.formats.html_text import plain_text
from data.names import plain_name

_TYPE: Final = "JobPosting"
_DEEPEST: Final = 6
_HOLDERS: Final = ("@graph", "itemListElement", "item", "mainEntity", "mainEntityOfPage")
_MEXICO: Final = frozenset({"mx", "mex", "mexico", "estados unidos mexicanos"})


def is_job_posting(found: Mapping[str, Any]) -> bool:
    """Whether a JSON object says that it is a JobPosting, under any prefix of schema.org."""
    types = found.get("@type")
    return any(str(one).replace(":", "/").rpartition("/")[2] == _TYPE for one in _several(types))


def is_linked_data(found: Mapping[str, Any]) -> bool:
    """Whether a JSON object is JSON-LD, in which rows may lie deeper."""
    return any(name in found for name in ("@context", "@graph", "@type"))


def postings_in(found: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    """The JobPosting objects in JSON-LD, in their order: alone, in lists, graphs and lists of items."""
    if depth > _DEEPEST:
        return
    if isinstance(found, list):
        for one in found:
            yield from postings_in(one, depth + 1)
    elif isinstance(found, dict):
        if is_job_posting(found):
            yield found
            return
        for name in _HOLDERS:
            yield from postings_in(found.get(name), depth + 1)


def posting_fields(found: Mapping[str, Any]) -> dict[str, Any]:
    """A JobPosting by our columns, beside its own plain fields, which a mapping may name."""
    own = {name: value for name, value in found.items() if not isinstance(value, (dict, list))}
    place = _place(found)
    given = {
        "posting_id": _posting_id(found),
        "title": plain_text(_text(found.get("title") or found.get("name"))),
        "description": plain_text("\n".join(_descriptions(found))),
        "employer": _name(found.get("hiringOrganization")),
        "state_id": place,
        "posted_on": _text(found.get("datePosted")),
        "language": _name(found.get("inLanguage"))[:2],
        "n_positions": _text(found.get("totalJobOpenings")),
    }
    return own | {name: value for name, value in given.items() if value}


def _descriptions(found: Mapping[str, Any]) -> Iterator[str]:
    """The texts that say what is asked for."""
    for name in ("description", "responsibilities", "qualifications", "experienceRequirements", "skills"):
        for one in _several(found.get(name)):
            text = one if isinstance(one, str) else _name(one)
            if text:
                yield text


def _posting_id(found: Mapping[str, Any]) -> str:
    """The employer's number of a posting, or its address."""
    identifier = next(iter(_several(found.get("identifier"))), None)
    value = identifier.get("value") if isinstance(identifier, Mapping) else identifier
    return _text(value) or _text(found.get("url")) or _text(found.get("@id"))


def _place(found: Mapping[str, Any]) -> str:
    """State of the first place in Mexico; of the first place where none says so."""
    places = [_address(one) for one in _several(found.get("jobLocation"))]
    places += [{"addressRegion": _name(one)} for one in _several(found.get("applicantLocationRequirements"))]
    mexican = [one for one in places if plain_name(_name(one.get("addressCountry"))) in _MEXICO]
    for one in (*mexican, *places):
        for part in ("addressRegion", "addressLocality"):
            if text := _name(one.get(part)):
                return text
    return ""


def _address(place: object) -> Mapping[str, Any]:
    """The address of a place; a text alone is taken for the region."""
    if not isinstance(place, Mapping):
        return {"addressRegion": place}
    address = next(iter(_several(place.get("address"))), place)
    return address if isinstance(address, Mapping) else {"addressRegion": address}


def _name(value: object) -> str:
    """A thing's name: the thing itself where it is a text."""
    first = next(iter(_several(value)), None)
    if isinstance(first, Mapping):
        first = first.get("alternateName") or first.get("name")
    return _text(first)


def _text(value: object) -> str:
    """A plain value as text, others as nothing."""
    return str(value).strip() if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def _several(value: object) -> list[Any]:
    """The values of a field that may hold one, several or none."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
