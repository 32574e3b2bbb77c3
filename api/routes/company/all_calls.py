"""All calls for companies under one router."""

from typing import Final

from fastapi import APIRouter

from api.routes.company import files, needs, pledges, surveys, talent

router: Final = APIRouter()
for _group in (needs, files, talent, surveys, pledges):
    router.include_router(_group.router)
