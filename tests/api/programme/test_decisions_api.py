"""Requests of learners and the record of decisions as JSON."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from data import request_store, standing_store
from data.audit_store import AuditAction, put_on_record
from data.database import reading, writing
from data.domain import CertificationId, LearnerId, RequestKind
from data.rights import AccountId, LearnerRights
from tests.api.conftest import START
from tests.api.page_client import PageClient

EVA = LearnerRights(LearnerId("eva"))


@pytest.fixture
def asked(manager: PageClient, engine: sa.Engine) -> list[str]:
    """Three requests of Eva, the second about a certification; their ids in the order of asking."""
    with writing(engine) as connection:
        for minutes, about in enumerate((None, CertificationId("zen-1"), None)):
            moment = START + timedelta(minutes=minutes)
            request_store.ask(connection, EVA, RequestKind.HUMAN_DECISION, about, f"mensaje {minutes}", moment)
        return [one.id for one in reversed(request_store.requests_of(connection, EVA))]


class TestRequests:
    def test_wait_in_the_order_of_asking_page_by_page(self, manager: PageClient, asked: list[str]) -> None:
        page = manager.get("/v1/requests?limit=2").json()
        rest = manager.get("/v1/requests", params={"limit": 2, "cursor": page["next_cursor"]}).json()
        assert [one["id"] for one in page["items"] + rest["items"]] == asked
        assert rest["next_cursor"] is None
        second = page["items"][1]
        assert (second["learner_id"], second["kind"], second["message"]) == ("eva", "human_decision", "mensaje 1")
        assert second["certification"]["id"] == "zen-1"

    def test_are_answered_once(self, manager: PageClient, engine: sa.Engine, asked: list[str]) -> None:
        url = f"/v1/requests/{asked[0]}/answer"
        answered = manager.post(url, json={"answer": "  Sí, queda aprobado. "})
        assert (answered.status_code, answered.content) == (204, b"")
        assert manager.post(url, json={"answer": "No."}).status_code == 404
        with reading(engine) as connection:
            known = {one.id: one.answer for one in request_store.requests_of(connection, EVA)}
        assert known[asked[0]] == "Sí, queda aprobado."
        assert [one["id"] for one in manager.get("/v1/requests").json()["items"]] == asked[1:]

    @pytest.mark.parametrize("body", [{}, {"answer": ""}, {"answer": " \n"}, {"answer": "x" * 1001}, {"answer": 1}])
    def test_are_not_answered_with_nothing(
        self, manager: PageClient, asked: list[str], body: dict[str, object]
    ) -> None:
        assert manager.post(f"/v1/requests/{asked[0]}/answer", json=body).status_code == 422
        assert len(manager.get("/v1/requests").json()["items"]) == 3

    def test_of_who_asked_for_deletion_wait_no_more(
        self, manager: PageClient, engine: sa.Engine, asked: list[str]
    ) -> None:
        with writing(engine) as connection:
            standing_store.ask_deletion(connection, EVA, START, date(2026, 12, 20))
        assert manager.get("/v1/requests").json()["items"] == []
        assert manager.post(f"/v1/requests/{asked[0]}/answer", json={"answer": "Sí."}).status_code == 404


class TestRecord:
    @pytest.fixture(autouse=True)
    def entries(self, manager: PageClient, engine: sa.Engine) -> None:
        """A pledge offered by a link and accepted, and a bundle put into service."""
        done = [
            (AuditAction.PLEDGE_OFFERED, "p1", None),
            (AuditAction.BUNDLE_PROMOTED, "aaaa", AccountId("operator")),
            (AuditAction.PLEDGE_ACCEPTED, "p1", AccountId("manager")),
        ]
        with writing(engine) as connection:
            for minutes, (action, subject, actor) in enumerate(done):
                put_on_record(connection, action, subject, START + timedelta(minutes=minutes), actor)

    def test_is_told_newest_first_in_words(self, manager: PageClient) -> None:
        found = manager.get("/v1/record?lang=en").json()["items"]
        assert [(one["action"], one["actor"]) for one in found] == [
            ("pledge_accepted", "manager"),
            ("bundle_promoted", "operator"),
            ("pledge_offered", None),
        ]
        assert found[1]["what"] == "A model was put into service"
        assert found[0]["happened_at"] == "2026-11-20T18:02:00Z"

    def test_keeps_its_pages_while_more_is_done(self, manager: PageClient, engine: sa.Engine) -> None:
        first = manager.get("/v1/record?limit=1").json()
        with writing(engine) as connection:
            put_on_record(connection, AuditAction.STUDY_MADE, "2026-a", START, None)
        rest = manager.get("/v1/record", params={"limit": 5, "cursor": first["next_cursor"]}).json()
        assert [one["action"] for one in rest["items"]] == ["bundle_promoted", "pledge_offered"]
        assert rest["next_cursor"] is None

    def test_of_one_thing_is_what_was_done_to_it(self, manager: PageClient) -> None:
        found = manager.get("/v1/record?subject=p1").json()["items"]
        assert [one["action"] for one in found] == ["pledge_accepted", "pledge_offered"]
        assert manager.get("/v1/record?subject=none").json()["items"] == []
