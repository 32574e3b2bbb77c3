"""Every group of calls of the API, in the order of its description."""

from typing import Final

from api.routes import (
    allocations,
    answers,
    certifications,
    jobs,
    linked_data,
    me,
    occupations,
    paths,
    regions,
    skills,
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
        linked_data,
        occupations,
        skills,
        regions,
        allocations,
        jobs,
    )
)
"""Those under ``/v1``, whose requests are limited."""
