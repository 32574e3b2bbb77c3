"""What a key for programs may be limited to: one resource of the API, read or written."""

from collections.abc import Iterable
from enum import StrEnum

from data.errors import InputError


class Scope(StrEnum):
    """A part of the API. A key without scopes may do all that its account's role may; with some, these alone."""

    ALLOCATIONS_READ = "allocations:read"
    ALLOCATIONS_WRITE = "allocations:write"
    BACKUPS_READ = "backups:read"
    BACKUPS_WRITE = "backups:write"
    IMPORTS_READ = "imports:read"
    IMPORTS_WRITE = "imports:write"
    DEMAND_READ = "demand:read"
    JOBS_READ = "jobs:read"
    JOBS_WRITE = "jobs:write"
    MODELS_READ = "models:read"
    OBJECTION_READ = "objection:read"
    OBJECTION_WRITE = "objection:write"
    PATHS_READ = "paths:read"
    SKILLS_READ = "skills:read"
    SKILLS_WRITE = "skills:write"
    STUDIES_READ = "studies:read"
    STUDIES_WRITE = "studies:write"
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
