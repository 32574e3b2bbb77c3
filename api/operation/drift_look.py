"""The last look for drift, as the command that looked left it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from recommender.drift import ColumnDrift, Drift


@dataclass(frozen=True, slots=True)
class RateDrift:
    """A rate then and now with the 95 % interval of the difference; ``name`` is ``yes`` or ``pass``."""

    name: str
    then: float
    now: float
    low: float
    high: float
    drift: Drift


@dataclass(frozen=True, slots=True)
class DriftLook:
    """What was found at one moment about one bundle; ``columns`` stand by how far they moved."""

    bundle: str
    since: str
    looked_at: datetime
    n_showings: int
    drift: Drift
    columns: tuple[ColumnDrift, ...]
    rates: tuple[RateDrift, ...]


def last_drift_look(file: Path) -> DriftLook | None:
    """What was found last; ``None`` where nobody has looked yet, or the file cannot be read any more."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return DriftLook(
            bundle=kept["bundle"],
            since=kept["since"].removeprefix("since "),
            looked_at=datetime.fromtimestamp(file.stat().st_mtime, UTC),
            n_showings=kept["n_showings"],
            drift=Drift(kept["drift"]),
            columns=tuple(ColumnDrift(**{**one, "drift": Drift(one["drift"])}) for one in kept["columns"]),
            rates=tuple(_rate(name, one) for name, one in kept["rates"].items()),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _rate(name: str, kept: dict[str, Any]) -> RateDrift:
    interval = kept["difference"]
    return RateDrift(name, kept["then"], kept["now"], interval["low"], interval["high"], Drift(kept["drift"]))
