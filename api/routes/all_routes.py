"""Every group of calls of the API, in the order of its description."""

from typing import Final

from api.routes import (
    allocations,
    answers,
    backups,
    bundles,
    certifications,
    company_surveys,
    demand,
    jobs,
    linked_data,
    me,
    needs,
    occupations,
    paths,
    pledges,
    refused_rows,
    regions,
    skills,
    studies,
    suggestions,
    talent,
    vouchers,
)
from api.routes.school import all_calls as schools

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
        demand,
        needs,
        talent,
        company_surveys,
        schools,
        pledges,
        allocations,
        studies,
        jobs,
        refused_rows,
        bundles,
        backups,
    )
)
"""Those under ``/v1``, whose requests are limited."""
