from datetime import timedelta

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from api.accounts.invitations import Invited, invite
from data.account_store import set_blocked
from data.database import writing
from data.domain import Language
from data.rights import AccountId, Role
from data.session_store import TokenPurpose, issue_token
from data.settings import Settings
from tests.api.conftest import START, Clock
from tests.api.letters import last_link, letters, text_of
from tests.api.page_client import PASSWORD, PageClient
from tests.api.people import put_account
from tests.api.test_sign_up import FORM

EMAIL = "manager@example.mx"
CHOSEN = "another long phrase"


@pytest.fixture
def client(client_without_bundle: PageClient, engine: sa.Engine) -> PageClient:
    """A client over an installation in which the manager has an account, not logged in."""
    with writing(engine) as connection:
        put_account(connection, Role.MANAGER)
    return client_without_bundle


def asked(client: PageClient, settings: Settings, email: str = EMAIL) -> str:
    """The link that an address is sent."""
    assert client.post("/contrasena", data={"email": email}).status_code == 303
    return last_link(settings)


class TestAsking:
    def test_is_answered_alike_whether_or_not_there_is_an_account(self, client: PageClient, settings: Settings) -> None:
        known, unknown = (client.post("/contrasena", data={"email": email}) for email in (EMAIL, "no@example.mx"))
        assert known.status_code == unknown.status_code == 303
        assert known.headers["location"] == unknown.headers["location"]
        assert known.text == unknown.text
        assert [letter["To"] for letter in letters(settings)] == [EMAIL, "no@example.mx"]
        assert "no tiene una cuenta" in text_of(letters(settings)[-1])

    def test_takes_no_half_address(self, client: PageClient, settings: Settings) -> None:
        answer = client.post("/contrasena", data={"email": "manager@"})
        assert answer.status_code == 422
        assert 'value="manager@"' in answer.text
        assert 'aria-describedby="email-error"' in answer.text
        assert letters(settings) == []

    def test_writes_five_letters_an_hour_to_one_address(
        self, client: PageClient, settings: Settings, clock: Clock
    ) -> None:
        for _ in range(5):
            asked(client, settings)
        refused = client.post("/contrasena", data={"email": EMAIL})
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "3600"
        assert client.post("/contrasena", data={"email": "no@example.mx"}).status_code == 303
        clock.pass_minutes(60.1)
        asked(client, settings)

    def test_of_a_blocked_account_sends_no_link(
        self, client: PageClient, engine: sa.Engine, settings: Settings
    ) -> None:
        with writing(engine) as connection:
            set_blocked(connection, AccountId("manager"), is_blocked=True)
        client.post("/contrasena", data={"email": EMAIL})
        assert "/contrasena/" not in text_of(letters(settings)[-1])

    def test_of_who_has_not_accepted_an_invitation_sends_it_again(
        self, client: PageClient, engine: sa.Engine, settings: Settings
    ) -> None:
        with writing(engine) as connection:
            invite(connection, Invited("new@example.mx", Role.MANAGER, Language.ES), settings, START)
        assert asked(client, settings, "new@example.mx").startswith("/invitacion/")

    def test_writes_links_of_the_public_address_whatever_the_host_header_says(
        self, client: PageClient, settings: Settings
    ) -> None:
        client.post("/contrasena", data={"email": EMAIL}, headers={"host": "localhost:9999"})
        assert "http://127.0.0.1:8000/contrasena/" in text_of(letters(settings)[-1])


class TestChoosing:
    def test_sets_the_password_and_ends_all_sessions(
        self, client: PageClient, web_app: FastAPI, settings: Settings
    ) -> None:
        other = PageClient(web_app)
        other.log_in(EMAIL)
        link = asked(client, settings)
        answer = client.post(link, data={"password": CHOSEN})
        assert answer.status_code == 303
        assert "Tu contraseña cambió" in client.get(answer.headers["location"]).text
        assert other.get("/cuenta").status_code == 303
        assert client.post("/entrar", data={"email": EMAIL, "password": PASSWORD}).status_code == 401
        client.log_in(EMAIL, CHOSEN)

    def test_link_serves_once(self, client: PageClient, settings: Settings) -> None:
        link = asked(client, settings)
        assert client.post(link, data={"password": CHOSEN}).status_code == 303
        assert client.get(link).status_code == 410
        assert client.post(link, data={"password": "a third long phrase"}).status_code == 410
        client.log_in(EMAIL, CHOSEN)

    def test_link_serves_for_an_hour(self, client: PageClient, settings: Settings, clock: Clock) -> None:
        link = asked(client, settings)
        clock.pass_minutes(59)
        assert client.get(link).status_code == 200
        clock.pass_minutes(1)
        assert client.get(link).status_code == 410
        assert client.post(link, data={"password": CHOSEN}).status_code == 410

    def test_a_later_link_takes_the_place_of_an_earlier_one(self, client: PageClient, settings: Settings) -> None:
        first, second = asked(client, settings), asked(client, settings)
        assert client.get(first).status_code == 410
        assert client.get(second).status_code == 200

    def test_link_serves_on_after_a_weak_password(self, client: PageClient, settings: Settings) -> None:
        link = asked(client, settings)
        refused = client.post(link, data={"password": "short"})
        assert refused.status_code == 422
        assert 'id="password-error"' in refused.text
        assert client.post(link, data={"password": CHOSEN}).status_code == 303

    @pytest.mark.parametrize("purpose", [TokenPurpose.INVITATION, TokenPurpose.CONFIRMATION])
    def test_a_token_of_another_purpose_does_not_serve(
        self, client: PageClient, engine: sa.Engine, purpose: TokenPurpose
    ) -> None:
        with writing(engine) as connection:
            token = issue_token(connection, AccountId("manager"), purpose, START, timedelta(days=1))
        assert client.post(f"/contrasena/{token}", data={"password": CHOSEN}).status_code == 410

    def test_confirms_the_address_as_well(self, client: PageClient, settings: Settings) -> None:
        client.post("/registro", data=FORM)
        link = asked(client, settings, FORM["email"])
        assert client.post(link, data={"password": CHOSEN}).status_code == 303
        client.log_in(FORM["email"], CHOSEN)
