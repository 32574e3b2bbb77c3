"""Money that companies offer for vouchers, as JSON: a company's own, and the programme's answers."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import ConfigDict, Field

from api.accounts.scopes import scoped
from api.dependencies import (
    CatalogueDep,
    CompanyDep,
    NowDep,
    OwnAccountDep,
    ProgrammeDep,
    ReadingDep,
    WritingDep,
)
from api.industry.amounts import MOST_PESOS, pesos_typed
from api.industry.pledge_form import PledgeValues, checked_pledge
from api.iso_dates import IsoDay
from api.schemas.common import BodyIn, BodyOut, IdIn, problems
from api.web.field_errors import FieldsError
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data import pledge_store
from data.catalogue import Catalogue
from data.errors import NotFoundError
from data.pledge_store import Pledge, PledgeState, PledgeTerms
from data.scopes import Scope

router = APIRouter(prefix="/v1", tags=["pledges"], route_class=OnceRoute)

PledgePath = Annotated[str, Path(max_length=32, pattern="^[0-9a-z]+$", description="Id that offering it gave")]
_NAMES = {"budget": "budget_centavos", "percent": "percent_paid"}


class PledgeIn(BodyIn):
    """An offer: a share of each voucher's price up to a budget. Empty lists mean all."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "budget_centavos": 15000000,
                    "percent_paid": 40,
                    "certification_ids": ["cisco-ccst-it-support"],
                    "state_ids": ["MX-JAL"],
                    "expires_on": "2099-03-31",
                }
            ]
        },
    )

    budget_centavos: int = Field(strict=True, ge=1, le=MOST_PESOS * 100)
    percent_paid: int = Field(strict=True, ge=1, le=100)
    certification_ids: list[IdIn] = Field(default=[], max_length=1_000)
    state_ids: list[IdIn] = Field(default=[], max_length=32)
    expires_on: IsoDay = Field(description="Last day to give vouchers from it")

    def checked(self, catalogue: Catalogue, today: date) -> PledgeTerms:
        """What it offers, by the rules of the page's form.

        Raises
        ------
        FieldsError
            If fields are wrong; it names all of them.
        """
        values = PledgeValues(
            pesos_typed(self.budget_centavos),
            str(self.percent_paid),
            self.expires_on.isoformat(),
            tuple(dict.fromkeys(self.certification_ids)),
            tuple(dict.fromkeys(self.state_ids)),
        )
        found = checked_pledge(values, catalogue, today)
        if not isinstance(found, PledgeTerms):
            raise FieldsError({_NAMES.get(name, name): key for name, key in found.items()})
        return found


class PledgeAnswerIn(BodyIn):
    """The programme's answer, and what it says with it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"accepts": True, "answer": "Gracias"}]})

    accepts: bool = Field(strict=True)
    answer: str = Field(default="", max_length=400, pattern=r"^[^\x00]*$")


class PledgeOut(BodyOut):
    """An offer as it stands."""

    id: str
    company: str
    budget_centavos: int
    percent_paid: float
    certification_ids: list[str]
    state_ids: list[str]
    expires_on: date
    state: PledgeState
    offered_at: datetime
    answer: str


@router.get(
    "/company/pledges",
    operation_id="listOwnPledges",
    openapi_extra=scoped(Scope.PLEDGES_READ),
    responses=problems(401, 403, 422, 503),
)
def list_own_pledges(rights: CompanyDep, connection: ReadingDep, paging: PagingDep) -> Page[PledgeOut]:
    """List the company's offers, newest first."""
    return _page(pledge_store.pledges_of(connection, rights), paging)


@router.post(
    "/company/pledges",
    operation_id="offerPledge",
    openapi_extra=scoped(Scope.PLEDGES_WRITE),
    status_code=201,
    responses=problems(400, 401, 403, 422, 503),
)
def offer_pledge(
    pledge: PledgeIn,
    rights: CompanyDep,
    account: OwnAccountDep,
    connection: WritingDep,
    catalogue: CatalogueDep,
    now: NowDep,
) -> PledgeOut:
    """Offer money for vouchers. The programme answers; accepted, it is a fund of allocations."""
    pledge_id = pledge_store.offer(connection, rights, pledge.checked(catalogue, now.date()), now, account.id)
    return _named(pledge_store.pledges_of(connection, rights), pledge_id)


@router.post(
    "/company/pledges/{pledge_id}/withdraw",
    operation_id="withdrawPledge",
    openapi_extra=scoped(Scope.PLEDGES_WRITE),
    responses=problems(401, 403, 404, 409, 422, 503),
)
def withdraw_pledge(
    pledge_id: PledgePath, rights: CompanyDep, account: OwnAccountDep, connection: WritingDep, now: NowDep
) -> PledgeOut:
    """Take back an offer that was not answered yet."""
    pledge_store.withdraw(connection, rights, pledge_id, now, account.id)
    return _named(pledge_store.pledges_of(connection, rights), pledge_id)


@router.get(
    "/pledges",
    operation_id="listPledges",
    openapi_extra=scoped(Scope.PLEDGES_READ),
    responses=problems(401, 403, 422, 503),
)
def list_pledges(rights: ProgrammeDep, connection: ReadingDep, paging: PagingDep) -> Page[PledgeOut]:
    """List the offers of all companies, newest first, for managers of the programme."""
    return _page(pledge_store.all_pledges(connection, rights), paging)


@router.post(
    "/pledges/{pledge_id}/answer",
    operation_id="answerPledge",
    openapi_extra=scoped(Scope.PLEDGES_WRITE),
    responses=problems(400, 401, 403, 404, 409, 422, 503),
)
def answer_pledge(
    pledge_id: PledgePath, answer: PledgeAnswerIn, rights: ProgrammeDep, connection: WritingDep, now: NowDep
) -> PledgeOut:
    """Accept or decline an offer. Of two answers the first stands."""
    pledge_store.answer_pledge(
        connection, rights, pledge_id, now, is_accepted=answer.accepts, answer=answer.answer.strip()
    )
    return _named(pledge_store.all_pledges(connection, rights), pledge_id)


def _page(pledges: tuple[Pledge, ...], paging: PagingDep) -> Page[PledgeOut]:
    shown, next_cursor = paging.part(pledges)
    return Page(items=[_out(one) for one in shown], next_cursor=next_cursor)


def _named(pledges: tuple[Pledge, ...], pledge_id: str) -> PledgeOut:
    found = next((one for one in pledges if one.id == pledge_id), None)
    if found is None:
        raise NotFoundError(f"no pledge {pledge_id}")
    return _out(found)


def _out(one: Pledge) -> PledgeOut:
    return PledgeOut(
        id=one.id,
        company=one.company,
        budget_centavos=one.terms.budget_centavos,
        percent_paid=round(one.terms.share_paid * 100, 2),
        certification_ids=list(one.terms.certification_ids),
        state_ids=list(one.terms.state_ids),
        expires_on=one.terms.expires_on,
        state=one.state,
        offered_at=one.offered_at,
        answer=one.answer,
    )
