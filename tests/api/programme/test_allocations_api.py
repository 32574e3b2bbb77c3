"""Allocations in full as JSON: the same numbers as on the pages of a run, asked for without a file."""

import hashlib
import json

import pytest
from sqlalchemy import Engine

from data.allocation import run_folder
from data.allocation.scenario import read_scenario
from data.settings import Settings
from tests.api.page_client import PageClient
from tests.api.programme.managing import Work, made
from tests.api.programme.test_runs import folder_of

URL = "/v1/allocations"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is stored is tried on both kinds of database by the tests of the pages."""
    return sqlite_url


def id_of(url: str) -> str:
    return url.rpartition("/")[2]


class TestLevers:
    def test_become_a_plan_that_is_listed(self, manager: PageClient, settings: Settings, work: Work) -> None:
        usual = manager.get(f"{URL}/usual-levers").json()
        # Three people have applied, and nothing was spent yet.
        assert (usual["takes_part"], set(usual["budget_percent"].values())) == ("applicants", {100})
        fund = next(iter(usual["budget_percent"]))
        body = {**usual, "budget_percent": {fund: 40}, "lottery_percent": 25, "parity": "kind", "parity_percent": 100}
        asked = manager.post(f"{URL}/from-levers", json=body)
        assert (asked.status_code, asked.json()["state"]) == (201, "queued")
        (path,) = (settings.home / "scenarios").glob("*/scenario.toml")
        scenario = read_scenario(path)
        assert scenario.from_database is not None
        assert scenario.from_database.budget_shares == {fund: 0.4}
        assert (scenario.lottery.share, scenario.floor, scenario.seed) == (0.25, 0.8, 20261120)
        assert [(one.column, one.gap) for one in scenario.parity] == [("kind", 1.0)]
        (waiting,) = manager.get(URL).json()["items"]
        assert (waiting["id"], waiting["state"], waiting["standing"]) == (asked.json()["id"], "queued", None)
        work()
        manager.post(f"{URL}/{waiting['id']}/approve")
        (done,) = manager.get(URL).json()["items"]
        assert (done["id"], done["state"], done["standing"]) == (waiting["id"], "done", "approved")
        assert done["n_vouchers"] > 0

    @pytest.mark.parametrize(
        "changed",
        [
            {"takes_part": "some"},
            {"lottery_percent": 101},
            {"floor_percent": -1},
            {"lottery_percent": "10"},
            {"parity": "age"},
            {"budget_percent": {"none-such": 50}},
            {"seed": 7},
        ],
    )
    def test_that_make_no_sense_are_refused(
        self, manager: PageClient, settings: Settings, changed: dict[str, object]
    ) -> None:
        answer = manager.post(f"{URL}/from-levers", json={"takes_part": "everybody", **changed})
        assert (answer.status_code, answer.json()["errors"] != []) == (422, True)
        assert not (settings.home / "scenarios").exists()


class TestPlan:
    def test_is_that_of_the_certificate(self, manager: PageClient, engine: Engine, work: Work) -> None:
        url = made(manager, work)
        certificate = run_folder.read_json(folder_of(engine, url), run_folder.CERTIFICATE)
        plan = manager.get(f"{URL}/{id_of(url)}/plan?lang=en").json()
        assert (plan["n_vouchers"], plan["n_learners"], plan["n_objecting"]) == (certificate["vouchers"], 3, 0)
        assert (plan["value"], plan["bound"], plan["seed"]) == (certificate["value"], certificate["bound"], 20261120)
        used = {one["fund"]["id"]: one["used_centavos"] for one in plan["funds"]}
        spent = {
            name.removeprefix("budget:"): round(one["used"])
            for name, one in certificate["constraints"].items()
            if name.startswith("budget:")
        }
        assert used == spent
        assert sum(spent.values()) == plan["public_centavos"]
        # Three applicants are a small group wherever they stand; that nobody got one tells of nobody.
        groups = [*plan["states"], *plan["kinds"]]
        assert {one["n_people"] for one in groups} == {None}
        assert {one["n_vouchers"] for one in groups} <= {None, 0}
        assert {one["n_vouchers"] for one in plan["certifications"]} == {None}

    def test_has_the_limits_of_the_certificate_page_by_page(
        self, manager: PageClient, engine: Engine, work: Work
    ) -> None:
        url = made(manager, work)
        certificate = run_folder.read_json(folder_of(engine, url), run_folder.CERTIFICATE)
        first = manager.get(f"{URL}/{id_of(url)}/limits?limit=2").json()
        following = {"limit": 100, "cursor": first["next_cursor"]}
        rest = manager.get(f"{URL}/{id_of(url)}/limits", params=following).json()
        limits = first["items"] + rest["items"]
        assert [one["key"] for one in limits] == list(certificate["constraints"])
        (budget,) = [one for one in limits if one["key"] == "budget:federal"]
        assert (budget["used"], budget["slack"]) == tuple(
            certificate["constraints"]["budget:federal"][name] for name in ("used", "slack")
        )
        # What is left of seats would tell how many of the three people got one.
        assert {one["slack"] for one in limits if one["kind"] == "seats" and one["used"] is None} <= {None}
        scarce = manager.get(f"{URL}/{id_of(url)}/limits?is_scarce=true&limit=100").json()["items"]
        assert [one["key"] for one in scarce] == [one["key"] for one in limits if one["worth"]]

    def test_of_none_is_not_found(self, manager: PageClient) -> None:
        for path in ("plan", "limits", "files", f"comparison?with={'0' * 32}", "files/plan.parquet"):
            assert manager.get(f"{URL}/{'0' * 32}/{path}").status_code == 404


class TestPublication:
    def test_that_failed_says_why(self, manager: PageClient, engine: Engine, work: Work) -> None:
        url = made(manager, work)
        call = f"{URL}/{id_of(url)}"
        assert manager.post(f"{call}/approve").json()["publication"] is None
        with (folder_of(engine, url) / run_folder.VOUCHERS).open("a") as file:
            file.write("real,acme-1\n")
        asked = manager.post(f"{call}/publish").json()
        assert (asked["is_publishing"], asked["publication"]["state"]) == (True, "queued")
        work()
        failed = manager.get(call).json()
        assert (failed["standing"], failed["is_publishing"]) == ("approved", False)
        assert failed["publication"]["state"] == "failed"
        assert "is not what it states" in failed["publication"]["message"]
        assert manager.post(f"{call}/withdraw").json()["publication"] is None


class TestComparison:
    def test_tells_both_and_the_difference(self, manager: PageClient, work: Work) -> None:
        form = manager.get(f"{URL}/usual-levers").json()["budget_percent"]
        one = made(manager, work)
        other = made(manager, work, **{f"fund-{fund}": "0" for fund in form})
        found = manager.get(f"{URL}/{id_of(one)}/comparison?with={id_of(other)}").json()
        plans = [manager.get(f"{URL}/{id_of(url)}/plan").json() for url in (one, other)]
        assert (found["one"], found["other"]) == (id_of(one), id_of(other))
        for name, told in found["totals"].items():
            assert (told["one"], told["other"]) == (plans[0][name], plans[1][name])
            assert told["difference"] == pytest.approx(plans[1][name] - plans[0][name])
        # Nothing of any fund may be spent in the other.
        assert {told["other"] for told in found["by_fund"]} == {0}
        assert {told["difference"] for told in found["by_certification"]} <= {None, 0}
        assert manager.get(f"{URL}/{id_of(one)}/comparison").status_code == 422


class TestFiles:
    def test_are_given_as_they_were_recorded(self, manager: PageClient, engine: Engine, work: Work) -> None:
        url = made(manager, work)
        files = manager.get(f"{URL}/{id_of(url)}/files").json()["items"]
        assert [one["name"] for one in files][:2] == ["certificate.json", "plan.parquet"]
        for one in files:
            answer = manager.get(f"{URL}/{id_of(url)}/files/{one['name']}")
            assert answer.status_code == 200
            assert (len(answer.content), hashlib.sha256(answer.content).hexdigest()) == (one["n_bytes"], one["sha256"])
        prices = manager.get(f"{URL}/{id_of(url)}/files/prices.csv")
        assert prices.headers["content-type"].startswith("text/csv")
        certificate = manager.get(f"{URL}/{id_of(url)}/files/certificate.json")
        assert json.loads(certificate.content) == manager.get(f"{URL}/{id_of(url)}/certificate").json()
        with (folder_of(engine, url) / run_folder.VOUCHERS).open("a") as file:
            file.write("real,acme-1\n")
        changed = manager.get(f"{URL}/{id_of(url)}/files/vouchers.csv")
        assert (changed.status_code, changed.json()["key"]) == (409, "error.not_verified")
        assert manager.get(f"{URL}/{id_of(url)}/files/scenario.toml").status_code == 404
