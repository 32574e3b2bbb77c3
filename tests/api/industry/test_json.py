"""What companies do on pages, done by programs."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from data.consent_store import ConsentPurpose
from data.rights import Role
from data.settings import Settings
from tests.api.industry.companies import Companies
from tests.api.industry.neighbours import put_neighbours
from tests.api.letters import letters
from tests.api.page_client import PageClient
from tests.api.people import logged_in
from training.worker import work_on_queue

NEEDS, FILES, PLEDGES = "/v1/company/needs", "/v1/company/files", "/v1/company/pledges"
NEED = {
    "title": "Analista de datos",
    "description": "Buscamos quien domine SQL.\nDeseable: Python.",
    "state_id": "MX-JAL",
    "n_positions": 3,
    "english": "B2",
    "pay_from_centavos": 2_500_000,
    "expires_on": "2026-12-31",
}
PLEDGE = {"budget_centavos": 15_000_000, "percent_paid": 40, "state_ids": ["MX-JAL"], "expires_on": "2027-03-31"}
AGREE = (ConsentPurpose.PROFILE, ConsentPurpose.MESSAGES)


def posted(companies: Companies) -> dict[str, Any]:
    answer = companies.west.post(NEEDS, json=NEED)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def skills(companies: Companies, need_id: str) -> dict[str, tuple[str | None, str]]:
    """What was said of each skill of a need, and what holds."""
    items = companies.west.get(f"{NEEDS}/{need_id}/skills").json()["items"]
    return {one["id"]: (one["word"], one["standing"]) for one in items}


class TestFiles:
    def test_bring_needs_that_are_read_when_asked(self, companies: Companies, settings: Settings) -> None:
        rows = (
            "posting_id,title,description,state_id,posted_on\n"
            "7,Analista,Buscamos quien domine SQL.,MX-JAL,2026-11-20\n"
            "8,,Sin título.,MX-JAL,2026-11-20\n"
        )
        sent = companies.west.post(FILES, files={"file": ("plazas.csv", rows.encode())})
        assert (sent.status_code, sent.json()["state"]) == (202, "queued")
        work_on_queue(settings, once=True, poll_seconds=0.01, progress=lambda line: None)
        url = f"{FILES}/{sent.json()['number']}"
        done = companies.west.get(url).json()
        assert (done["state"], done["counts"]["n_new"], done["counts"]["n_refused"]) == ("done", 1, 1)
        assert [one["line"] for one in companies.west.get(f"{url}/refused-rows").json()["items"]] == [3]
        assert companies.west.get(FILES).json()["items"] == [done]
        assert companies.east.get(url).status_code == 404
        (need,) = companies.west.get(NEEDS).json()["items"]
        assert not need["is_read"]
        assert companies.west.post(f"{NEEDS}/{need['id']}/read").json()["is_read"]
        assert skills(companies, need["id"]) == {"sql": (None, "required")}
        assert companies.east.post(f"{NEEDS}/{need['id']}/read").status_code == 404


class TestNeeds:
    def test_are_posted_read_and_listed(self, companies: Companies) -> None:
        need = posted(companies)
        assert (need["standing"], need["is_read"], need["is_counted"]) == ("open", True, False)
        assert need["state"] == {"id": "MX-JAL", "name": "Jalisco"}
        assert skills(companies, need["id"]) == {"sql": (None, "required"), "python": (None, "desirable")}
        assert companies.west.get(NEEDS).json() == {"items": [need], "next_cursor": None}
        assert "Analista de datos" in companies.west.get("/industria/vacantes").text

    def test_are_changed_by_who_has_seen_the_last_version_alone(self, companies: Companies) -> None:
        url = f"{NEEDS}/{posted(companies)['id']}"
        tag = companies.west.get(url).headers["etag"]
        assert companies.west.get(url, headers={"If-None-Match": tag}).status_code == 304
        changed = {**NEED, "description": "SQL y AWS.", "pay_from_centavos": None}
        first = companies.west.post(url, json=changed, headers={"If-Match": tag})
        assert (first.status_code, first.json()["pay_from_centavos"]) == (200, None)
        assert companies.west.post(url, json=NEED, headers={"If-Match": tag}).status_code == 412
        assert set(skills(companies, first.json()["id"])) == {"sql", "aws"}

    def test_name_every_field_that_is_wrong(self, companies: Companies) -> None:
        wrong = {**NEED, "state_id": "MX-XXX", "pay_to_centavos": 100, "expires_on": "2026-01-01"}
        answer = companies.west.post(NEEDS, json=wrong)
        assert answer.status_code == 422
        pointers = [one["pointer"] for one in answer.json()["errors"]]
        assert pointers == ["#/state_id", "#/pay_to_centavos", "#/expires_on"]

    def test_are_closed_and_opened_again(self, companies: Companies) -> None:
        url = f"{NEEDS}/{posted(companies)['id']}"
        assert companies.west.post(f"{url}/close").json()["standing"] == "closed"
        again = companies.west.post(f"{url}/reopen", json={"expires_on": None}).json()
        assert (again["standing"], again["expires_on"]) == ("open", None)
        assert companies.west.post(f"{url}/reopen", json={"expires_on": "2026-01-01"}).status_code == 422

    def test_take_a_word_on_each_skill(self, companies: Companies) -> None:
        need_id = posted(companies)["id"]
        for skill_id, word in (("sql", "rejected"), ("cloud", "required")):
            said = companies.west.post(f"{NEEDS}/{need_id}/skills", json={"skill_id": skill_id, "word": word})
            assert said.status_code == 204
        companies.west.post(f"{NEEDS}/{need_id}/skills/accept")
        assert skills(companies, need_id) == {
            "sql": ("rejected", "rejected"),
            "python": ("desirable", "desirable"),
            "cloud": ("required", "required"),
        }
        companies.west.post(f"{NEEDS}/{need_id}/skills", json={"skill_id": "sql", "word": None})
        assert skills(companies, need_id)["sql"] == (None, "required")
        unknown = companies.west.post(f"{NEEDS}/{need_id}/skills", json={"skill_id": "magic", "word": "required"})
        assert unknown.status_code == 404

    def test_are_posted_once_for_each_key(self, companies: Companies) -> None:
        for _ in range(2):
            assert companies.west.post(NEEDS, json=NEED, headers={"Idempotency-Key": "one"}).status_code == 201
        assert len(companies.west.get(NEEDS).json()["items"]) == 1

    @pytest.mark.parametrize("way", ["", "/skills", "/people", "/messages"])
    def test_of_another_company_are_not_there(self, companies: Companies, way: str) -> None:
        assert companies.east.get(f"{NEEDS}/{posted(companies)['id']}{way}").status_code == 404


class TestPeople:
    def test_are_counted_and_shown_without_name_and_written_to(self, companies: Companies, settings: Settings) -> None:
        put_neighbours(companies.engine, [f"n{number}" for number in range(5)], "sql", "python", agree=AGREE)
        url = f"{NEEDS}/{posted(companies)['id']}"
        assert companies.west.get(f"{url}/people").json()["counted_on"] is None
        companies.count_people()
        found = companies.west.get(f"{url}/people")
        assert found.json()["figures"][0] == {"state": None, "n_ready": 0, "n_near": 5}
        assert len(found.json()["profiles"]) == 5
        assert "n1" not in found.text
        person = found.json()["profiles"][0]
        assert ({one["id"] for one in person["held"]}, person["has_english"]) == ({"sql", "python"}, False)
        sent = {"reference": person["reference"], "message": "¿Platicamos?"}
        assert companies.west.post(f"{url}/messages", json=sent).status_code == 204
        assert companies.west.post(f"{url}/messages", json=sent).status_code == 409
        assert companies.west.post(f"{url}/messages", json={**sent, "reference": "NOBODY"}).status_code == 404
        (message,) = companies.west.get(f"{url}/messages").json()["items"]
        assert (message["message"], message["is_accepted"], message["address"]) == ("¿Platicamos?", None, None)
        assert len(letters(settings)) == 1

    def test_of_a_state_are_counted_by_skill(self, companies: Companies) -> None:
        put_neighbours(companies.engine, [f"n{number}" for number in range(5)], "sql")
        companies.count_people()
        found = companies.west.get("/v1/company/talent/MX-JAL").json()
        (sql,) = (one for one in found["items"] if one["skill"]["id"] == "sql")
        assert (sql["n_positions"], sql["n_holders"], sql["n_certified"], sql["expected"]) == (7, 5, None, [])
        assert companies.west.get("/v1/company/talent/MX-XXX").status_code == 404


class TestPledges:
    @pytest.fixture
    def manager(self, web_app: FastAPI, companies: Companies) -> Iterator[PageClient]:
        with PageClient(web_app) as opened:
            yield logged_in(opened, companies.engine, Role.MANAGER)

    def test_are_offered_and_answered_once(self, companies: Companies, manager: PageClient) -> None:
        pledge = companies.west.post(PLEDGES, json=PLEDGE).json()
        assert (pledge["state"], pledge["percent_paid"], pledge["company"]) == ("offered", 40.0, "Org west-works")
        assert companies.east.get(PLEDGES).json()["items"] == []
        assert manager.get("/v1/pledges").json()["items"] == [pledge]
        answered = manager.post(f"/v1/pledges/{pledge['id']}/answer", json={"accepts": True, "answer": "Gracias"})
        assert (answered.json()["state"], answered.json()["answer"]) == ("accepted", "Gracias")
        assert manager.post(f"/v1/pledges/{pledge['id']}/answer", json={"accepts": False}).status_code == 409
        assert companies.west.post(f"{PLEDGES}/{pledge['id']}/withdraw").status_code == 409

    def test_can_be_taken_back(self, companies: Companies) -> None:
        pledge = companies.west.post(PLEDGES, json=PLEDGE).json()
        assert companies.east.post(f"{PLEDGES}/{pledge['id']}/withdraw").status_code == 404
        assert companies.west.post(f"{PLEDGES}/{pledge['id']}/withdraw").json()["state"] == "withdrawn"

    def test_name_every_field_that_is_wrong(self, companies: Companies) -> None:
        answer = companies.west.post(PLEDGES, json={**PLEDGE, "state_ids": ["MX-XXX"], "expires_on": "2026-01-01"})
        assert [one["pointer"] for one in answer.json()["errors"]] == ["#/expires_on", "#/state_ids"]


class TestSurvey:
    def test_is_answered_by_year(self, companies: Companies) -> None:
        url = "/v1/company/survey/2025"
        unsaid = companies.west.get(url)
        assert unsaid.json()["n_hired"] is None
        said = {"n_hired": 3, "pay_band": "from_20_to_35", "satisfaction": "high", "would_hire_again": None}
        tag = {"If-Match": unsaid.headers["etag"]}
        assert companies.west.post(url, json=said, headers=tag).json() == {"year": 2025, **said}
        assert companies.west.post(url, json=said, headers=tag).status_code == 412
        assert companies.west.post("/v1/company/survey/2024", json=said).status_code == 422
        assert companies.west.post(url, json={**said, "n_hired": 0}).status_code == 422

    def test_is_told_in_sum(self, companies: Companies, web_app: FastAPI) -> None:
        companies.west.post("/v1/company/survey/2026", json={"n_hired": 3})
        with PageClient(web_app) as opened:
            sums = logged_in(opened, companies.engine, Role.MANAGER).get("/v1/company-surveys/2026").json()
        assert (sums["n_companies"], sums["n_hired"], sums["mean_satisfaction"]) == (None, None, None)
