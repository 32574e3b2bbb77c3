"""All calls for companies under one router."""

from typing import Final

from fastapi import APIRouter

from api.routes.company import needs, pledges, surveys, talent

router: Final = APIRouter()
for _group in (needs, talent, surveys, pledges):
    router.include_router(_group.router)
