"""All pages of a school under one router."""

from typing import Final

from fastapi import APIRouter

from api.pages.academia import (
    add_certification,
    cell,
    comparison,
    english,
    kardex,
    new_plan,
    overview,
    plan_files,
    plans,
    prerequisites,
    report,
    settings,
    subject,
    subjects,
    teachers,
    training_needs,
)

_ENTRIES: Final = (plans, new_plan, plan_files, subjects, subject, teachers, english, kardex, settings)
_FINDINGS: Final = (overview, cell, add_certification, prerequisites, comparison, training_needs, report)

router: Final = APIRouter(include_in_schema=False)
# Those that hold what the school enters come first: /academia/planes/nuevo is no plan.
for _page in (*_ENTRIES, *_FINDINGS):
    router.include_router(_page.router)
