"""Companies' messages through the API; what companies see of an answer is tested with their pages."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from api.industry.need_services import post_need
from data import contact_store, need_store
from data.consent_store import ConsentPurpose, give_consent
from data.contact_store import LASTS
from data.database import writing
from data.domain import StateId
from data.need_store import NeedTerms, NeedText
from data.rights import CompanyRights, LearnerRights, Role
from data.settings import Settings
from tests.api.conftest import START
from tests.api.letters import letters
from tests.api.page_client import PageClient
from tests.api.people import put_organisation
from tests.api.student.conftest import EVAS, HERS


def put_message(engine: sa.Engine, to: LearnerRights, name: str = "works", moment: datetime = START) -> str:
    """A company's message about a need of its own; returns its id."""
    with writing(engine) as connection:
        company = CompanyRights(put_organisation(connection, name, Role.INDUSTRY))
        text = NeedText("Analista de datos", "Pedimos SQL.", StateId("MX-JAL"), 1)
        need = need_store.need_of(connection, company, post_need(connection, company, text, NeedTerms(), START))
        new = contact_store.add_message(connection, need, to.learner_id, name.upper(), "¿Platicamos?", moment)
    return new.id


@pytest.fixture
def message_id(engine: sa.Engine) -> str:
    with writing(engine) as connection:
        give_consent(connection, HERS, ConsentPurpose.MESSAGES, "version", START)
    return put_message(engine, HERS)


class TestMessages:
    def test_are_told_with_company_and_need(self, ana: PageClient, message_id: str) -> None:
        assert ana.get("/v1/me/messages").json()["items"] == [
            {
                "id": message_id,
                "company": "Org works",
                "title": "Analista de datos",
                "message": "¿Platicamos?",
                "sent_at": "2026-11-20T18:00:00Z",
                "is_waiting": True,
                "is_accepted": None,
            }
        ]

    def test_are_answered_once(self, ana: PageClient, message_id: str, settings: Settings) -> None:
        url = f"/v1/me/messages/{message_id}/answer"
        assert ana.post(url, json={"accepts": True}).json() == {"id": message_id, "is_accepted": True}
        assert ana.post(url, json={"accepts": False}).json()["is_accepted"] is True
        (one,) = ana.get("/v1/me/messages").json()["items"]
        assert (one["is_waiting"], one["is_accepted"]) == (False, True)
        assert [letter["To"] for letter in letters(settings)] == ["student@example.mx"]

    def test_a_no_writes_to_nobody(self, ana: PageClient, message_id: str, settings: Settings) -> None:
        refused = ana.post(f"/v1/me/messages/{message_id}/answer", json={"accepts": False})
        assert refused.json()["is_accepted"] is False
        assert letters(settings) == []

    def test_a_yes_needs_the_consent_to_messages(self, ana: PageClient, message_id: str) -> None:
        ana.post("/v1/me/consents", json={"purpose": "messages", "agrees": False})
        refused = ana.post(f"/v1/me/messages/{message_id}/answer", json={"accepts": True})
        assert (refused.status_code, refused.json()["key"]) == (409, "error.no_messages")
        assert ana.post(f"/v1/me/messages/{message_id}/answer", json={"accepts": False}).status_code == 200

    def test_that_are_over_take_no_answer(self, ana: PageClient, engine: sa.Engine) -> None:
        old = put_message(engine, HERS, moment=START - LASTS)
        late = ana.post(f"/v1/me/messages/{old}/answer", json={"accepts": False})
        assert late.json() == {"id": old, "is_accepted": None}

    def test_of_others_are_as_if_they_did_not_exist(self, ana: PageClient, engine: sa.Engine) -> None:
        theirs = put_message(engine, EVAS, "other")
        assert ana.get("/v1/me/messages").json()["items"] == []
        for id_ in (theirs, "0" * 32):
            assert ana.post(f"/v1/me/messages/{id_}/answer", json={"accepts": False}).status_code == 404
