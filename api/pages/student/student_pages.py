"""All pages of a learner's own, as one router."""

from fastapi import APIRouter

from api.pages.student import (
    comparison,
    consents,
    demand,
    goals,
    messages,
    next_steps,
    own_data,
    path,
    skill_text,
    skills,
    vouchers,
)

router = APIRouter(include_in_schema=False)
for page in (next_steps, comparison, skills, skill_text, goals, path, demand, vouchers, own_data, consents, messages):
    router.include_router(page.router)
