"""Every group of calls of the API, in the order of its description."""

from typing import Final

from api.routes import (
    allocations,
    answers,
    certifications,
    demand,
    jobs,
    me,
    occupations,
    paths,
    regions,
    skills,
    studies,
    suggestions,
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
        demand,
        allocations,
        studies,
        jobs,
    )
)
"""Those under ``/v1``, whose requests are limited."""
