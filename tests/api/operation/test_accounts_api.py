"""Accounts as JSON: listed, invited by letter, written to again, blocked; answers to POST name nobody."""

from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from data.database import writing
from data.program_tables import kept_answer
from data.rights import Role
from data.settings import Settings
from tests.api.letters import last_link, letters, text_of
from tests.api.page_client import PASSWORD, PageClient
from tests.api.people import put_account, put_organisation

URL = "/v1/accounts"
EMAIL = "maestra@example.mx"


@pytest.fixture
def school(operator: PageClient, engine: sa.Engine) -> str:
    with writing(engine) as connection:
        return put_organisation(connection, "school")


def invited(operator: PageClient, school: str) -> str:
    """The id of a new account of a school's."""
    body = {"email": EMAIL, "role": "academia", "language": "en", "organisation_id": school}
    answer = operator.post(URL, json=body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["is_mailed"] is False
    return str(answer.json()["account_id"])


def account(operator: PageClient, account_id: str) -> dict[str, str]:
    found: dict[str, str] = operator.get(f"{URL}/{account_id}").json()
    return found


class TestList:
    def test_finds_by_a_part_of_the_address_page_by_page(self, operator: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            for name in ("bea", "ana", "abel"):
                put_account(connection, Role.MANAGER, name=name, email=f"{name}@norte.mx")
        page = operator.get(f"{URL}?q=NORTE&limit=2").json()
        rest = operator.get(URL, params={"q": "NORTE", "limit": 2, "cursor": page["next_cursor"]}).json()
        assert [one["email"] for one in page["items"]] == ["abel@norte.mx", "ana@norte.mx"]
        assert [one["id"] for one in rest["items"]] == ["bea"]
        assert (rest["items"][0]["role"], rest["items"][0]["state"], rest["next_cursor"]) == ("manager", "active", None)
        assert operator.get(f"{URL}?q=n%25te").json()["items"] == []
        # A cursor of one search is none of another's.
        assert operator.get(URL, params={"q": "ana", "cursor": page["next_cursor"]}).status_code == 422

    def test_has_organisations(self, operator: PageClient, school: str) -> None:
        assert operator.get("/v1/organisations").json()["items"] == [
            {
                "id": school,
                "role": "academia",
                "name": "Org school",
                "institution_id": "u-west",
                "state_id": "MX-JAL",
                "is_invented": True,
            }
        ]


class TestInvitation:
    def test_lets_its_owner_in_by_the_letter_alone(self, operator: PageClient, school: str, settings: Settings) -> None:
        account_id = invited(operator, school)
        known = account(operator, account_id)
        assert (known["email"], known["state"], known["organisation"]) == (EMAIL, "invited", "Org school")
        (letter,) = letters(settings)
        assert letter["To"] == EMAIL
        assert "invit" in text_of(letter)
        accepted = {"password": PASSWORD, "name": "La Maestra", "notice": "1"}
        assert operator.post(urlsplit(last_link(settings)).path, data=accepted).status_code == 303

    def test_names_nobody_in_what_is_kept_of_it(self, operator: PageClient, school: str, engine: sa.Engine) -> None:
        body = {"email": EMAIL, "role": "academia", "organisation_id": school}
        answers = [operator.post(URL, json=body, headers={"Idempotency-Key": "one"}) for _ in range(2)]
        assert answers[0].json() == answers[1].json()
        with engine.connect() as connection:
            (kept,) = connection.execute(sa.select(kept_answer)).all()
        assert EMAIL not in str(tuple(kept))
        assert EMAIL not in answers[0].text

    def test_is_sent_again_with_another_link(self, operator: PageClient, school: str, settings: Settings) -> None:
        account_id = invited(operator, school)
        first = last_link(settings)
        again = operator.post(f"{URL}/{account_id}/invitation")
        assert (again.status_code, again.json()) == (200, {"account_id": account_id, "is_mailed": False})
        assert last_link(settings) != first
        # Who has a password needs none.
        assert operator.post(f"{URL}/operator/invitation").status_code == 422
        assert operator.post(f"{URL}/nobody/invitation").status_code == 404
        assert len(letters(settings)) == 2

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"email": "maestra"}, "email"),
            ({"email": "operator@example.mx"}, "email"),
            ({"organisation_id": None}, "organisation_id"),
            ({"organisation_id": "none"}, "organisation_id"),
            ({"role": "manager"}, "organisation_id"),
            ({"role": "student", "organisation_id": None, "learner": "x-nobody"}, "learner"),
            ({"role": "king"}, "body/role"),
        ],
    )
    def test_says_which_field_does_not_fit(
        self, operator: PageClient, school: str, settings: Settings, changed: dict[str, object], field: str
    ) -> None:
        body = {"email": EMAIL, "role": "academia", "organisation_id": school, **changed}
        answer = operator.post(URL, json=body)
        assert answer.status_code == 422
        assert [one["pointer"] for one in answer.json()["errors"]] == [f"#/{field}"]
        assert EMAIL not in answer.text
        assert letters(settings) == []


class TestBlock:
    def test_shuts_an_account_and_lets_it_in_again(self, operator: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            put_account(connection, Role.MANAGER)
        read = operator.get(f"{URL}/manager")
        tag = {"If-Match": read.headers["etag"]}
        assert operator.get(f"{URL}/manager", headers={"If-None-Match": tag["If-Match"]}).status_code == 304
        assert operator.post(f"{URL}/manager/block", json={"is_blocked": True}, headers=tag).status_code == 204
        assert account(operator, "manager")["state"] == "blocked"
        # It is no longer as it was read.
        assert operator.post(f"{URL}/manager/block", json={"is_blocked": False}, headers=tag).status_code == 412
        assert operator.post(f"{URL}/manager/block", json={"is_blocked": False}).status_code == 204
        assert account(operator, "manager")["state"] == "active"

    def test_is_not_for_ones_own_account(self, operator: PageClient) -> None:
        assert operator.post(f"{URL}/operator/block", json={"is_blocked": True}).status_code == 403
        assert operator.post(f"{URL}/nobody/block", json={"is_blocked": True}).status_code == 404
