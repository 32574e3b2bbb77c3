"""A manager who is logged in, people who applied for vouchers, and a worker that knows the small encoder."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from api.commands.worker_steps import SERVICE_STEPS
from data import application_store
from data.database import writing
from data.domain import CertificationId, LearnerId
from data.rights import LearnerRights, Role
from data.settings import Settings
from tests.api.page_client import PageClient
from tests.api.people import logged_in
from tests.api.small_bundle import ENCODER
from training import allocation_tables
from training.worker import work_on_queue

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def manager(client: PageClient, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> PageClient:
    """Three people have applied for the same certification, one of them for another as well."""
    monkeypatch.setattr(allocation_tables, "installed_fingerprint", lambda model, models_dir: ENCODER.fingerprint)
    with writing(engine) as connection:
        for learner, certification in (("ana", "acme-1"), ("real", "acme-1"), ("eva", "acme-1"), ("eva", "zen-1")):
            rights = LearnerRights(LearnerId(learner))
            application_store.apply(connection, rights, CertificationId(certification), NOW)
    return logged_in(client, engine, Role.MANAGER)


@pytest.fixture
def work(settings: Settings) -> Callable[[], None]:
    """Lets a worker do all that waits."""
    return lambda: work_on_queue(
        settings, once=True, poll_seconds=0.02, progress=lambda line: None, service_steps=SERVICE_STEPS
    )
