"""All pages of a school under one router."""

from typing import Final

from fastapi import APIRouter

from api.pages.academia import plans

router: Final = APIRouter(include_in_schema=False)
for _page in (plans,):
    router.include_router(_page.router)
