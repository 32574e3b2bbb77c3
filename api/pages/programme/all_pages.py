"""All pages of the programme's managers under one router."""

from typing import Final

from fastapi import APIRouter

from api.pages.programme import (
    approval,
    companies,
    comparison,
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
)

router: Final = APIRouter(include_in_schema=False)
for _page in (start, runs, new_run, run, approval, proof, comparison, record, map, funds, goals, pledges, companies):
    router.include_router(_page.router)
