"""All pages of operators' own part under one router."""

from typing import Final

from fastapi import APIRouter

from api.pages.operation import backups, drift, model, model_changes, models, start

router: Final = APIRouter(include_in_schema=False)
# The way back comes before the pages of single bundles: "regresar" is no version.
for _page in (start, models, model_changes, model, drift, backups):
    router.include_router(_page.router)
