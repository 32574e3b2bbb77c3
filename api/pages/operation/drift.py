"""What the last look for drift found: whether the served bundle still sees what it learned from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api.dependencies import NowDep, PageTextsDep, PartsDep, operator
from api.i18n import Texts
from api.navigation import Way
from api.operation.drift_look import DriftLook, RateDrift, last_drift_look
from api.pages.frame import Frame, frame_of
from api.pages.moments import moment_text
from api.pages.operation.tables import columns_table, rates_table
from api.pages.operation.ways import DRIFT, job_page, operation_ways
from api.pages.operation.words import drift_state, drift_word, rate_name
from api.pages.table_files import render_tables
from data.exporters.tables import Table
from recommender.bundle import promoted_versions
from recommender.drift import ColumnDrift, Drift

_ADVICE: Final[Mapping[Drift, str]] = {
    Drift.NONE: "page.drift.advice_none",
    Drift.WATCH: "page.drift.advice_watch",
    Drift.CHANGED: "page.drift.advice_changed",
}

router = APIRouter(prefix=DRIFT, include_in_schema=False, dependencies=[Depends(operator)])


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column that the model reads, with how far it has moved."""

    name: str
    stability_index: str
    distance: str
    unseen: str
    missing: str
    state: str
    word: str


@dataclass(frozen=True, slots=True)
class RateLine:
    """A rate then and now."""

    name: str
    then: str
    now: str
    change: str
    state: str
    word: str


@dataclass(frozen=True, slots=True)
class DriftPage:
    """All that ``operation/drift.html`` may use; ``looked`` is empty until somebody looked."""

    frame: Frame
    ways: tuple[Way, ...]
    looked: str
    state: str
    word: str
    advice: str
    facts: tuple[tuple[str, str], ...]
    is_of_another: bool
    rates: tuple[RateLine, ...]
    moved: tuple[ColumnLine, ...]
    steady: tuple[ColumnLine, ...]


@router.get("")
def show_drift(request: Request, parts: PartsDep, t: PageTextsDep) -> Response:
    """Show the last look; the columns that moved come first."""
    look = last_drift_look(parts.settings.drift_file)
    columns = () if look is None else look.columns
    moved = [one for one in columns if one.drift is not Drift.NONE]
    steady = [one for one in columns if one.drift is Drift.NONE]
    served = promoted_versions(parts.settings.bundles_dir)
    page = DriftPage(
        frame=frame_of(request, t, t("page.drift.title"), shows_invented=False),
        ways=operation_ways(DRIFT, t),
        looked="" if look is None else moment_text(look.looked_at, t),
        state="" if look is None else drift_state(look.drift),
        word="" if look is None else drift_word(look.drift, t),
        advice="" if look is None else _advice(look, t),
        facts=() if look is None else _facts(look, t),
        is_of_another=look is not None and served[-1:] != [look.bundle],
        rates=() if look is None else tuple(_rate(one, t) for one in look.rates),
        moved=tuple(_column(one, t) for one in moved),
        steady=tuple(_column(one, t) for one in steady),
    )
    return render_tables(request, "operation/drift.html", page, t, _tables(look, moved, steady, t))


@router.post("")
def ask_for_look(parts: PartsDep, now: NowDep) -> RedirectResponse:
    """Queue another look."""
    return job_page(parts.jobs.enqueue("drift", {}, now))


def _tables(
    look: DriftLook | None, moved: Sequence[ColumnDrift], steady: Sequence[ColumnDrift], t: Texts
) -> list[Table]:
    """Those that the page shows."""
    tables = [rates_table(look.rates, t)] if look is not None and look.rates else []
    if moved:
        tables.append(columns_table("movidas", t("page.drift.moved"), moved, t))
    if steady:
        tables.append(columns_table("iguales", t("page.drift.steady"), steady, t))
    return tables


def _advice(look: DriftLook, t: Texts) -> str:
    # Too few showings leave no columns to tell of.
    return t(_ADVICE[look.drift]) if look.columns else t("page.drift.too_few")


def _facts(look: DriftLook, t: Texts) -> tuple[tuple[str, str], ...]:
    return (
        (t("page.drift.bundle"), look.bundle),
        (t("page.drift.since"), look.since),
        (t("page.drift.showings"), t.number(look.n_showings)),
        (t("page.drift.looked"), moment_text(look.looked_at, t)),
    )


def _rate(one: RateDrift, t: Texts) -> RateLine:
    return RateLine(
        rate_name(one.name, t),
        _share(one.then, t),
        _share(one.now, t),
        f"{_share(one.now - one.then, t)} [{_share(one.low, t)}, {_share(one.high, t)}]",
        drift_state(one.drift),
        drift_word(one.drift, t),
    )


def _column(one: ColumnDrift, t: Texts) -> ColumnLine:
    return ColumnLine(
        one.column,
        t.number(one.stability_index, 3),
        "" if one.distance is None else t.number(one.distance, 3),
        _share(one.unseen, t),
        _share(one.missing - one.missing_then, t),
        drift_state(one.drift),
        drift_word(one.drift, t),
    )


def _share(share: float, t: Texts) -> str:
    """A share as a percentage with one decimal place."""
    return f"{t.number(100 * share, 1)} %"
