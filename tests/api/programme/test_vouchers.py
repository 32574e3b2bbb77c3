"""The life of vouchers: a last day, redemption by code and by file, and money and seats that come back."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from api.programme.split_figures import SplitRow
from api.programme.voucher_figures import voucher_table
from data import voucher_life_store
from data.allocation.published_spending import spent_of_funds
from data.catalogue import Catalogue
from data.database import reading, writing
from data.rights import Role
from data.settings import Settings
from data.tables import learner, voucher
from data.voucher_life_store import VoucherCounts, VoucherState, put_terms, seats_in_use, state_of
from data.voucher_store import put_vouchers
from data.voucher_tables import voucher_money, voucher_terms
from tests.api.conftest import learner_row
from tests.api.page_client import PageClient
from tests.api.people import logged_in
from tests.api.programme.managing import NEW, Work, form_of, made, publish

URL = "/programa/vales"
TODAY = date(2026, 11, 20)


def give(
    engine: sa.Engine, voucher_id: str = "v1", learner_id: str = "ana", granted_on: date = date(2026, 11, 1)
) -> str:
    """A voucher for 30 days; returns its code."""
    with writing(engine) as connection:
        row = {"voucher_id": voucher_id, "learner_id": learner_id, "certification_id": "acme-1"}
        put_vouchers(connection, [{**row, "granted_on": granted_on, "public_centavos": 100}])
        return put_terms(connection, [(voucher_id, learner_id, granted_on)], 30)[voucher_id]


def redeemed_on(engine: sa.Engine, voucher_id: str = "v1") -> date | None:
    with reading(engine) as connection:
        day: date | None = connection.scalars(
            sa.select(voucher.c.redeemed_on).where(voucher.c.voucher_id == voucher_id)
        ).one()
    return day


def publish_one(manager: PageClient, work: Work) -> None:
    """Make an allocation, approve it and publish it."""
    url = made(manager, work)
    manager.post(f"{url}/aprobar")
    publish(manager, url, work)


class TestStateOf:
    @pytest.mark.parametrize(
        ("redeemed", "expires", "state"),
        [
            (None, None, VoucherState.OPEN),
            (None, TODAY, VoucherState.OPEN),
            (None, TODAY - timedelta(days=1), VoucherState.EXPIRED),
            (TODAY, TODAY - timedelta(days=1), VoucherState.REDEEMED),
        ],
    )
    def test_a_voucher_serves_to_the_end_of_its_last_day(
        self, redeemed: date | None, expires: date | None, state: VoucherState
    ) -> None:
        assert state_of(redeemed, expires, TODAY) is state


class TestVoucherTable:
    def test_hides_what_would_tell_of_few(self) -> None:
        table = voucher_table([VoucherCounts("a", 10, 20, 3), VoucherCounts("b", 30, 40, 50)])
        a, _ = table.rows
        assert a.parts[2] is None
        # 33 given and 30 of them not expired would tell the three.
        assert None in (a.whole, *a.parts[:2])

    def test_of_nothing_is_nothing(self) -> None:
        assert voucher_table([]).total == SplitRow("", 0, (0, 0, 0))


class TestRedeeming:
    def test_by_code_notes_the_day(self, manager: PageClient, engine: sa.Engine) -> None:
        code = give(engine)
        answer = manager.post(f"{URL}/canje", data={"code": code.lower(), "day": "2026-11-19"})
        assert answer.status_code == 303
        assert "quedó marcado como canjeado" in manager.get(answer.headers["location"]).text
        assert redeemed_on(engine) == date(2026, 11, 19)
        manager.post(f"{URL}/canje", data={"code": code, "day": "2026-11-19"})
        record = manager.get("/programa/bitacora").text
        assert record.count("Se marcó un vale como canjeado") == 1
        assert code[:8] in record

    def test_codes_are_drawn_anew_and_kept_when_terms_are_written_again(
        self, web_app: FastAPI, engine: sa.Engine
    ) -> None:
        code = give(engine)
        assert re.fullmatch("[A-Z2-7]{12}", code)
        assert give(engine) == code
        with writing(engine) as connection:
            connection.execute(sa.delete(voucher_terms))
        assert give(engine) != code

    def test_by_the_number_of_a_partners_file_keeps_its_small_letters(
        self, manager: PageClient, engine: sa.Engine
    ) -> None:
        with writing(engine) as connection:
            row = {"voucher_id": "acme-x7", "learner_id": "ana", "certification_id": "acme-1"}
            put_vouchers(connection, [{**row, "granted_on": date(2026, 11, 1), "public_centavos": 100}])
        assert manager.post(f"{URL}/canje", data={"code": "acme-x7", "day": "2026-11-19"}).status_code == 303
        assert redeemed_on(engine, "acme-x7") == date(2026, 11, 19)

    @pytest.mark.parametrize(
        ("code", "day", "said"),
        [
            ("NOTHING", "2026-11-19", "no es de ningún vale"),
            (None, "2026-11-21", "todavía no llega"),
            (None, "2026-10-31", "anterior a que se diera"),
            (None, "ayer", "Escribe el día"),
        ],
    )
    def test_says_why_not(self, manager: PageClient, engine: sa.Engine, code: str | None, day: str, said: str) -> None:
        page = manager.post(f"{URL}/canje", data={"code": code or give(engine), "day": day})
        assert page.status_code == 422
        assert said in page.text

    def test_an_expired_one_is_refused_unless_it_was_in_time(self, manager: PageClient, engine: sa.Engine) -> None:
        code = give(engine, granted_on=date(2026, 9, 1))
        late = manager.post(f"{URL}/canje", data={"code": code, "day": "2026-10-02"})
        assert "posterior al último día" in late.text
        # Reported late, but done on its last day.
        assert manager.post(f"{URL}/canje", data={"code": code, "day": "2026-10-01"}).status_code == 303

    def test_a_vendors_file_is_taken_row_by_row(self, manager: PageClient, engine: sa.Engine, work: Work) -> None:
        codes = [give(engine), give(engine, "v2", "eva")]
        rows = f"código;fecha de canje\n{codes[0]};2026-11-10\n{codes[1].lower()};2026-11-11\nNADA;2026-11-11\n"
        answer = manager.post(f"{URL}/archivos", files={"file": ("canjes.csv", rows.encode(), "text/csv")})
        assert answer.status_code == 303
        work()
        page = manager.get(answer.headers["location"]).text
        assert "El código no es de ningún vale." in page
        assert (redeemed_on(engine), redeemed_on(engine, "v2")) == (date(2026, 11, 10), date(2026, 11, 11))
        assert "canjes.csv" in manager.get(URL).text

    def test_a_form_without_its_file_says_so(self, manager: PageClient) -> None:
        assert manager.post(f"{URL}/archivos").status_code == 422

    def test_programs_redeem_as_the_page_does(self, manager: PageClient, engine: sa.Engine) -> None:
        code = give(engine)
        call = "/v1/vouchers/redeem"
        assert manager.post(call, json={"code": "NADA", "redeemed_on": "2026-11-19"}).status_code == 404
        assert manager.post(call, json={"code": code, "redeemed_on": "2026-11-21"}).status_code == 422
        for _ in range(2):
            assert manager.post(call, json={"code": code, "redeemed_on": "2026-11-19"}).status_code == 204
        answer = manager.post(call, json={"code": code, "redeemed_on": "2026-11-18"})
        assert (answer.status_code, answer.json()["key"]) == (409, "error.redemption")


class TestPage:
    def test_counts_by_what_became_of_them(self, manager: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            rows = [learner_row(f"p{number}") for number in range(20)]
            connection.execute(sa.insert(learner), rows)
        for number in range(20):
            give(engine, f"w{number}", f"p{number}", date(2026, 9, 1) if number < 6 else date(2026, 11, 1))
        with writing(engine) as connection:
            some = [f"w{number}" for number in range(6, 14)]
            connection.execute(sa.update(voucher).where(voucher.c.voucher_id.in_(some)), {"redeemed_on": TODAY})
        page = manager.get(URL).text
        (row,) = re.findall(r"Acme One</a></th>(.*?)</tr>", page)
        # 20 given: 6 open, 8 redeemed, 6 expired.
        assert re.findall(r'<td class="amount">([^<]*)</td>', row) == ["20", "6", "8", "6"]
        (item,) = manager.get("/v1/vouchers").json()["items"]
        assert [item[name] for name in ("n_given", "n_open", "n_redeemed", "n_expired")] == [20, 6, 8, 6]

    def test_small_groups_are_hidden(self, manager: PageClient, engine: sa.Engine) -> None:
        give(engine)
        page = manager.get(URL).text
        (row,) = re.findall(r"Acme One</a></th>(.*?)</tr>", page)
        assert set(re.findall(r'<td class="amount">([^<]*)</td>', row)) == {"oculto", "0"}

    def test_a_learner_sees_the_code_while_it_serves(self, client: PageClient, engine: sa.Engine) -> None:
        code = give(engine)
        ana = logged_in(client, engine, Role.STUDENT, learner_id="ana")
        page = ana.get("/mi/vales").text
        assert code in page
        assert "Se puede canjear hasta el 1 de diciembre de 2026" in page
        assert ana.get("/v1/me/vouchers").json()["items"][0]["state"] == "open"
        give(engine, granted_on=date(2026, 9, 1))
        page = ana.get("/mi/vales").text
        assert code not in page
        assert "Venció el 1 de octubre de 2026" in page


class TestPublishedVouchers:
    def test_have_a_code_a_last_day_and_the_money_of_their_funds(
        self, manager: PageClient, engine: sa.Engine, settings: Settings, work: Work
    ) -> None:
        publish_one(manager, work)
        with reading(engine) as connection:
            terms = connection.execute(
                sa.select(voucher_terms.c.expires_on, voucher.c.granted_on).join(
                    voucher, voucher.c.voucher_id == voucher_terms.c.voucher_id
                )
            ).all()
            spent = spent_of_funds(connection, TODAY)
            money = Counter[str]()
            for fund_id, centavos in connection.execute(sa.select(voucher_money.c.fund_id, voucher_money.c.centavos)):
                money[fund_id] += centavos
        assert terms
        assert {(expires - granted).days for expires, granted in terms} == {settings.voucher_days}
        assert +money == +spent

    def test_what_expires_goes_back_to_its_funds_and_frees_its_seat(
        self, manager: PageClient, engine: sa.Engine, catalogue: Catalogue, work: Work
    ) -> None:
        publish_one(manager, work)
        with writing(engine) as connection:
            (first, *others) = connection.scalars(sa.select(voucher.c.voucher_id).order_by(voucher.c.voucher_id)).all()
            before = spent_of_funds(connection, TODAY)
            seats = seats_in_use(connection, date(2026, 1, 1), TODAY)
            connection.execute(
                sa.update(voucher_terms).where(voucher_terms.c.voucher_id == first), {"expires_on": date(2026, 11, 1)}
            )
            own = dict(
                connection.execute(
                    sa.select(voucher_money.c.fund_id, voucher_money.c.centavos).where(
                        voucher_money.c.voucher_id == first
                    )
                ).all()
            )
            after = spent_of_funds(connection, TODAY)
            assert sum(seats.values()) == 1 + len(others)
            assert sum(seats_in_use(connection, date(2026, 1, 1), TODAY).values()) == len(others)
        assert before - after == +Counter(own)
        # Redeemed in time, as reported later: its money is spent after all.
        with writing(engine) as connection:
            voucher_life_store.mark_redeemed(connection, {first: date(2026, 11, 1)})
            assert spent_of_funds(connection, TODAY) == before

    def test_the_next_plan_has_what_is_left_of_funds_and_seats(
        self, manager: PageClient, engine: sa.Engine, settings: Settings, work: Work
    ) -> None:
        publish_one(manager, work)
        with reading(engine) as connection:
            spent = spent_of_funds(connection, TODAY)
        form = form_of(manager.get(NEW).text)
        # Whoever asks for the whole budget of each fund gets what is left of it.
        made(manager, work, **{name: "100" for name in form if name.startswith("fund-")}, takes_part="everybody")
        newest = max((settings.home / "scenarios").glob("*/tables/funds.csv"), key=lambda path: path.stat().st_mtime)
        lines = [line.split(",") for line in newest.read_text(encoding="utf-8").replace('"', "").splitlines()]
        columns = {name: place for place, name in enumerate(lines[0])}
        budgets = {line[columns["fund_id"]]: float(line[columns["budget_pesos"]]) for line in lines[1:]}
        # The tiny catalogue's funds have a million and 200 thousand pesos.
        assert budgets == {
            "federal": pytest.approx(1_000_000 - spent["federal"] / 100),
            "jalisco": pytest.approx(200_000 - spent["jalisco"] / 100),
        }
        vendors = newest.with_name("vendors.csv").read_text(encoding="utf-8").replace('"', "")
        with reading(engine) as connection:
            used = seats_in_use(connection, date(2026, 1, 1), date(2026, 12, 31))
        assert f"acme,{200 - used['acme-1']}" in vendors


class TestFiguresAsJson:
    def test_by_state_hide_what_tells_of_few(self, manager: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            connection.execute(sa.insert(learner), [learner_row(f"s{number}") for number in range(6)])
        for number in range(6):
            give(engine, f"v{number}", f"s{number}")
        none = {"n_redeemed": 0, "n_expired": 0}
        jalisco = {"state": {"id": "MX-JAL", "name": "Jalisco"}, "n_given": 6, "n_open": 6, **none}
        assert manager.get("/v1/vouchers/by-state").json()["items"] == [jalisco]
        give(engine, "one", "eva")
        found = {one["state"]["id"]: one for one in manager.get("/v1/vouchers/by-state").json()["items"]}
        # One voucher in Nuevo León is of one person, and would follow from the seven of all.
        assert {(one["n_given"], one["n_open"]) for one in found.values()} == {(None, None)}

    def test_by_fund_have_the_money_that_published_plans_took(self, manager: PageClient, work: Work) -> None:
        publish_one(manager, work)
        funds = {one["id"]: one["spent_centavos"] for one in manager.get("/v1/programme/funds").json()["items"]}
        found = manager.get("/v1/vouchers/by-fund?lang=en").json()["items"]
        assert {one["fund"]["id"]: one["open_centavos"] for one in found} == {id_: n for id_, n in funds.items() if n}
        # Three vouchers at most were given.
        assert {one["n_given"] for one in found} == {None}

    def test_take_a_vendors_file_and_tell_what_became_of_its_rows(
        self, manager: PageClient, engine: sa.Engine, work: Work
    ) -> None:
        rows = f"código;fecha de canje\n{give(engine)};2026-11-10\nNADA;2026-11-11\n"
        sent = manager.post("/v1/vouchers/files", files={"file": ("canjes.csv", rows.encode(), "text/csv")})
        assert (sent.status_code, sent.json()["state"], sent.json()["counts"]) == (202, "queued", None)
        work()
        url = f"/v1/vouchers/files/{sent.json()['number']}"
        done = manager.get(url).json()
        assert (done["state"], done["counts"]["n_read"], done["counts"]["n_refused"]) == ("done", 2, 1)
        assert manager.get(f"{url}/refused-rows?lang=es").json()["items"] == [
            {"kind": "redemptions", "line": 3, "reason": "El código no es de ningún vale."}
        ]
        assert redeemed_on(engine) == date(2026, 11, 10)
        assert manager.get("/v1/vouchers/files").json()["items"] == [done]
        assert manager.get("/v1/vouchers/files/99").status_code == 404
        assert manager.post("/v1/vouchers/files", files={"file": ("", b"")}).status_code == 422
