"""Words that several of the operator's pages use."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from api.i18n import Texts
from api.operation.bundle_list import BundleStanding
from api.pages.moments import moment_text
from recommender.bundle_records import BundleRecord
from recommender.drift import Drift

_DRIFT_KEYS: Final[Mapping[Drift, str]] = {
    Drift.NONE: "drift.none",
    Drift.WATCH: "drift.watch",
    Drift.CHANGED: "drift.changed",
}
_STANDING_KEYS: Final[Mapping[BundleStanding, str]] = {
    BundleStanding.SERVED: "bundle_standing.served",
    BundleStanding.CHALLENGER: "bundle_standing.challenger",
    BundleStanding.FORMER: "bundle_standing.former",
    BundleStanding.OTHER: "bundle_standing.other",
}
_DRIFT_STATES: Final[Mapping[Drift, str]] = {Drift.NONE: "done", Drift.WATCH: "queued", Drift.CHANGED: "failed"}


def drift_word(drift: Drift, t: Texts) -> str:
    """How far something has moved."""
    return t(_DRIFT_KEYS[drift])


def drift_state(drift: Drift) -> str:
    """The class of its mark."""
    return _DRIFT_STATES[drift]


def standing_word(standing: BundleStanding, t: Texts) -> str:
    """What a bundle is to the service."""
    return t(_STANDING_KEYS[standing])


def made_text(record: BundleRecord, t: Texts) -> str:
    """When a bundle was made; empty where that is not known."""
    return moment_text(datetime.fromisoformat(record.made_at), t) if record.made_at else ""


def megabytes(n_bytes: int, t: Texts) -> str:
    """A size, such as ``12.3 MB``; at least a tenth."""
    return f"{t.number(max(n_bytes / 1e6, 0.1), 1)} MB"
