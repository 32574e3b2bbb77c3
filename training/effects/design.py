"""What a table's treatment, costs and known chances are: the table ``[effects]`` of a mapping file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from data.errors import InputError

_KEYS: Final = ("better", "control", "propensity", "placebo", "treatments", "budget")


class Better(StrEnum):
    """Which outcomes are wanted."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class EffectDesign:
    """How the treatment came about and what it costs; everything may be left out.

    ``control`` is the word of the arm that others are compared with. ``propensity`` gives the chance of each other arm,
    as a number or a column's name, where it is known; ``every_arm`` stands for those that are not named. ``costs`` are
    pesos a row, 1 where an arm is not named. ``budget`` is in the same unit and for the whole table.
    """

    better: Better = Better.HIGHER
    control: str | None = None
    propensity: Mapping[str, float | str] | None = None
    placebos: tuple[str, ...] = ()
    costs: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    budget: float | None = None

    @property
    def propensity_columns(self) -> frozenset[str]:
        """Columns that hold chances and so are no features."""
        return frozenset(given for given in (self.propensity or {}).values() if isinstance(given, str))

    def propensity_of(self, arm: str) -> float | str | None:
        """Known chance of an arm, or the column that holds it; ``None`` where nothing was said of the arm."""
        known = self.propensity or {}
        return known.get(arm, known.get(EVERY_ARM))


EVERY_ARM: Final = ""
"""Key of a chance that holds for every arm but control."""


def read_design(path: Path) -> EffectDesign:
    """The table ``[effects]`` of a mapping file; its absence leaves everything at its default.

    Raises
    ------
    InputError
        If a key is unknown or of a wrong type; the detail names file and key.
    """
    given = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("effects", {})
    unknown = sorted(set(given) - set(_KEYS))
    if unknown:
        raise InputError(f"{path}, effects.{unknown[0]}: unknown key; known are {', '.join(_KEYS)}")
    if given.get("better", Better.HIGHER) not in set(Better):
        raise InputError(f"{path}, effects.better: must be one of {', '.join(Better)}")
    return EffectDesign(
        better=Better(given.get("better", Better.HIGHER)),
        control=str(given["control"]) if "control" in given else None,
        propensity=_propensity(path, given["propensity"]) if "propensity" in given else None,
        placebos=_placebos(path, given.get("placebo", [])),
        costs=_costs(path, given.get("treatments", {})),
        budget=_positive(path, "effects.budget", given["budget"]) if "budget" in given else None,
    )


def _propensity(path: Path, given: object) -> dict[str, float | str]:
    """A number or a column for every arm, or a table of arms."""
    by_arm = given if isinstance(given, dict) else {EVERY_ARM: given}
    return {str(arm): _chance(path, chance) for arm, chance in by_arm.items()}


def _chance(path: Path, given: object) -> float | str:
    if isinstance(given, str) and given.strip():
        return given.strip()
    if isinstance(given, float | int) and not isinstance(given, bool) and 0 < given < 1:
        return float(given)
    raise InputError(f"{path}, effects.propensity: must be a chance between 0 and 1 or the name of a column")


def _placebos(path: Path, given: object) -> tuple[str, ...]:
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InputError(f"{path}, effects.placebo: must be a column's name or a list of them")
    return tuple(names)


def _costs(path: Path, given: object) -> dict[str, float]:
    """``"arm" = cost``."""
    if not isinstance(given, dict):
        raise InputError(f'{path}, effects.treatments: must be a table such as "voucher" = 1500')
    return {str(arm): _positive(path, f"effects.treatments.{arm}", cost) for arm, cost in given.items()}


def _positive(path: Path, key: str, given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, float | int) or not given > 0:
        raise InputError(f"{path}, {key}: must be a number above 0")
    return float(given)
