"""A manager's allocations: asked for, looked at, approved, taken back, published, compared, and put on record."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import allocation_store
from data.account_tables import account
from data.allocation import run_folder
from data.allocation.scenario import read_scenario
from data.allocation_store import run_of
from data.database import reading, writing
from data.job_queue import JobQueue
from data.job_store import JobState
from data.rights import Role
from data.settings import Settings
from data.tables import learner, voucher
from tests.api.page_client import PageClient
from tests.api.people import logged_in
from tests.api.programme.conftest import NOW
from tests.api.programme.managing import NEW, RUNS, ask, form_of, made, publish

Work = Callable[[], None]


def folder_of(engine: sa.Engine, url: str) -> Path:
    with reading(engine) as connection:
        return Path(run_of(connection, url.rpartition("/")[2]).folder)


def n_vouchers(engine: sa.Engine) -> int:
    with reading(engine) as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(voucher)) or 0


def state_of(page: str) -> str:
    (word,) = re.findall(r'<p class="lead">[^<]* <span class="state (\w+)">', page)
    return word


class TestNewRun:
    def test_the_untouched_form_makes_a_plan_of_who_applied(
        self, manager: PageClient, engine: sa.Engine, work: Work
    ) -> None:
        url = ask(manager)
        assert state_of(manager.get(url).text) == "queued"
        work()
        page = manager.get(url).text
        assert state_of(page) == "done"
        certificate = run_folder.read_json(folder_of(engine, url), run_folder.CERTIFICATE)
        assert certificate["learners"] == 3
        assert f'<a href="#by-certification">{certificate["vouchers"]}</a>' in page
        assert url in manager.get(RUNS).text

    def test_sliders_become_the_scenario(
        self, manager: PageClient, engine: sa.Engine, settings: Settings, work: Work
    ) -> None:
        form = form_of(manager.get(NEW).text)
        fund = next(name for name in form if name.startswith("fund-"))
        changed = {fund: "40", "lottery": "25", "floor": "50", "parity": "state_id", "parity_gap": "30"}
        url = ask(manager, **changed, two_in_ten="true")
        (path,) = (settings.home / "scenarios").glob("*/scenario.toml")
        scenario = read_scenario(path)
        assert scenario.from_database is not None
        assert scenario.from_database.budget_shares[fund.removeprefix("fund-")] == 0.4
        assert (scenario.lottery.share, scenario.floor) == (0.25, 0.5)
        assert [(one.column, one.gap) for one in scenario.parity] == [("state_id", 0.3)]
        assert [(one.least_share, one.for_each) for one in scenario.targets] == [(0.2, "institution_id")]
        # The day's own, which nobody chooses.
        assert scenario.seed == 20261120
        assert url.startswith(RUNS)

    def test_part_of_a_fund_is_all_that_the_plan_may_spend(
        self, manager: PageClient, engine: sa.Engine, work: Work
    ) -> None:
        form = form_of(manager.get(NEW).text)
        funds = {name: "0" for name in form if name.startswith("fund-")}
        url = made(manager, work, **funds)
        certificate = run_folder.read_json(folder_of(engine, url), run_folder.CERTIFICATE)
        assert {one["limit"] for name, one in certificate["constraints"].items() if name.startswith("budget:")} == {0}

    @pytest.mark.parametrize("wrong", [{"lottery": "101"}, {"floor": "-1"}, {"floor": "x"}, {"takes_part": "some"}])
    def test_a_value_that_the_form_does_not_offer_is_refused(
        self, manager: PageClient, settings: Settings, wrong: Mapping[str, str]
    ) -> None:
        answer = manager.post(NEW, data={**form_of(manager.get(NEW).text), **wrong})
        assert answer.status_code == 422
        assert not (settings.home / "scenarios").exists()

    def test_a_plan_that_cannot_be_made_says_why(self, manager: PageClient, engine: sa.Engine, work: Work) -> None:
        with writing(engine) as connection:  # A target for each institution asks nothing of who is at none.
            connection.execute(sa.update(learner).where(learner.c.learner_id == "ana"), {"institution_id": "u-west"})
        form = form_of(manager.get(NEW).text)
        nothing = {name: "0" for name in form if name.startswith("fund-")}
        url = made(manager, work, **nothing, two_in_ten="true")
        page = manager.get(url).text
        assert state_of(page) == "failed"
        assert "cannot be met together" in page


class TestDecisions:
    def test_nothing_is_given_before_it_is_published(self, manager: PageClient, engine: sa.Engine, work: Work) -> None:
        url = made(manager, work)
        assert "Esto es lo que pasa" in manager.get(f"{url}/aprobar").text
        assert manager.post(f"{url}/publicar").status_code == 409
        manager.post(f"{url}/aprobar")
        assert state_of(manager.get(url).text) == "approved"
        assert n_vouchers(engine) == 0
        answer = manager.post(f"{url}/publicar")
        assert answer.status_code == 303
        page = manager.get(answer.headers["location"]).text
        assert state_of(page) == "approved"
        assert "Se está publicando" in page
        assert f'hx-get="{url}"' in page
        assert n_vouchers(engine) == 0
        work()
        assert state_of(manager.get(url).text) == "published"
        certificate = run_folder.read_json(folder_of(engine, url), run_folder.CERTIFICATE)
        assert n_vouchers(engine) == certificate["vouchers"] > 0

    def test_an_approval_can_be_taken_back_until_it_is_published(
        self, manager: PageClient, engine: sa.Engine, work: Work
    ) -> None:
        url = made(manager, work)
        manager.post(f"{url}/aprobar")
        manager.post(f"{url}/retirar")
        assert state_of(manager.get(url).text) == "withdrawn"
        assert manager.post(f"{url}/publicar").status_code == 409
        manager.post(f"{url}/aprobar")
        publish(manager, url, work)
        for decision in ("aprobar", "retirar", "publicar"):
            assert manager.post(f"{url}/{decision}").status_code == 409
        assert manager.get(f"{url}/aprobar").status_code == 409

    def test_each_is_on_record_with_who_and_when(self, manager: PageClient, work: Work) -> None:
        url = made(manager, work)
        for decision in ("aprobar", "retirar", "aprobar"):
            manager.post(f"{url}/{decision}")
        publish(manager, url, work)
        page = manager.get("/programa/bitacora").text
        told = re.findall(r"<tr><th scope=\"row\">([^<]+)</th><td>([^<]+)</td><td class=\"id\">(\w+)</td>", page)
        assert [what for _, what, _ in told] == [
            "Se publicó un reparto",
            "Se aprobó un reparto",
            "Se retiró la aprobación de un reparto",
            "Se aprobó un reparto",
            "Se pidió un reparto",
        ]
        assert {who for _, _, who in told} == {"manager"}
        # The worker looks at its own clock.
        assert {day for day, _, _ in told[1:]} == {"20 de noviembre de 2026, 18:00:00 UTC"}
        proof = manager.get(f"{url}/prueba").text
        assert proof.count("Se aprobó un reparto") == 2

    def test_a_run_that_was_changed_is_not_published(self, manager: PageClient, engine: sa.Engine, work: Work) -> None:
        url = made(manager, work)
        manager.post(f"{url}/aprobar")
        with (folder_of(engine, url) / run_folder.VOUCHERS).open("a") as file:
            file.write("real,acme-1\n")
        publish(manager, url, work)
        page = manager.get(url).text
        assert "no se publicó y no se dio ningún vale" in page
        assert "is not what it states" in page
        assert state_of(page) == "approved"
        assert n_vouchers(engine) == 0

    def test_a_publication_that_waits_is_called_off_with_the_approval(
        self, manager: PageClient, engine: sa.Engine, work: Work
    ) -> None:
        url = made(manager, work)
        manager.post(f"{url}/aprobar")
        manager.post(f"{url}/publicar")
        assert manager.post(f"{url}/retirar").status_code == 303
        # Approved again, but nobody asked again that it be published.
        manager.post(f"{url}/aprobar")
        work()
        page = manager.get(url).text
        assert state_of(page) == "approved"
        assert "Se está publicando" not in page
        assert n_vouchers(engine) == 0

    def test_is_published_once_however_often_it_is_asked_for(
        self, manager: PageClient, engine: sa.Engine, settings: Settings, work: Work
    ) -> None:
        url = made(manager, work)
        manager.post(f"{url}/aprobar")
        manager.post(f"{url}/publicar")
        manager.post(f"{url}/publicar")
        jobs = [one for one in JobQueue.of(engine, settings.home).jobs(10) if one.command == "publish"]
        assert len(jobs) == 1
        # As if the process had been killed after all was given and before its job ended: it is run again.
        JobQueue.of(engine, settings.home).enqueue("publish", jobs[0].arguments, NOW)
        work()
        done = [one for one in JobQueue.of(engine, settings.home).jobs(10) if one.command == "publish"]
        given = n_vouchers(engine)
        assert [(one.state, one.counts and one.counts["vouchers"]) for one in done] == [(JobState.DONE, given)] * 2
        page = manager.get("/programa/bitacora").text
        assert page.count("Se publicó un reparto") == 1

    def test_is_published_whole_or_not_at_all(
        self, manager: PageClient, engine: sa.Engine, work: Work, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        url = made(manager, work)
        manager.post(f"{url}/aprobar")

        def die(*_given: object) -> None:
            raise OSError("killed at the last step")

        with monkeypatch.context() as patch:
            patch.setattr(allocation_store, "mark_applied", die)
            publish(manager, url, work)
        assert n_vouchers(engine) == 0
        assert state_of(manager.get(url).text) == "approved"
        publish(manager, url, work)
        assert state_of(manager.get(url).text) == "published"

    def test_who_is_no_manager_any_more_publishes_nothing(
        self, manager: PageClient, engine: sa.Engine, work: Work
    ) -> None:
        url = made(manager, work)
        manager.post(f"{url}/aprobar")
        manager.post(f"{url}/publicar")
        with writing(engine) as connection:
            connection.execute(sa.update(account).where(account.c.account_id == "manager"), {"role": "operator"})
        work()
        assert n_vouchers(engine) == 0

    def test_operators_cannot_ask_for_it_by_name(self, client: PageClient, engine: sa.Engine) -> None:
        operator = logged_in(client, engine, Role.OPERATOR)
        arguments = {"run_id": "0" * 32, "asked_by": "manager", "language": "es"}
        answer = operator.post("/v1/jobs", json={"command": "publish", "arguments": arguments})
        assert answer.status_code == 422

    def test_programs_decide_as_the_page_does(self, manager: PageClient, engine: sa.Engine, work: Work) -> None:
        url = f"/v1/allocations/{made(manager, work).rpartition('/')[2]}"
        assert manager.post(f"{url}/publish").status_code == 409
        assert manager.post(f"{url}/approve").json()["standing"] == "approved"
        assert manager.post(f"{url}/withdraw").json()["standing"] == "withdrawn"
        manager.post(f"{url}/approve")
        answer = manager.post(f"{url}/publish")
        assert (answer.status_code, answer.json()["is_publishing"]) == (202, True)
        work()
        found = manager.get(url).json()
        assert (found["standing"], found["is_publishing"]) == ("published", False)
        assert n_vouchers(engine) == found["n_vouchers"]

    def test_of_two_equal_runs_the_one_that_was_approved_is_published(self, manager: PageClient, work: Work) -> None:
        first, second = made(manager, work), made(manager, work)
        manager.post(f"{first}/aprobar")
        publish(manager, first, work)
        assert state_of(manager.get(first).text) == "published"
        assert state_of(manager.get(second).text) == "done"


class TestRun:
    def test_every_file_is_given_out_as_it_was_recorded(
        self, manager: PageClient, engine: sa.Engine, work: Work
    ) -> None:
        url = made(manager, work)
        names = re.findall(rf'href="{url}/archivos/([^"]+)" download', manager.get(url).text)
        assert len(names) == 5
        for name in names:
            answer = manager.get(f"{url}/archivos/{name}")
            assert answer.status_code == 200
            assert answer.content == (folder_of(engine, url) / name).read_bytes()
        assert manager.get(f"{url}/archivos/origin.json").status_code == 404

    def test_a_file_that_was_changed_is_not_given_out(self, manager: PageClient, engine: sa.Engine, work: Work) -> None:
        url = made(manager, work)
        (folder_of(engine, url) / run_folder.VOUCHERS).write_text("nothing")
        assert manager.get(f"{url}/archivos/vouchers.csv").status_code == 409

    def test_numbers_of_fewer_than_five_people_are_hidden(
        self, manager: PageClient, engine: sa.Engine, work: Work
    ) -> None:
        url = made(manager, work)
        page = manager.get(url).text
        by_state = page[page.index('id="by-state"') : page.index('id="by-kind"')]
        assert by_state.count("ocult") >= 2, by_state

    def test_every_link_of_a_number_leads_somewhere(self, manager: PageClient, work: Work) -> None:
        url = made(manager, work)
        page = manager.get(url).text
        ids = set(re.findall(r' id="([^"]+)"', page))
        links = set(re.findall(r'href="(/(?:programa|certificaciones|carreras)[^"]*|#[^"]+)"', page))
        assert {link[1:] for link in links if link.startswith("#")} - ids - {"content"} == set()
        pages = {link.partition("#")[0] for link in links if link.startswith("/")}
        assert {link: status for link in pages if (status := manager.get(link).status_code) != 200} == {}

    def test_nobody_asked_for_is_not_found(self, manager: PageClient) -> None:
        assert manager.get(f"{RUNS}/{'0' * 32}").status_code == 404
        assert manager.get(f"{RUNS}/{'0' * 32}/prueba").status_code == 404
        assert manager.post(f"{RUNS}/{'0' * 32}/aprobar").status_code == 404


class TestComparison:
    def test_tells_the_differences(self, manager: PageClient, engine: sa.Engine, work: Work) -> None:
        one = made(manager, work)
        form = form_of(manager.get(NEW).text)
        other = made(manager, work, **{name: "0" for name in form if name.startswith("fund-")})
        assert other.rpartition("/")[2] in manager.get(one).text
        page = manager.get(f"{one}/comparar?con={other.rpartition('/')[2]}").text
        values = [
            run_folder.read_json(folder_of(engine, url), run_folder.CERTIFICATE)["vouchers"] for url in (one, other)
        ]
        (row,) = re.findall(r'<tr><th scope="row">Vales</th>(.*?)</tr>', page)
        assert re.findall(r">([^<]+)</td>", row) == [str(values[0]), str(values[1]), str(values[1] - values[0])]
