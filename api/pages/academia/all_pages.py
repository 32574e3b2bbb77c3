"""All pages of a school under one router."""

from typing import Final

from fastapi import APIRouter

from api.pages.academia import (
    add_certification,
    cell,
    comparison,
    new_plan,
    overview,
    plan_files,
    plans,
    prerequisites,
    report,
    training_needs,
)

_OF_THE_SCHOOL: Final = (plans, new_plan, plan_files)
_OF_A_PLAN: Final = (overview, cell, add_certification, prerequisites, comparison, training_needs, report)

router: Final = APIRouter(include_in_schema=False)
# Addresses of the school's own pages come first: /academia/planes/nuevo is no plan.
for _page in (*_OF_THE_SCHOOL, *_OF_A_PLAN):
    router.include_router(_page.router)
