"""All pages of operators' own part under one router."""

from typing import Final

from fastapi import APIRouter

from api.pages.operation import backups, drift, files, model, model_changes, models, row, start

router: Final = APIRouter(include_in_schema=False)
# What has a name comes before what goes by a number: "regresar" is no version, "filas.csv" no line.
for _page in (start, files, row, models, model_changes, model, drift, backups):
    router.include_router(_page.router)
