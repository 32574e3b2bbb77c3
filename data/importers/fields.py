"""Reads the fields of one imported row; a bad one gives a reason that names the column alone."""

import math
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final, TypeVar

from data.importers.text_forms import TextForms

MAX_TEXT: Final = 200_000
EARLIEST: Final = date(1950, 1, 1)

PLAIN_FORMS: Final = TextForms()
"""ISO dates and decimal points."""

_TRUE: Final = frozenset({"true", "1", "yes", "si", "sí"})
_FALSE: Final = frozenset({"false", "0", "no"})

# A partner's clock or zone may be off by some hours.
_CLOCK_SLACK: Final = timedelta(days=1)

Word = TypeVar("Word", bound=StrEnum)


class RowError(Exception):
    """Why a row cannot be taken: a fixed phrase and a column name."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Fields:
    """The texts of one row by our column names; each method reads one or raises `RowError`."""

    def __init__(self, values: Mapping[str, str], today: date, forms: TextForms = PLAIN_FORMS) -> None:
        self._values = values
        self._today = today
        self._forms = forms

    def check_storable(self) -> None:
        """Refuse texts that no database column can hold."""
        for name, value in self._values.items():
            if len(value) > MAX_TEXT:
                raise RowError(f"{name} is longer than {MAX_TEXT} characters")
            if "\0" in value:
                raise RowError(f"{name} contains a NUL character")
            if not value.isascii() and _has_surrogate(value):
                raise RowError(f"{name} contains bytes that are no text")

    def optional(self, name: str, longest: int = MAX_TEXT) -> str | None:
        """A text, ``None`` where it is blank."""
        value = self._values.get(name, "").strip()
        if len(value) > longest:
            raise RowError(f"{name} is longer than {longest} characters")
        return value or None

    def text(self, name: str, longest: int = MAX_TEXT) -> str:
        """A text that is there."""
        value = self.optional(name, longest)
        if value is None:
            raise RowError(f"{name} is missing")
        return value

    def word(self, name: str, words: type[Word]) -> Word:
        """One word of a closed set, in any case."""
        value = self.text(name).casefold()
        for word in words:
            if word.value.casefold() == value:
                return word
        raise RowError(f"{name} is not one of {', '.join(words)}")

    def known(self, name: str, ids: Collection[str]) -> str:
        """An id that exists."""
        value = self.text(name)
        if value not in ids:
            raise RowError(f"{name} is not known")
        return value

    def optional_known(self, name: str, ids: Collection[str]) -> str | None:
        """An id that exists, ``None`` where it is blank."""
        return None if self.optional(name) is None else self.known(name, ids)

    def integer(self, name: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number from ``low`` to ``high``."""
        found = self.number(name, low, high, default)
        if found != int(found):
            raise RowError(f"{name} is not a whole number")
        return int(found)

    def number(self, name: str, low: float, high: float, default: float | None = None) -> float:
        """A finite number from ``low`` to ``high``."""
        value = self.text(name) if default is None else self.optional(name)
        if value is None and default is not None:
            return default
        try:
            found = float(self._forms.decimal(value or ""))
        except ValueError as error:
            raise RowError(f"{name} is not a number") from error
        if not math.isfinite(found):
            raise RowError(f"{name} is not a number")
        if not low <= found <= high:
            raise RowError(f"{name} is not between {low} and {high}")
        return found

    def boolean(self, name: str, default: bool | None = None) -> bool:
        """Yes or no, in English or Spanish."""
        value = self.text(name) if default is None else self.optional(name)
        if value is None:
            return bool(default)
        folded = value.casefold()
        if folded not in _TRUE and folded not in _FALSE:
            raise RowError(f"{name} is not true or false")
        return folded in _TRUE

    def day(self, name: str) -> date:
        """A day that is not in the future: an ISO date, or the date of an ISO moment."""
        found = self.any_day(name)
        if found > self._today:
            raise RowError(f"{name} is in the future")
        return found

    def any_day(self, name: str) -> date:
        """A day, past or future."""
        value = self._forms.iso(name, self.text(name))
        try:
            found = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value).date()
        except ValueError as error:
            raise RowError(f"{name} is not an ISO date") from error
        if found < EARLIEST:
            raise RowError(f"{name} is before {EARLIEST}")
        return found

    def moment(self, name: str) -> datetime:
        """A moment that is not in the future; one without an offset is UTC."""
        value = self._forms.iso(name, self.text(name))
        try:
            found = datetime.fromisoformat(value)
            found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise RowError(f"{name} is not an ISO moment") from error
        if found.date() > self._today + _CLOCK_SLACK:
            raise RowError(f"{name} is in the future")
        if found.date() < EARLIEST:
            raise RowError(f"{name} is before {EARLIEST}")
        return found


def _has_surrogate(value: str) -> bool:
    """Whether a text holds halves of characters, as broken bytes and broken JSON escapes leave them."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return False
