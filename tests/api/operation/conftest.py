"""An operator, and bundles of which something is recorded."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from data.job_queue import JobQueue
from data.rights import Role
from data.settings import Settings
from recommender.bundle import point_to
from recommender.bundle_records import BundleRecord, Figure, keep_records
from tests.api.page_client import PageClient
from tests.api.people import logged_in
from tests.training.bundle_folders import make_bundle_folder

RECORD = BundleRecord(
    version="aaaa",
    made_at="2026-11-10T08:00:00+00:00",
    data_sha256="d" * 64,
    data_as_of="2026-10-31",
    is_challenger=False,
    figures=(Figure("ndcg_10", 0.6123, 0.6012, 0.6234), Figure("rows", 12.0)),
    refusal=None,
    card="# ranker: aaaa\n\nOrders <b>certifications</b>.\n\n- Seed: 1\n",
    report="the evaluation",
)
CHALLENGER = replace(RECORD, version="bbbb", is_challenger=True, made_at="2026-11-19T08:00:00+00:00")


@pytest.fixture
def operator(client_without_bundle: PageClient, engine: sa.Engine) -> PageClient:
    """Somebody who looks after the service."""
    return logged_in(client_without_bundle, engine, Role.OPERATOR)


@pytest.fixture
def queue(operator: PageClient) -> JobQueue:
    found: JobQueue = operator.app.state.parts.jobs  # type: ignore[attr-defined]
    return found


def put_bundles(settings: Settings, *records: BundleRecord, promoted: list[str]) -> None:
    """Folders of bundles and what is recorded of them; the last one promoted serves."""
    for record in records:
        make_bundle_folder(settings.bundles_dir, record.version)
    if promoted:
        point_to(settings.bundles_dir, promoted)
    keep_records(settings.bundle_records_dir, {record.version: record for record in records})
