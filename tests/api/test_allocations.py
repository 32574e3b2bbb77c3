"""Runs as people meet them: commands, the record outside of the folder, vouchers given, the JSON API."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.allocation import allocation_services
from api.allocation.allocation_services import ReadRun
from api.i18n import texts
from data import application_store, standing_store
from data.allocation import run_folder
from data.allocation.recorded_run import NotVerifiedError
from data.allocation_store import run_of, runs_of_scenario
from data.allocation_tables import allocation_draw, allocation_run
from data.database import reading, writing
from data.domain import ApplicationState, CertificationId, Language, LearnerId
from data.rights import LearnerRights, Role
from data.settings import Settings
from data.tables import voucher
from data.voucher_store import vouchers_of
from tests.api.command_line import Rumbo
from tests.api.conftest import fill
from tests.api.page_client import PageClient
from tests.api.people import logged_in
from training.allocation import run_allocate
from training.worker import work_on_queue

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 24, 12, 0, tzinfo=UTC)

SCENARIO = """
seed = 5
[tables]
options = "options.csv"
certifications = "certifications.csv"
learners = "learners.csv"
funds = "funds.csv"
[lottery]
share = 1.0
band = 0.5
"""
FILES = {
    "scenario.toml": SCENARIO,
    # Two seats for three learners; Ana and the real one are worth nearly the same, Eva wants something else besides.
    "options.csv": (
        "learner_id,certification_id,value\nana,acme-1,5\nreal,acme-1,5\neva,acme-1,9\neva,acme-2,3\nana,acme-2,2\n"
    ),
    "certifications.csv": ("certification_id,vendor_id,seats,price_pesos\nacme-1,acme,2,100\nacme-2,acme,0,100\n"),
    "learners.csv": "learner_id,state_id\nana,MX-JAL\neva,MX-NLE\nreal,MX-JAL\n",
    "funds.csv": "fund_id,kind,budget_pesos,share\nfederal,federal,1000,0.6\nall,ceiling,1000,1\n",
}


def _scenario(folder: Path) -> Path:
    folder.mkdir()
    for name, content in FILES.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder / "scenario.toml"


def _told(_line: str) -> None:
    """Progress that nobody reads."""


@pytest.fixture
def made(settings: Settings, engine: sa.Engine, tmp_path: Path) -> Path:
    """A recorded run about the three learners of the small application, who all have applied."""
    fill(engine)
    with writing(engine) as connection:
        for learner, certification in (("ana", "acme-1"), ("real", "acme-1"), ("eva", "acme-1"), ("eva", "acme-2")):
            rights = LearnerRights(LearnerId(learner))
            application_store.apply(connection, rights, CertificationId(certification), NOW)
    run_allocate(settings, _scenario(tmp_path / "scenario"), tmp_path / "run", _told)
    return tmp_path / "run"


def _states(engine: sa.Engine, learner: str) -> dict[str, tuple[ApplicationState, str | None]]:
    with reading(engine) as connection:
        found = application_store.applications_of(connection, LearnerRights(LearnerId(learner)))
    return {one.certification_id: (one.state, one.reason) for one in found}


def _apply(engine: sa.Engine, folder: Path, moment: datetime = LATER) -> allocation_services.Applied:
    with writing(engine) as connection:
        return allocation_services.apply(connection, ReadRun.of(folder), texts(Language.ES), moment, 180)


class TestRunAllocate:
    def test_records_what_the_certificate_states_outside_of_the_folder(self, engine: sa.Engine, made: Path) -> None:
        certificate = run_folder.read_json(made, run_folder.CERTIFICATE)
        with reading(engine) as connection:
            (run,) = runs_of_scenario(connection, certificate["scenario_digest"])
        assert run.certificate_digest == run_folder.file_digest(made / run_folder.CERTIFICATE)
        assert (run.value, run.bound, run.n_vouchers) == (certificate["value"], certificate["bound"], 2)
        assert run.value == 14

    def test_a_run_that_fails_is_not_recorded(self, settings: Settings, engine: sa.Engine, made: Path) -> None:
        with pytest.raises(run_folder.RunFolderError):
            run_allocate(settings, made.parent / "scenario" / "scenario.toml", made, _told)
        with reading(engine) as connection:
            assert connection.scalar(sa.select(sa.func.count()).select_from(allocation_run)) == 1


class TestCheck:
    def test_agrees_with_the_record(self, settings: Settings, made: Path) -> None:
        checked = allocation_services.check(settings, made)
        assert checked.differences == ()
        assert checked.run is not None
        assert checked.is_recorded

    def test_catches_a_certificate_that_is_true_but_not_the_recorded_one(self, settings: Settings, made: Path) -> None:
        path = made / run_folder.CERTIFICATE
        path.write_bytes(path.read_bytes() + b"\n")
        (difference,) = allocation_services.check(settings, made).differences
        assert difference.place == "certificate"
        assert difference.found == run_folder.file_digest(path)

    def test_says_so_where_there_is_no_record(self, settings: Settings, engine: sa.Engine, made: Path) -> None:
        with writing(engine) as connection:
            connection.execute(sa.delete(allocation_run))
        checked = allocation_services.check(settings, made)
        assert checked.differences == ()
        assert checked.run is None
        assert not checked.is_recorded


class TestApply:
    def test_gives_the_vouchers_and_ends_the_applications(self, engine: sa.Engine, made: Path) -> None:
        assert _apply(engine, made) == allocation_services.Applied(given=2, refused=2, left_open=0)
        eva = _states(engine, "eva")
        assert eva["acme-1"][0] is ApplicationState.GRANTED
        assert eva["acme-2"][0] is ApplicationState.REFUSED
        assert "otra certificación" in (eva["acme-2"][1] or "")
        with reading(engine) as connection:
            (given,) = vouchers_of(connection, LearnerRights(LearnerId("eva")))
            public = connection.scalars(sa.select(voucher.c.public_centavos)).all()
        assert (given.certification_id, given.granted_on) == ("acme-1", LATER.date())
        assert public == [6_000, 6_000]

    def test_a_plan_applied_twice_gives_nothing_twice(self, engine: sa.Engine, made: Path) -> None:
        _apply(engine, made)
        _apply(engine, made, datetime(2027, 1, 1, tzinfo=UTC))
        with reading(engine) as connection:
            given = connection.execute(sa.select(voucher.c.learner_id, voucher.c.granted_on)).all()
            (run,) = connection.execute(
                sa.select(allocation_run.c.allocation_run_id, allocation_run.c.applied_at)
            ).all()
        assert len(given) == 2
        assert {day for _, day in given} == {LATER.date()}
        assert run.applied_at == LATER

    def test_keeps_who_was_drawn_with_which_chance(self, engine: sa.Engine, made: Path) -> None:
        _apply(engine, made)
        with reading(engine) as connection:
            drawn = connection.execute(sa.select(allocation_draw).order_by(allocation_draw.c.learner_id)).all()
        # Ana and the real one are worth the same to the same state's seat: one of two gets it.
        assert [(row.learner_id, row.propensity) for row in drawn] == [("ana", 0.5), ("real", 0.5)]
        assert sum(row.is_drawn for row in drawn) == 1

    def test_leaves_to_a_person_who_objects_or_is_blocked_by_now(self, engine: sa.Engine, made: Path) -> None:
        with writing(engine) as connection:
            standing_store.object_to_automation(connection, LearnerRights(LearnerId("eva")), NOW)
            standing_store.ask_deletion(connection, LearnerRights(LearnerId("real")), NOW, LATER.date())
        applied = _apply(engine, made)
        assert applied.left_open == 2
        assert {state for state, _ in _states(engine, "eva").values()} == {ApplicationState.APPLIED}
        with reading(engine) as connection:
            assert vouchers_of(connection, LearnerRights(LearnerId("eva"))) == ()
            assert vouchers_of(connection, LearnerRights(LearnerId("real"))) == ()

    def test_refuses_a_run_that_is_not_what_it_states(self, engine: sa.Engine, made: Path) -> None:
        with (made / run_folder.VOUCHERS).open("a") as file:
            file.write("real,acme-1\n")
        with pytest.raises(NotVerifiedError, match="is not what it states"):
            _apply(engine, made)

    def test_refuses_a_run_that_nobody_recorded(self, engine: sa.Engine, made: Path) -> None:
        with writing(engine) as connection:
            connection.execute(sa.delete(allocation_run))
        with pytest.raises(NotVerifiedError, match="was not made by this installation"):
            _apply(engine, made)


class TestCommands:
    def test_allocates_verifies_and_tells(self, rumbo: Rumbo, database: str, engine: sa.Engine, tmp_path: Path) -> None:
        fill(engine)
        scenario, out = _scenario(tmp_path / "scenario"), tmp_path / "run"
        told = rumbo("allocate", scenario, "--out", out, "--lang", "en")
        assert told.code == 0
        assert told.out.splitlines()[0] == "2 vouchers for 3 people"
        checked = rumbo("allocate", "verify", out, "--lang", "en")
        assert checked.code == 0
        assert checked.out.splitlines()[0] == "All agrees: the plan keeps to every limit and the bound is valid."
        given = rumbo("allocate", "apply", out, "--lang", "en")
        assert given.out.startswith("Vouchers given: 2.")

    def test_verify_fails_and_names_the_difference(self, rumbo: Rumbo, database: str, made: Path) -> None:
        funds = made.parent / "scenario" / "funds.csv"
        funds.write_text(funds.read_text().replace("1000,0.6", "2000,0.6"))
        checked = rumbo("allocate", "verify", made, "--lang", "en")
        assert checked.code == 1
        assert "constraints.budget:federal.limit: it says 100000, it comes to 200000" in checked.out

    def test_works_without_a_database_and_says_so(self, rumbo: Rumbo, tmp_path: Path) -> None:
        told = rumbo("allocate", _scenario(tmp_path / "scenario"), "--out", tmp_path / "run", "--lang", "en")
        assert told.code == 0
        assert "There is no database" in told.err
        checked = rumbo("allocate", "verify", tmp_path / "run", "--lang", "en")
        assert checked.code == 0
        assert "no record of the certificate" in checked.out

    def test_names_what_is_wrong_in_one_line(self, rumbo: Rumbo, tmp_path: Path) -> None:
        scenario = _scenario(tmp_path / "scenario")
        (scenario.parent / "funds.csv").write_text("fund_id,kind,budget_pesos,share\nfederal,federal,-1,0.6\n")
        told = rumbo("allocate", scenario, "--out", tmp_path / "run")
        assert told.code == 1
        assert told.complaint == "error: funds.csv, line 2, column budget_pesos: is below 0; correct it"

    def test_tells_the_extra_budget_that_would_meet_the_rules(self, rumbo: Rumbo, tmp_path: Path) -> None:
        scenario = _scenario(tmp_path / "scenario")
        target = '\n[[targets]]\nname = "Jalisco"\nwho = {state_id = "MX-JAL"}\nleast = 2\n'
        scenario.write_text(scenario.read_text() + target)
        funds = scenario.parent / "funds.csv"
        # Two vouchers take 60 pesos each.
        funds.write_text(funds.read_text().replace("federal,federal,1000", "federal,federal,100"))
        told = rumbo("allocate", scenario, "--out", tmp_path / "run", "--lang", "en")
        assert told.code == 1
        assert "federal: MX$20.00" in told.out
        assert "at_least:target:Jalisco (misses 1)" in told.complaint


class TestApi:
    def test_a_manager_asks_and_sees_what_came_of_it(
        self, client: PageClient, engine: sa.Engine, settings: Settings
    ) -> None:
        manager = logged_in(client, engine, Role.MANAGER)
        _scenario(settings.home / "scenario")
        asked = manager.post("/v1/allocations", json={"scenario": "scenario/scenario.toml"})
        assert (asked.status_code, asked.json()["state"]) == (201, "queued")
        address = f"/v1/allocations/{asked.json()['id']}"
        assert manager.get(address).json()["state"] == "queued"
        work_on_queue(settings, once=True, poll_seconds=0.05, progress=_told)
        shown = manager.get(address).json()
        assert (shown["state"], shown["n_vouchers"], shown["value"]) == ("done", 2, 14.0)
        certificate = manager.get(f"{address}/certificate").json()
        assert certificate["bound"] == shown["bound"]
        with reading(engine) as connection:
            assert run_of(connection, asked.json()["id"]).asked_by == Role.MANAGER.value

    def test_a_scenario_outside_of_the_installation_is_refused(
        self, client: PageClient, engine: sa.Engine, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        manager = logged_in(client, engine, Role.MANAGER)
        outside = _scenario(tmp_path_factory.mktemp("outside") / "scenario")
        assert manager.post("/v1/allocations", json={"scenario": str(outside)}).status_code == 422

    def test_an_allocation_that_nobody_asked_for_is_not_found(self, client: PageClient, engine: sa.Engine) -> None:
        manager = logged_in(client, engine, Role.MANAGER)
        assert manager.get(f"/v1/allocations/{'0' * 32}").status_code == 404
        assert manager.get(f"/v1/allocations/{'0' * 32}/certificate").status_code == 404
