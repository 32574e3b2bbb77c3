"""How a partner's file writes dates and numbers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

_TIME_DIRECTIVES: Final = ("%H", "%I", "%M", "%S", "%X", "%T")
_THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}(\.\d{3})+")


@dataclass(frozen=True, slots=True)
class TextForms:
    """The form of all dates and those of single columns, as ``strptime`` spells it; ISO 8601 where none is given."""

    date_format: str | None = None
    date_formats: Mapping[str, str] = field(default_factory=dict)
    decimal_comma: bool = False

    def iso(self, column: str, text: str) -> str:
        """A date or moment in ISO 8601; a text of another form stays as it is.

        Examples
        --------
        >>> forms = TextForms(date_format="%d/%m/%Y")
        >>> forms.iso("posted_on", "01/10/2026"), forms.iso("posted_on", "2026-10-01")
        ('2026-10-01', '2026-10-01')
        """
        form = self.date_formats.get(column, self.date_format)
        if form is None:
            return text
        try:
            found = datetime.strptime(text, form)  # noqa: DTZ007 - the field's reader adds the zone
        except ValueError:
            return text
        has_time = any(directive in form for directive in _TIME_DIRECTIVES)
        return found.isoformat() if has_time else found.date().isoformat()

    def decimal(self, text: str) -> str:
        """A number with a decimal point and without marks of thousands, if the file writes commas.

        Examples
        --------
        >>> forms = TextForms(decimal_comma=True)
        >>> forms.decimal("1.234,5"), forms.decimal("1.234"), forms.decimal("8.5"), TextForms().decimal("8,5")
        ('1234.5', '1234', '8.5', '8,5')
        """
        if not self.decimal_comma:
            return text
        if "," in text or _THOUSANDS.fullmatch(text):
            return text.replace(".", "").replace(",", ".")
        return text


def is_date_format(form: str) -> bool:
    """Whether a form says day, month and year, so that a date written with it can be read back."""
    day = datetime(2026, 11, 22)  # noqa: DTZ001 - only the date is compared
    try:
        return datetime.strptime(day.strftime(form), form).date() == day.date()  # noqa: DTZ007 - as above
    except ValueError:
        return False
