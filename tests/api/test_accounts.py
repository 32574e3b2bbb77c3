"""Log-in and out, sessions, limits, cookies and one's own account."""

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from api.accounts.passwords import is_right
from api.web.visit import FORM_FIELD, SESSION_COOKIE, VISIT_COOKIE
from data.account_store import credential_of, get_account, plain_email, set_blocked
from data.database import writing
from data.errors import InputError
from data.rights import AccountId, Role
from data.settings import Settings
from tests.api.conftest import Clock
from tests.api.page_client import PASSWORD, PageClient
from tests.api.people import logged_in, put_account
from tests.api.test_pages import n_statements

MANAGER = "manager@example.mx"
WRONG = "wrong wrong wrong"
OTHER_PASSWORD = "another long phrase"  # noqa: S105  (of invented accounts)


@pytest.fixture
def manager(client_without_bundle: PageClient, engine: sa.Engine) -> PageClient:
    """A client over an installation in which the manager has an account, not logged in."""
    with writing(engine) as connection:
        put_account(connection, Role.MANAGER)
    return client_without_bundle


def tried(client: PageClient, email: str = MANAGER, password: str = WRONG) -> tuple[int, str]:
    """Status and page of a try to log in."""
    answer = client.post("/entrar", data={"email": email, "password": password})
    return answer.status_code, answer.text


def stored_hash(engine: sa.Engine, email: str = MANAGER) -> str | None:
    with engine.connect() as connection:
        found = credential_of(connection, email)
    assert found is not None
    return found.password_hash


class TestPlainEmail:
    @pytest.mark.parametrize(
        "email",
        ["ana", "ana@", "@x.mx", "ana@mx", "a b@x.mx", "a@x.mx,b@y.mx", "<a@x.mx>", "a@b@x.mx", "a@x.mx\nBcc: b@y.mx"],
    )
    def test_refuses_what_is_not_one_address(self, email: str) -> None:
        with pytest.raises(InputError):
            plain_email(email)

    def test_refuses_one_that_no_column_holds(self) -> None:
        with pytest.raises(InputError):
            plain_email("a" * 250 + "@x.mx")


class TestLogIn:
    def test_leads_home_with_a_session_that_scripts_and_other_sites_cannot_use(self, manager: PageClient) -> None:
        answer = manager.post("/entrar", data={"email": " Manager@Example.mx ", "password": PASSWORD})
        assert (answer.status_code, answer.headers["location"]) == (303, "/programa")
        cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith(SESSION_COOKIE))
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Secure" not in cookie

    def test_says_the_same_of_a_wrong_password_an_unknown_address_and_a_blocked_account(
        self, manager: PageClient, engine: sa.Engine
    ) -> None:
        wrong = tried(manager)
        unknown = tried(manager, "nobody@example.mx")
        with writing(engine) as connection:
            set_blocked(connection, AccountId("manager"), is_blocked=True)
        blocked = tried(manager, password=PASSWORD)
        assert wrong[0] == 401
        assert "El correo o la contraseña no son correctos" in wrong[1]
        pages = {page.replace("nobody@", "manager@") for _, page in (wrong, unknown, blocked)}
        assert len(pages) == 1

    @pytest.mark.parametrize(
        ("next_url", "expected"),
        [
            ("/certificaciones?q=a", "/certificaciones?q=a"),
            ("//evil.example", "/programa"),
            ("https://evil.example/", "/programa"),
            ("/\\evil.example", "/programa"),
            ("/\t/evil.example", "/programa"),
        ],
    )
    def test_leads_to_no_other_host(self, manager: PageClient, next_url: str, expected: str) -> None:
        answer = manager.post("/entrar", data={"email": MANAGER, "password": PASSWORD, "next": next_url})
        assert answer.headers["location"] == expected

    def test_begins_a_new_session_each_time_and_ends_the_one_before(self, manager: PageClient) -> None:
        manager.log_in(MANAGER)
        first = manager.cookies[SESSION_COOKIE]
        manager.log_in(MANAGER)
        assert manager.cookies[SESSION_COOKIE] != first
        manager.cookies.clear()
        manager.cookies.set(SESSION_COOKIE, first)
        assert manager.get("/cuenta").status_code == 303

    def test_is_over_after_twelve_hours(self, manager: PageClient, clock: Clock) -> None:
        manager.log_in(MANAGER)
        clock.pass_minutes(12 * 60 - 1)
        assert manager.get("/cuenta").status_code == 200
        clock.pass_minutes(1)
        assert manager.get("/cuenta").headers["location"] == "/entrar?next=%2Fcuenta"


class TestLimit:
    def test_stops_guessing_one_account_and_lets_in_again_in_time(self, manager: PageClient, clock: Clock) -> None:
        for _ in range(5):
            assert tried(manager)[0] == 401
            clock.pass_minutes(1)
        answer = manager.post("/entrar", data={"email": MANAGER, "password": PASSWORD})
        assert answer.status_code == 429
        # The first of the five was five minutes ago, and fifteen are counted.
        assert answer.headers["retry-after"] == "600"
        clock.pass_minutes(10.1)
        manager.log_in(MANAGER)

    def test_stops_guessing_many_accounts_from_one_network_address(self, manager: PageClient, clock: Clock) -> None:
        for number in range(30):
            assert tried(manager, f"somebody{number}@example.mx")[0] == 401
        assert tried(manager, password=PASSWORD)[0] == 429
        clock.pass_minutes(15.1)
        manager.log_in(MANAGER)

    def test_begins_anew_after_a_log_in(self, manager: PageClient) -> None:
        for _ in range(2):
            for _ in range(4):
                assert tried(manager)[0] == 401
            manager.log_in(MANAGER)
            manager.post("/salir")

    def test_stores_neither_address(self, manager: PageClient, engine: sa.Engine) -> None:
        tried(manager)
        with engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT tried_hash FROM counted_try").scalars().all()
        assert len(rows) == 2
        assert all(len(row) == 64 and int(row, 16) for row in rows)


class TestStatements:
    def test_are_few_on_each_page(self, manager: PageClient) -> None:
        for path in ("/registro", "/contrasena", "/aviso-de-privacidad"):
            assert n_statements(manager, path) == 0
        manager.log_in(MANAGER)
        # Whose session it is, and the address.
        assert n_statements(manager, "/cuenta") == 2


class TestFormToken:
    @pytest.mark.parametrize(
        "path", ["/entrar", "/registro", "/contrasena", "/cuenta/contrasena", "/usuarios/invitaciones"]
    )
    @pytest.mark.parametrize("token", ["", "forged"])
    def test_a_form_without_the_visitors_token_is_refused(self, manager: PageClient, path: str, token: str) -> None:
        assert manager.post(path, data={FORM_FIELD: token, "email": MANAGER}).status_code == 403

    def test_another_visitors_token_is_refused(self, manager: PageClient, web_app: FastAPI) -> None:
        stolen = PageClient(web_app).form_token()
        answer = manager.post("/entrar", data={FORM_FIELD: stolen, "email": MANAGER, "password": PASSWORD})
        assert answer.status_code == 403

    def test_the_token_of_before_the_log_in_is_refused_after_it(self, manager: PageClient) -> None:
        before = manager.form_token()
        manager.log_in(MANAGER)
        assert manager.post("/cuenta/sesiones", data={FORM_FIELD: before}).status_code == 403


class TestCookiesBehindTls:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"public_url": "https://rumbo.example"})

    def test_never_travel_without_it(self, manager: PageClient) -> None:
        visit = manager.get("/entrar?lang=en").headers.get_list("set-cookie")
        assert {one.partition("=")[0] for one in visit} == {VISIT_COOKIE, "lang"}
        host = {"host": "rumbo.example"}
        # The test's client speaks plain HTTP, so it would not send them back by itself.
        jar = "; ".join(one.partition(";")[0] for one in visit)
        token = manager.get("/explora", headers={"cookie": jar}).text.partition(f'name="{FORM_FIELD}" value="')[2][:32]
        answer = manager.post(
            "/entrar",
            data={FORM_FIELD: token, "email": MANAGER, "password": PASSWORD},
            headers={"cookie": jar, **host},
        )
        assert answer.status_code == 303
        session = [one for one in answer.headers.get_list("set-cookie") if one.startswith(SESSION_COOKIE)]
        assert all("Secure" in one for one in (*visit, *session))
        assert session


class TestHosts:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(
            update={"public_url": "http://rumbo.example:8080", "allowed_hosts": "other.example, *.third.example"}
        )

    @pytest.mark.parametrize(
        ("host", "status"),
        [
            ("rumbo.example:8080", 200),
            ("other.example", 200),
            ("a.third.example", 200),
            ("localhost", 200),
            ("evil.example", 400),
        ],
    )
    def test_are_those_of_the_settings(self, manager: PageClient, host: str, status: int) -> None:
        assert manager.get("/healthz", headers={"host": host}).status_code == status


class TestPublicUrl:
    @pytest.mark.parametrize("url", ["rumbo.example", "ftp://rumbo.example", "https://", "https://rumbo.example/x"])
    def test_must_be_scheme_host_and_port(self, url: str) -> None:
        with pytest.raises(InputError, match="RUMBO_PUBLIC_URL"):
            Settings(public_url=url)


class TestOwnAccount:
    @pytest.mark.parametrize("role", Role)
    def test_is_open_to_each_role_and_nobody_else(
        self, client_without_bundle: PageClient, engine: sa.Engine, role: Role
    ) -> None:
        assert client_without_bundle.get("/cuenta").headers["location"].startswith("/entrar")
        page = logged_in(client_without_bundle, engine, role).get("/cuenta")
        assert page.status_code == 200
        assert f"{role.value}@example.mx" in page.text

    def test_takes_another_password_and_ends_the_sessions_of_other_browsers(
        self, manager: PageClient, web_app: FastAPI, engine: sa.Engine
    ) -> None:
        other = PageClient(web_app)
        other.log_in(MANAGER)
        manager.log_in(MANAGER)
        before = manager.cookies[SESSION_COOKIE]
        answer = manager.post("/cuenta/contrasena", data={"old_password": PASSWORD, "password": OTHER_PASSWORD})
        assert answer.status_code == 303
        assert "Tu contraseña cambió" in manager.get(answer.headers["location"]).text
        assert manager.cookies[SESSION_COOKIE] != before
        assert other.get("/cuenta").status_code == 303
        assert is_right(OTHER_PASSWORD, stored_hash(engine))

    @pytest.mark.parametrize(
        ("old", "new", "field"),
        [(WRONG, OTHER_PASSWORD, "old_password"), (PASSWORD, "short", "password")],
    )
    def test_says_beside_the_field_why_a_password_was_refused(
        self, manager: PageClient, engine: sa.Engine, old: str, new: str, field: str
    ) -> None:
        before = stored_hash(engine)
        manager.log_in(MANAGER)
        answer = manager.post("/cuenta/contrasena", data={"old_password": old, "password": new})
        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.text
        assert old not in answer.text
        assert stored_hash(engine) == before

    def test_does_not_let_who_found_an_open_browser_guess_the_password(self, manager: PageClient) -> None:
        manager.log_in(MANAGER)
        form = {"old_password": WRONG, "password": OTHER_PASSWORD}
        answers = [manager.post("/cuenta/contrasena", data=form) for _ in range(6)]
        assert [one.status_code for one in answers] == [422] * 5 + [429]
        assert int(answers[-1].headers["retry-after"]) > 0

    def test_keeps_the_language_for_letters_and_pages(self, manager: PageClient, engine: sa.Engine) -> None:
        manager.log_in(MANAGER)
        answer = manager.post("/cuenta/idioma", data={"language": "en"})
        assert "Your language is saved" in manager.get(answer.headers["location"]).text
        with engine.connect() as connection:
            assert get_account(connection, AccountId("manager")).language == "en"
        assert manager.post("/cuenta/idioma", data={"language": "fr"}).status_code == 422

    def test_ends_all_sessions_but_this_one(self, manager: PageClient, web_app: FastAPI) -> None:
        other = PageClient(web_app)
        other.log_in(MANAGER)
        manager.log_in(MANAGER)
        answer = manager.post("/cuenta/sesiones")
        assert manager.get(answer.headers["location"]).status_code == 200
        assert other.get("/cuenta").status_code == 303
