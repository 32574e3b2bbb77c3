"""Changes as people write them, such as ``fund:ID=+500000``, ``seats:ID=+10``, ``drop-vendor:ID``."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from data.errors import InputError
from recommender.allocation.explaining.changes import (
    Change,
    MoreMoney,
    MoreSeats,
    OtherGap,
    OtherLeast,
    WithoutRule,
    WithoutSeats,
)
from recommender.allocation.problem import NationalProblem
from recommender.allocation.running.names import Names, RuleName

_PESO: Final = 100
_FORM: Final = re.compile(r"(?P<kind>[a-z-]+):(?P<name>[^=]+?)(?:=(?P<amount>[+-]?\d+(?:\.\d+)?))?")
FORMS: Final = "fund:ID=+PESOS, seats:ID=+N, drop-vendor:ID, target:NAME=N, drop-target:NAME, parity:COLUMN=GAP"
"""How a change is written."""


def changes_of(texts: Sequence[str], national: NationalProblem, names: Names) -> tuple[Change, ...]:
    """The changes that texts ask for; one of a target holds for each of its groups unless ``NAME:GROUP`` names one.

    Raises
    ------
    InputError
        If a text is no change, or names what the scenario does not have.
    """
    return tuple(change for text in texts for change in _changes(text, national, names))


def _changes(text: str, national: NationalProblem, names: Names) -> tuple[Change, ...]:
    found = _FORM.fullmatch(text.strip())
    kinds = _kinds(national, names)
    if found is None or found["kind"] not in kinds:
        raise InputError(f"{text!r} is no change; write one of {FORMS}")
    needs_amount = not found["kind"].startswith("drop-")
    if needs_amount is not (found["amount"] is not None):
        raise InputError(f"{text!r}: {'a number is needed' if needs_amount else 'no number is needed'}; write {FORMS}")
    return kinds[found["kind"]](found["name"], float(found["amount"] or 0))


def _kinds(national: NationalProblem, names: Names) -> Mapping[str, Callable[[str, float], tuple[Change, ...]]]:
    def fund(name: str, pesos: float) -> tuple[Change, ...]:
        return (MoreMoney(_row(name, names.fund_ids, "fund"), round(pesos * _PESO)),)

    def seats(name: str, more: float) -> tuple[Change, ...]:
        return (MoreSeats(_row(name, names.certification_ids, "certification"), _whole(more)),)

    def drop_vendor(name: str, _: float) -> tuple[Change, ...]:
        vendor = _row(name, names.vendor_ids, "vendor")
        return (WithoutSeats(tuple(np.flatnonzero(national.agreements.vendor == vendor).tolist())),)

    def target(name: str, least: float) -> tuple[Change, ...]:
        return tuple(OtherLeast(row, _whole(least)) for row in _rules(name, names))

    def drop_target(name: str, _: float) -> tuple[Change, ...]:
        return tuple(map(WithoutRule, _rules(name, names)))

    def parity(name: str, gap: float) -> tuple[Change, ...]:
        return (OtherGap(_row(name, [one.column for one in names.parities], "parity of"), gap),)

    return {
        "fund": fund,
        "seats": seats,
        "drop-vendor": drop_vendor,
        "target": target,
        "drop-target": drop_target,
        "parity": parity,
    }


def _row(name: str, known: Sequence[str], kind: str) -> int:
    if name not in known:
        raise InputError(f"the scenario has no {kind} {name!r}; it has {', '.join(known[:20]) or 'none'}")
    return known.index(name)


def _rules(name: str, names: Names) -> list[int]:
    rows = [row for row, rule in enumerate(names.rules) if name in _ways_to_name(rule)]
    if not rows:
        known = dict.fromkeys(rule.label.es for rule in names.rules)
        raise InputError(f"the scenario has no target {name!r}; it has {', '.join(known) or 'none'}")
    return rows


def _ways_to_name(rule: RuleName) -> set[str]:
    labels = (rule.label.es, rule.label.en)
    return {*labels, *(f"{label}:{rule.value}" for label in labels if rule.value)}


def _whole(number: float) -> int:
    if number != int(number):
        raise InputError(f"{number:g} is no whole number")
    return int(number)
