"""What a key for programs may be limited to: one resource of the API, read or written."""

from collections.abc import Iterable
from enum import StrEnum

from data.errors import InputError


class Scope(StrEnum):
    """A part of the API. A key without scopes may do all that its account's role may; with some, these alone."""

    ACCOUNT_READ = "account:read"
    ACCOUNT_WRITE = "account:write"
    ALLOCATIONS_READ = "allocations:read"
    ALLOCATIONS_WRITE = "allocations:write"
    BACKUPS_READ = "backups:read"
    BACKUPS_WRITE = "backups:write"
    DATA_READ = "data:read"
    DATA_WRITE = "data:write"
    DEMAND_READ = "demand:read"
    GOALS_READ = "goals:read"
    GOALS_WRITE = "goals:write"
    IMPORTS_READ = "imports:read"
    IMPORTS_WRITE = "imports:write"
    JOBS_READ = "jobs:read"
    JOBS_WRITE = "jobs:write"
    MESSAGES_READ = "messages:read"
    MESSAGES_WRITE = "messages:write"
    MODELS_READ = "models:read"
    MODELS_WRITE = "models:write"
    NEEDS_READ = "needs:read"
    NEEDS_WRITE = "needs:write"
    OBJECTION_READ = "objection:read"
    OBJECTION_WRITE = "objection:write"
    OPERATION_READ = "operation:read"
    OPERATION_WRITE = "operation:write"
    PATHS_READ = "paths:read"
    PLANS_READ = "plans:read"
    PLANS_WRITE = "plans:write"
    PLEDGES_READ = "pledges:read"
    PLEDGES_WRITE = "pledges:write"
    PROGRAMME_READ = "programme:read"
    RECORD_READ = "record:read"
    REQUESTS_READ = "requests:read"
    REQUESTS_WRITE = "requests:write"
    SKILLS_READ = "skills:read"
    SKILLS_WRITE = "skills:write"
    STUDIES_READ = "studies:read"
    STUDIES_WRITE = "studies:write"
    SUGGESTIONS_READ = "suggestions:read"
    SUGGESTIONS_WRITE = "suggestions:write"
    SURVEYS_READ = "surveys:read"
    SURVEYS_WRITE = "surveys:write"
    TALENT_READ = "talent:read"
    TALENT_WRITE = "talent:write"
    TEACHERS_READ = "teachers:read"
    TEACHERS_WRITE = "teachers:write"
    TRANSCRIPTS_READ = "transcripts:read"
    TRANSCRIPTS_WRITE = "transcripts:write"
    USERS_READ = "users:read"
    USERS_WRITE = "users:write"
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
