"""The bundles of models: which one serves, which could follow, and what the gate says of each."""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api.dependencies import NowDep, PageTextsDep, PartsDep, operator
from api.i18n import Texts
from api.navigation import Way
from api.operation.bundle_list import BundleStanding, ListedBundle, list_bundles
from api.pages.frame import Frame, frame_of
from api.pages.operation.tables import bundles_table
from api.pages.operation.ways import MODELS, job_page, operation_ways
from api.pages.operation.words import made_text, place_word, verdict_text
from api.pages.table_files import render_tables
from recommender.bundle_records import Figure

_DIGEST_LETTERS: Final = 12

router = APIRouter(prefix=MODELS, include_in_schema=False, dependencies=[Depends(operator)])


@dataclass(frozen=True, slots=True)
class BundleLine:
    """A bundle in the list; what is not recorded is empty."""

    url: str
    version: str
    state: str
    standing: str
    made: str
    data: str
    headline: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ModelsPage:
    """All that ``operation/models.html`` may use; the addresses are missing where there is nothing to do."""

    frame: Frame
    ways: tuple[Way, ...]
    bundles: tuple[BundleLine, ...]
    has_records: bool
    promotion_url: str | None
    challenger: str
    rollback_url: str | None
    former: str


@router.get("")
def show_models(request: Request, parts: PartsDep, t: PageTextsDep) -> Response:
    """Show every bundle."""
    found = list_bundles(parts.settings)
    following = found.challenger
    can_follow = following is not None and following.may_be_promoted
    page = ModelsPage(
        frame=frame_of(request, t, t("page.models.title"), shows_invented=False),
        ways=operation_ways(MODELS, t),
        bundles=tuple(_line(one, t) for one in found.bundles),
        has_records=all(one.record is not None for one in found.bundles),
        promotion_url=promotion_url(following.version) if following and can_follow else None,
        challenger=following.version if following else "",
        rollback_url=f"{MODELS}/regresar" if found.former else None,
        former=found.former or "",
    )
    tables = [bundles_table(found.bundles, t)] if found.bundles else []
    return render_tables(request, "operation/models.html", page, t, tables)


@router.post("")
def ask_for_records(parts: PartsDep, now: NowDep) -> RedirectResponse:
    """Queue a renewal of what pages know of the bundles."""
    return job_page(parts.jobs.enqueue("bundles", {}, now))


def promotion_url(version: str) -> str:
    """The page that asks whether a bundle is to be served."""
    return f"{MODELS}/{version}/servir"


def figure_text(figure: Figure | None, t: Texts) -> str:
    """A figure with its interval, if it has one; empty where it was not found."""
    if figure is None:
        return ""
    ends = (
        "" if figure.low is None or figure.high is None else f" [{_digits(figure.low, t)}, {_digits(figure.high, t)}]"
    )
    return _digits(figure.value, t) + ends


def _line(one: ListedBundle, t: Texts) -> BundleLine:
    record = one.record
    return BundleLine(
        url=f"{MODELS}/{one.version}",
        version=one.version,
        state="done" if one.standing is BundleStanding.SERVED else "queued",
        standing=place_word(one, t),
        made=made_text(record, t) if record else "",
        data=record.data_sha256[:_DIGEST_LETTERS] if record else "",
        headline=figure_text(record.headline, t) if record else "",
        verdict=verdict_text(one, t),
    )


def _digits(value: float, t: Texts) -> str:
    return t.number(value, 3)
