"""The API against its own description: whatever is sent, the answer is one that the description promises."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
import sqlalchemy as sa
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api import app as application
from api import skill_texts
from data.database import writing
from data.key_store import add_key
from data.rights import AccountId, Role
from data.settings import Settings
from tests.api.conftest import START
from tests.api.people import put_account, put_organisation
from tests.api.rights_table import ALLOWED, EVERYBODY
from tests.api.small_bundle import ENCODER
from tests.served import served_app

# Not among them: that what the description lets through is taken, as ids must also be those of the catalogue.
CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
OF_ORGANISATIONS = (Role.ACADEMIA, Role.INDUSTRY)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Without limits on requests, which are counted by other tests."""
    return settings.model_copy(update={"key_requests_per_minute": 0, "address_requests_per_minute": 0})


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def address(
    web_app: FastAPI, settings: Settings, bundle_template: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    for place in (application, skill_texts):
        monkeypatch.setattr(place, "load_encoder", lambda _model, _folder: ENCODER)
    shutil.copytree(bundle_template, settings.bundles_dir)
    with served_app(web_app) as found:
        yield found


@pytest.fixture
def keys(engine: sa.Engine) -> dict[Role, str]:
    """A key of each role."""
    found = {}
    with writing(engine) as connection:
        for role in Role:
            organisation_id = put_organisation(connection, f"org-{role}", role) if role in OF_ORGANISATIONS else None
            learner_id = "ana" if role is Role.STUDENT else None
            put_account(connection, role, learner_id=learner_id, organisation_id=organisation_id)
            found[role] = add_key(connection, AccountId(role.value), START, START.resolution * 10**12)
    return found


@pytest.mark.parametrize(
    "n_examples", [pytest.param(8, id="few"), pytest.param(100, id="many", marks=pytest.mark.full)]
)
def test_every_answer_is_one_that_the_description_promises(
    web_app: FastAPI, address: str, keys: dict[Role, str], n_examples: int
) -> None:
    """As somebody who may use the route, with data that fit its description and data that do not."""
    described = schemathesis.openapi.from_dict(web_app.openapi())
    # Parameters that are not described are passed over, as everywhere on the web; keys are the test's own.
    described.config.generation.allow_extra_parameters = False
    described.config.generation.with_security_parameters = False
    operations = [found.ok() for found in described.get_all_operations()]
    assert operations
    untried, failures = set(), []
    with requests.Session() as session:
        for operation in operations:
            for mode in GenerationMode:
                try:
                    failure = failure_of(operation, mode, address, session, keys, n_examples)
                except Unsatisfiable:
                    untried.add((mode, route_of(operation)))
                else:
                    failures += [f"{mode.value} {route_of(operation)}: {failure}"] if failure else []
    assert not failures, "\n\n".join(failures)
    # A call that takes nothing has nothing that could be wrong; every other one was tried.
    assert {(mode, route) for mode, route in untried if mode is GenerationMode.POSITIVE} == set()
    assert {route for _, route in untried} == {route_of(one) for one in operations if takes_nothing(one)}


def takes_nothing(operation: Any) -> bool:
    """Whether a call has neither parameters nor a body."""
    return not [*operation.iter_parameters(), *operation.body]


def route_of(operation: Any) -> str:
    return f"{operation.method.upper()} {operation.path}"


def failure_of(
    operation: Any, mode: GenerationMode, address: str, session: requests.Session, keys: dict[Role, str], n: int
) -> str | None:
    """What is wrong with an answer to one of ``n`` requests of an operation.

    Raises
    ------
    Unsatisfiable
        If no request can be made.
    """
    allowed = ALLOWED[route_of(operation)]
    who = None if allowed == EVERYBODY else next(role for role in keys if role in allowed)
    headers = {"Authorization": f"Bearer {keys[who]}"} if who else {}
    # A file of any bytes is no wrong one: what stands in it is read later, by a worker.
    takes_file = any(body.media_type == "multipart/form-data" for body in operation.body)
    checks = [check for check in CHECKS if not (takes_file and check is negative_data_rejection)]

    @hypothesis_settings(
        max_examples=n,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(case=operation.as_strategy(mode))
    def ask(case: Any) -> None:
        case.call_and_validate(address, session, headers, checks, timeout=300)

    try:
        ask()
    except FailureGroup as found:  # The failures of all routes are told together.
        return str(found)
    return None
