"""Words that several of the operator's pages use."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from api.i18n import Texts
from api.operation.bundle_list import BundleStanding, ListedBundle
from api.operation.gate_reasons import said_refusal
from api.pages.jobs import KIND_KEYS
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
_RATE_KEYS: Final[Mapping[str, str]] = {"yes": "page.drift.rate_yes", "pass": "page.drift.rate_pass"}
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


def place_word(one: ListedBundle, t: Texts) -> str:
    """The same of a bundle, or that its folder is gone."""
    return standing_word(one.standing, t) if one.is_here else t("page.models.gone")


def verdict_text(one: ListedBundle, t: Texts) -> str:
    """What the gate says of a bundle, and why."""
    if one.record is None:
        return t("page.models.unrecorded")
    if one.standing is BundleStanding.SERVED:
        return t("page.models.is_served")
    return t("page.models.passes") if one.record.refusal is None else said_refusal(one.record.refusal, t)


def well_word(is_well: bool | None, t: Texts) -> str:
    """Whether all is well; ``None`` where nobody has looked."""
    if is_well is None:
        return t("page.operation.unknown")
    return t("page.operation.well") if is_well else t("page.operation.look")


def kind_name(kind: str, t: Texts) -> str:
    """A kind of rows as people know it."""
    return t(KIND_KEYS[kind]) if kind in KIND_KEYS else kind


def rate_name(name: str, t: Texts) -> str:
    """A rate that drift is looked for in."""
    return t(_RATE_KEYS[name]) if name in _RATE_KEYS else name


def made_text(record: BundleRecord, t: Texts) -> str:
    """When a bundle was made; empty where that is not known."""
    return moment_text(datetime.fromisoformat(record.made_at), t) if record.made_at else ""


def megabytes(n_bytes: int, t: Texts) -> str:
    """A size, such as ``12.3 MB``; at least a tenth."""
    return f"{t.number(max(n_bytes / 1e6, 0.1), 1)} MB"
