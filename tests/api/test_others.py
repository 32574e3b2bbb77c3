"""What is another's stays as it is and unseen, whatever ids an address names and whatever fields a form brings."""

import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from httpx import Response

from api import skill_texts
from api.industry.need_services import post_need
from data import (
    allocation_store,
    application_store,
    company_survey_store,
    contact_store,
    need_store,
    pledge_store,
    request_store,
)
from data.allocation_store import AllocationRun
from data.company_survey_store import CompanyAnswers
from data.database import reading, writing
from data.domain import CertificationId, Label, LearnerId, RequestKind, StateId
from data.events import ShownItem
from data.interaction_store import record_list
from data.need_store import NeedTerms, NeedText
from data.plan_store import put_plan
from data.pledge_store import PledgeTerms
from data.rights import AccountId, CompanyRights, LearnerRights, Role
from data.tables import metadata
from tests.api.conftest import START
from tests.api.page_client import PageClient
from tests.api.people import logged_in, put_account, put_organisation
from tests.api.rights_table import ALLOWED
from tests.api.small_bundle import ENCODER
from tests.data.plans import EAST, make_plan, make_subject

THEIRS = LearnerRights(LearnerId("real"))
MARK = "Confidencial"
"""Stands in all that is another's."""

# Operators look after every account and job, managers answer every request.
ROLES = [None, Role.STUDENT, Role.ACADEMIA, Role.INDUSTRY]


@pytest.fixture
def others(client: PageClient, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The ids of another learner with an account, and of another school with a plan and a teacher, and of a company."""
    monkeypatch.setattr(skill_texts, "load_encoder", lambda model, models_dir: ENCODER)
    with writing(engine) as connection:
        put_account(connection, Role.STUDENT, name="other-student", learner_id="real")
        application_store.apply(connection, THEIRS, CertificationId("acme-1"), START)
        request_store.ask(
            connection, THEIRS, RequestKind.HUMAN_DECISION, CertificationId("acme-1"), f"{MARK}: mensaje", START
        )
        (application,) = application_store.applications_of(connection, THEIRS)
        (request,) = request_store.requests_of(connection, THEIRS)
        items = [ShownItem(CertificationId("acme-1"), 1.0, ())]
        record_list(
            connection,
            learner_id=THEIRS.learner_id,
            list_id="theirs",
            shown_at=START,
            bundle_version="1",
            items=items,
        )
        put_organisation(connection, EAST.organisation_id, institution_id=EAST.institution_id)
        put_account(connection, Role.ACADEMIA, name="other-school", organisation_id=EAST.organisation_id)
        name = Label(f"{MARK} materia", f"{MARK} subject")
        plan = make_plan("peast", make_subject("peast-a1", label=name), label=Label(f"{MARK} plan", f"{MARK} plan"))
        put_plan(connection, EAST, plan, {}, START)
        run = AllocationRun("a" * 32, START, None, f"{MARK} folder", "certificate", "scenario", 1.0, 1.0, 1)
        allocation_store.record_run(connection, run)
        company = CompanyRights(put_organisation(connection, "zeta", Role.INDUSTRY))
        need, pledge, message = _put_company_work(connection, company)
    return {
        "learner_id": "real",
        "application_id": application.id,
        "request_id": request.id,
        "impression_id": "theirs-1",
        "plan_id": "peast",
        "subject_id": "peast-a1",
        "organisation_id": "east",
        "account_id": "other-school",
        "teacher_id": "real",
        "certification_id": "acme-1",
        "curriculum_id": "systems",
        "state_id": "MX-JAL",
        "area": "cloud",
        "allocation_id": run.id,
        "run_id": run.id,
        "study_id": "none",
        "name": "certificate.json",
        "version": "0" * 12,
        "file_id": "0" * 16,
        "line": "2",
        "key_id": "0" * 12,
        "offer_id": "0" * 32,
        "need_id": need,
        "pledge_id": pledge,
        "message_id": message,
        "reference": "THEIRS",
        "number": "1",
        "token": "x" * 43,
        "year": "2026",
        "grouping": "state",
    }


def _put_company_work(connection: sa.Connection, company: CompanyRights) -> tuple[str, str, str]:
    """Ids of a company's need, of its offer to sponsor, and of its message to the other learner."""
    text = NeedText(f"{MARK} vacante", f"{MARK} texto", StateId("MX-JAL"), 1)
    need_id = post_need(connection, company, text, NeedTerms(), START)
    terms = PledgeTerms(100_00, 0.5, (), (), (START + timedelta(days=90)).date())
    pledge_id = pledge_store.offer(connection, company, terms, START, AccountId("zeta-account"))
    company_survey_store.put_answers(connection, company, 2026, CompanyAnswers(7), START)
    need = need_store.need_of(connection, company, need_id)
    message = contact_store.add_message(connection, need, THEIRS.learner_id, "THEIRS", f"{MARK} mensaje", START)
    return need_id, pledge_id, message.id


def rows_of_others(engine: sa.Engine) -> set[str]:
    """Every row of the database that speaks of the other learner or the other school."""
    names = ("real", "east", "peast", "peast-a1", "other-student", "other-school", "zeta", "THEIRS")
    with reading(engine) as connection:
        return {
            f"{table.name} {json.dumps(tuple(row), default=str)}"
            for table in metadata.sorted_tables
            for row in connection.execute(sa.select(table))
            if any(value in names for value in row)
        }


def asked(client: PageClient, route: str, ids: dict[str, str]) -> Response:
    """A request whose address and fields all name what is another's."""
    method, path = route.split()
    url = path.format(**ids)
    query = {"c": ids["certification_id"], "materia": ids["subject_id"], "plan": ids["plan_id"]}
    if method == "GET":
        return client.get(url, params=query)
    fields: dict[str, Any] = {
        **{name: value for name, value in ids.items() if name not in ("number", "token")},
        "role": "operator",
        "is_invented": "1",
        "institution_id": "u-north",
        "answer": "never",
        "skill_id": "sql",
        "weight": "1",
        "code": "x-real",
        "state_id": "MX-NLE",
        "name": "cambiado",
        "email": "nobody@example.mx",
        "password": "wrong",
        "old_password": "wrong",
        "accepts": True,
        "answered_at": START.isoformat(),
        "message": "¿Por qué?",
        "skill_ids": ["sql"],
    }
    return client.post(url, json=taken(client, route, fields)) if "/v1/" in url else client.post(url, data=fields)


def taken(client: PageClient, route: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Those of the fields that a call's body has: with any other it would be refused before it looks whose it is."""
    app: Any = client.app
    document = app.openapi()
    method, path = route.split()
    body = document["paths"][path][method.lower()].get("requestBody", {})
    name = body.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    known = document["components"]["schemas"].get(name, {}).get("properties", {})
    return {name: fields[name] for name in known if name in fields}


@pytest.mark.parametrize("role", ROLES)
def test_no_request_changes_or_shows_what_is_anothers(
    client: PageClient, engine: sa.Engine, others: dict[str, str], role: Role | None
) -> None:
    if role is not None:
        logged_in(client, engine, role, learner_id="ana" if role is Role.STUDENT else None)
    before = rows_of_others(engine)
    assert len(before) > 8
    shown, failed = [], []
    # A log-out among them would end the test's own session.
    for route in (name for name in ALLOWED if name not in ("POST /salir", "POST /entrar")):
        answer = asked(client, route, others)
        if MARK in answer.text:
            shown.append(route)
        if answer.status_code >= 500 and "healthz" not in route and "readyz" not in route:
            failed.append((route, answer.status_code))
    assert (shown, failed) == ([], [])
    assert rows_of_others(engine) - before == set()
    assert before - rows_of_others(engine) == set()


@pytest.mark.parametrize("role", [Role.STUDENT, Role.ACADEMIA])
def test_what_is_anothers_is_answered_as_if_it_did_not_exist(
    client: PageClient, engine: sa.Engine, others: dict[str, str], role: Role
) -> None:
    logged_in(client, engine, role, learner_id="ana" if role is Role.STUDENT else None)
    own = [
        route
        for route, roles in ALLOWED.items()
        if roles == {role} and any(f"{{{name}}}" in route for name in ("plan_id", "application_id", "message_id"))
    ]
    assert own
    nothing = dict.fromkeys(others, "nothing")
    for route in own:
        theirs, nobodys = asked(client, route, others), asked(client, route, nothing)
        assert theirs.status_code == nobodys.status_code, route
        # A form may be refused for what stands in it before anybody looks whose it is.
        assert theirs.status_code == 404 or (theirs.status_code == 422 and route.startswith("POST")), route
