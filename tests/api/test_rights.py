"""Every route with every role: who is let in, and that what is another's is as if it did not exist."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from httpx import Response

from api.web.visit import SESSION_COOKIE
from data.account_store import set_blocked
from data.database import writing
from data.rights import AccountId, Role
from data.session_store import SessionKind, begin_session
from tests.api.conftest import START
from tests.api.page_client import PageClient
from tests.api.people import logged_in, put_account
from tests.api.rights_table import ALLOWED, EVERYBODY

HOUR = timedelta(hours=1)

VALUES = {
    "application_id": "none",
    "area": "cloud",
    "certification_id": "acme-1",
    "curriculum_id": "systems",
    "learner_id": "eva",
    "number": "1",
    "token": "x" * 43,
    "account_id": "nobody",
    "plan_id": "nothing",
    "subject_id": "nothing",
    "teacher_id": "nobody",
    "request_id": "none",
    "allocation_id": "0" * 32,
    "state_id": "MX-JAL",
    "offer_id": "0" * 32,
    "need_id": "none",
    "pledge_id": "none",
    "message_id": "none",
    "reference": "NOBODY",
    "run_id": "0" * 32,
    "study_id": "none",
    "name": "certificate.json",
    "version": "0" * 12,
    "file_id": "0" * 16,
    "line": "2",
    "key_id": "0" * 12,
    "year": "2026",
    "grouping": "state",
}
"""What stands in a path for each of its parts: something of the visitor's own, or open to everybody."""


def routes(router: APIRouter) -> Iterator[str]:
    """Method and path of every route, also of included routers."""
    for route in router.routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from routes(included)
        elif isinstance(route, APIRoute):
            for method in sorted(route.methods - {"HEAD"}):
                yield f"{method} {route.path}"


def asked(client: PageClient, route: str) -> Response:
    """The answer to an empty request of a route."""
    method, path = route.split()
    url = path.format(**VALUES)
    if method == "GET":
        return client.get(url)
    return client.post(url, json={}) if url.startswith("/v1/") else client.post(url, data={})


def is_let_in(answer: Response) -> bool:
    return answer.status_code not in (401, 403) and not answer.headers.get("location", "").startswith("/entrar")


class TestTable:
    def test_names_every_route_and_no_other(self, web_app: FastAPI) -> None:
        found = list(routes(web_app.router))
        assert len(found) == len(set(found))
        assert set(found) == set(ALLOWED)


class TestEveryRoute:
    @pytest.mark.parametrize("role", [None, *Role])
    def test_lets_in_whom_the_table_names_and_nobody_else(
        self, client: PageClient, engine: sa.Engine, role: Role | None
    ) -> None:
        if role is not None:
            logged_in(client, engine, role, learner_id="ana" if role is Role.STUDENT else None)
        wrong = {}
        # The way out comes last.
        for route in sorted(ALLOWED, key=lambda name: name == "POST /salir"):
            answer = asked(client, route)
            # Wrong e-mail and password are refused without regard to who is logged in.
            is_right = is_let_in(answer) == (role in ALLOWED[route]) or route == "POST /entrar"
            if not is_right:
                wrong[route] = answer.status_code
        assert wrong == {}


class TestTokens:
    @pytest.fixture
    def operator(self, client: PageClient, engine: sa.Engine) -> PageClient:
        return logged_in(client, engine, Role.OPERATOR)

    def test_of_a_session_that_was_ended_is_worth_nothing(self, operator: PageClient) -> None:
        token = operator.cookies[SESSION_COOKIE]
        assert operator.get("/trabajos").status_code == 200
        operator.post("/salir")
        operator.cookies.set(SESSION_COOKIE, token)
        assert operator.get("/trabajos").headers["location"].startswith("/entrar")
        assert operator.get("/v1/jobs").status_code == 401

    def test_is_another_one_after_each_log_in(self, operator: PageClient) -> None:
        before = operator.cookies[SESSION_COOKIE]
        operator.log_in("operator@example.mx")
        after = operator.cookies[SESSION_COOKIE]
        assert before != after
        operator.cookies.clear()
        operator.cookies.set(SESSION_COOKIE, before)
        assert operator.get("/v1/jobs").status_code == 401

    def test_of_a_browser_does_not_serve_a_program_nor_the_other_way_round(
        self, operator: PageClient, engine: sa.Engine
    ) -> None:
        cookie = operator.cookies[SESSION_COOKIE]
        with writing(engine) as connection:
            token = begin_session(connection, AccountId("operator"), SessionKind.PROGRAM, START, HOUR)
        operator.cookies.clear()
        assert operator.get("/v1/jobs", headers={"authorization": f"Bearer {token}"}).status_code == 200
        assert operator.get("/v1/jobs", headers={"authorization": f"Bearer {cookie}"}).status_code == 401
        operator.cookies.set(SESSION_COOKIE, token)
        assert operator.get("/v1/jobs").status_code == 401

    @pytest.mark.parametrize("token", ["", "x" * 43, "operator", "' OR 1=1 --"])
    def test_that_is_forged_is_nobodys(self, client: PageClient, token: str) -> None:
        assert client.get("/v1/jobs", headers={"authorization": f"Bearer {token}"}).status_code == 401
        client.cookies.set(SESSION_COOKIE, token)
        assert client.get("/v1/jobs").status_code == 401

    def test_of_a_blocked_account_is_worth_nothing(self, operator: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            set_blocked(connection, AccountId("operator"), is_blocked=True)
        assert operator.get("/v1/jobs").status_code == 401


class TestLearners:
    """Pages and API of a learner with an account."""

    @pytest.fixture
    def ana(self, client: PageClient, engine: sa.Engine) -> PageClient:
        return logged_in(client, engine, Role.STUDENT, learner_id="ana")

    def test_are_their_own(self, ana: PageClient) -> None:
        assert ana.get("/learners/ana").status_code == 200
        assert ana.get("/v1/learners/ana/suggestions").status_code == 200

    @pytest.mark.parametrize("role", [None, *Role])
    def test_are_nobody_elses(self, ana: PageClient, engine: sa.Engine, role: Role | None) -> None:
        ana.post("/salir")
        if role is not None:
            with writing(engine) as connection:
                email = put_account(connection, role, name="other", learner_id="eva" if role is Role.STUDENT else None)
            ana.log_in(email)
        for learner_id in ("ana", "real"):
            assert ana.get(f"/learners/{learner_id}").status_code == 403
            assert ana.get(f"/v1/learners/{learner_id}/suggestions").status_code == 403
            form = {"impression_id": "x", "answer": "yes"}
            assert ana.post(f"/learners/{learner_id}/answers", data=form).status_code == 403
            assert ana.post(f"/v1/learners/{learner_id}/answers", json=form).status_code == 403


class TestFormToken:
    @pytest.mark.parametrize("token", ["", "x", "ñ"])
    def test_is_asked_of_every_form(self, client: PageClient, token: str) -> None:
        forms = [route.split()[1] for route in ALLOWED if route.startswith("POST /") and "/v1/" not in route]
        for path in forms:
            assert client.post(path.format(**VALUES), data={"form_token": token}).status_code in (401, 403), path
        assert client.post("/explora", data={"form_token": token}).status_code == 403

    def test_of_another_visitor_is_refused(self, client: PageClient) -> None:
        theirs = client.form_token()
        client.cookies.clear()
        assert client.post("/explora", data={"form_token": theirs}).status_code == 403

    def test_changes_with_the_log_in(self, client: PageClient, engine: sa.Engine) -> None:
        before = client.form_token()
        logged_in(client, engine, Role.OPERATOR)
        assert client.post("/trabajos", data={"form_token": before, "command": "embed"}).status_code == 403


def test_the_table_lets_nobody_in_without_an_account_but_where_everybody_is() -> None:
    assert [route for route, roles in ALLOWED.items() if None in roles and roles != EVERYBODY] == []
