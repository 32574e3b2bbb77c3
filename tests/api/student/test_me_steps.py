"""Answers to suggestions, applications for vouchers, and skills read out of a text, through the API."""

import pytest
import sqlalchemy as sa

from api import skill_texts
from data import application_store
from data.database import writing
from data.domain import CertificationId
from tests.api.conftest import START, Clock
from tests.api.page_client import PageClient
from tests.api.small_bundle import ENCODER
from tests.api.student.conftest import EVAS
from tests.api.test_pages import rows


class TestAnswers:
    def answered(self, ana: PageClient, answer: str) -> None:
        shown = ana.get("/v1/me/suggestions").json()["items"]
        one = next(item for item in shown if item["certification"]["id"] == "zen-1")
        body = {"impression_id": one["impression_id"], "answer": answer}
        assert ana.post("/v1/me/answers", json=body).json() == {"certification_id": "zen-1", "answer": answer}

    def test_are_listed_and_taken_back_to_the_one_before(
        self, ana: PageClient, engine: sa.Engine, clock: Clock
    ) -> None:
        self.answered(ana, "not_now")
        clock.pass_minutes(5)
        self.answered(ana, "yes")
        (newest,) = ana.get("/v1/me/answers").json()["items"]
        assert (newest["certification"]["id"], newest["answer"]) == ("zen-1", "yes")
        assert newest["answered_at"] == "2026-11-20T18:05:00Z"
        undone = {"certification_id": "zen-1", "answered_at": newest["answered_at"]}
        assert ana.post("/v1/me/answers/undo", json=undone).status_code == 204
        (before,) = ana.get("/v1/me/answers").json()["items"]
        assert (before["answer"], before["answered_at"]) == ("not_now", "2026-11-20T18:00:00Z")
        assert ana.post("/v1/me/answers/undo", json=undone).status_code == 404
        assert rows(engine)["feedback"] == 1

    def test_to_what_was_shown_to_another_are_404(self, ana: PageClient) -> None:
        shown = ana.get("/v1/learners/eva/suggestions").json()["items"][0]["impression_id"]
        refused = ana.post("/v1/me/answers", json={"impression_id": shown, "answer": "never"})
        assert refused.status_code == 404


class TestApplications:
    def test_are_made_once_and_taken_back(self, ana: PageClient, engine: sa.Engine) -> None:
        made = ana.post("/v1/me/voucher-applications", json={"certification_id": "acme-1"})
        assert made.status_code == 201
        assert (made.json()["state"], made.json()["ended_at"]) == ("applied", None)
        again = ana.post("/v1/me/voucher-applications", json={"certification_id": "acme-1"})
        assert again.json() == made.json()
        assert ana.get("/v1/me/voucher-applications").json()["items"] == [made.json()]
        url = f"/v1/me/voucher-applications/{made.json()['id']}/withdraw"
        ended = {**made.json(), "state": "withdrawn", "ended_at": "2026-11-20T18:00:00Z"}
        assert ana.post(url).json() == ended
        assert ana.post(url).json() == ended
        assert rows(engine)["voucher_application"] == 1

    def test_are_refused_with_what_stands_in_the_way(self, ana: PageClient) -> None:
        refused = ana.post("/v1/me/voucher-applications", json={"certification_id": "acme-3"})
        assert (refused.status_code, refused.json()["key"]) == (422, "error.not_eligible")
        told = ana.get("/v1/me/obstacles/acme-3?lang=es").json()
        # Acme Three asks for Acme Two, and for either of Zenith's.
        assert told["certification"] == {"id": "acme-3", "name": "Acme Three"}
        assert [one["key"] for one in told["obstacles"]] == ["prerequisites"]
        assert told["obstacles"][0]["sentence"] == "Antes necesitas: Acme Two y Zenith Python o Zenith SQL."
        groups = [[one["id"] for one in group] for group in told["obstacles"][0]["missing"]]
        assert groups == [["acme-2"], ["zen-1", "zen-2"]]
        assert ana.get("/v1/me/obstacles/acme-1").json()["obstacles"] == []
        assert ana.get("/v1/me/obstacles/magic").status_code == 404

    def test_of_others_cannot_be_taken_back(self, ana: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            theirs = application_store.apply(connection, EVAS, CertificationId("acme-1"), START)
        assert ana.get("/v1/me/voucher-applications").json()["items"] == []
        assert ana.post(f"/v1/me/voucher-applications/{theirs.id}/withdraw").status_code == 404
        with engine.connect() as connection:
            assert application_store.applications_of(connection, EVAS) == (theirs,)


class TestSkillsOfAText:
    @pytest.fixture(autouse=True)
    def small_encoder(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(skill_texts, "load_encoder", lambda model, models_dir: ENCODER)

    def test_are_read_without_storing_anything(self, ana: PageClient, engine: sa.Engine) -> None:
        before = rows(engine)
        found = ana.post("/v1/me/skills/read", json={"text": "Experiencia en Python y Docker."}).json()["items"]
        assert [(one["skill"], one["sentence"]) for one in found] == [
            ({"id": "python", "name": "Python"}, "Experiencia en Python y Docker.")
        ]
        assert 0 < found[0]["probability"] <= 1
        assert rows(engine) == before

    @pytest.mark.parametrize(
        ("text", "status", "key"),
        [(" \n", 422, "error.unreadable_text"), ("x" * 200_001, 413, "error.text_too_long")],
    )
    def test_cannot_be_read_out_of_nothing_or_too_much(self, ana: PageClient, text: str, status: int, key: str) -> None:
        refused = ana.post("/v1/me/skills/read", json={"text": text})
        assert (refused.status_code, refused.json()["key"]) == (status, key)

    def test_that_are_confirmed_say_where_they_come_from(self, ana: PageClient) -> None:
        assert ana.post("/v1/me/skills/keep", json={"skill_ids": ["sql", "sql"]}).status_code == 204
        origins = {one["id"]: one["origins"] for one in ana.get("/v1/me/skills").json()["items"]}
        assert origins == {"python": ["subject"], "sql": ["text"]}

    def test_that_the_catalogue_lacks_are_named_and_nothing_is_stored(self, ana: PageClient, engine: sa.Engine) -> None:
        refused = ana.post("/v1/me/skills/keep", json={"skill_ids": ["sql", "magic"]})
        assert refused.status_code == 422
        assert [one["pointer"] for one in refused.json()["errors"]] == ["#/skill_ids/1"]
        assert rows(engine)["learner_skill"] == 0
