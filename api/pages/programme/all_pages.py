"""All pages of the programme's managers under one router."""

from typing import Final

from fastapi import APIRouter

from api.pages.programme import (
    approval,
    companies,
    comparison,
    demand,
    demand_postings,
    funds,
    goals,
    map,
    new_run,
    pledges,
    proof,
    record,
    run,
    runs,
    start,
    studies,
    study,
    voucher_files,
    vouchers,
)

router: Final = APIRouter(include_in_schema=False)
for _page in (
    start,
    runs,
    new_run,
    run,
    approval,
    proof,
    comparison,
    record,
    map,
    demand,
    demand_postings,
    funds,
    vouchers,
    voucher_files,
    goals,
    studies,
    study,
    pledges,
    companies,
):
    router.include_router(_page.router)
