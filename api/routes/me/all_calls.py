"""All calls for learners with a key of their own under one router."""

from typing import Final

from fastapi import APIRouter

from api.routes.me import (
    answers,
    applications,
    choices,
    consents,
    data,
    erasure,
    goals,
    messages,
    person,
    skill_text,
    suggestions,
)

router: Final = APIRouter()
for _group in (
    suggestions,
    goals,
    consents,
    data,
    person,
    erasure,
    messages,
    answers,
    choices,
    skill_text,
    applications,
):
    router.include_router(_group.router)
