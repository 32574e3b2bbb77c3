"""Guesses how a partner's columns are called in Rumbo's terms, and writes the mapping for a person to look over."""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

import tomli_w
from rapidfuzz import fuzz, process

from data.catalogue import Catalogue
from data.errors import InputError
from data.importers.catalogue_kinds import CATALOGUE_KINDS
from data.importers.column_names import found_columns, other_names, plain_column
from data.importers.fields import EARLIEST
from data.importers.places import StateFinder
from data.importers.reading import SourceRow, open_every_column
from data.importers.run import KINDS, unknown_kind

_N_ROWS: Final = 1_000
_LEAST_ALIKE: Final = 86.0
_MOST: Final = 0.6
"""Share of a column's texts that must look like a date, a state, ... for the column to be taken for one."""

_LEAST_STATES: Final = 0.05

_N_EXAMPLES: Final = 3
_LONGEST_EXAMPLE: Final = 30

# Days come before months in Mexico, so that this order settles what both could be.
_ISO: Final = "%Y-%m-%d"
_DATE_FORMATS: Final = (
    _ISO,
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%Y/%m/%d",
    "%m/%d/%Y",
    "%d/%m/%y",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
)
_DATE_ENDINGS: Final = ("_on", "_at")
_DECIMAL_COMMA: Final = re.compile(r"[+-]?\d{1,3}(\.?\d{3})*,\d+")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LANGUAGES: Final = frozenset({"es", "en"})
_NUMBERS: Final = ("grade", "weekly_hours", "propensity", "list_price_usd", "hours", "credits")

# In files about people any column may be personal.
_OF_PEOPLE: Final = "external_id"
_PERSONAL: Final = re.compile(r"@|\d{5}|\b[A-Z]{4}\d{2}")


@dataclass(frozen=True, slots=True)
class Guess:
    """What was recognised in a file.

    ``columns`` is the file's name by ours, ``why`` says how each was found. ``missing`` are required columns and
    ``absent`` optional ones without a counterpart; ``unused`` are the file's names left over, with example texts.
    """

    kind: str
    columns: Mapping[str, str]
    why: Mapping[str, str]
    missing: tuple[str, ...]
    absent: tuple[str, ...]
    unused: Mapping[str, tuple[str, ...]]
    date_format: str | None
    decimal_comma: bool
    sheet: str | None

    @property
    def told(self) -> list[str]:
        """What a person should know, in plain words."""
        lines = [f"{ours} is the file's column {theirs!r} ({self.why[ours]})" for ours, theirs in self.columns.items()]
        if self.date_format is not None:
            lines.append(f"dates are written like {self.date_format} (d day, m month, Y year): please check")
        if self.decimal_comma:
            lines.append("numbers are written with a decimal comma")
        if self.missing:
            lines.append(f"missing: {', '.join(self.missing)}; every row needs them, so name a column or a constant")
        if self.unused:
            lines.append(f"not used: {', '.join(self.unused)}")
        return lines


def guess_mapping(kind: str, path: Path, catalogue: Catalogue, *, sheet: str | None = None) -> Guess:
    """Look at the header and the first 1,000 rows of a file: at names, then at what the columns hold.

    Raises
    ------
    InputError
        If the kind is unknown or the file cannot be read or has no rows.
    """
    known = KINDS.get(kind) or CATALOGUE_KINDS.get(kind)
    if known is None:
        raise unknown_kind(kind)
    required, optional = known.required, known.optional
    texts = _texts_by_column(path, sheet)
    states = StateFinder(catalogue.states.values())
    columns, why = _by_name((*required, *optional), list(texts))
    if "state_id" in columns and not _mostly(texts[columns["state_id"]], states.is_known, least=_LEAST_STATES):
        # Places abroad, or cities: nothing of it would load.
        del columns["state_id"], why["state_id"]
    free = {name: found for name, found in texts.items() if name not in columns.values()}
    left = [one for one in (*required, *optional) if one not in columns]
    for ours, theirs, reason in _by_content(left, free, states):
        columns[ours], why[ours] = theirs, reason
        free.pop(theirs)
    dates = [texts[theirs] for ours, theirs in columns.items() if ours.endswith(_DATE_ENDINGS)]
    form = _date_format([text for column in dates for text in column])
    numbers = [text for ours in _NUMBERS if ours in columns for text in texts[columns[ours]]]
    return Guess(
        kind=kind,
        columns={name: columns[name] for name in (*required, *optional) if name in columns},
        why=why,
        missing=tuple(name for name in required if name not in columns),
        absent=tuple(name for name in optional if name not in columns),
        unused={name: () if _OF_PEOPLE in required else _examples(found) for name, found in free.items()},
        date_format=None if form == _ISO else form,
        decimal_comma=_mostly(numbers, lambda text: _DECIMAL_COMMA.fullmatch(text) is not None, least=0.05),
        sheet=sheet,
    )


def write_mapping(guess: Guess, path: Path, *, force: bool = False) -> None:
    """Write a guess as a mapping file that can be used as it is, with comments on what a person should fill in.

    Raises
    ------
    InputError
        If the file is there already and ``force`` is not set, or cannot be written.
    """
    partial = path.with_name(f"{path.name}.partial")
    try:
        with partial.open("w", encoding="utf-8") as handle:
            handle.write("\n".join(_lines(guess)) + "\n")
        if force:
            partial.replace(path)
        else:
            # Unlike a rename, a link never takes the place of a file.
            os.link(partial, path)
    except FileExistsError as error:
        raise InputError(f"{path}: is there already; --force writes over it, --out names another file") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        partial.unlink(missing_ok=True)


def _texts_by_column(path: Path, sheet: str | None) -> dict[str, list[str]]:
    """The texts that are not blank of the first rows, by the file's columns."""
    texts: dict[str, list[str]] = {}
    with open_every_column(path, sheet=sheet) as rows:
        good: Iterable[SourceRow] = (row for row in rows if row.problem is None)
        for row in islice(good, _N_ROWS):
            for name, value in row.values.items():
                column = texts.setdefault(name, [])
                if value.strip():
                    column.append(" ".join(value[:1_000].split()))
    if not texts:
        raise InputError(f"{path}: has no rows that could be read, so nothing can be guessed")
    return texts


def _by_name(wanted: tuple[str, ...], header: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Columns found by their names, equal ones first, then those alike but for some letters."""
    columns = {ours: header[place] for ours, place in found_columns(wanted, header).items()}
    why = dict.fromkeys(columns, "by its name")
    free = {plain_column(name): name for name in header if name not in columns.values()}
    for ours in wanted:
        if ours in columns:
            continue
        scored = [
            (found[1], found[0])
            for name in other_names(ours)
            if (found := process.extractOne(name, list(free), scorer=fuzz.ratio, score_cutoff=_LEAST_ALIKE))
        ]
        if scored:
            name = max(scored)[1]
            columns[ours], why[ours] = free.pop(name), "its name is alike"
    return columns, why


def _by_content(
    wanted: list[str], free: Mapping[str, list[str]], states: StateFinder
) -> Iterable[tuple[str, str, str]]:
    """Our column, the file's and why, for columns that show by their texts what they are."""
    signs: dict[str, tuple[str, Callable[[list[str]], bool]]] = {
        "state_id": ("it holds states", lambda texts: _mostly(texts, states.is_known)),
        "email": ("it holds addresses", lambda texts: _mostly(texts, lambda text: bool(_EMAIL.fullmatch(text)))),
        "language": ("it holds es and en", lambda texts: _mostly(texts, lambda text: text.lower() in _LANGUAGES)),
        "posted_on": ("it holds dates", lambda texts: _date_format(texts) is not None),
        "posting_id": ("it tells rows apart", _is_id),
        "description": ("it holds long texts", lambda texts: _mostly(texts, lambda text: len(text) > 200)),
    }  # fmt: skip
    left = list(free)
    for ours, (why, is_sign) in signs.items():
        theirs = next((name for name in left if is_sign(free[name])), None) if ours in wanted else None
        if theirs is not None:
            left.remove(theirs)
            yield ours, theirs, why


def _is_id(texts: list[str]) -> bool:
    """Whether texts could tell rows apart: one word each and seldom equal, as rows may be repeated."""
    is_word = _mostly(texts, lambda text: " " not in text, least=0.95)
    return is_word and len(set(texts)) > _MOST * len(texts)


def _mostly(texts: list[str], is_one: Callable[[str], bool], least: float = _MOST) -> bool:
    """Whether at least this share of some texts is one of a sort; of none, never."""
    return bool(texts) and sum(map(is_one, texts)) >= least * len(texts)


def _date_format(texts: list[str]) -> str | None:
    """The form that most texts have, the first of those that fit equally well; ISO moments count as ISO dates."""
    shares = {form: sum(_is_date(text, form) for text in texts) for form in _DATE_FORMATS}
    best = max(_DATE_FORMATS, key=lambda form: shares[form])
    return best if texts and shares[best] >= _MOST * len(texts) else None


def _is_date(text: str, form: str) -> bool:
    try:
        # Only whether it fits is asked, so that zones do not matter.
        found = datetime.fromisoformat(text) if form == _ISO else datetime.strptime(text, form)  # noqa: DTZ007
    except ValueError:
        return False
    return found.date() >= EARLIEST


def _examples(texts: list[str]) -> tuple[str, ...]:
    """A few different short texts that tell nothing of a person."""
    good = (text for text in dict.fromkeys(texts) if len(text) <= _LONGEST_EXAMPLE and not _PERSONAL.search(text))
    return tuple(islice(good, _N_EXAMPLES))


def _lines(guess: Guess) -> list[str]:
    """The lines of a mapping file."""
    lines = [f"# A guess: how the columns of a file of {guess.kind} are called. Look it over before you use it."]
    if guess.sheet is not None:
        lines.append(_toml("sheet", guess.sheet))
    if guess.date_format is not None:
        lines.append(_toml("date_format", guess.date_format))
    if guess.decimal_comma:
        lines.append("decimal_comma = true")
    lines += ["", "[columns]  # our name = the file's name"]
    lines += [f"{_toml(ours, theirs)}  # {guess.why[ours]}" for ours, theirs in guess.columns.items()]
    choices = _comment(", ".join(guess.unused)) or "no column is left"
    lines += [f"# {ours} = ?  # every row needs it; one of: {choices}" for ours in guess.missing]
    lines += ["", "[constants]  # our name = a value for every row"]
    lines += [f'# {ours} = "?"  # or so, where the file has no such column' for ours in guess.missing]
    if guess.absent:
        lines += ["", f"# Not found and not needed: {', '.join(guess.absent)}"]
    if guess.unused:
        lines += ["", "# Columns of the file that are not used:"]
        lines += [
            _comment(f"#   {name}" + (f", such as {'; '.join(examples)}" if examples else ""))
            for name, examples in guess.unused.items()
        ]
    return lines


def _toml(key: str, value: str) -> str:
    return tomli_w.dumps({key: value}).rstrip("\n")


def _comment(text: str) -> str:
    """A text of a file made fit for a comment, which may hold no control character."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
