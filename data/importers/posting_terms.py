"""Reads what a company's posting says beside its text: pay, English and its last day."""

from typing import Any, Final

from data.domain import EnglishLevel
from data.importers.fields import MOST_CENTAVOS, Fields, RowError
from data.importers.kinds import ImportContext
from data.importers.other_words import ENGLISH_LEVELS
from data.names import plain_name

TERM_COLUMNS: Final = ("english", "pay_from", "pay_to", "pay_currency", "pay_period", "expires_on")
TERMS: Final = "terms"
"""Key of the terms beside the columns of a posting."""

WITH_OTHER_PAY: Final = "with_other_pay"
"""Name of the count of rows whose pay was left out: not in pesos, or not of a month."""

_PESOS: Final = frozenset({"mxn", "mxp", "pesos", "pesos mexicanos", "peso mexicano"})
_MONTHS: Final = frozenset({"month", "mon", "monthly", "mes", "mensual", "al mes"})
_CENTAVOS: Final = 100


def terms_in(fields: Fields, context: ImportContext) -> dict[str, Any]:
    """The terms that a row states, by column of ``need``; what it leaves blank is not among them.

    Pay is a month's in pesos. Any other is left out and counted, as no exchange rate and no hours a month are known.

    Raises
    ------
    RowError
        If a term is malformed, or the pay ends below where it begins.
    """
    stated = {
        "english": fields.if_given("english", lambda name: fields.word(name, EnglishLevel, ENGLISH_LEVELS)),
        "expires_on": fields.if_given("expires_on", fields.any_day),
    }
    if any(fields.optional(name) for name in ("pay_from", "pay_to")):
        if _is_monthly_in_pesos(fields):
            stated |= _pay(fields)
        else:
            context.notes[WITH_OTHER_PAY] += 1
    return {name: value for name, value in stated.items() if value is not None}


def _is_monthly_in_pesos(fields: Fields) -> bool:
    """Whether pay is what we keep; a file that names neither means that."""
    currency, period = fields.optional("pay_currency") or "mxn", fields.optional("pay_period") or "month"
    return plain_name(currency) in _PESOS and plain_name(period) in _MONTHS


def _pay(fields: Fields) -> dict[str, Any]:
    low, high = (fields.if_given(name, lambda column: _centavos(fields, column)) for name in ("pay_from", "pay_to"))
    if low is not None and high is not None and low > high:
        raise RowError("pay_to is below pay_from")
    return {"pay_from_centavos": low, "pay_to_centavos": high}


def _centavos(fields: Fields, name: str) -> int:
    return round(fields.number(name, 0, MOST_CENTAVOS / _CENTAVOS) * _CENTAVOS)
