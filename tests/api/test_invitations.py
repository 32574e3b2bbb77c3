import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from api.accounts.invitations import InvitationError, Invited, invite
from api.accounts.privacy_notice import notice_version
from data import account_list_store, account_store
from data.account_tables import account
from data.database import writing
from data.domain import Language, LearnerId
from data.importers.pseudonyms import learner_id_of
from data.rights import OrganisationId, Role
from data.settings import Settings
from data.tables import learner
from tests.api.conftest import START, Clock
from tests.api.letters import last_link, letters
from tests.api.page_client import PASSWORD, PageClient
from tests.api.people import logged_in, put_account, put_organisation
from tests.api.test_pages import n_statements

EMAIL = "maestra@example.mx"
ACCEPTED = {"password": PASSWORD, "name": "La Maestra", "notice": "1"}
ROLES_BUT_OPERATOR = [role for role in Role if role is not Role.OPERATOR]


@pytest.fixture
def invited(client_without_bundle: PageClient, engine: sa.Engine, settings: Settings) -> PageClient:
    """A client over an installation where a school's teacher was invited, not logged in."""
    with writing(engine) as connection:
        school = put_organisation(connection, "school")
        invite(connection, Invited(EMAIL, Role.ACADEMIA, Language.ES, school), settings, START)
    return client_without_bundle


@pytest.fixture
def operator(client_without_bundle: PageClient, engine: sa.Engine) -> PageClient:
    return logged_in(client_without_bundle, engine, Role.OPERATOR)


class TestInvite:
    @pytest.fixture
    def refused(self, engine: sa.Engine, settings: Settings) -> Callable[..., str]:
        """Invites and returns the field that was wrong."""
        with writing(engine) as connection:
            put_organisation(connection, "school")
            put_organisation(connection, "company", Role.INDUSTRY)
            put_account(connection, Role.MANAGER)

        def run(email: str, role: Role, organisation: str | None = None, external_id: str | None = None) -> str:
            organisation_id = OrganisationId(organisation) if organisation else None
            asked = Invited(email, role, Language.ES, organisation_id, external_id)
            with pytest.raises(InvitationError) as error, writing(engine) as connection:
                invite(connection, asked, settings, START)
            assert letters(settings) == []
            return error.value.field

        return run

    def test_refuses_what_does_not_fit_together(self, refused: Callable[..., str]) -> None:
        assert refused("nobody", Role.MANAGER) == "email"
        assert refused("manager@example.mx", Role.MANAGER) == "email"
        assert refused(EMAIL, Role.ACADEMIA) == "organisation_id"
        assert refused(EMAIL, Role.ACADEMIA, "company") == "organisation_id"
        assert refused(EMAIL, Role.ACADEMIA, "none-such") == "organisation_id"
        assert refused(EMAIL, Role.MANAGER, "school") == "organisation_id"
        assert refused(EMAIL, Role.STUDENT) == "learner"
        assert refused(EMAIL, Role.STUDENT, None, "never imported") == "learner"
        assert refused(EMAIL, Role.OPERATOR, None, "A-1") == "learner"

    def test_gives_an_imported_learner_an_account_of_their_own(self, engine: sa.Engine, settings: Settings) -> None:
        learner_id = learner_id_of(settings.pseudonym_secret, "A-1")
        with writing(engine) as connection:
            connection.execute(
                sa.insert(learner).values(
                    learner_id=learner_id,
                    kind="student",
                    state_id="MX-JAL",
                    english="B1",
                    english_tested=False,
                    weekly_hours=6.0,
                    is_invented=False,
                    row_hash="1",
                )
            )
            invite(connection, Invited(EMAIL, Role.STUDENT, Language.ES, None, "A-1"), settings, START)
            assert account_store.account_of_learner(connection, LearnerId(learner_id)) is not None
            again = Invited("other@example.mx", Role.STUDENT, Language.ES, None, "A-1")
            with pytest.raises(InvitationError, match="has an account already"):
                invite(connection, again, settings, START)


class TestInvitation:
    def test_lets_in_who_chooses_a_password_and_accepts_the_notice(
        self, invited: PageClient, engine: sa.Engine, settings: Settings
    ) -> None:
        assert invited.post("/entrar", data={"email": EMAIL, "password": ""}).status_code == 401
        link = last_link(settings)
        assert invited.get(link).status_code == 200
        answer = invited.post(link, data=ACCEPTED)
        assert (answer.status_code, answer.headers["location"]) == (303, "/academia")
        assert EMAIL in invited.get("/cuenta").text
        with engine.connect() as connection:
            stored = connection.execute(sa.select(account)).one()
            entry = account_list_store.account_entries(connection)[0]
        assert (stored.notice_version, stored.notice_accepted_at) == (notice_version(settings), START)
        assert (entry.name, entry.organisation_name, entry.state) == ("La Maestra", "Org school", "active")

    @pytest.mark.parametrize(("field", "value"), [("password", "short"), ("notice", "")])
    def test_says_what_is_wrong_and_serves_on(
        self, invited: PageClient, settings: Settings, field: str, value: str
    ) -> None:
        link = last_link(settings)
        answer = invited.post(link, data={**ACCEPTED, field: value})
        assert answer.status_code == 422
        assert re.findall(r'id="(\w+)-error"', answer.text) == [field]
        assert 'value="La Maestra"' in answer.text
        assert invited.post(link, data=ACCEPTED).status_code == 303

    def test_serves_once_for_seven_days(
        self, invited: PageClient, web_app: FastAPI, settings: Settings, clock: Clock
    ) -> None:
        link = last_link(settings)
        clock.pass_minutes(7 * 24 * 60 - 1)
        assert invited.post(link, data=ACCEPTED).status_code == 303
        other = PageClient(web_app)
        assert other.get(link).status_code == 410
        assert other.post(link, data=ACCEPTED).status_code == 410

    def test_expires(self, invited: PageClient, settings: Settings, clock: Clock) -> None:
        clock.pass_minutes(7 * 24 * 60)
        assert invited.get(last_link(settings)).status_code == 410
        assert invited.post(last_link(settings), data=ACCEPTED).status_code == 410

    def test_of_a_blocked_account_does_not_serve(
        self, invited: PageClient, engine: sa.Engine, settings: Settings
    ) -> None:
        with writing(engine) as connection:
            found = account_store.credential_of(connection, EMAIL)
            assert found is not None
            account_store.set_blocked(connection, found.account_id, is_blocked=True)
        assert invited.post(last_link(settings), data=ACCEPTED).status_code == 410


class TestUsersPage:
    @pytest.mark.parametrize("role", ROLES_BUT_OPERATOR)
    def test_is_for_operators_alone(self, client_without_bundle: PageClient, engine: sa.Engine, role: Role) -> None:
        assert client_without_bundle.get("/usuarios").status_code == 303
        client = logged_in(client_without_bundle, engine, role)
        assert client.get("/usuarios").status_code == 403
        assert client.post("/usuarios/invitaciones", data={"email": EMAIL, "role": "manager"}).status_code == 403
        assert client.post(f"/usuarios/{role.value}/bloqueo", data={"is_blocked": "1"}).status_code == 403
        assert client.post(f"/usuarios/{role.value}/invitacion").status_code == 403

    def test_invites_and_sends_again(self, operator: PageClient, settings: Settings) -> None:
        answer = operator.post("/usuarios/invitaciones", data={"email": EMAIL, "role": "manager", "language": "en"})
        assert answer.status_code == 303
        page = operator.get(answer.headers["location"]).text
        assert "La invitación quedó en la carpeta outbox" in page
        assert letters(settings)[-1]["Subject"] == "You are invited to Rumbo"
        first = last_link(settings)
        again = re.search(r'action="(/usuarios/\w+/invitacion)"', page)
        assert again
        assert operator.post(again[1]).status_code == 303
        assert operator.get(first).status_code == 410
        assert operator.get(last_link(settings)).status_code == 200

    def test_says_beside_the_field_what_is_wrong_with_an_invitation(self, operator: PageClient) -> None:
        form = {"email": EMAIL, "role": "academia", "language": "es"}
        for changed, field in (
            ({}, "organisation_id"),
            ({"role": "king"}, "role"),
            ({"language": "fr"}, "language"),
            ({"email": "operator@example.mx", "role": "manager"}, "email"),
        ):
            answer = operator.post("/usuarios/invitaciones", data={**form, **changed})
            assert answer.status_code == 422
            assert re.findall(r'id="(\w+)-error"', answer.text) == [field]

    def test_blocks_at_once_and_lets_in_again(self, operator: PageClient, web_app: FastAPI, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            email = put_account(connection, Role.MANAGER)
        manager = PageClient(web_app)
        manager.log_in(email)
        assert operator.post("/usuarios/manager/bloqueo", data={"is_blocked": "1"}).status_code == 303
        assert manager.get("/cuenta").status_code == 303
        assert operator.post("/usuarios/manager/bloqueo", data={"is_blocked": "0"}).status_code == 303
        manager.log_in(email)

    def test_does_not_let_operators_lock_themselves_out(self, operator: PageClient) -> None:
        assert operator.post("/usuarios/operator/bloqueo", data={"is_blocked": "1"}).status_code == 403
        assert operator.get("/usuarios").status_code == 200

    def test_answers_for_an_account_that_is_not_there(self, operator: PageClient) -> None:
        assert operator.post("/usuarios/nobody/bloqueo", data={"is_blocked": "1"}).status_code == 404
        assert operator.post("/usuarios/nobody/invitacion").status_code == 404

    def test_finds_by_a_part_of_the_address_and_takes_no_wildcards(
        self, operator: PageClient, engine: sa.Engine
    ) -> None:
        with writing(engine) as connection:
            for number in range(60):
                put_account(connection, Role.MANAGER, name=f"m{number:02}")
        first = operator.get("/usuarios").text
        assert first.count("<strong>") == 50
        assert 'rel="next"' in first
        second = operator.get("/usuarios?page=2").text
        assert second.count("<strong>") == 11
        assert 'rel="prev"' in second
        assert operator.get("/usuarios?q=M07").text.count("<strong>") == 1
        assert operator.get("/usuarios?q=%25").text.count("<strong>") == 0

    def test_asks_the_database_little(self, operator: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            for number in range(20):
                put_account(connection, Role.MANAGER, name=f"m{number:02}")
        # Who asks, how many there are, one page of them, the organisations.
        assert n_statements(operator, "/usuarios") == 4
