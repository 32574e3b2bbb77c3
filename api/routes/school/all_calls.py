"""All calls for schools under one router."""

from typing import Final

from fastapi import APIRouter

from api.routes.school import comparison, english, findings, plans, settings, subjects, teachers, transcripts

router: Final = APIRouter()
for _group in (plans, subjects, findings, comparison, teachers, transcripts, english, settings):
    router.include_router(_group.router)
