"""What a route asks of keys that are limited to scopes, and the check of it.

A route names its scope once, in ``openapi_extra``: so the documentation shows what is checked. To such keys all routes
that name none are closed, and so are the pages.
"""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request

from data.errors import ForbiddenError
from data.rights import Role
from data.scopes import Scope

SECURITY_SCHEME: Final = "key"
_MARK: Final = "x-required-scope"


_EVERYBODYS: Final = frozenset(
    {Scope.ACCOUNT_READ, Scope.ACCOUNT_WRITE, Scope.PATHS_READ, Scope.SUGGESTIONS_READ, Scope.SUGGESTIONS_WRITE}
)

SCOPES_OF_ROLE: Final[Mapping[Role, frozenset[Scope]]] = {
    Role.STUDENT: _EVERYBODYS
    | {Scope.ALLOCATIONS_READ, Scope.OBJECTION_READ, Scope.OBJECTION_WRITE, Scope.SKILLS_READ, Scope.SKILLS_WRITE}
    | {Scope.DATA_READ, Scope.DATA_WRITE, Scope.GOALS_READ, Scope.GOALS_WRITE}
    | {Scope.MESSAGES_READ, Scope.MESSAGES_WRITE, Scope.VOUCHERS_READ, Scope.VOUCHERS_WRITE},
    Role.ACADEMIA: _EVERYBODYS
    | {Scope.PLANS_READ, Scope.PLANS_WRITE, Scope.TEACHERS_READ, Scope.TEACHERS_WRITE}
    | {Scope.TRANSCRIPTS_READ, Scope.TRANSCRIPTS_WRITE, Scope.DEMAND_READ},
    Role.INDUSTRY: _EVERYBODYS
    | {Scope.NEEDS_READ, Scope.NEEDS_WRITE, Scope.TALENT_READ, Scope.TALENT_WRITE}
    | {Scope.PLEDGES_READ, Scope.PLEDGES_WRITE, Scope.SURVEYS_READ, Scope.SURVEYS_WRITE},
    Role.MANAGER: _EVERYBODYS
    | {Scope.ALLOCATIONS_READ, Scope.ALLOCATIONS_WRITE, Scope.VOUCHERS_READ, Scope.VOUCHERS_WRITE}
    | {Scope.STUDIES_READ, Scope.STUDIES_WRITE, Scope.PLEDGES_READ, Scope.PLEDGES_WRITE}
    | {Scope.DEMAND_READ, Scope.PROGRAMME_READ, Scope.RECORD_READ, Scope.SURVEYS_READ}
    | {Scope.REQUESTS_READ, Scope.REQUESTS_WRITE},
    Role.OPERATOR: _EVERYBODYS
    | {Scope.BACKUPS_READ, Scope.BACKUPS_WRITE, Scope.IMPORTS_READ, Scope.IMPORTS_WRITE}
    | {Scope.JOBS_READ, Scope.JOBS_WRITE, Scope.MODELS_READ, Scope.MODELS_WRITE}
    | {Scope.OPERATION_READ, Scope.OPERATION_WRITE, Scope.USERS_READ, Scope.USERS_WRITE},
}
"""Scopes that open something to a role, so that its keys may be limited to them; a test reads them off the routes."""


class ScopeError(ForbiddenError):
    """The key is limited to other scopes; ``needed`` is the one that would do, ``None`` where none does."""

    key = "error.scope"

    def __init__(self, needed: Scope | None) -> None:
        super().__init__(f"the key lacks the scope {needed}" if needed else "closed to keys with scopes")
        self.needed = needed


def scoped(scope: Scope, *, is_open: bool = False) -> dict[str, Any]:
    """The mark of a route that keys with this scope may use: for its ``openapi_extra``.

    ``is_open``: one may ask without a key as well.
    """
    return {_MARK: scope.value, "security": [{SECURITY_SCHEME: []}, *([{}] if is_open else [])]}


def check_scope(request: Request, held: frozenset[Scope] | None) -> None:
    """Refuse a key that lacks the scope of the route; ``None`` is not limited.

    Raises
    ------
    ScopeError
        If it lacks it, or the route names none.
    """
    if held is None:
        return
    marks = getattr(request.scope.get("route"), "openapi_extra", None) or {}
    needed = Scope(marks[_MARK]) if _MARK in marks else None
    if needed not in held:
        raise ScopeError(needed)
