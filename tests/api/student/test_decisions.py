"""What an allocation decided, on the learner's page and for programs."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data import allocation_store
from data.allocation_store import AllocationRun
from data.database import writing
from data.decision_store import put_decisions
from data.domain import LearnerId
from tests.api.conftest import START
from tests.api.page_client import PageClient

SEATS: Mapping[str, Any] = {
    "reason": "seats",
    "certification_id": "acme-1",
    "worth": 0.61,
    "needed": 0.642,
    "chance": 0.0,
    "flips": [
        {"kind": "seats", "amount": 2.0, "certification_id": "acme-1"},
        {"kind": "value", "amount": 0.033, "certification_id": "acme-1"},
        {"kind": "budget", "amount": 150_000, "certification_id": "zen-1", "fund_ids": ["gone-fund"]},
    ],
    "not_found": [],
}


def decide(engine: sa.Engine, learner_id: str, facts: Mapping[str, Any], run_id: str = "a" * 32) -> None:
    """Keep a decision of a run; later runs have later letters."""
    moment = START + timedelta(hours=ord(run_id[0]))
    run = AllocationRun(run_id, moment, None, "folder", "c", "s", 1.0, 1.0, 1)
    with writing(engine) as connection:
        allocation_store.record_run(connection, run)
        put_decisions(connection, run_id, [(LearnerId(learner_id), facts)], moment)


class TestPage:
    def test_says_why_and_what_would_have_changed_it(self, ana: PageClient, engine: sa.Engine) -> None:
        decide(engine, "ana", SEATS)
        page = ana.get("/mi/vales?lang=en").text
        assert "went to those who make most of them." in page
        assert "needed to be worth at least 0.642; yours is worth 0.61." in page
        assert "2 more places in " in page
        assert "$1,500.00 more in gone-fund (the voucher would be for " in page


    def test_is_in_spanish_too(self, ana: PageClient, engine: sa.Engine) -> None:
        decide(engine, "ana", SEATS)
        page = ana.get("/mi/vales").text
        assert "Un vale como ese necesitaba valer al menos 0.642; el tuyo vale 0.61." in page
        assert "todavía no ha habido ninguna" not in page

    def test_shows_the_newest_decision_and_nobody_elses(self, ana: PageClient, engine: sa.Engine) -> None:
        decide(engine, "ana", SEATS)
        decide(engine, "ana", {"reason": "no_option"}, "b" * 32)
        decide(engine, "eva", {"reason": "nobody_pays"}, "c" * 32)
        page = ana.get("/mi/vales").text
        assert "No había ninguna certificación que pudieras tomar con un vale." in page
        assert "Ningún fondo paga" not in page
        assert "0.642" not in page

    @pytest.mark.parametrize("reason", ["given", "drawn"])
    def test_says_who_pays(self, ana: PageClient, engine: sa.Engine, reason: str) -> None:
        shares = [{"fund_id": "f", "centavos": 90_000}]
        facts = {
            "reason": reason,
            "certification_id": "acme-1",
            "shares": shares,
            "own_centavos": 10_000,
            "chance": 0.5,
        }
        decide(engine, "ana", {**facts, "worth": 4.0, "best": 5.0})
        page = ana.get("/mi/vales?lang=en").text
        assert "Paid by: f MX$900.00; you pay MX$100.00. It is worth 80% of what your best option would be worth." in page


class TestApi:
    def test_answers_with_text_and_figures(self, ana: PageClient, engine: sa.Engine) -> None:
        decide(engine, "ana", SEATS)
        found = ana.get("/v1/me/allocation", headers={"Accept-Language": "en"}).json()
        assert found["reason"] == "seats"
        assert found["facts"]["needed"] == 0.642
        assert len(found["changes"]) == 3

    def test_is_404_before_the_first_decision(self, ana: PageClient) -> None:
        assert ana.get("/v1/me/allocation").status_code == 404
