"""The day on which a term of the school year ends, from the words that schools write for it."""

import calendar
import functools
import re
from datetime import date
from typing import Final

from babel.dates import get_month_names

from data.domain import Language
from data.names import plain_name

_SEASONS: Final = {"primavera": 6, "spring": 6, "verano": 7, "summer": 7, "otono": 12, "fall": 12, "autumn": 12}
_HALVES: Final = {"1": 6, "i": 6, "a": 6, "2": 12, "ii": 12, "b": 12}

_YEAR: Final = re.compile(r"(?:19|20)\d\d")
# ``2024B`` and ``20241`` are one word.
_YEAR_AND_HALF: Final = re.compile(r"((?:19|20)\d\d)([12ab])")


def end_of_term(term: str) -> date | None:
    """The last day of the month in which a term ends; ``None`` for words that are no term.

    ``2024-1``, ``2024A`` and ``2024-I`` end in June, ``2024-2``, ``2024B`` and ``2024-II`` in December. Terms named by
    their months end with the last one, in the last year named: ``AGO 2024 - ENE 2025`` in January 2025.

    Examples
    --------
    >>> end_of_term("AGO-DIC 2024"), end_of_term("2024-1")
    (datetime.date(2024, 12, 31), datetime.date(2024, 6, 30))
    """
    words = _YEAR_AND_HALF.sub(r"\1 \2", plain_name(term)).replace(".", " ").split()
    years = [int(word) for word in words if _YEAR.fullmatch(word)]
    others = [word for word in words if not _YEAR.fullmatch(word)]
    months = [_month(word) for word in others]
    if not years or not months or None in months:
        return None
    is_named_by_months = len(months) == 1 or all(_month_of_name(word) for word in others)
    month = months[-1]
    if month is None or not is_named_by_months:
        return None
    return date(years[-1], month, calendar.monthrange(years[-1], month)[1])


def _month(word: str) -> int | None:
    """The month that a word of a term means as its end."""
    return _HALVES.get(word) or _SEASONS.get(word) or _month_of_name(word)


def _month_of_name(word: str) -> int | None:
    """The number of a month by its name or at least three letters of it."""
    return next((number for name, number in _month_names() if len(word) >= 3 and name.startswith(word)), None)


@functools.cache
def _month_names() -> tuple[tuple[str, int], ...]:
    """Names of the months in both languages, each with its number."""
    return tuple(
        (name.casefold(), number)
        for language in Language
        for number, name in get_month_names("wide", locale=language.value).items()
    )
