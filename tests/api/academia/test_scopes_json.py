"""A school's key that is limited to scopes opens the calls of these alone."""

from datetime import timedelta

import pytest

from api.accounts.scopes import SCOPES_OF_ROLE
from data.database import writing
from data.key_store import add_key
from data.rights import AccountId, Role
from data.scopes import Scope
from tests.api.academia.schools import Schools
from tests.api.conftest import START
from tests.api.rights_table import ALLOWED
from tests.api.test_rights import VALUES

ROUTES = [route for route in ALLOWED if " /v1/school/" in route]


def scope_of(route: str) -> Scope:
    """What a route needs, by what it is about and whether it stores something."""
    stores = route.startswith("POST") and not route.endswith(("/check", "/check-file"))
    if "/teachers" in route:
        return Scope.TEACHERS_WRITE if stores else Scope.TEACHERS_READ
    if "/transcripts" in route:
        return Scope.TRANSCRIPTS_WRITE if stores else Scope.TRANSCRIPTS_READ
    if "/english" in route:
        return Scope.DEMAND_READ
    return Scope.PLANS_WRITE if stores else Scope.PLANS_READ


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Whom a key lets in does not depend on the kind of database."""
    return sqlite_url


@pytest.mark.parametrize("scope", sorted(SCOPES_OF_ROLE[Role.ACADEMIA]))
def test_a_scope_opens_its_own_calls_and_no_others(schools: Schools, scope: Scope) -> None:
    with writing(schools.engine) as connection:
        token = add_key(connection, AccountId("west"), START, timedelta(days=1), scopes=frozenset({scope}))
    schools.west.cookies.clear()
    opened = set()
    for route in ROUTES:
        method, path = route.split()
        headers = {"authorization": f"Bearer {token}"}
        answer = schools.west.request(method, path.format(**VALUES), headers=headers)
        if answer.status_code != 403:
            opened.add(route)
        else:
            assert answer.json()["key"] == "error.scope"
    assert opened == {route for route in ROUTES if scope_of(route) is scope}
