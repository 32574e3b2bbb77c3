"""A learner's applications for vouchers as JSON: what stands in the way, apply, take back."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import ConfigDict, Field

from api.accounts.scopes import scoped
from api.dependencies import ID_PATTERN, ApiTextsDep, CatalogueDep, LearnerDep, NowDep, ReadingDep, WritingDep
from api.schemas.catalogue import named_certification
from api.schemas.common import BodyIn, BodyOut, IdIn, NamedOut, problems
from api.student import vouchers
from api.student.obstacle_json import ObstaclesOut, obstacles_out
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data import application_store
from data.application_store import Application
from data.catalogue import Catalogue
from data.domain import ApplicationState, CertificationId
from data.scopes import Scope

router = APIRouter(prefix="/v1/me", tags=["vouchers"], route_class=OnceRoute)

ApplicationPath = Annotated[str, Path(max_length=64, pattern=ID_PATTERN, description="Id that applying gave")]


class ApplicationIn(BodyIn):
    """What a voucher is applied for."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"certification_id": "cisco-ccst-it-support"}]})

    certification_id: IdIn


class ApplicationOut(BodyOut):
    """A wish for a voucher and how it ended."""

    id: str
    certification: NamedOut
    state: ApplicationState
    applied_at: datetime
    ended_at: datetime | None
    reason: str | None = Field(description="Why it was refused")


@router.get(
    "/obstacles/{certification_id}",
    operation_id="myObstacles",
    openapi_extra=scoped(Scope.VOUCHERS_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def my_obstacles(
    certification_id: Annotated[str, Path(max_length=64, pattern=ID_PATTERN)],
    connection: WritingDep,
    rights: LearnerDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
) -> ObstaclesOut:
    """Say what stands between one and a certification; without obstacles a voucher can be applied for."""
    wanted = CertificationId(certification_id)
    found = vouchers.applicant(connection, rights, wanted, catalogue, now).obstacles
    return obstacles_out(wanted, found, catalogue, t)


@router.get(
    "/voucher-applications",
    operation_id="myApplications",
    openapi_extra=scoped(Scope.VOUCHERS_READ),
    responses=problems(401, 403, 422, 503),
)
def my_applications(
    connection: ReadingDep, rights: LearnerDep, catalogue: CatalogueDep, paging: PagingDep
) -> Page[ApplicationOut]:
    """List one's applications, newest first."""
    some, next_cursor = paging.part(application_store.applications_of(connection, rights))
    return Page(items=[_application_out(one, catalogue) for one in some], next_cursor=next_cursor)


@router.post(
    "/voucher-applications",
    operation_id="applyForVoucher",
    openapi_extra=scoped(Scope.VOUCHERS_WRITE),
    status_code=201,
    responses=problems(400, 401, 403, 404, 422, 503),
)
def apply_for_voucher(
    asked: ApplicationIn, connection: WritingDep, rights: LearnerDep, catalogue: CatalogueDep, now: NowDep
) -> ApplicationOut:
    """Apply for a voucher; one that is open for the certification already stays as it is."""
    applied = vouchers.apply(connection, rights, CertificationId(asked.certification_id), catalogue, now)
    return _application_out(applied, catalogue)


@router.post(
    "/voucher-applications/{application_id}/withdraw",
    operation_id="withdrawApplication",
    openapi_extra=scoped(Scope.VOUCHERS_WRITE),
    responses=problems(401, 403, 404, 422, 503),
)
def withdraw_application(
    application_id: ApplicationPath, connection: WritingDep, rights: LearnerDep, catalogue: CatalogueDep, now: NowDep
) -> ApplicationOut:
    """Take an application back; one that has ended stays as it ended."""
    return _application_out(application_store.withdraw(connection, rights, application_id, now), catalogue)


def _application_out(one: Application, catalogue: Catalogue) -> ApplicationOut:
    return ApplicationOut(
        id=one.id,
        certification=named_certification(one.certification_id, catalogue),
        state=one.state,
        applied_at=one.applied_at,
        ended_at=one.ended_at,
        reason=one.reason,
    )
