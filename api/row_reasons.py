"""Why rows and files were refused, in the reader's language; imports give their reasons in English."""

import re
from typing import Final

from api.i18n import Texts
from api.known_phrases import Phrases, known_phrase
from data.exporters.learner_template import heading
from data.importers.column_names import OTHER_NAMES

_COLUMN: Final = "(?P<column>[a-z_]+)"

# Of two that fit, the first counts.
_REASONS: Final[Phrases] = tuple(
    (re.compile(pattern.replace("COLUMN", _COLUMN), re.S), key)
    for pattern, key in (
        ("COLUMN is (missing|empty)", "row.missing"),
        ("code is of no voucher", "row.no_voucher"),
        ("the voucher was redeemed before", "row.voucher_redeemed"),
        ("redeemed_on is before the voucher was given", "row.voucher_not_given"),
        ("redeemed_on is after the voucher's last day", "row.voucher_expired"),
        (
            "COLUMN must be a whole number from (?P<low>.+) to (?P<high>.+), is (?P<value>.*)",
            "row.whole_between",
        ),
        ("COLUMN must be a whole number, is (?P<value>.*)", "row.whole_number"),
        ("COLUMN is not a( whole)? number", "row.number"),
        ("COLUMN is not between (?P<low>.+) and (?P<high>.+)", "row.between"),
        ("COLUMN is longer than (?P<most>.+) characters", "row.too_long"),
        ("COLUMN is that of line (?P<line>.+), too", "row.repeated"),
        ("COLUMN has no letter and no digit", "row.no_letter"),
        ("COLUMN is not known", "row.unknown"),
        ("COLUMN: (?P<value>.+) is not known", "row.unknown_value"),
        ("COLUMN is not one of (?P<words>.+)", "row.not_one_of"),
        ("COLUMN is not true or false", "row.yes_or_no"),
        ("COLUMN is not an ISO date", "row.date"),
        ("COLUMN is (too far )?in the future", "row.future"),
        ("COLUMN is before (?P<day>.+)", "row.before"),
        ("COLUMN is not an address", "row.address"),
        ("COLUMN: (?P<value>'.+') is no subject of the plan .+", "row.no_subject"),
        ("COLUMN: (?P<value>'.+') may be .+; give the id", "row.several_subjects"),
        (
            r"COLUMN: .+ \(semester (?P<own>\d+)\) needs .+ \(semester (?P<needed>\d+)\), which must come earlier",
            "row.needed_later",
        ),
        ("COLUMN: the weight of (?P<value>.+) is (no number|not in .+)", "row.weight"),
        ("COLUMN belongs to another institution", "row.other_institution"),
        ("is_invented is for examples, .+", "row.example"),
        ("COLUMN names several subjects; .+", "row.several_subjects_named"),
        ("COLUMN is no term such as .+", "row.period"),
        ("COLUMN has not ended yet", "row.future"),
        ("COLUMN is neither 10 nor 100", "row.scale"),
        ("COLUMN may be out of 10 or out of 100; .+", "row.scale"),
        ("pay_to is below pay_from", "error.field.pay_order"),
        ("its context (?P<value>'.+') is not known and .+", "row.context"),
        ("the row has more or fewer cells than .*header", "row.ragged"),
        ("the header lacks COLUMN.*", "file.lacks_column"),
        ("the header has (?P<columns>.+) more than once", "file.column_twice"),
        ("is empty", "file.empty"),
        ("has no rows that could be read.*", "file.no_rows"),
        ("has no table", "file.no_rows"),
        ("no subject could be read", "file.no_rows"),
        ("the first line must be the header", "file.no_header"),
        ("more than (?P<most>.+) rows, .+", "file.too_many_rows"),
        ("more than .+ letters, .+", "file.too_long"),
    )
)


def said_reason(reason: str, t: Texts) -> str:
    """A row's reason in the reader's language; one that is not known here stays as it is."""
    known = known_phrase(reason, _REASONS)
    return reason if known is None else t(known[0], **_named(known[1], t))


def said_trouble(detail: str, t: Texts) -> str:
    """What is wrong with a whole file; ``detail`` names it first, where it has a name."""
    return said_reason(without_file(detail), t)


def without_file(detail: str) -> str:
    """What is wrong with a whole file, without its name in front.

    Examples
    --------
    >>> without_file("/tmp/x/plan.csv: is empty"), without_file("is empty")
    ('is empty', 'is empty')
    """
    return detail.rsplit("/", 1)[-1].split(": ", 1)[-1]


def said_column(column: str, t: Texts) -> str:
    """A column as people know it."""
    return heading(column, t.language) if column in OTHER_NAMES else column


def _named(values: dict[str, str], t: Texts) -> dict[str, str]:
    found = {name: value.strip("'\"") for name, value in values.items()}
    return found | ({"column": said_column(found["column"], t)} if "column" in found else {})
