import re
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import pytest
import sqlalchemy as sa

from api.accounts.passwords import password_hash
from api.accounts.privacy_notice import notice_version
from api.accounts.sign_up import Applicant, sign_up
from data import account_store
from data.account_tables import account
from data.database import writing
from data.domain import EnglishLevel, Language, Learner, LearnerId, LearnerKind, StateId
from data.errors import NotFoundError
from data.learner_store import get_learner
from data.rights import Account, Role
from data.settings import Settings
from tests.api.conftest import START, Clock
from tests.api.letters import last_link, letters, text_of
from tests.api.page_client import PASSWORD, PageClient
from tests.api.people import put_account
from tests.api.test_pages import rows

EMAIL = "nueva@example.mx"
FORM = {
    "email": EMAIL,
    "password": PASSWORD,
    "name": "Nueva Persona",
    "kind": "student",
    "state_id": "MX-JAL",
    "english": "B1",
    "weekly_hours": "7,5",
    "curriculum_id": "systems",
    "goal_occupation_id": "data-analyst",
    "notice": "1",
}


@pytest.fixture
def visitor(client_without_bundle: PageClient) -> PageClient:
    return client_without_bundle


def account_of(engine: sa.Engine, email: str = EMAIL) -> Account:
    with engine.connect() as connection:
        found = account_store.credential_of(connection, email)
        assert found is not None
        return account_store.get_account(connection, found.account_id)


class TestSignUp:
    def test_makes_a_learner_who_can_log_in_once_the_address_is_confirmed(
        self, visitor: PageClient, engine: sa.Engine, settings: Settings
    ) -> None:
        answer = visitor.post("/registro", data=FORM)
        assert (answer.status_code, answer.headers["location"]) == (303, "/registro/enviado")
        early = visitor.post("/entrar", data={"email": EMAIL, "password": PASSWORD})
        assert early.status_code == 401
        assert "Falta confirmar tu correo" in early.text

        link = last_link(settings)
        assert visitor.get(link).status_code == 200
        entered = visitor.post(link, data={"password": PASSWORD})
        assert (entered.status_code, entered.headers["location"]) == (303, "/mi")
        assert EMAIL in visitor.get("/cuenta").text

        held = account_of(engine)
        assert held.role is Role.STUDENT
        assert held.learner_id is not None
        with engine.connect() as connection:
            learner = get_learner(connection, held.learner_id)
        assert learner == Learner(
            id=held.learner_id,
            kind=LearnerKind.STUDENT,
            state_id=StateId("MX-JAL"),
            english=EnglishLevel.B1,
            english_tested=False,
            weekly_hours=7.5,
            institution_id=learner.institution_id,
            curriculum_id=learner.curriculum_id,
            started_on=None,
            goal_occupation_id=learner.goal_occupation_id,
            is_invented=False,
        )
        assert (learner.curriculum_id, learner.goal_occupation_id) == ("systems", "data-analyst")
        assert learner.institution_id is not None

    def test_keeps_address_and_name_apart_from_the_learner_and_notes_which_notice_was_accepted(
        self, visitor: PageClient, engine: sa.Engine, settings: Settings
    ) -> None:
        visitor.post("/registro", data=FORM)
        with engine.connect() as connection:
            stored = connection.execute(sa.select(account)).one()
            person = connection.exec_driver_sql("SELECT name, email, external_id FROM person WHERE name IS NULL").all()
        assert stored.notice_accepted_at == START
        assert stored.notice_version == notice_version(settings)
        assert PASSWORD not in str(stored)
        assert (None, None, f"account:{stored.account_id}") in [tuple(row) for row in person]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("email", "nueva"),
            ("password", "short"),
            ("password", EMAIL),
            ("state_id", "MX-XXX"),
            ("kind", "robot"),
            ("english", "Z9"),
            ("weekly_hours", "900"),
            ("curriculum_id", "none-such"),
            ("goal_occupation_id", "none-such"),
            ("notice", ""),
        ],
    )
    def test_says_beside_the_field_what_is_wrong_and_keeps_the_rest(
        self, visitor: PageClient, engine: sa.Engine, settings: Settings, field: str, value: str
    ) -> None:
        before = rows(engine)
        answer = visitor.post("/registro", data={**FORM, field: value})
        assert answer.status_code == 422
        assert re.findall(r'id="(\w+)-error"', answer.text) == [field]
        assert 'value="Nueva Persona"' in answer.text
        assert PASSWORD not in answer.text
        assert rows(engine) == before
        assert letters(settings) == []

    def test_tells_a_stranger_nothing_about_an_address_that_is_taken(
        self, visitor: PageClient, engine: sa.Engine, settings: Settings
    ) -> None:
        with writing(engine) as connection:
            taken = put_account(connection, Role.MANAGER)
        before = account_of(engine, taken)
        free, other = (visitor.post("/registro", data={**FORM, "email": email}) for email in (EMAIL, taken))
        assert (free.status_code, free.headers["location"]) == (other.status_code, other.headers["location"])
        assert free.text == other.text
        letter = letters(settings)[-1]
        assert letter["To"] == taken
        assert "ya tiene cuenta" in text_of(letter)
        assert account_of(engine, taken) == before

    def test_stores_nothing_where_the_letter_cannot_be_sent(
        self, visitor: PageClient, engine: sa.Engine, settings: Settings
    ) -> None:
        settings.outbox_dir.write_text("a file where the folder should be", encoding="utf-8")
        before = rows(engine)
        answer = visitor.post("/registro", data=FORM)
        assert answer.status_code == 503
        assert "No pudimos enviar el correo" in answer.text
        assert rows(engine) == before

    def test_writes_to_one_address_five_times_an_hour_at_most(self, visitor: PageClient, clock: Clock) -> None:
        assert [visitor.post("/registro", data=FORM).status_code for _ in range(6)] == [303] * 5 + [429]
        clock.pass_minutes(61)
        assert visitor.post("/registro", data=FORM).status_code == 303

    def test_is_not_shown_to_who_has_an_account(self, visitor: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            email = put_account(connection, Role.MANAGER)
        visitor.log_in(email)
        assert visitor.get("/registro").headers["location"] == "/programa"


class TestConfirmation:
    def test_needs_the_password_as_somebody_else_may_have_signed_up_with_the_address(
        self, visitor: PageClient, settings: Settings
    ) -> None:
        visitor.post("/registro", data=FORM)
        link = last_link(settings)
        refused = visitor.post(link, data={"password": "wrong wrong wrong"})
        assert refused.status_code == 401
        assert 'id="password-error"' in refused.text
        assert visitor.post(link, data={"password": PASSWORD}).status_code == 303

    def test_link_serves_once_and_for_a_day(self, visitor: PageClient, settings: Settings, clock: Clock) -> None:
        visitor.post("/registro", data=FORM)
        link = last_link(settings)
        clock.pass_minutes(24 * 60)
        assert visitor.get(link).status_code == 410
        assert visitor.post(link, data={"password": PASSWORD}).status_code == 410
        visitor.post("/registro", data=FORM)
        link = last_link(settings)
        assert visitor.post(link, data={"password": PASSWORD}).status_code == 303
        assert visitor.post(link, data={"password": PASSWORD}).status_code == 410

    @pytest.mark.parametrize("change", [lambda token: token[:-1] + "_", lambda token: token + "a", lambda _: "x"])
    def test_forged_links_do_not_serve(self, visitor: PageClient, settings: Settings, change: object) -> None:
        visitor.post("/registro", data=FORM)
        base, _, token = last_link(settings).rpartition("/")
        forged = change(token)  # type: ignore[operator]  # a lambda of the parameters
        if forged != token:
            assert visitor.get(f"{base}/{forged}").status_code == 410

    @pytest.mark.parametrize("path", ["/invitacion", "/contrasena"])
    def test_link_serves_no_other_purpose(self, visitor: PageClient, settings: Settings, path: str) -> None:
        visitor.post("/registro", data=FORM)
        token = last_link(settings).rpartition("/")[2]
        answer = visitor.post(f"{path}/{token}", data={"password": PASSWORD, "notice": "1"})
        assert answer.status_code == 410


class TestUnconfirmed:
    def test_gives_way_to_the_next_sign_up_of_the_address(
        self, visitor: PageClient, engine: sa.Engine, settings: Settings
    ) -> None:
        visitor.post("/registro", data=FORM)
        first, link = account_of(engine), last_link(settings)
        visitor.post("/registro", data={**FORM, "password": "a later long phrase", "state_id": "MX-NLE"})
        second = account_of(engine)
        assert second.id != first.id
        assert visitor.get(link).status_code == 410
        assert first.learner_id is not None
        with engine.connect() as connection, pytest.raises(NotFoundError):
            get_learner(connection, first.learner_id)

    def test_is_erased_after_a_day_when_the_next_one_signs_up(
        self, visitor: PageClient, engine: sa.Engine, clock: Clock
    ) -> None:
        visitor.post("/registro", data=FORM)
        before = rows(engine)
        clock.pass_minutes(24 * 60 + 1)
        visitor.post("/registro", data={**FORM, "email": "otra@example.mx"})
        after = rows(engine)
        assert {name: after[name] for name in ("account", "learner", "person")} == {
            name: before[name] for name in ("account", "learner", "person")
        }
        assert account_of(engine, "otra@example.mx")


class TestTwoAtOnce:
    def test_give_one_account_and_one_learner(self, engine: sa.Engine, settings: Settings) -> None:
        learner = Learner(LearnerId("nobody"), LearnerKind.STUDENT, StateId("MX-JAL"), EnglishLevel.B1, False, 6.0)
        hashed = password_hash(PASSWORD, email=EMAIL)
        first = Applicant(EMAIL, None, hashed, Language.ES, learner)
        second = replace(first, name="Second")

        def ask(connection: sa.Connection, applicant: Applicant) -> None:
            sign_up(connection, applicant, settings, network_address="10.0.0.1", moment=START)

        def ask_alone() -> None:
            with writing(engine) as connection:
                ask(connection, second)

        with ThreadPoolExecutor(1) as other:
            with writing(engine) as connection:
                ask(connection, first)
                asked = other.submit(ask_alone)
                # Long enough for one that does not wait to be done.
                wait([asked], timeout=0.5)
            asked.result(timeout=30)
        found = rows(engine)
        assert (found["account"], found["account_person"], found["learner"], found["person"]) == (1, 1, 1, 1)
        assert found["one_time_token"] == 1
        assert len(letters(settings)) == 2


class TestPrivacyNotice:
    @pytest.mark.parametrize(("kind", "law"), [("private", "Particulares"), ("public", "Sujetos Obligados")])
    def test_names_who_answers_and_under_which_law(
        self, visitor: PageClient, settings: Settings, kind: str, law: str
    ) -> None:
        page = visitor.get("/aviso-de-privacidad").text
        assert "todavía no ha puesto aquí su nombre" in page
        changed = Settings(
            home=settings.home, operator_kind=kind, operator_name="Instituto X", operator_contact="datos@x.mx"
        )
        visitor.app.state.parts = replace(visitor.app.state.parts, settings=changed)  # type: ignore[attr-defined]
        page = visitor.get("/aviso-de-privacidad").text
        assert "Instituto X" in page
        assert "datos@x.mx" in page
        assert law in page
        assert notice_version(changed) in page
        assert notice_version(changed) != notice_version(settings)

    def test_is_linked_from_every_page(self, visitor: PageClient) -> None:
        assert 'href="/aviso-de-privacidad"' in visitor.get("/").text
