from pathlib import Path

import pytest
import sqlalchemy as sa

from data.audit_store import AuditAction, entries_about
from data.database import reading
from data.errors import GateError
from data.settings import Settings
from recommender.bundle import promoted_versions
from recommender.bundle_records import BundleRecord, Figure, kept_records
from tests.training.bundle_folders import make_bundle_folder
from tests.training.test_promote import GOOD, better_than
from training.bundle_jobs import at_terminal, renew_records, serve_challenger, serve_former
from training.metrics import Interval
from training.tracking import Tracker


@pytest.fixture
def settings(store: Path, database_url: str) -> Settings:
    return Settings(home=store, mlruns=store / "mlruns", database_url=database_url)


def records(settings: Settings) -> dict[str, BundleRecord]:
    return {record.version: record for record in kept_records(settings.bundle_records_dir)}


class TestRenewRecords:
    def test_tells_of_every_bundle_what_the_gate_would_say(self, settings: Settings, tracker: Tracker) -> None:
        tracker.log_metrics("first", {**GOOD, "ndcg_10": Interval(0.5, 0.4, 0.6)}, "the report")
        assert renew_records(settings) == 2
        first, second = records(settings)["first"], records(settings)["second"]
        assert first.refusal is None
        assert second.refusal == "bundle second was not evaluated; run rumbo evaluate"
        assert (first.is_challenger, second.is_challenger) == (False, True)
        assert first.figure("ndcg_10") == Figure("ndcg_10", 0.5, 0.4, 0.6)
        assert second.figure("ndcg_10") is None
        assert first.report == "the report"
        assert first.card.startswith("# ranker: first")

    def test_tells_of_a_bundle_that_is_not_registered(self, settings: Settings) -> None:
        make_bundle_folder(settings.bundles_dir, "other")
        renew_records(settings)
        assert records(settings)["other"].refusal == "bundle other is not registered"

    def test_leaves_out_a_bundle_whose_folder_is_gone(self, settings: Settings) -> None:
        (settings.bundles_dir / "first" / "manifest.json").unlink()
        renew_records(settings)
        assert set(records(settings)) == {"second"}

    def test_leaves_out_what_a_stopped_build_left_behind(self, settings: Settings) -> None:
        make_bundle_folder(settings.bundles_dir, "417.partial")
        renew_records(settings)
        assert set(records(settings)) == {"first", "second"}


class TestServe:
    def test_puts_who_asked_on_record(self, settings: Settings, engine: sa.Engine, tracker: Tracker) -> None:
        for version in ("first", "second"):
            tracker.log_metrics(version, better_than("first"), "report")
            assert serve_challenger(settings, version, engine, "olga") == version
        assert serve_former(settings, engine) == "first"
        with reading(engine) as connection:
            told = [(one.action, one.actor) for one in entries_about(connection, "first")]
        assert told == [(AuditAction.BUNDLE_PROMOTED, "olga"), (AuditAction.BUNDLE_ROLLED_BACK, None)]
        assert promoted_versions(settings.bundles_dir) == ["first"]

    def test_records_nothing_of_a_bundle_that_the_gate_refuses_but_why(
        self, settings: Settings, engine: sa.Engine
    ) -> None:
        with pytest.raises(GateError, match="not evaluated"):
            serve_challenger(settings, "second", engine, "olga")
        with reading(engine) as connection:
            assert entries_about(connection, "second") == ()
        assert "not evaluated" in (records(settings)["second"].refusal or "")

    def test_goes_back_by_hand_without_a_database(self, settings: Settings, tracker: Tracker) -> None:
        alone = settings.model_copy(update={"database_url": None})
        for version in ("first", "second"):
            tracker.log_metrics(version, better_than("first"), "report")
            at_terminal(alone, version)
        assert at_terminal(alone, None, back=True) == "first"
        assert not (alone.home / "rumbo.db").exists()
