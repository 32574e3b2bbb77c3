"""Every group of calls of the API, in the order of its description."""

from typing import Final

from api.routes import (
    allocations,
    answers,
    certifications,
    company_surveys,
    jobs,
    me,
    needs,
    occupations,
    paths,
    pledges,
    regions,
    skills,
    suggestions,
    talent,
    vouchers,
)

V1_ROUTERS: Final = tuple(
    group.router
    for group in (
        suggestions,
        answers,
        me,
        paths,
        vouchers,
        certifications,
        occupations,
        skills,
        regions,
        needs,
        talent,
        company_surveys,
        pledges,
        allocations,
        jobs,
    )
)
"""Those under ``/v1``, whose requests are limited."""
