"""What a manager decides of an allocation from the database, and the scenario that it becomes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final

from data.atomic_file import replaced_file

MOST_PERCENT: Final = 100
TWO_IN_TEN: Final = "Dos de cada diez por institución"
_TWO_IN_TEN_ENGLISH: Final = "Two of every ten of each institution"


class TakesPart(StrEnum):
    """Who takes part in an allocation."""

    APPLICANTS = "applicants"
    EVERYBODY = "everybody"


class Parity(StrEnum):
    """Between which groups shares of vouchers may differ by little; the value is the learners' column."""

    NONE = ""
    STATE = "state_id"
    KIND = "kind"


@dataclass(frozen=True, slots=True)
class Levers:
    """A scenario in whole percentages; ``budget_percent`` by fund, all of a fund that is not named.

    ``asks_two_in_ten``: of every institution's students at least two in ten get a voucher.
    """

    takes_part: TakesPart
    budget_percent: Mapping[str, int] = field(default_factory=dict)
    lottery_percent: int = 10
    floor_percent: int = 80
    asks_two_in_ten: bool = False
    parity: Parity = Parity.NONE
    parity_percent: int = 10

    def __post_init__(self) -> None:
        percentages = (self.lottery_percent, self.floor_percent, self.parity_percent, *self.budget_percent.values())
        wrong = next((one for one in percentages if not 0 <= one <= MOST_PERCENT), None)
        if wrong is not None:
            raise ValueError(f"{wrong} is no percentage")


def seed_of(day: date) -> int:
    """The seed of a day's lotteries.

    Nobody chooses it, so that nobody can try again until somebody is drawn; and two scenarios of a day draw alike.

    Examples
    --------
    >>> seed_of(date(2026, 11, 26))
    20261126
    """
    return day.year * 10_000 + day.month * 100 + day.day


def scenario_text(levers: Levers, seed: int) -> str:
    """The scenario as TOML, with its tables in the folder ``tables`` beside it."""
    lines = [
        f"seed = {seed}",
        f"floor = {levers.floor_percent / MOST_PERCENT}",
        "",
        "[from_database]",
        'folder = "tables"',
        f"who = {json.dumps(levers.takes_part.value)}",
        "",
        "[from_database.budget_shares]",
        *(f"{json.dumps(fund)} = {percent / MOST_PERCENT}" for fund, percent in levers.budget_percent.items()),
        "",
        "[lottery]",
        f"share = {levers.lottery_percent / MOST_PERCENT}",
    ]
    if levers.asks_two_in_ten:
        names = f"{{es = {json.dumps(TWO_IN_TEN, ensure_ascii=False)}, en = {json.dumps(_TWO_IN_TEN_ENGLISH)}}}"
        lines += ["", "[[targets]]", f"name = {names}", 'who = {kind = "student"}']
        lines += ["least_share = 0.2", 'for_each = "institution_id"']
    if levers.parity is not Parity.NONE:
        lines += ["", "[[parity]]", f"column = {json.dumps(levers.parity.value)}"]
        lines += [f"gap = {levers.parity_percent / MOST_PERCENT}"]
    return "\n".join(lines) + "\n"


def write_scenario(home: Path, name: str, text: str) -> str:
    """Write a scenario into a folder of its own below ``home``; returns its path as seen from there."""
    path = Path("scenarios") / name / "scenario.toml"
    (home / path).parent.mkdir(parents=True)
    with replaced_file(home / path) as file:
        file.write(text.encode())
    return str(path)
