"""Bundles of models and the last look for drift as JSON; promoting, going back and looking again are jobs."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from api.accounts.scopes import scoped
from api.dependencies import ApiTextsDep, NowDep, OperatorDep, PartsDep, operator
from api.i18n import Texts
from api.operation.bundle_changes import ask_promotion, ask_rollback
from api.operation.bundle_list import BundleStanding, ListedBundle, list_bundles
from api.operation.drift_look import last_drift_look
from api.operation.gate_reasons import said_refusal
from api.schemas.common import problems
from api.schemas.jobs import JobOut, job_out
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data.errors import NotFoundError
from data.job_queue import JobQueue
from data.scopes import Scope
from recommender.drift import Drift

router = APIRouter(prefix="/v1", tags=["models"], route_class=OnceRoute, dependencies=[Depends(operator)])

VersionPath = Annotated[str, Path(pattern="^[0-9a-f]{1,64}$", description="Version of a bundle")]


class FigureOut(BaseModel):
    """A figure of an evaluation with its 95 % interval, where it has one."""

    model_config = ConfigDict(frozen=True)

    name: str
    value: float
    low: float | None
    high: float | None


class BundleOut(BaseModel):
    """A bundle; what is not recorded is null, until the job `bundles` has run."""

    model_config = ConfigDict(frozen=True)

    version: str
    standing: BundleStanding
    made_at: str | None
    data_sha256: str | None
    data_as_of: str | None
    ndcg_10: FigureOut | None
    may_be_promoted: bool
    refusal: str | None = Field(description="Why the gate would refuse it, in the language of the answer")


class BundleInFullOut(BundleOut):
    """A bundle with all that is recorded of it."""

    figures: list[FigureOut]
    card: str = Field(description="Its model card, in Markdown and English")
    report: str = Field(description="Its evaluation as text, in English")


class DriftColumnOut(BaseModel):
    """How far a column has moved; `distance` is null for words."""

    model_config = ConfigDict(frozen=True)

    column: str
    stability_index: float
    distance: float | None
    unseen: float
    missing_then: float
    missing: float
    drift: Drift


class DriftRateOut(BaseModel):
    """A rate then and now, and the 95 % interval of the difference."""

    model_config = ConfigDict(frozen=True)

    name: str
    then: float
    now: float
    low: float
    high: float
    drift: Drift


class DriftOut(BaseModel):
    """The last look for drift; columns stand by how far they moved."""

    model_config = ConfigDict(frozen=True)

    bundle: str
    since: str
    looked_at: datetime
    n_showings: int
    drift: Drift
    columns: list[DriftColumnOut]
    rates: list[DriftRateOut]


@router.get(
    "/bundles",
    operation_id="listBundles",
    openapi_extra=scoped(Scope.MODELS_READ),
    responses=problems(401, 403, 422, 503),
)
def show_bundles(parts: PartsDep, paging: PagingDep, t: ApiTextsDep) -> Page[BundleOut]:
    """List the bundles, newest first."""
    shown, next_cursor = paging.part(list_bundles(parts.settings).bundles)
    return Page(items=[BundleOut(**_told(one, t)) for one in shown], next_cursor=next_cursor)


@router.get(
    "/bundles/{version}",
    operation_id="showBundle",
    openapi_extra=scoped(Scope.MODELS_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def show_bundle(version: VersionPath, parts: PartsDep, t: ApiTextsDep) -> BundleInFullOut:
    """Show one bundle with its figures, card and evaluation."""
    one = list_bundles(parts.settings).of(version)
    record = one.record
    figures = [FigureOut.model_validate(figure, from_attributes=True) for figure in record.figures] if record else []
    return BundleInFullOut(
        **_told(one, t), figures=figures, card=record.card if record else "", report=record.report if record else ""
    )


@router.post(
    "/bundles/records",
    operation_id="askForBundleRecords",
    openapi_extra=scoped(Scope.MODELS_WRITE),
    status_code=201,
    responses=problems(401, 403, 422, 503),
)
def ask_for_records(parts: PartsDep, now: NowDep) -> JobOut:
    """Ask a worker to renew what is recorded of the bundles: figures, cards, and the gate's word."""
    return _job(parts.jobs, parts.jobs.enqueue("bundles", {}, now))


@router.post(
    "/bundles/rollback",
    operation_id="rollBackBundle",
    openapi_extra=scoped(Scope.MODELS_WRITE),
    status_code=201,
    responses=problems(401, 403, 409, 422, 503),
)
def roll_back(rights: OperatorDep, parts: PartsDep, now: NowDep) -> JobOut:
    """Ask a worker to go back to the bundle that served before; 409 where there is none."""
    return _job(parts.jobs, ask_rollback(parts.jobs, parts.settings, rights, now))


@router.post(
    "/bundles/{version}/promote",
    operation_id="promoteBundle",
    openapi_extra=scoped(Scope.MODELS_WRITE),
    status_code=201,
    responses=problems(401, 403, 404, 409, 422, 503),
)
def promote(version: VersionPath, rights: OperatorDep, parts: PartsDep, now: NowDep) -> JobOut:
    """Ask a worker to put a bundle into service, if the gate lets it pass; 409 where it would not as things stand."""
    return _job(parts.jobs, ask_promotion(parts.jobs, parts.settings, rights, version, now))


@router.get(
    "/drift",
    operation_id="showDrift",
    openapi_extra=scoped(Scope.MODELS_READ),
    responses=problems(401, 403, 404, 503),
)
def show_drift(parts: PartsDep) -> DriftOut:
    """Show what the last look for drift found; asking for one looks again."""
    look = last_drift_look(parts.settings.drift_file)
    if look is None:
        raise NotFoundError("nobody has looked for drift yet")
    return DriftOut.model_validate(look, from_attributes=True)


@router.post(
    "/drift",
    operation_id="lookForDrift",
    openapi_extra=scoped(Scope.MODELS_WRITE),
    status_code=201,
    responses=problems(401, 403, 422, 503),
)
def look_for_drift(parts: PartsDep, now: NowDep) -> JobOut:
    """Ask a worker to look whether the bundle in service still sees what it learned from."""
    return _job(parts.jobs, parts.jobs.enqueue("drift", {}, now))


def _job(queue: JobQueue, number: int) -> JobOut:
    return job_out(queue.job(number))


def _told(one: ListedBundle, t: Texts) -> dict[str, Any]:
    record = one.record
    headline = record.headline if record else None
    return {
        "version": one.version,
        "standing": one.standing,
        "made_at": record.made_at if record else None,
        "data_sha256": record.data_sha256 if record else None,
        "data_as_of": record.data_as_of if record else None,
        "ndcg_10": FigureOut.model_validate(headline, from_attributes=True) if headline else None,
        "may_be_promoted": one.may_be_promoted,
        "refusal": said_refusal(record.refusal, t) if record and record.refusal else None,
    }
