"""Paths to a target as JSON."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import JSONResponse

from api import services
from api.accounts.scopes import scoped
from api.dependencies import (
    ID_PATTERN,
    AccountDep,
    ApiTextsDep,
    BundleDep,
    CatalogueDep,
    LearnerDep,
    LearnerIdPath,
    NowDep,
    ReadingDep,
)
from api.iso_dates import IsoDay
from api.path_services import MOST_PESOS, PathQuestion, find_path, wish_of
from api.path_texts import path_json
from api.schemas.common import problems
from api.web.forms import HOURS_RANGE
from data.catalogue import Catalogue
from data.domain import LearnerId
from data.scopes import Scope
from recommender.paths.problem import Objective

router = APIRouter(prefix="/v1", tags=["paths"])

Pesos = Query(ge=0, le=MOST_PESOS, allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class PathQuery:
    """What may be asked in the address."""

    target: Annotated[
        str,
        Query(
            max_length=4000,
            pattern=ID_PATTERN,
            description="`certification:ID`, `occupation:URI` or `skills:ID,ID,...`",
        ),
    ]
    objective: Annotated[Objective, Query(description="What there should be least of")] = Objective.HOURS
    hours_a_week: Annotated[float | None, Query(ge=HOURS_RANGE[0], le=HOURS_RANGE[1], allow_inf_nan=False)] = None
    money: Annotated[float | None, Pesos] = None
    saved: Annotated[float, Pesos] = 0.0
    start: Annotated[IsoDay | None, Query(description="First day; default: today")] = None
    by: Annotated[IsoDay | None, Query(description="Last day")] = None
    vouchers: Annotated[bool, Query(description="Whether to reckon with a voucher for each exam")] = True
    trade_off: Annotated[bool, Query(description="Up to five paths of which none is better in everything")] = False

    def question(self, catalogue: Catalogue) -> PathQuestion:
        """The question as services take it."""
        return PathQuestion(
            wish=wish_of(self.target, catalogue),
            objective=self.objective,
            hours_a_week=self.hours_a_week,
            pesos_a_month=self.money,
            pesos_saved=self.saved,
            start=self.start,
            by=self.by,
            expects_vouchers=self.vouchers,
            with_trade_off=self.trade_off,
        )


QueryDep = Annotated[PathQuery, Depends()]


@router.get(
    "/learners/{learner_id}/path",
    operation_id="pathOfLearner",
    openapi_extra=scoped(Scope.PATHS_READ, is_open=True),
    responses=problems(401, 403, 404, 422, 503),
)
def path_of_learner(
    learner_id: LearnerIdPath,
    query: QueryDep,
    bundle: BundleDep,
    connection: ReadingDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
    account: AccountDep,
) -> Response:
    """Find the best path of an invented learner, or of one's own; nothing is stored."""
    rights = services.rights_over(connection, account, LearnerId(learner_id))
    answer = find_path(connection, bundle, rights, query.question(catalogue), now)
    return JSONResponse(path_json(answer, catalogue, t))


@router.get(
    "/me/path", operation_id="myPath", openapi_extra=scoped(Scope.PATHS_READ), responses=problems(401, 403, 422, 503)
)
def my_path(
    query: QueryDep,
    bundle: BundleDep,
    connection: ReadingDep,
    rights: LearnerDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
) -> Response:
    """Find the best path of whose token it is; nothing is stored."""
    return JSONResponse(path_json(find_path(connection, bundle, rights, query.question(catalogue), now), catalogue, t))
