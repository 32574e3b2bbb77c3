"""People as companies may see them, as JSON: near a need and by state, in figures or without name; and messages."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.accounts.scopes import scoped
from api.dependencies import (
    ApiTextsDep,
    CatalogueDep,
    CompanyDep,
    NowDep,
    OwnAccountDep,
    PartsDep,
    ReadingDep,
    WritingDep,
)
from api.industry import messages
from api.industry.near_people import people_near
from api.industry.supply import expected_supply, supply_of
from api.industry.talent_json import (
    MessageIn,
    MessageOut,
    NearPeopleOut,
    TalentOut,
    message_out,
    near_out,
    profile_out,
    skill_supply_out,
)
from api.routes.company.needs import NeedPath
from api.schemas.common import NamedOut, problems
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data import contact_store, demand_store, need_store
from data.domain import StateId
from data.errors import NotFoundError
from data.scopes import Scope
from recommender.people_near import NEAR, READY

router = APIRouter(prefix="/v1/company", tags=["companies"], route_class=OnceRoute)


@router.get(
    "/needs/{need_id}/people",
    operation_id="peopleNearNeed",
    openapi_extra=scoped(Scope.TALENT_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def people_near_need(
    need_id: NeedPath, rights: CompanyDep, connection: ReadingDep, parts: PartsDep, t: ApiTextsDep, now: NowDep
) -> NearPeopleOut:
    """Count people ready for a need and near it, by state, and show profiles of those who agree to that."""
    one = need_store.need_of(connection, rights, need_id)
    found = people_near(connection, one, parts, now)
    return NearPeopleOut(
        counted_on=found.counted_on,
        ready_from=READY,
        near_from=NEAR,
        figures=[near_out(row, parts.catalogue, t) for row in found.near],
        profiles=[profile_out(profile, parts.catalogue, t) for profile in found.profiles],
    )


@router.get(
    "/needs/{need_id}/messages",
    operation_id="listMessages",
    openapi_extra=scoped(Scope.TALENT_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def list_messages(need_id: NeedPath, rights: CompanyDep, connection: ReadingDep, paging: PagingDep) -> Page[MessageOut]:
    """List the messages sent about a need, newest first, and what came of them."""
    one = need_store.need_of(connection, rights, need_id)
    sent, next_cursor = paging.part(contact_store.sent_messages(connection, one))
    return Page(items=[message_out(message) for message in sent], next_cursor=next_cursor)


@router.post(
    "/needs/{need_id}/messages",
    operation_id="sendMessage",
    openapi_extra=scoped(Scope.TALENT_WRITE),
    status_code=204,
    responses=problems(400, 401, 403, 404, 409, 422, 503),
)
def send_message(
    need_id: NeedPath,
    sent: MessageIn,
    rights: CompanyDep,
    account: OwnAccountDep,
    connection: WritingDep,
    parts: PartsDep,
    now: NowDep,
) -> None:
    """Have the programme pass a message on to one of the profiles: 409 where they take none, or got one before."""
    one = need_store.need_of(connection, rights, need_id)
    profiles = people_near(connection, one, parts, now).profiles
    messages.send_message(
        connection,
        rights,
        account,
        one,
        profiles,
        sent.reference,
        sent.message.strip(),
        settings=parts.settings,
        moment=now,
    )


@router.get(
    "/talent/{state_id}",
    operation_id="talentOfState",
    openapi_extra=scoped(Scope.TALENT_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def talent_of_state(
    state_id: Annotated[str, Path(pattern="^MX-[A-Z]{3}$", description="ISO 3166-2 code of the federal entity")],
    _rights: CompanyDep,
    connection: ReadingDep,
    catalogue: CatalogueDep,
    parts: PartsDep,
    t: ApiTextsDep,
    paging: PagingDep,
) -> TalentOut:
    """Say how many hold the skills that a state asks most for, are near them, and will be certified."""
    state = catalogue.states.get(StateId(state_id))
    if state is None:
        raise NotFoundError(f"no state {state_id}")
    demand = demand_store.demand_of(connection, state.id)
    rows, next_cursor = paging.part([row for row in demand if row.skill_id in catalogue.skills and row.n_positions])
    people = parts.counted.people(connection)
    supply = supply_of(people, rows, state.id, parts.counted)
    ahead = expected_supply(parts.counted, [one.skill_id for one in supply], state.id)
    return TalentOut(
        state=NamedOut(id=state.id, name=t.label(state.label)),
        data_as_of=demand_store.as_of(connection),
        counted_on=people.as_of if people else None,
        items=[skill_supply_out(one, ahead.get(one.skill_id), catalogue, t) for one in supply],
        next_cursor=next_cursor,
    )
