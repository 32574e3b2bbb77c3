"""POSTs with an idempotency key: done once, answered as the first time, each caller's own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from httpx import Response

from data.account_store import set_blocked
from data.database import writing
from data.key_store import add_key
from data.rights import AccountId, Role
from tests.api.page_client import PageClient
from tests.api.people import logged_in, put_account
from tests.api.test_pages import rows

EMBED = {"command": "embed"}


@pytest.fixture
def operator(client: PageClient, engine: sa.Engine) -> PageClient:
    return logged_in(client, engine, Role.OPERATOR)


def asked(client: PageClient, key: str, body: object = EMBED, **headers: str) -> Response:
    return client.post("/v1/jobs", json=body, headers={"Idempotency-Key": key, **headers})


class TestIdempotencyKey:
    def test_makes_one_job_of_many_requests(self, operator: PageClient, engine: sa.Engine) -> None:
        first, again = asked(operator, "k-1"), asked(operator, "k-1")
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.json() == again.json()
        assert again.headers["content-type"] == "application/json"
        assert (first.headers.get("idempotency-replayed"), again.headers["idempotency-replayed"]) == (None, "true")
        assert asked(operator, "k-2").json()["id"] != first.json()["id"]
        assert rows(engine)["job_run"] == 2

    def test_refuses_another_body(self, operator: PageClient) -> None:
        asked(operator, "k-1")
        other = asked(operator, "k-1", {"command": "index"})
        assert (other.status_code, other.json()["key"]) == (422, "error.key_reused")

    def test_is_free_again_after_a_refusal(self, operator: PageClient, engine: sa.Engine) -> None:
        assert asked(operator, "k-1", {"command": "nonsense"}).status_code == 422
        assert asked(operator, "k-1").status_code == 201
        assert rows(engine)["job_run"] == 1

    @pytest.mark.parametrize("key", ["", "two words", "x" * 256])
    def test_must_be_one_word_of_at_most_255_letters(self, operator: PageClient, key: str) -> None:
        refused = asked(operator, key)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["pointer"] == "#/header/idempotency-key"

    def test_is_each_callers_own(self, operator: PageClient, engine: sa.Engine) -> None:
        asked(operator, "k-1")
        operator.cookies.clear()
        with writing(engine) as connection:
            put_account(connection, Role.OPERATOR, name="another")
            token = add_key(connection, AccountId("another"), datetime.now(UTC), timedelta(days=1))
        assert asked(operator, "k-1").status_code == 401
        theirs = asked(operator, "k-1", authorization=f"Bearer {token}")
        assert theirs.status_code == 201
        assert "idempotency-replayed" not in theirs.headers

    def test_gives_nothing_to_whose_key_has_ended(self, client: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            put_account(connection, Role.OPERATOR)
            token = add_key(connection, AccountId("operator"), datetime.now(UTC), timedelta(days=1))
        assert asked(client, "k-1", authorization=f"Bearer {token}").status_code == 201
        with writing(engine) as connection:
            set_blocked(connection, AccountId("operator"), is_blocked=True)
        assert asked(client, "k-1", authorization=f"Bearer {token}").status_code == 401

    def test_of_requests_at_once_makes_one_job(self, operator: PageClient, engine: sa.Engine) -> None:
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: asked(operator, "k-1"), range(8)))
        assert {answer.status_code for answer in answers} <= {201, 409}
        assert {answer.json()["key"] for answer in answers if answer.status_code == 409} <= {"error.key_in_flight"}
        assert rows(engine)["job_run"] == 1
        assert asked(operator, "k-1").json()["id"] == 1

    def test_keeps_nothing_of_what_stores_nothing(self, client: PageClient, engine: sa.Engine) -> None:
        body = {"kind": "student", "state_id": "MX-JAL", "english": "B1", "weekly_hours": 6}
        assert client.post("/v1/suggestions", json=body, headers={"Idempotency-Key": "k-1"}).status_code == 200
        assert rows(engine)["kept_answer"] == 0
