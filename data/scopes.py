"""What a key for programs may be limited to: one resource of the API, read or written."""

from collections.abc import Iterable
from enum import StrEnum

from data.errors import InputError


class Scope(StrEnum):
    """A part of the API. A key without scopes may do all that its account's role may; with some, these alone."""

    ALLOCATIONS_READ = "allocations:read"
    ALLOCATIONS_WRITE = "allocations:write"
    JOBS_READ = "jobs:read"
    JOBS_WRITE = "jobs:write"
    NEEDS_READ = "needs:read"
    OBJECTION_READ = "objection:read"
    OBJECTION_WRITE = "objection:write"
    PATHS_READ = "paths:read"
    PLANS_READ = "plans:read"
    SKILLS_READ = "skills:read"
    SKILLS_WRITE = "skills:write"
    SUGGESTIONS_READ = "suggestions:read"
    SUGGESTIONS_WRITE = "suggestions:write"
    VOUCHERS_READ = "vouchers:read"
    VOUCHERS_WRITE = "vouchers:write"


def scopes_of(words: Iterable[str]) -> frozenset[Scope]:
    """The scopes that words name.

    Raises
    ------
    InputError
        If a word names none.
    """
    asked = set(words)
    unknown = sorted(asked - set(Scope))
    if unknown:
        raise InputError(f"there is no scope {unknown[0]!r}; there are {', '.join(sorted(Scope))}")
    return frozenset(map(Scope, asked))
