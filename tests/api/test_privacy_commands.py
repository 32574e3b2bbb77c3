from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from api.cli import app
from data import own_data_store
from data.application_store import apply
from data.catalogue import Catalogue
from data.database import writing
from data.domain import CertificationId, LearnerId
from data.own_data_store import own_counts
from data.rights import LearnerRights, Role
from data.settings import Settings
from data.standing_store import ask_deletion, cancel_deletion
from data.study_outcome_store import put_study_outcomes
from data.tables import learner
from recommender.people_files import PeopleFiles
from tests.api.conftest import START, fill
from tests.api.people import put_account
from training.people_count import count_people

Run = Callable[[str], str]
YESTERDAY = date.today() - timedelta(days=1)  # noqa: DTZ011  (the command's own day)


def rights(learner_id: str) -> LearnerRights:
    return LearnerRights(LearnerId(learner_id))


@pytest.fixture
def run(settings: Settings, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command over Ana, who is due with rows in many tables, Eva, who is not yet, and the others."""
    monkeypatch.setenv("RUMBO_HOME", str(tmp_path))
    monkeypatch.setenv("RUMBO_DATABASE_URL", settings.database_url or "")
    fill(engine)
    course = {"source": "u", "course_id": "c", "period": "1", "result": "passed", "n_previous_attempts": 0}
    with writing(engine) as connection:
        put_account(connection, Role.STUDENT, learner_id="ana")
        apply(connection, rights("ana"), CertificationId("acme-1"), START)
        put_study_outcomes(connection, [{**course, "learner_id": id_, "credits": 1.0} for id_ in ("ana", "stranger")])
        ask_deletion(connection, rights("ana"), START, YESTERDAY)
        ask_deletion(connection, rights("eva"), START, YESTERDAY + timedelta(days=9))

    def run_command(command: str) -> str:
        result = CliRunner().invoke(app, ["privacy", command])
        assert result.exit_code == 0, result.output
        return result.output

    return run_command


class TestDue:
    def test_lists_who_is_due_by_pseudonym(self, run: Run) -> None:
        # learner, person, transcript, account, its person, application, course, standing.
        assert run("due") == f"ana  due since {YESTERDAY}  8 rows\ndue: 1\n"


class TestErase:
    def test_takes_who_is_due_out_of_the_files_of_a_count(
        self, run: Run, engine: sa.Engine, settings: Settings, catalogue: Catalogue
    ) -> None:
        files = PeopleFiles(settings.people_dir)
        with writing(engine) as connection:
            cancel_deletion(connection, rights("ana"))
        count_people(engine, catalogue, files, START.date(), lambda line: None)
        with writing(engine) as connection:
            ask_deletion(connection, rights("ana"), START, YESTERDAY)
        run("erase")
        people = files.people()
        assert people is not None
        assert people.learner_ids.tolist() == [b"real"]

    def test_erases_all_of_who_is_due_and_nothing_of_others(self, run: Run, engine: sa.Engine) -> None:
        with engine.connect() as connection:
            others = {id_: own_counts(connection, LearnerId(id_)) for id_ in ("eva", "real", "stranger")}
        assert run("erase") == "learners erased: 1, with rows: 8\n"
        with engine.connect() as connection:
            assert set(own_counts(connection, LearnerId("ana")).values()) == {0}
            assert {id_: own_counts(connection, LearnerId(id_)) for id_ in others} == others
        assert run("erase") == "learners erased: 0, with rows: 0\n"

    def test_killed_between_two_goes_on_with_the_second(
        self, run: Run, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with writing(engine) as connection:
            ask_deletion(connection, rights("real"), START, YESTERDAY)
        erase = own_data_store.erase

        def killed_at_the_second(connection: sa.Connection, learner_id: LearnerId, today: date) -> int:
            n_rows = erase(connection, learner_id, today)
            if learner_id == "real":
                raise KeyboardInterrupt
            return n_rows

        with monkeypatch.context() as patched:
            patched.setattr(own_data_store, "erase", killed_at_the_second)
            assert CliRunner().invoke(app, ["privacy", "erase"]).exit_code != 0
        with engine.connect() as connection:
            assert set(connection.scalars(sa.select(learner.c.learner_id))) == {"eva", "real"}
        assert run("erase") == "learners erased: 1, with rows: 3\n"

    def test_spares_who_cancelled_in_between(self, run: Run, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            cancel_deletion(connection, rights("ana"))
            assert own_data_store.erase(connection, LearnerId("ana"), date.max) == 0
        assert run("erase") == "learners erased: 0, with rows: 0\n"


def test_no_table_keeps_rows_of_an_erased_learner() -> None:
    """This fails for a new table that names learners or accounts without going when they go."""
    owners = {"learner", "account"}
    for table in own_data_store.own_tables():
        keys = [key for column in table.c for key in column.foreign_keys if key.column.table.name in owners]
        assert all(key.ondelete == "CASCADE" for key in keys), table.name
        assert keys or "learner_id" in table.c, table.name
