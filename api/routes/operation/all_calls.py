"""All calls for operators under one router."""

from typing import Final

from fastapi import APIRouter

from api.routes.operation import accounts, attention, backups, bundles, imports, jobs, refused_rows

router: Final = APIRouter()
for _group in (accounts, attention, jobs, refused_rows, imports, bundles, backups):
    router.include_router(_group.router)
