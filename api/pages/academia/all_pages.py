"""All pages of a school under one router."""

from typing import Final

from fastapi import APIRouter

from api.pages.academia import (
    add_certification,
    cell,
    comparison,
    overview,
    plans,
    prerequisites,
    report,
    training_needs,
)

router: Final = APIRouter(include_in_schema=False)
for _page in (plans, overview, cell, add_certification, prerequisites, comparison, training_needs, report):
    router.include_router(_page.router)
