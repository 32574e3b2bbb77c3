"""All pages of a school under one router."""

from typing import Final

from fastapi import APIRouter

from api.pages.academia import english, kardex, new_plan, plan_files, plans, settings, subject, subjects, teachers

router: Final = APIRouter(include_in_schema=False)
for _page in (plans, new_plan, plan_files, subjects, subject, teachers, english, kardex, settings):
    router.include_router(_page.router)
