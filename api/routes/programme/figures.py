"""The programme's figures as JSON, for managers: money, agreements, goals, enrolment, and the balance of the states."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from api.accounts.scopes import scoped
from api.dependencies import ApiTextsDep, CatalogueDep, NowDep, PartsDep, ProgrammeDep, ReadingDep
from api.programme.clusters import clusters_of
from api.programme.enrolment import enrolment_by_cycle
from api.programme.figures_json import (
    AgreementOut,
    BalanceOut,
    ClusterOut,
    EnrolmentOut,
    FundOut,
    GoalGroupOut,
    GoalsOut,
    LearnersOut,
    SpecialisedStateOut,
    agreement_out,
    balance_out,
    cluster_out,
    enrolment_out,
    fund_out,
    goal_group_out,
    goals_out,
    specialised_states_out,
    state_out,
)
from api.programme.funds import agreement_uses, programme_funds
from api.programme.goals import GoalGrouping, goals_of
from api.programme.learner_counts import learners_by_state
from api.programme.specialised_states import specialised_states
from api.programme.state_balance import balance_of
from api.schemas.common import problems
from api.web.pagination import Page, PagingDep
from data import goal_store
from data.domain import Area, StateId
from data.errors import NotFoundError
from data.scopes import Scope

router = APIRouter(prefix="/v1/programme", tags=["programme"])

AreaQuery = Annotated[Area | None, Query(description="Of its skills and certifications alone")]


@router.get(
    "/funds",
    operation_id="listFunds",
    openapi_extra=scoped(Scope.PROGRAMME_READ),
    responses=problems(401, 403, 422, 503),
)
def list_funds(
    connection: ReadingDep,
    _rights: ProgrammeDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
    paging: PagingDep,
) -> Page[FundOut]:
    """List the funds, then the pledges from which vouchers may be given today: budget, spent and left."""
    shown, next_cursor = paging.part(programme_funds(connection, catalogue, now.date()))
    return Page(items=[fund_out(one, catalogue, t) for one in shown], next_cursor=next_cursor)


@router.get(
    "/agreements",
    operation_id="listAgreements",
    openapi_extra=scoped(Scope.PROGRAMME_READ),
    responses=problems(401, 403, 422, 503),
)
def list_agreements(
    connection: ReadingDep, _rights: ProgrammeDep, catalogue: CatalogueDep, now: NowDep, paging: PagingDep
) -> Page[AgreementOut]:
    """List the agreements with vendors, and their seats given and left this year."""
    given = goal_store.given_since(connection, date(now.year, 1, 1))
    shown, next_cursor = paging.part(agreement_uses(given, catalogue))
    return Page(items=[agreement_out(one, catalogue) for one in shown], next_cursor=next_cursor)


@router.get(
    "/goals", operation_id="showGoals", openapi_extra=scoped(Scope.PROGRAMME_READ), responses=problems(401, 403, 503)
)
def show_goals(connection: ReadingDep, _rights: ProgrammeDep, now: NowDep) -> GoalsOut:
    """Say how many people were certified this year, and how many learners have English to work in."""
    return goals_out(goals_of(connection, now.year))


@router.get(
    "/goals/{grouping}",
    operation_id="listGoalGroups",
    openapi_extra=scoped(Scope.PROGRAMME_READ),
    responses=problems(401, 403, 422, 503),
)
def list_goal_groups(
    grouping: GoalGrouping,
    connection: ReadingDep,
    _rights: ProgrammeDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
    paging: PagingDep,
) -> Page[GoalGroupOut]:
    """List who ever passed a certification by kind of learner, or of the students by institution or state."""
    shown, next_cursor = paging.part(goals_of(connection, now.year).groups[grouping])
    items = [goal_group_out(grouping, one, catalogue, t) for one in shown]
    return Page(items=items, next_cursor=next_cursor)


@router.get(
    "/enrolment",
    operation_id="listEnrolment",
    openapi_extra=scoped(Scope.PROGRAMME_READ),
    responses=problems(401, 403, 422, 503),
)
def list_enrolment(
    connection: ReadingDep, _rights: ProgrammeDep, catalogue: CatalogueDep, paging: PagingDep
) -> Page[EnrolmentOut]:
    """List enrolment and graduates by school year, oldest first; none while no yearbook was imported."""
    shown, next_cursor = paging.part(enrolment_by_cycle(connection, catalogue))
    return Page(items=[enrolment_out(one) for one in shown], next_cursor=next_cursor)


@router.get(
    "/specialised-states",
    operation_id="listSpecialisedStates",
    openapi_extra=scoped(Scope.PROGRAMME_READ),
    responses=problems(401, 403, 422, 503),
)
def list_specialised_states(
    connection: ReadingDep,
    _rights: ProgrammeDep,
    parts: PartsDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    paging: PagingDep,
) -> Page[SpecialisedStateOut]:
    """List by area the states that stand out beyond chance; none while there are fewer than three whole quarters."""
    found = specialised_states(connection, parts.specialised, catalogue)
    shown, next_cursor = paging.part(specialised_states_out(found, catalogue, t) if found else [])
    return Page(items=list(shown), next_cursor=next_cursor)


@router.get(
    "/balance",
    operation_id="listBalance",
    openapi_extra=scoped(Scope.PROGRAMME_READ),
    responses=problems(401, 403, 422, 503),
)
def list_balance(
    connection: ReadingDep,
    _rights: ProgrammeDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    paging: PagingDep,
    area: AreaQuery = None,
) -> BalanceOut:
    """List demand, supply and gap of every state, of one area or of all."""
    found = balance_of(connection, catalogue, area)
    shown, next_cursor = paging.part(tuple(found.states.values()))
    items = [balance_out(one, catalogue, t) for one in shown]
    return BalanceOut(items=items, next_cursor=next_cursor, counted_on=found.day)


@router.get(
    "/clusters",
    operation_id="listClusters",
    openapi_extra=scoped(Scope.PROGRAMME_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def list_clusters(
    _rights: ProgrammeDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    paging: PagingDep,
    state_id: Annotated[str | None, Query(pattern="^MX-[A-Z]{3}$", description="Left out: the whole country")] = None,
    area: Annotated[Area | None, Query(description="One of their specialities")] = None,
) -> Page[ClusterOut]:
    """List regional clusters and technology parks with their specialities."""
    if state_id is not None and state_id not in catalogue.states:
        raise NotFoundError(f"no state {state_id}")
    shown, next_cursor = paging.part(clusters_of(catalogue, StateId(state_id) if state_id else None, area))
    return Page(items=[cluster_out(one, catalogue, t) for one in shown], next_cursor=next_cursor)


@router.get(
    "/learners",
    operation_id="listLearnerCounts",
    openapi_extra=scoped(Scope.PROGRAMME_READ),
    responses=problems(401, 403, 422, 503),
)
def list_learner_counts(
    connection: ReadingDep, _rights: ProgrammeDep, catalogue: CatalogueDep, t: ApiTextsDep, paging: PagingDep
) -> Page[LearnersOut]:
    """List how many learners each state has; few are hidden, with others that would tell of them."""
    shown, next_cursor = paging.part(tuple(learners_by_state(connection, catalogue).items()))
    items = [LearnersOut(state=state_out(id_, catalogue, t), n_learners=n) for id_, n in shown]
    return Page(items=items, next_cursor=next_cursor)
