"""Vouchers that are claimed by whoever comes first, and that no seat is given twice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import sqlalchemy as sa

from data.database import writing
from data.domain import CertificationId, Language
from data.key_store import add_key, note_use
from data.learner_store import put_learners
from data.offer_store import NewOffer, Offer, offer_of, open_offer
from data.rights import Account, AccountId, Role, programme_rights
from data.settings import Settings
from data.voucher_life_store import redeem
from tests.api.conftest import START, learner_row, person_row
from tests.api.page_client import PageClient
from tests.api.people import logged_in, put_account
from tests.api.test_pages import rows
from tests.served import served

N_SEATS = 100
N_CLIENTS = 50
N_LEARNERS_A_CLIENT = 3
ZEN = CertificationId("zen-1")
CLAIM = f"/v1/me/vouchers/{ZEN}/claim"


def offered(engine: sa.Engine, n_seats: int, closes_at: datetime | None = None) -> Offer:
    """An offer of a manager."""
    with writing(engine) as connection:
        put_account(connection, Role.MANAGER)
        rights = programme_rights(Account(AccountId("manager"), Role.MANAGER, Language.ES))
        return open_offer(connection, rights, NewOffer(ZEN, n_seats, 500, closes_at), START)


def claimed(client: httpx.Client, key: str) -> int:
    """The status that a claim ends with; a service that is too busy is asked again."""
    while True:
        answer = client.post(CLAIM, headers={"authorization": f"Bearer {key}"})
        if answer.status_code != 503:
            assert answer.status_code == 201 or answer.json()["key"] == "error.no_seat", answer.text
            return answer.status_code


class TestClaim:
    @pytest.fixture
    def ana(self, client: PageClient, engine: sa.Engine) -> PageClient:
        return logged_in(client, engine, Role.STUDENT, learner_id="ana")

    def test_gives_a_voucher_once(self, ana: PageClient, engine: sa.Engine) -> None:
        offer = offered(engine, 2)
        given = ana.post(CLAIM, json={})
        assert given.status_code == 201
        assert given.json()["certification"] == {"id": "zen-1", "name": "Zenith SQL"}
        again = ana.post(CLAIM, json={})
        assert (again.status_code, again.json()["key"]) == (409, "error.voucher_held")
        assert ana.get("/v1/me/vouchers").json() == {"items": [given.json()], "next_cursor": None}
        assert ana.get(f"/v1/voucher-offers/{offer.id}").json()["n_left"] == 1

    def test_after_one_was_redeemed_gives_another_and_keeps_the_first(self, ana: PageClient, engine: sa.Engine) -> None:
        offered(engine, 2)
        first = ana.post(CLAIM, json={}).json()
        rights = programme_rights(Account(AccountId("manager"), Role.MANAGER, Language.ES))
        with writing(engine) as connection:
            redeem(connection, rights, first["code"], START.date(), START)
        second = ana.post(CLAIM, json={}).json()
        assert second["code"] != first["code"]
        held = {one["code"]: one["state"] for one in ana.get("/v1/me/vouchers").json()["items"]}
        assert held == {first["code"]: "redeemed", second["code"]: "open"}

    def test_of_what_nobody_offers_or_offered_until_now_is_refused(self, ana: PageClient, engine: sa.Engine) -> None:
        refused = [ana.post(CLAIM, json={})]
        offered(engine, 5, closes_at=START)
        refused.append(ana.post(CLAIM, json={}))
        assert [(one.status_code, one.json()["key"]) for one in refused] == [(409, "error.no_seat")] * 2

    def test_of_what_one_cannot_begin_is_refused(self, ana: PageClient) -> None:
        assert ana.post("/v1/me/vouchers/acme-3/claim", json={}).json()["key"] == "error.not_eligible"
        assert ana.post("/v1/me/vouchers/nothing/claim", json={}).status_code == 404


class TestOffers:
    def test_are_opened_listed_and_closed(self, client: PageClient, engine: sa.Engine) -> None:
        manager = logged_in(client, engine, Role.MANAGER)
        asked = {"certification_id": "zen-1", "n_seats": 3, "public_centavos": 500}
        opened = manager.post("/v1/voucher-offers", json=asked)
        assert opened.status_code == 201
        shown = manager.get(f"/v1/voucher-offers/{opened.json()['id']}")
        assert manager.get("/v1/voucher-offers").json()["items"] == [opened.json()] == [shown.json()]
        close = f"/v1/voucher-offers/{opened.json()['id']}/close"
        assert manager.post(close, json={}, headers={"if-match": '"other"'}).status_code == 412
        assert manager.post(close, json={}, headers={"if-match": shown.headers["etag"]}).status_code == 200
        assert manager.get("/v1/voucher-offers").json()["items"] == []

    @pytest.mark.parametrize(
        ("changed", "status"),
        [({"n_seats": 0}, 422), ({"public_centavos": -1}, 422), ({"certification_id": "nothing"}, 404)],
    )
    def test_of_nothing_are_refused(
        self, client: PageClient, engine: sa.Engine, changed: dict[str, object], status: int
    ) -> None:
        manager = logged_in(client, engine, Role.MANAGER)
        asked = {"certification_id": "zen-1", "n_seats": 3, "public_centavos": 500, **changed}
        assert manager.post("/v1/voucher-offers", json=asked).status_code == status


class TestFiftyClientsAtOnce:
    """The whole service on a port of its own; every client is many learners, as a school's program may be."""

    @pytest.fixture
    def tokens(self, engine: sa.Engine) -> list[list[str]]:
        """Keys of the learners of each client."""
        moment = datetime.now(UTC)
        names = [f"learner{number:03}" for number in range(N_CLIENTS * N_LEARNERS_A_CLIENT)]
        with writing(engine) as connection:
            put_learners(connection, [learner_row(name) for name in names], [person_row(name) for name in names])
            for name in names:
                put_account(connection, Role.STUDENT, name=name, learner_id=name)
            keys = [add_key(connection, AccountId(name), moment, timedelta(days=1)) for name in names]
            for key in keys:
                note_use(connection, key, moment)
        return [keys[start : start + N_LEARNERS_A_CLIENT] for start in range(0, len(keys), N_LEARNERS_A_CLIENT)]

    @pytest.fixture
    def address(self, settings: Settings, engine: sa.Engine) -> Iterator[str]:
        unlimited = settings.model_copy(update={"key_requests_per_minute": 0, "address_requests_per_minute": 0})
        with served(unlimited) as found:
            yield found

    def test_get_exactly_as_many_vouchers_as_there_are_seats(
        self, engine: sa.Engine, tokens: list[list[str]], address: str
    ) -> None:
        offer = offered(engine, N_SEATS)

        def statuses(keys: list[str]) -> list[int]:
            with httpx.Client(base_url=address, timeout=300) as client:
                return [claimed(client, key) for key in keys]

        with ThreadPoolExecutor(N_CLIENTS) as pool:
            found = [status for client in pool.map(statuses, tokens) for status in client]
        assert found.count(201) == N_SEATS
        assert found.count(409) == N_CLIENTS * N_LEARNERS_A_CLIENT - N_SEATS
        assert rows(engine)["voucher"] == N_SEATS
        with engine.connect() as connection:
            assert offer_of(connection, offer.id).n_claimed == N_SEATS
