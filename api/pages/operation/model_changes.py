"""Which bundle serves is changed here: a page that says what will happen, then a job that does it."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.dependencies import NowDep, OperatorDep, PageTextsDep, PartsDep
from api.navigation import Way
from api.operation.bundle_changes import ask_promotion, ask_rollback, check_promotion, former_of
from api.operation.bundle_list import list_bundles
from api.pages.frame import Frame, frame_of, render
from api.pages.operation.models import figure_text
from api.pages.operation.ways import MODELS, VersionPath, job_page, operation_ways
from api.pages.operation.words import verdict_text

router = APIRouter(prefix=MODELS, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ModelChangePage:
    """All that ``operation/model_change.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    heading: str
    action: str
    submit: str
    back_url: str
    consequences: tuple[str, ...]


@router.get("/regresar")
def show_rollback(request: Request, _rights: OperatorDep, parts: PartsDep, t: PageTextsDep) -> HTMLResponse:
    """Say what going back means."""
    found = list_bundles(parts.settings)
    former = former_of(found)
    page = ModelChangePage(
        frame=frame_of(request, t, t("page.rollback.title"), shows_invented=False),
        ways=operation_ways(request.url.path, t),
        heading=t("page.rollback.title"),
        action=f"{MODELS}/regresar",
        submit=t("page.rollback.submit"),
        back_url=MODELS,
        consequences=(
            t("page.rollback.what", served=found.served or "", former=former),
            t("page.rollback.no_gate"),
            t("page.model_change.when"),
            t("page.model_change.recorded"),
        ),
    )
    return render(request, "operation/model_change.html", page, t)


@router.post("/regresar")
def roll_back(rights: OperatorDep, parts: PartsDep, now: NowDep) -> RedirectResponse:
    """Queue the way back."""
    return job_page(ask_rollback(parts.jobs, parts.settings, rights, now))


@router.get("/{version}/servir")
def show_promotion(
    request: Request, version: VersionPath, _rights: OperatorDep, parts: PartsDep, t: PageTextsDep
) -> HTMLResponse:
    """Say what serving a bundle means."""
    found = list_bundles(parts.settings)
    check_promotion(found, version)
    one = found.of(version)
    headline = one.record.headline if one.record else None
    page = ModelChangePage(
        frame=frame_of(request, t, t("page.promotion.title", version=version), shows_invented=False),
        ways=operation_ways(request.url.path, t),
        heading=t("page.promotion.title", version=version),
        action=request.url.path,
        submit=t("page.promotion.submit"),
        back_url=f"{MODELS}/{version}",
        consequences=(
            t("page.promotion.what", version=version, served=found.served)
            if found.served
            else t("page.promotion.first", version=version),
            verdict_text(one, t),
            *([t("page.promotion.headline", figure=figure_text(headline, t))] if headline else []),
            t("page.promotion.gate"),
            t("page.model_change.when"),
            t("page.promotion.undo"),
            t("page.model_change.recorded"),
        ),
    )
    return render(request, "operation/model_change.html", page, t)


@router.post("/{version}/servir")
def promote(version: VersionPath, rights: OperatorDep, parts: PartsDep, now: NowDep) -> RedirectResponse:
    """Queue the promotion; the gate judges once more when its turn comes."""
    return job_page(ask_promotion(parts.jobs, parts.settings, rights, version, now))
