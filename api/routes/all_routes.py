"""Every group of calls of the API, in the order of its description."""

from typing import Final

from api.routes import (
    accounts,
    allocation_plans,
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
    operation,
    paths,
    pledges,
    programme,
    record,
    refused_rows,
    regions,
    requests,
    skills,
    studies,
    suggestions,
    talent,
    voucher_figures,
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
        voucher_figures,
        certifications,
        linked_data,
        occupations,
        skills,
        regions,
        demand,
        programme,
        requests,
        record,
        needs,
        talent,
        company_surveys,
        pledges,
        allocations,
        allocation_plans,
        studies,
        accounts,
        operation,
        jobs,
        refused_rows,
        bundles,
        backups,
    )
)
"""Those under ``/v1``, whose requests are limited."""
