"""Every group of calls of the API, in the order of its description."""

from typing import Final

from api.routes import (
    account,
    answers,
    careers,
    certifications,
    learners,
    linked_data,
    occupations,
    paths,
    prerequisites,
    privacy_notice,
    regions,
    skills,
    suggestions,
    vouchers,
)
from api.routes.company import all_calls as companies
from api.routes.me import all_calls as me
from api.routes.operation import all_calls as operation
from api.routes.programme import all_calls as programme
from api.routes.school import all_calls as schools

V1_ROUTERS: Final = tuple(
    group.router
    for group in (
        learners,
        suggestions,
        answers,
        me,
        paths,
        vouchers,
        certifications,
        prerequisites,
        linked_data,
        occupations,
        skills,
        regions,
        careers,
        companies,
        schools,
        programme,
        operation,
        account,
        privacy_notice,
    )
)
"""Those under ``/v1``, whose requests are limited."""
