"""Somebody's own account through the API: what a key may see and change of it, and what it may not."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from httpx import Response

from data.account_store import get_account
from data.database import writing
from data.key_store import add_key, key_id_of, keys_of
from data.rights import AccountId, Role
from data.scopes import Scope
from data.session_store import SessionKind, begin_session
from tests.api.conftest import START
from tests.api.page_client import PASSWORD, PageClient
from tests.api.people import put_account, put_organisation

MONTH = timedelta(days=30)
NEW = "another fine password"


@pytest.fixture
def token(client: PageClient, engine: sa.Engine) -> str:
    """A key of a company's account."""
    with writing(engine) as connection:
        put_account(connection, Role.INDUSTRY, organisation_id=put_organisation(connection, "works", Role.INDUSTRY))
        return add_key(connection, AccountId("industry"), START, MONTH, name="nightly")


@pytest.fixture
def program(client: PageClient, token: str) -> PageClient:
    """A program with that key."""
    client.headers["authorization"] = f"Bearer {token}"
    return client


def another_key(engine: sa.Engine, account: str = "industry", **options: frozenset[Scope]) -> str:
    with writing(engine) as connection:
        return add_key(connection, AccountId(account), START + timedelta(minutes=1), MONTH, **options)


def with_key(client: PageClient, token: str, path: str = "/v1/account") -> Response:
    return client.get(path, headers={"authorization": f"Bearer {token}"})


class TestAccount:
    def test_tells_whose_key_it_is(self, program: PageClient, token: str) -> None:
        assert program.get("/v1/account").json() == {
            "email": "industry@example.mx",
            "role": "industry",
            "language": "es",
            "organisation": {"id": "works", "name": "Org works"},
            "key_id": key_id_of(token),
        }

    def test_changes_the_language_of_letters(self, program: PageClient, engine: sa.Engine) -> None:
        tag = program.get("/v1/account").headers["etag"]
        changed = program.post("/v1/account/language", json={"language": "en"}, headers={"if-match": tag})
        assert changed.json()["language"] == "en"
        with engine.connect() as connection:
            assert get_account(connection, AccountId("industry")).language == "en"
        late = program.post("/v1/account/language", json={"language": "es"}, headers={"if-match": tag})
        assert late.status_code == 412
        assert program.post("/v1/account/language", json={"language": "fr"}).status_code == 422

    def test_needs_the_scope(self, client: PageClient, token: str, engine: sa.Engine) -> None:
        limited = another_key(engine, scopes=frozenset({Scope.ACCOUNT_READ}))
        headers = {"authorization": f"Bearer {limited}"}
        assert client.get("/v1/account", headers=headers).status_code == 200
        refused = client.post("/v1/account/sessions/end", headers=headers)
        assert (refused.status_code, refused.json()["key"]) == (403, "error.scope")


class TestKeys:
    def test_are_listed_without_their_tokens(self, program: PageClient, token: str, engine: sa.Engine) -> None:
        other = another_key(engine, scopes=frozenset({Scope.NEEDS_READ, Scope.ACCOUNT_READ}))
        answer = program.get("/v1/account/keys")
        first, second = answer.json()["items"]
        assert (first["id"], first["name"], first["scopes"]) == (key_id_of(token), "nightly", None)
        assert (second["id"], second["scopes"]) == (key_id_of(other), ["account:read", "needs:read"])
        assert (second["expires_at"], second["last_used_at"]) == ("2026-12-20T18:01:00Z", None)
        assert token not in answer.text
        assert other not in answer.text

    def test_of_ones_own_are_ended_also_the_one_that_asks(
        self, program: PageClient, token: str, engine: sa.Engine
    ) -> None:
        other = another_key(engine)
        assert program.post(f"/v1/account/keys/{key_id_of(other)}/end").status_code == 204
        assert with_key(program, other).status_code == 401
        assert program.post(f"/v1/account/keys/{key_id_of(token)}/end").status_code == 204
        assert program.get("/v1/account").status_code == 401

    def test_of_others_are_as_if_they_did_not_exist(self, program: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            put_account(connection, Role.STUDENT, learner_id="ana")
        theirs = another_key(engine, "student")
        assert program.post(f"/v1/account/keys/{key_id_of(theirs)}/end").status_code == 404
        assert with_key(program, theirs).status_code == 200
        assert key_id_of(theirs) not in program.get("/v1/account/keys").text

    def test_cannot_be_made_by_a_key(self, program: PageClient, engine: sa.Engine) -> None:
        assert program.post("/v1/account/keys", json={}).status_code == 405
        with engine.connect() as connection:
            assert len(keys_of(connection, AccountId("industry"), START)) == 1


class TestSessions:
    def test_end_but_the_one_that_asks(self, program: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            put_account(connection, Role.STUDENT, learner_id="ana")
            browser = begin_session(connection, AccountId("industry"), SessionKind.BROWSER, START, MONTH)
        other, theirs = another_key(engine), another_key(engine, "student")
        assert program.post("/v1/account/sessions/end").status_code == 204
        assert program.get("/v1/account").status_code == 200
        assert with_key(program, other).status_code == 401
        assert with_key(program, theirs).status_code == 200
        del program.headers["authorization"]
        program.cookies.set("rumbo_session", browser)
        assert program.get("/v1/account").status_code == 401


class TestPassword:
    def test_is_changed_with_the_old_one_and_every_key_ends(
        self, program: PageClient, token: str, engine: sa.Engine
    ) -> None:
        changed = program.post("/v1/account/password", json={"old_password": PASSWORD, "password": NEW})
        assert changed.status_code == 204
        assert program.get("/v1/account").status_code == 401
        del program.headers["authorization"]
        program.log_in("industry@example.mx", NEW)

    def test_is_not_changed_by_who_does_not_know_it(self, program: PageClient) -> None:
        body = {"old_password": "a wrong one", "password": NEW}
        for _ in range(5):
            refused = program.post("/v1/account/password", json=body)
            assert refused.status_code == 422
            assert refused.json()["errors"][0]["pointer"] == "#/old_password"
        waits = program.post("/v1/account/password", json={**body, "old_password": PASSWORD})
        assert (waits.status_code, waits.json()["key"]) == (429, "error.too_many_tries")
        assert program.get("/v1/account").status_code == 200

    def test_must_not_be_too_easy(self, program: PageClient) -> None:
        refused = program.post("/v1/account/password", json={"old_password": PASSWORD, "password": "short"})
        assert (refused.status_code, refused.json()["key"]) == (422, "error.weak_password")
        assert program.get("/v1/account").status_code == 200
