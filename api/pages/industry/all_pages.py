"""All pages of a company under one router."""

from typing import Final

from fastapi import APIRouter

from api.pages.industry import need, need_files, needs, new_need, people, pledges, start, supply, survey

router: Final = APIRouter(include_in_schema=False)
# New ones come first: /industria/vacantes/nueva is no need.
for _page in (start, new_need, need_files, needs, need, people, supply, pledges, survey):
    router.include_router(_page.router)
