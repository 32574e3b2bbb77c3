from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from data.audit_store import AuditAction, entries_about
from data.pledge_store import pledges_of, usable_pledges
from data.rights import Role
from tests.api.conftest import START
from tests.api.industry.companies import Companies
from tests.api.page_client import PageClient
from tests.api.people import logged_in

URL = "/industria/patrocinios"
OFFER = {
    "budget": "150,000",
    "percent": "40",
    "expires_on": "2027-03-31",
    "certification_ids": ["acme-1", "zen-1"],
    "state_ids": ["MX-JAL"],
}


@pytest.fixture
def manager(web_app: FastAPI, companies: Companies) -> Iterator[PageClient]:
    with PageClient(web_app) as opened:
        yield logged_in(opened, companies.engine, Role.MANAGER)


def offered(companies: Companies) -> str:
    """Make an offer of the western company; its id."""
    assert companies.west.post(URL, data=OFFER).status_code == 303
    with companies.engine.begin() as connection:
        return pledges_of(connection, companies.west_rights)[0].id


class TestOffer:
    def test_waits_for_the_programme_and_counts_once_accepted(self, companies: Companies, manager: PageClient) -> None:
        pledge_id = offered(companies)
        assert "Espera respuesta" in companies.west.get(URL).text
        with companies.engine.begin() as connection:
            assert usable_pledges(connection, START.date()) == ()
        page = manager.get("/programa/patrocinios").text
        assert "Org west-works" in page
        assert "$150,000" in page
        answer = manager.post(f"/programa/patrocinios/{pledge_id}", data={"accepts": "true", "answer": "Gracias"})
        assert "Aceptaste el ofrecimiento" in manager.get(answer.headers["location"]).text
        page = companies.west.get(URL).text
        assert "Aceptado" in page
        assert "Gracias" in page
        with companies.engine.begin() as connection:
            (usable,) = usable_pledges(connection, START.date())
            assert usable_pledges(connection, usable.terms.expires_on.replace(month=4, day=1)) == ()
            entries = entries_about(connection, pledge_id)
        assert (usable.terms.budget_centavos, usable.terms.share_paid) == (15_000_000, 0.4)
        actions = [(entry.action, entry.actor) for entry in entries]
        assert actions == [(AuditAction.PLEDGE_OFFERED, "west-works"), (AuditAction.PLEDGE_ACCEPTED, "manager")]

    def test_can_be_taken_back_until_it_is_answered(self, companies: Companies, manager: PageClient) -> None:
        pledge_id = offered(companies)
        assert companies.east.post(f"{URL}/{pledge_id}/retirar").status_code == 404
        assert companies.west.post(f"{URL}/{pledge_id}/retirar").status_code == 303
        assert companies.west.post(f"{URL}/{pledge_id}/retirar").status_code == 409
        assert manager.post(f"/programa/patrocinios/{pledge_id}", data={"accepts": "true"}).status_code == 409
        assert "Retirado" in companies.west.get(URL).text

    def test_is_of_the_company_alone(self, companies: Companies) -> None:
        offered(companies)
        assert "$150,000" not in companies.east.get(URL).text

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("budget", "0"),
            ("percent", "101"),
            ("expires_on", "2026-11-19"),
            ("certification_ids", ["magic"]),
            ("state_ids", ["MX-XXX"]),
        ],
    )
    def test_says_beside_a_field_what_is_wrong(self, companies: Companies, field: str, typed: object) -> None:
        answer = companies.west.post(URL, data={**OFFER, field: typed})
        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.text
        with companies.engine.begin() as connection:
            assert pledges_of(connection, companies.west_rights) == ()
