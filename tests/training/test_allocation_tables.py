from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import application_store, pledge_store, standing_store
from data.allocation.scenario import DatabaseTables, Scenario
from data.allocation.scenario_tables import Payer, ScenarioTables
from data.database import reading, writing
from data.domain import CertificationId, LearnerId, StateId
from data.errors import NotReadyError
from data.pledge_store import PledgeId, PledgeTerms
from data.rights import AccountId, CompanyRights, LearnerRights, ProgrammeRights, Role
from recommender.allocation.running.building import build
from recommender.bundle import Bundle
from tests.api.conftest import fill
from tests.api.people import put_organisation
from training.allocation_tables import write_valued_tables

NOW = datetime(2026, 11, 26, tzinfo=UTC)
TODAY = NOW.date()


def _told(line: str, share: float | None = None) -> None:
    """Progress that nobody reads."""


def _written(engine: sa.Engine, bundle: Bundle, wanted: DatabaseTables) -> ScenarioTables:
    with reading(engine) as connection:
        write_valued_tables(connection, bundle, wanted, _told, TODAY)
    return ScenarioTables.read(wanted.table_paths)


def _apply(engine: sa.Engine, learner: str, certification: str) -> None:
    with writing(engine) as connection:
        rights = LearnerRights(LearnerId(learner))
        application_store.apply(connection, rights, CertificationId(certification), NOW)


def _pledge(engine: sa.Engine, *, is_accepted: bool, expires_on: date) -> PledgeId:
    """A company's offer that was answered."""
    with writing(engine) as connection:
        company = put_organisation(connection, f"company-{is_accepted}-{expires_on}", Role.INDUSTRY)
        wanted = (CertificationId("acme-1"), CertificationId("zen-1")), (StateId("MX-JAL"), StateId("MX-NLE"))
        terms = PledgeTerms(15_000_050, 0.4, *wanted, expires_on)
        id_ = pledge_store.offer(connection, CompanyRights(company), terms, NOW, AccountId("somebody"))
        rights = ProgrammeRights(AccountId("manager"))
        pledge_store.answer_pledge(connection, rights, id_, NOW, is_accepted=is_accepted, answer="")
    return id_


class TestWriteValuedTables:
    def test_has_offers_that_the_programme_accepted_among_the_funds(
        self, engine: sa.Engine, bundle: Bundle, tmp_path: Path
    ) -> None:
        fill(engine)
        _apply(engine, "ana", "acme-1")
        before = _written(engine, bundle, DatabaseTables(folder=tmp_path)).funds.ids
        accepted = _pledge(engine, is_accepted=True, expires_on=TODAY)
        _pledge(engine, is_accepted=False, expires_on=TODAY)
        _pledge(engine, is_accepted=True, expires_on=TODAY - timedelta(days=1))
        funds = _written(engine, bundle, DatabaseTables(folder=tmp_path)).funds
        assert funds.ids == (*before, f"pledge-{accepted}")
        assert (funds.payer[-1], funds.budget[-1], funds.share[-1]) == (Payer.COMPANY, 15_000_050, 4_000)
        assert funds.who[-1].values == {"state_id": ("MX-JAL", "MX-NLE")}
        assert funds.what[-1].values == {"certification": ("acme-1", "zen-1")}

    def test_takes_what_was_applied_for(self, engine: sa.Engine, bundle: Bundle, tmp_path: Path) -> None:
        fill(engine)
        _apply(engine, "ana", "acme-1")
        _apply(engine, "eva", "zen-1")
        tables = _written(engine, bundle, DatabaseTables(folder=tmp_path))
        options = tables.options.frame
        assert set(zip(options["learner_id"], options["certification_id"], strict=True)) == {
            ("ana", "acme-1"),
            ("eva", "zen-1"),
        }
        assert tables.learners.ids.to_pylist() == ["ana", "eva"]

    def test_an_application_is_worth_more_than_the_same_option_before_a_yes(
        self, engine: sa.Engine, bundle: Bundle, tmp_path: Path
    ) -> None:
        fill(engine)
        _apply(engine, "ana", "acme-1")
        everybody = DatabaseTables(folder=tmp_path / "all", who="everybody", options=50)
        asked = _written(engine, bundle, DatabaseTables(folder=tmp_path / "asked")).options.frame
        offered = _written(engine, bundle, everybody).options.frame
        before = offered[(offered["learner_id"] == "ana") & (offered["certification_id"] == "acme-1")]
        assert asked["value"].item() > before["value"].item() > 0

    def test_offers_everybody_their_best_options(self, engine: sa.Engine, bundle: Bundle, tmp_path: Path) -> None:
        fill(engine)
        wanted = DatabaseTables(folder=tmp_path, who="everybody", options=2)
        options = _written(engine, bundle, wanted).options.frame
        every = _written(engine, bundle, wanted.model_copy(update={"options": 50})).options.frame
        best = every.sort_values("value", ascending=False, kind="stable").groupby("learner_id").head(2)
        assert sorted(options["value"]) == sorted(best["value"])
        assert set(options["learner_id"]) == {"ana", "eva", "real"}

    def test_marks_who_objects_and_leaves_out_who_is_blocked(
        self, engine: sa.Engine, bundle: Bundle, tmp_path: Path
    ) -> None:
        fill(engine)
        with writing(engine) as connection:
            standing_store.object_to_automation(connection, LearnerRights(LearnerId("eva")), NOW)
            standing_store.ask_deletion(connection, LearnerRights(LearnerId("real")), NOW, NOW.date())
        tables = _written(engine, bundle, DatabaseTables(folder=tmp_path, who="everybody"))
        assert dict(zip(tables.learners.ids.to_pylist(), tables.learners.objects, strict=True)) == {
            "ana": False,
            "eva": True,
        }

    def test_prices_funds_and_seats_are_the_catalogue_s(
        self, engine: sa.Engine, bundle: Bundle, tmp_path: Path
    ) -> None:
        fill(engine)
        wanted = DatabaseTables(folder=tmp_path, who="everybody")
        tables = _written(engine, bundle, wanted)
        built = build(Scenario(seed=1, from_database=wanted), tables)
        funds = bundle.catalogue.funds
        assert built.names.fund_ids == tuple(funds)
        assert built.national.base.budgets.tolist() == [fund.budget_centavos for fund in funds.values()]
        certification = bundle.catalogue.certifications[built.names.certification_ids[0]]
        agreement = bundle.catalogue.agreements.get(certification.vendor_id)
        dollars = certification.list_price_usd or certification.assumed_price_usd
        discount = agreement.discount if agreement else 0.0
        expected = round(100 * round(dollars * (1 - discount) * bundle.pesos_per_dollar, 2))
        assert built.national.base.price[0] == pytest.approx(expected, abs=1)

    def test_says_so_where_nobody_applied(self, engine: sa.Engine, bundle: Bundle, tmp_path: Path) -> None:
        fill(engine)
        with reading(engine) as connection, pytest.raises(NotReadyError, match="nobody has an open application"):
            write_valued_tables(connection, bundle, DatabaseTables(folder=tmp_path / "tables"), _told, TODAY)
        assert not (tmp_path / "tables").exists()

    def test_says_so_where_nothing_was_imported(self, engine: sa.Engine, bundle: Bundle, tmp_path: Path) -> None:
        with reading(engine) as connection, pytest.raises(NotReadyError, match="rumbo import"):
            write_valued_tables(connection, bundle, DatabaseTables(folder=tmp_path), _told, TODAY)
