"""Keys of programs: what scopes let through, and how the command line looks after them."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from httpx import Response

from api.accounts.scopes import SCOPES_OF_ROLE
from data.database import opened_engine, writing
from data.key_store import add_key, keys_of
from data.rights import AccountId, Role
from data.scopes import Scope
from tests.api.command_line import Rumbo
from tests.api.conftest import START
from tests.api.page_client import PageClient
from tests.api.people import logged_in, put_account
from tests.api.rights_table import ALLOWED
from tests.api.test_rights import VALUES

DAY = timedelta(days=1)

OPEN = {
    "POST /v1/suggestions",
    "GET /v1/occupations/by-title",
    "POST /v1/skills/extract",
    "GET /v1/skills",
    "GET /v1/occupations",
    "GET /v1/certifications",
    "GET /v1/certifications/{certification_id}",
    "GET /v1/linked-data/certifications",
    "GET /v1/linked-data/certifications/{certification_id}",
    "GET /v1/linked-data/curricula",
    "GET /v1/linked-data/curricula/{curriculum_id}",
    "GET /v1/regions",
    "GET /v1/regions/{state_id}/demand",
    "GET /v1/regions/{state_id}/careers",
    "GET /v1/careers",
    "GET /v1/prerequisites",
    "GET /v1/learners",
    "GET /v1/privacy-notice",
    "GET /v1/voucher-offers",
    "GET /v1/voucher-offers/{offer_id}",
}
"""Routes under /v1 that look at no account, so that any key may be sent along."""


@pytest.fixture
def operator(engine: sa.Engine, client: PageClient) -> PageClient:
    with writing(engine) as connection:
        put_account(connection, Role.OPERATOR)
    return client


def key(engine: sa.Engine, *scopes: Scope) -> dict[str, str]:
    """The header with a new key of the operator."""
    with writing(engine) as connection:
        token = add_key(connection, AccountId("operator"), START, DAY, scopes=frozenset(scopes))
    return {"authorization": f"Bearer {token}"}


def asked(client: PageClient, route: str, headers: dict[str, str]) -> Response:
    method, path = route.split()
    url = path.format(**VALUES)
    return client.get(url, headers=headers) if method == "GET" else client.post(url, json={}, headers=headers)


class TestScopes:
    def test_let_through_what_they_name_and_nothing_else(self, operator: PageClient, engine: sa.Engine) -> None:
        headers = key(engine, Scope.JOBS_READ)
        assert operator.get("/v1/jobs", headers=headers).status_code == 200
        refused = operator.post("/v1/jobs", json={"command": "embed"}, headers={**headers, "accept-language": "en"})
        assert refused.status_code == 403
        assert refused.json()["key"] == "error.scope"
        assert refused.json()["errors"] == [
            {"pointer": "#/header/authorization", "detail": "The key lacks the scope jobs:write."}
        ]
        assert refused.headers["www-authenticate"] == 'Bearer error="insufficient_scope", scope="jobs:write"'

    def test_give_nothing_that_the_role_may_not_do(self, operator: PageClient, engine: sa.Engine) -> None:
        answer = operator.post("/v1/allocations", json={"scenario": "x"}, headers=key(engine, *Scope))
        assert answer.status_code == 403
        assert answer.json()["key"] == "error.forbidden"

    def test_close_every_page_and_what_asks_for_another_scope(self, operator: PageClient, engine: sa.Engine) -> None:
        headers = key(engine)
        routes = [route for route in ALLOWED if "/v1/" in route and route not in OPEN]
        keys = {route: asked(operator, route, headers).json().get("key") for route in routes}
        assert {route: found for route, found in keys.items() if found != "error.scope"} == {}
        assert operator.get("/trabajos", headers=headers).status_code == 403
        assert operator.get("/", headers=headers).status_code == 403

    def test_that_may_be_chosen_for_a_role_are_those_that_open_something_to_it(self, operator: PageClient) -> None:
        paths = operator.get("/v1/openapi.json").json()["paths"]
        found: dict[Role, set[Scope]] = {role: set() for role in Role}
        for path, calls in paths.items():
            for method, call in calls.items():
                for role in ALLOWED[f"{method.upper()} {path}"] - {None}:
                    found[role] |= {Scope(call["x-required-scope"])} if "x-required-scope" in call else set()
        assert found == SCOPES_OF_ROLE

    def test_stand_in_the_documentation(self, operator: PageClient) -> None:
        paths = operator.get("/v1/openapi.json").json()["paths"]
        assert paths["/v1/jobs"]["post"]["x-required-scope"] == "jobs:write"
        marks = {
            one["x-required-scope"] for path in paths.values() for one in path.values() if "x-required-scope" in one
        }
        assert marks <= set(Scope)


class TestLastUse:
    def test_is_noted(self, operator: PageClient, engine: sa.Engine) -> None:
        operator.get("/v1/jobs", headers=key(engine, Scope.JOBS_READ))
        with engine.connect() as connection:
            (found,) = keys_of(connection, AccountId("operator"), START)
        assert found.last_used_at == START


class TestPage:
    @pytest.fixture
    def eva(self, client: PageClient, engine: sa.Engine) -> PageClient:
        return logged_in(client, engine, Role.STUDENT, learner_id="eva")

    def test_makes_a_key_that_is_shown_once_and_serves(self, eva: PageClient) -> None:
        form = {"key_name": "cada noche", "key_days": "7", "key_scopes": ["skills:read", "vouchers:read"]}
        page = eva.post("/cuenta/llaves", data=form)
        (token,) = re.findall(r'<code id="token">([^<]+)</code>', page.text)
        assert page.headers["cache-control"] == "no-store"
        listed = eva.get("/cuenta/llaves").text
        assert token not in listed
        for told in ("cada noche", "skills:read, vouchers:read", "27 de noviembre de 2026", "todavía no se usa"):
            assert told in listed
        eva.cookies.clear()
        headers = {"authorization": f"Bearer {token}"}
        assert eva.get("/v1/me/skills", headers=headers).status_code == 200
        assert eva.get("/v1/me/objection", headers=headers).status_code == 403

    def test_ends_a_key_of_ones_own_and_no_others(self, eva: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            put_account(connection, Role.OPERATOR)
            add_key(connection, AccountId("operator"), START, DAY)
            add_key(connection, AccountId("student"), START, DAY, name="own")
            (theirs,) = keys_of(connection, AccountId("operator"), START)
            (own,) = keys_of(connection, AccountId("student"), START)
        assert eva.post(f"/cuenta/llaves/{theirs.id}/fin").status_code == 404
        leads_to = eva.post(f"/cuenta/llaves/{own.id}/fin").headers["location"]
        assert "ya no sirve" in eva.get(leads_to).text
        with engine.connect() as connection:
            assert keys_of(connection, AccountId("student"), START) == ()
            assert keys_of(connection, AccountId("operator"), START) == (theirs,)

    @pytest.mark.parametrize(
        "changed", [{"key_name": " "}, {"key_name": "x" * 81}, {"key_days": "9999"}, {"key_scopes": "jobs:read"}]
    )
    def test_says_which_field_is_wrong_and_makes_nothing(
        self, eva: PageClient, engine: sa.Engine, changed: dict[str, str]
    ) -> None:
        answer = eva.post("/cuenta/llaves", data={"key_name": "one", "key_days": "30", **changed})
        assert answer.status_code == 422
        assert 'class="field-error"' in answer.text
        with engine.connect() as connection:
            assert keys_of(connection, AccountId("student"), START) == ()

    def test_makes_none_for_a_program(self, eva: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            token = add_key(connection, AccountId("student"), START, DAY)
        eva.cookies.clear()
        form = {"key_name": "longer", "key_days": "366", "form_token": ""}
        answer = eva.post("/cuenta/llaves", data=form, headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == 403


class TestCommands:
    @pytest.fixture(autouse=True)
    def account(self, database: str) -> None:
        with opened_engine(database) as engine, writing(engine) as connection:
            put_account(connection, Role.OPERATOR)

    def test_make_list_and_end_a_key(self, rumbo: Rumbo, web_app: FastAPI) -> None:
        made = rumbo("users", "token", "operator@example.mx", "--name", "nightly", "--scope", "jobs:read")
        with PageClient(web_app) as client:
            headers = {"authorization": f"Bearer {made.out.strip()}"}
            assert client.get("/v1/jobs", headers=headers).status_code == 200
            key_id, name, scopes, *_ = rumbo("users", "keys", "operator@example.mx").out.split("\t")
            assert (name, scopes) == ("nightly", "jobs:read")
            assert made.out.strip() not in rumbo("users", "keys", "operator@example.mx").out
            assert rumbo("users", "key-end", key_id).code == 0
            assert client.get("/v1/jobs", headers=headers).status_code == 401
        assert rumbo("users", "keys", "operator@example.mx").out == ""
        assert rumbo("users", "key-end", key_id).code == 1

    @pytest.mark.parametrize("wrong", [("--scope", "jobs:all"), ("--name", " "), ("--name", "x" * 81)])
    def test_refuse_what_is_no_scope_or_name(self, rumbo: Rumbo, wrong: tuple[str, str]) -> None:
        assert rumbo("users", "token", "operator@example.mx", *wrong).code == 1
