"""What became of vouchers by state and by fund as JSON, for managers; by certification stands with the vouchers."""

from fastapi import APIRouter

from api.accounts.scopes import scoped
from api.dependencies import ApiTextsDep, CatalogueDep, NowDep, ProgrammeDep, ReadingDep
from api.programme.limit_names import limit_names
from api.programme.voucher_figures import voucher_table
from api.programme.vouchers_json import FundVouchersOut, StateVouchersOut, fund_vouchers_out, state_vouchers_out
from api.schemas.common import problems
from api.state_names import state_name
from api.web.pagination import Page, PagingDep
from data import voucher_life_store
from data.scopes import Scope

router = APIRouter(prefix="/v1/vouchers", tags=["vouchers"])


@router.get(
    "/by-state",
    operation_id="listVoucherCountsByState",
    openapi_extra=scoped(Scope.VOUCHERS_READ),
    responses=problems(401, 403, 422, 503),
)
def list_by_state(
    connection: ReadingDep,
    _rights: ProgrammeDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
    paging: PagingDep,
) -> Page[StateVouchersOut]:
    """List by state what became of the vouchers given."""
    table = voucher_table(voucher_life_store.counts_by_state(connection, now.date()))
    shown, next_cursor = paging.part(table.rows)
    items = [state_vouchers_out(row, state_name(row.group, catalogue, t)) for row in shown]
    return Page(items=items, next_cursor=next_cursor)


@router.get(
    "/by-fund",
    operation_id="listVoucherCountsByFund",
    openapi_extra=scoped(Scope.VOUCHERS_READ),
    responses=problems(401, 403, 422, 503),
)
def list_by_fund(
    connection: ReadingDep,
    _rights: ProgrammeDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
    paging: PagingDep,
) -> Page[FundVouchersOut]:
    """List by fund what became of the vouchers given, and of its money in them."""
    names = limit_names(connection, catalogue, t, now.date())
    shown, next_cursor = paging.part(voucher_life_store.vouchers_by_fund(connection, now.date()))
    items = [fund_vouchers_out(one, names.fund(one.counts.group)) for one in shown]
    return Page(items=items, next_cursor=next_cursor)
