"""A real small application: tiny catalogue, an empty database, a fitted bundle, a clock that tests move."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from api import app as application
from api import cli
from api.dependencies import now
from data.catalogue import Catalogue
from data.database import writing
from data.demand_store import Demand, replace_demand
from data.domain import PostingId, SkillId, StateId
from data.learner_store import put_learners, put_transcripts
from data.posting_store import LinkedSkill, put_postings, renew_evidence, replace_links
from data.reference_files import SHIPPED
from data.settings import Settings
from tests.api.command_line import Finished, Rumbo
from tests.api.page_client import PageClient
from tests.api.small_bundle import ENCODER, promote_small_bundle

START = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


@dataclass
class Clock:
    """The time that the application is told."""

    moment: datetime = START

    def __call__(self) -> datetime:
        return self.moment

    def pass_minutes(self, minutes: float) -> None:
        """Let time go by."""
        self.moment += timedelta(minutes=minutes)


@pytest.fixture(scope="session")
def bundle_template(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    """A folder with one promoted bundle, fitted once and copied for each test."""
    folder = tmp_path_factory.mktemp("bundles")
    promote_small_bundle(folder, catalogue)
    return folder


@pytest.fixture
def settings(tmp_path: Path, catalogue_folder: Path, database_url: str) -> Settings:
    return Settings(home=tmp_path, reference=catalogue_folder, database_url=database_url)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def web_app(settings: Settings, engine: sa.Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """The application over the database of ``engine``, with people and postings, and no bundle."""
    monkeypatch.setattr(application, "installed_fingerprint", lambda model, models_dir: ENCODER.fingerprint)
    fill(engine)
    built = application.create_app(settings)
    built.dependency_overrides[now] = clock
    return built


@pytest.fixture
def client_without_bundle(web_app: FastAPI) -> Iterator[PageClient]:
    with PageClient(web_app) as opened:
        yield opened


@pytest.fixture
def client(web_app: FastAPI, settings: Settings, bundle_template: Path) -> Iterator[PageClient]:
    shutil.copytree(bundle_template, settings.bundles_dir)
    with PageClient(web_app) as opened:
        yield opened


@pytest.fixture
def shipped_families(client: PageClient) -> Iterator[None]:
    """The shipped families of degrees beside the tiny catalogue, which other tests share."""
    folder: Path = client.app.state.parts.catalogue.folder  # type: ignore[attr-defined]
    copied = Path(shutil.copy(SHIPPED / "programme_families.csv", folder))
    yield
    copied.unlink()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def rumbo(
    home: Path, catalogue_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Rumbo:
    """Runs ``rumbo`` on an installation in ``home`` with the tiny catalogue."""
    monkeypatch.setenv("RUMBO_HOME", str(home))
    monkeypatch.setenv("RUMBO_MLRUNS", str(home / "mlruns"))
    monkeypatch.setenv("RUMBO_MODELS", str(home / "models"))
    monkeypatch.setenv("RUMBO_REFERENCE", str(catalogue_folder))
    for name in ("RUMBO_DATABASE_URL", "RUMBO_ENCODER"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: object) -> Finished:
        monkeypatch.setattr(sys, "argv", ["rumbo", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        seen = capsys.readouterr()
        return Finished(int(ended.value.code or 0), seen.out, seen.err)

    return run


@pytest.fixture
def database(rumbo: Rumbo, database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """URL of an empty, migrated database, which ``rumbo`` uses."""
    monkeypatch.setenv("RUMBO_DATABASE_URL", database_url)
    return database_url


def fill(engine: sa.Engine) -> None:
    """Two invented students, one real one, an invented posting with a sentence that tries to be HTML."""
    with writing(engine) as connection:
        put_learners(
            connection,
            [
                learner_row("ana"),
                learner_row("eva", state_id="MX-NLE", kind="professional"),
                learner_row("real", False),
            ],
            [person_row("ana"), person_row("eva"), person_row("real")],
        )
        put_transcripts(
            connection,
            [
                {
                    "learner_id": "ana",
                    "subject_id": "s-prog",
                    "completed_on": date(2025, 12, 10),
                    "grade": 91.0,
                    "passed": True,
                }
            ],
        )
        put_postings(connection, [_posting()])
        links = {PostingId("board:1"): [LinkedSkill(SkillId("sql"), SENTENCE, "exact", 0.9)]}
        replace_links(connection, links, "test")
        renew_evidence(connection)
        demand = [Demand(StateId("MX-JAL"), SkillId("sql"), 3, 7, 0, 8)]
        replace_demand(connection, demand, date(2026, 11, 1))


SENTENCE = "Buscamos <script>alert(1)</script> con SQL"


def learner_row(learner_id: str, is_invented: bool = True, **changed: str) -> dict[str, object]:
    """A student of Jalisco as a row."""
    row = {
        "learner_id": learner_id,
        "kind": "student",
        "state_id": "MX-JAL",
        "institution_id": "u-west",
        "curriculum_id": "systems",
        "started_on": date(2025, 8, 15),
        "english": "B1",
        "english_tested": False,
        "weekly_hours": 6.0,
        "goal_occupation_id": "data-analyst",
        "is_invented": is_invented,
        "row_hash": learner_id,
    }
    return {**row, **changed}


def person_row(learner_id: str) -> dict[str, object]:
    """The personal fields of a learner as a row."""
    return {"learner_id": learner_id, "external_id": f"x-{learner_id}", "name": None, "email": None}


def _posting() -> dict[str, object]:
    return {
        "posting_id": "board:1",
        "source": "board",
        "title": "Analista & más",
        "description": SENTENCE,
        "state_id": "MX-JAL",
        "employer": None,
        "language": "es",
        "n_positions": 7,
        "posted_on": date(2026, 9, 1),
        "is_invented": True,
        "row_hash": "1",
        "content_hash": "1" * 64,
    }
