import io
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.accounts.demo_accounts import make_demo_accounts
from api.accounts.passwords import is_right
from data import account_list_store, account_store
from data.catalogue import Catalogue
from data.database import opened_engine, writing
from data.interaction_store import put_exam_results
from data.rights import Role
from data.session_store import SessionKind, account_of_session, begin_session
from data.settings import Settings
from tests.api.command_line import Finished, Rumbo
from tests.api.conftest import START, Clock, fill
from tests.api.page_client import PASSWORD, PageClient
from tests.api.people import put_account

EMAIL = "manager@example.mx"


@pytest.fixture
def with_manager(database: str) -> str:
    """URL of a database in which the manager has an account."""
    with opened_engine(database) as engine, writing(engine) as connection:
        put_account(connection, Role.MANAGER)
    return database


def complaint(found: Finished) -> str:
    assert (found.code, found.out) == (1, "")
    return found.complaint


class TestInvite:
    @pytest.mark.usefixtures("database")
    def test_prints_the_link_and_where_the_letter_is(self, rumbo: Rumbo, home: Path) -> None:
        found = rumbo("users", "invite", "Ana@Example.mx", "--role", "manager", "--lang", "en")
        link, told = found.out.splitlines()
        (letter,) = (home / "outbox").glob("*.eml")
        assert told == f"the letter is in {letter}"
        assert link.startswith("http://127.0.0.1:8000/invitacion/")
        assert link.encode() in letter.read_bytes()
        assert rumbo("users", "list").out == "ana@example.mx\tmanager\tinvited\t-\n"

    @pytest.mark.usefixtures("database")
    def test_names_what_to_do_where_something_is_missing(self, rumbo: Rumbo) -> None:
        invite = ("users", "invite", "ana@example.mx", "--role")
        assert "rumbo users organisations" in complaint(rumbo(*invite, "academia"))
        assert "/registro" in complaint(rumbo(*invite, "student"))
        assert "no organisation none-such; rumbo users organisations" in complaint(
            rumbo(*invite, "industry", "--organisation", "none-such")
        )
        assert "no learner of this number" in complaint(rumbo(*invite, "student", "--learner", "A-1"))
        assert "this is no e-mail address: 'ana'" in complaint(rumbo("users", "invite", "ana", "--role", "manager"))

    def test_says_that_the_tables_are_missing(
        self, rumbo: Rumbo, new_database_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("RUMBO_DATABASE_URL", new_database_url)
        assert "run rumbo init" in complaint(rumbo("users", "list"))

    def test_says_what_is_wrong_with_the_mail_server_and_keeps_nothing(
        self, rumbo: Rumbo, with_manager: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("RUMBO_SMTP_HOST", "localhost")
        monkeypatch.setenv("RUMBO_SMTP_PORT", "1")
        told = complaint(rumbo("users", "invite", "ana@example.mx", "--role", "manager"))
        assert "localhost:1 took no letter" in told
        assert "RUMBO_SMTP" in told
        assert rumbo("users", "list").out.splitlines() == [f"{EMAIL}\tmanager\tactive\t-"]


class TestOrganisations:
    @pytest.mark.usefixtures("database")
    def test_are_added_listed_and_joined(self, rumbo: Rumbo) -> None:
        add = ("users", "organisation", "add", "Instituto X", "--role", "academia")
        organisation = rumbo(*add, "--institution", "u-west", "--state", "MX-JAL").out.strip()
        assert rumbo("users", "organisations").out == f"{organisation}\tacademia\tInstituto X\tu-west\n"
        assert (
            rumbo("users", "invite", "ana@example.mx", "--role", "academia", "--organisation", organisation).code == 0
        )
        assert rumbo("users", "list").out == "ana@example.mx\tacademia\tinvited\tInstituto X\n"

    @pytest.mark.usefixtures("database")
    def test_must_be_what_the_catalogue_knows(self, rumbo: Rumbo) -> None:
        add = ("users", "organisation", "add")
        assert "take academia or industry" in complaint(rumbo(*add, "X", "--role", "manager"))
        assert "no institution 'none-such'" in complaint(
            rumbo(*add, "X", "--role", "academia", "--institution", "none-such")
        )
        assert "only a school" in complaint(rumbo(*add, "X", "--role", "industry", "--institution", "u-west"))
        assert "no state 'JAL'" in complaint(rumbo(*add, "X", "--role", "industry", "--state", "JAL"))
        assert "1 to 200 letters" in complaint(rumbo(*add, " ", "--role", "industry"))


class TestBlock:
    @pytest.mark.usefixtures("with_manager")
    def test_is_shown_in_the_list_and_can_be_undone(self, rumbo: Rumbo) -> None:
        assert rumbo("users", "block", "Manager@example.mx").code == 0
        assert "\tblocked\t" in rumbo("users", "list", "MANA").out
        assert rumbo("users", "unblock", EMAIL).code == 0
        assert "\tactive\t" in rumbo("users", "list").out

    @pytest.mark.usefixtures("with_manager")
    def test_of_nobody_is_an_error(self, rumbo: Rumbo, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("another long phrase\n"))
        for words in (("block",), ("unblock",), ("token",), ("password", "--stdin")):
            assert "no account has the address no@example.mx; rumbo users list" in complaint(
                rumbo("users", *words, "no@example.mx")
            )


class TestPassword:
    def test_is_read_from_standard_input(
        self, rumbo: Rumbo, with_manager: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("another long phrase\n"))
        found = rumbo("users", "password", EMAIL, "--stdin")
        assert found.out == f"{EMAIL} has a new password\n"
        with opened_engine(with_manager) as engine, engine.connect() as connection:
            stored = account_store.credential_of(connection, EMAIL)
        assert stored is not None
        assert is_right("another long phrase", stored.password_hash)

    def test_is_not_changed_by_one_that_is_too_easy(
        self, rumbo: Rumbo, with_manager: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
        assert "10 to 200 letters" in complaint(rumbo("users", "password", EMAIL, "--stdin"))
        with opened_engine(with_manager) as engine, engine.connect() as connection:
            stored = account_store.credential_of(connection, EMAIL)
        assert stored is not None
        assert is_right(PASSWORD, stored.password_hash)


class TestToken:
    def test_is_a_programs_session_and_no_browsers(self, rumbo: Rumbo, with_manager: str) -> None:
        token = rumbo("users", "token", EMAIL, "--days", "2").out.strip()
        moment = datetime.now(UTC)
        with opened_engine(with_manager) as engine, engine.connect() as connection:
            found = account_of_session(connection, token, SessionKind.PROGRAM, moment)
            assert found is not None
            assert found.role is Role.MANAGER
            assert account_of_session(connection, token, SessionKind.BROWSER, moment) is None

    def test_opens_the_api_and_ends_with_the_account(self, client: PageClient, engine: sa.Engine, clock: Clock) -> None:
        with writing(engine) as connection:
            email = put_account(connection, Role.STUDENT, learner_id="real")
            held = account_store.credential_of(connection, email)
            assert held is not None
            token = begin_session(connection, held.account_id, SessionKind.PROGRAM, START, timedelta(days=1))
        bearer = {"authorization": f"Bearer {token}"}
        path = "/v1/learners/real/suggestions"
        assert client.get(path).status_code == 403
        assert client.get(path, headers=bearer).status_code == 200
        assert client.get("/v1/learners/ana/suggestions", headers=bearer).status_code == 200
        clock.pass_minutes(24 * 60)
        for anybody in (path, "/v1/learners/ana/suggestions"):
            answer = client.get(anybody, headers=bearer)
            assert (answer.status_code, answer.json()["key"]) == (401, "error.not_signed_in")


class TestDemoAccounts:
    @pytest.fixture
    def settings(self, tmp_path: Path) -> Settings:
        return Settings(home=tmp_path)

    def test_are_one_of_each_role_whose_passwords_open_them(
        self, engine: sa.Engine, catalogue: Catalogue, settings: Settings
    ) -> None:
        fill(engine)
        with writing(engine) as connection:
            put_exam_results(connection, [_passed("ana")])
            told = make_demo_accounts(connection, catalogue, settings, START)
            again = make_demo_accounts(connection, catalogue, settings, START)
            log_ins = dict(line.split() for line in told.splitlines())
            found = {email: account_store.credential_of(connection, email) for email in log_ins}
            entries = account_list_store.account_entries(connection)
            student = next(
                account_store.get_account(connection, entry.id) for entry in entries if entry.role is Role.STUDENT
            )
            organisations = account_store.organisations(connection)
        assert again == told == settings.demo_log_ins_file.read_text(encoding="utf-8")
        assert stat.S_IMODE(settings.demo_log_ins_file.stat().st_mode) == 0o600
        assert {entry.role for entry in entries} == set(Role)
        assert all(one is not None and is_right(log_ins[email], one.password_hash) for email, one in found.items())
        assert student.learner_id == "ana"
        assert [(one.role, one.institution_id, one.is_invented) for one in organisations] == [
            (Role.ACADEMIA, "u-west", True),
            (Role.INDUSTRY, None, True),
        ]

    def test_are_made_anew_where_the_file_is_gone(
        self, engine: sa.Engine, catalogue: Catalogue, settings: Settings
    ) -> None:
        fill(engine)
        with writing(engine) as connection:
            put_exam_results(connection, [_passed("ana")])
            first = make_demo_accounts(connection, catalogue, settings, START)
            settings.demo_log_ins_file.unlink()
            second = make_demo_accounts(connection, catalogue, settings, START)
            n_accounts = account_list_store.count_accounts(connection)
        assert first.split()[::2] == second.split()[::2]
        assert not set(first.split()[1::2]) & set(second.split()[1::2])
        assert n_accounts == len(Role)


def _passed(learner_id: str) -> dict[str, object]:
    return {
        "learner_id": learner_id,
        "certification_id": "acme-1",
        "taken_on": datetime(2026, 5, 1, tzinfo=UTC).date(),
        "passed": True,
    }
