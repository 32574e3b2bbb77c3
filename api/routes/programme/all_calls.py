"""All calls for managers under one router."""

from typing import Final

from fastapi import APIRouter

from api.routes.programme import (
    allocation_plans,
    allocations,
    demand,
    demand_changes,
    figures,
    record,
    requests,
    studies,
    voucher_figures,
    voucher_files,
)

router: Final = APIRouter()
for _group in (
    demand,
    demand_changes,
    figures,
    requests,
    record,
    allocations,
    allocation_plans,
    studies,
    voucher_figures,
    voucher_files,
):
    router.include_router(_group.router)
