"""The words that we write schema.org with, and the contexts that we know: none is ever fetched."""

import re
from collections.abc import Mapping
from typing import Any, Final

VOCABULARY: Final = "https://schema.org/"
OWN_PREFIX: Final = "rumbo:"
"""Of the terms that schema.org has no word for; what follows is a column of ours."""

URN: Final = "urn:rumbo:"
"""Of the names of our things, which stay the same wherever an installation runs."""

CONTEXT: Final[Mapping[str, Any]] = {
    "@vocab": VOCABULARY,
    "rumbo": f"{URN}term:",
    "url": {"@type": "@id"},
    "inDefinedTermSet": {"@type": "@id"},
    "datePosted": {"@type": "Date"},
    "validThrough": {"@type": "Date"},
    "timeRequired": {"@type": "Duration"},
    "timeToComplete": {"@type": "Duration"},
    "termDuration": {"@type": "Duration"},
    "validFor": {"@type": "Duration"},
    "duration": {"@type": "Duration"},
}
"""Written out in full, so that nobody has to fetch one to understand our files."""

_KNOWN: Final = re.compile(r"https?://(www\.)?schema\.org(/|/docs/jsonldcontext\.json(ld)?)?", re.IGNORECASE)
_PREFIX: Final = re.compile(r"^(schema:|sdo:|https?://(www\.)?schema\.org/)", re.IGNORECASE)

_MONTHS_A_YEAR: Final = 12
_DAYS_A_WEEK: Final = 7
_HOURS_A_DAY: Final = 24
_DURATION: Final = re.compile(
    r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:\d+S)?)?"
)


def is_known_context(address: str) -> bool:
    """Whether an address is that of schema.org's own context.

    Examples
    --------
    >>> is_known_context("http://schema.org"), is_known_context("https://acme.example/context.jsonld")
    (True, False)
    """
    return _KNOWN.fullmatch(address.strip()) is not None


def plain_term(term: str) -> str:
    """A term without the prefix or address of schema.org.

    Examples
    --------
    >>> plain_term("schema:JobPosting"), plain_term("http://schema.org/Course"), plain_term("Course")
    ('JobPosting', 'Course', 'Course')
    """
    return _PREFIX.sub("", term)


def months_in(duration: str) -> int | None:
    """The months of an ISO 8601 duration of years and months; ``None`` for any other.

    Examples
    --------
    >>> months_in("P3Y"), months_in("P4Y6M"), months_in("PT40H")
    (36, 54, None)
    """
    parts = _parts(duration)
    if not parts or parts.keys() - {"years", "months"}:
        return None
    return parts.get("years", 0) * _MONTHS_A_YEAR + parts.get("months", 0)


def hours_in(duration: str) -> int | None:
    """The hours of an ISO 8601 duration of weeks or less, begun ones counted whole; ``None`` for any other.

    Examples
    --------
    >>> hours_in("PT40H"), hours_in("PT90M"), hours_in("P1D"), hours_in("P1Y")
    (40, 2, 24, None)
    """
    parts = _parts(duration)
    if not parts or parts.keys() & {"years", "months"}:
        return None
    days = parts.get("weeks", 0) * _DAYS_A_WEEK + parts.get("days", 0)
    return days * _HOURS_A_DAY + parts.get("hours", 0) + -(-parts.get("minutes", 0) // 60)


def _parts(duration: str) -> dict[str, int]:
    """The numbers of a duration by unit; empty where it is none."""
    found = _DURATION.fullmatch(duration.strip().upper())
    return {unit: int(number) for unit, number in found.groupdict().items() if number} if found else {}
