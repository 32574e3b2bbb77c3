import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.i18n import texts
from api.operation.finding_words import said_finding
from data.catalogue import Catalogue
from data.domain import Language
from data.findings import Finding
from data.job_queue import JobQueue
from data.settings import Settings
from embeddings.build import Kind, build_indexes, catalogue_texts, embed_texts
from recommender.bundle import current_bundle_folder
from recommender.drift import ColumnDrift, Drift
from tests.api.small_bundle import ENCODER, promote_small_bundle
from training import doctor
from training.bundle_drift import DriftReport, drift_json
from training.doctor import examine

PARTS = ["disk", "catalogue", "encoder", "database", "jobs", "indexes", "bundle"]


@pytest.fixture(scope="module")
def home_template(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    """A whole installation of the tiny catalogue and a hashing encoder, but for the database."""
    home = tmp_path_factory.mktemp("home")
    for kind, items in {**catalogue_texts(catalogue), Kind.POSTINGS: {"p1": "SQL"}}.items():
        embed_texts(kind, items, ENCODER, home / "vectors", lambda _: None)
    build_indexes(home / "vectors", home / "indexes", ENCODER.fingerprint, lambda _: None)
    promote_small_bundle(home / "bundles", catalogue)
    return home


@pytest.fixture
def installation(
    home_template: Path, tmp_path: Path, catalogue_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    monkeypatch.setattr(doctor, "installed_fingerprint", lambda model, models_dir: ENCODER.fingerprint)
    home = Path(shutil.copytree(home_template, tmp_path / "home"))
    reference = Path(shutil.copytree(catalogue_folder, tmp_path / "reference"))
    return Settings(home=home, reference=reference, database_url=None)


@pytest.fixture
def settings(installation: Settings, database_url: str) -> Settings:
    return installation.model_copy(update={"database_url": database_url})


def ill(findings: list[Finding]) -> dict[str, str]:
    return {finding.part: finding.detail for finding in findings if not finding.is_well}


class TestExamine:
    def test_finds_a_whole_installation_well(self, settings: Settings, engine: sa.Engine) -> None:
        findings = examine(settings)
        assert [finding.part for finding in findings] == [*PARTS, "drift"]
        assert ill(findings) == {}
        details = {finding.part: finding.detail for finding in findings}
        assert details["catalogue"].startswith("5 certifications, 6 skills")
        assert details["database"] == f"{engine.dialect.name} at the newest revision"
        assert "skills 6" in details["indexes"]
        assert details["drift"] == "not looked at yet; run rumbo drift"

    def test_names_each_missing_part_with_its_remedy(self, tmp_path: Path) -> None:
        found = ill(examine(Settings(home=tmp_path / "new", reference=tmp_path / "none", database_url=None)))
        assert list(found) == PARTS[1:]
        assert "run rumbo init" in found["database"]

    def test_makes_no_database_where_there_is_none(self, installation: Settings) -> None:
        file = installation.home / "rumbo.db"
        remedy = f"there is no database at {file}; run rumbo init"
        assert ill(examine(installation)) == {"database": remedy, "jobs": remedy}
        assert not file.exists()

    def test_finds_a_damaged_database(self, installation: Settings, sqlite_url: str) -> None:
        settings = installation.model_copy(update={"database_url": sqlite_url})
        path = Path(str(sa.make_url(sqlite_url).database))
        content = bytearray(path.read_bytes())
        for page in range(3, len(content) // 4096):
            content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
        path.write_bytes(bytes(content))
        found = ill(examine(settings))
        assert list(found) == ["database", "jobs"]
        assert "damage" in found["database"]

    def test_finds_old_tables(self, settings: Settings, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
        remedy = "the database's tables are missing or old; run rumbo init"
        assert ill(examine(settings)) == {"database": remedy, "jobs": remedy}

    def test_finds_a_changed_reference_file(self, settings: Settings) -> None:
        with (settings.reference / "skills.csv").open("a", encoding="utf-8") as file:
            file.write("extra,extra,extra,,,hard,software,,,2026-11-01\n")
        found = ill(examine(settings))
        assert "skills.csv" in found["catalogue"]
        assert list(found) == ["catalogue", "bundle"]

    def test_finds_a_tampered_bundle(self, settings: Settings) -> None:
        next(settings.bundles_dir.glob("*/accept.cbm")).write_bytes(b"other")
        found = ill(examine(settings))
        assert list(found) == ["bundle"]
        assert "accept.cbm" in found["bundle"]

    def test_finds_indexes_of_another_encoder(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(doctor, "installed_fingerprint", lambda model, models_dir: "another-1")
        found = ill(examine(settings))
        assert list(found) == ["indexes", "bundle"]
        assert "run rumbo embed, rumbo index" in found["indexes"]

    def test_finds_a_full_disk(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(doctor, "_MIN_FREE_BYTES", 10**18)
        found = ill(examine(settings))
        assert list(found) == ["disk"]
        assert found["disk"].endswith("make room")

    def test_finds_a_server_that_does_not_answer(self, installation: Settings) -> None:
        away = installation.model_copy(update={"database_url": "postgresql+psycopg://nobody@127.0.0.1:1/rumbo"})
        assert list(ill(examine(away))) == ["database", "jobs"]

    def test_tells_killed_jobs_and_marks_killed_commands(self, settings: Settings, engine: sa.Engine) -> None:
        queue, now = JobQueue.of(engine, settings.home), datetime.now(UTC)
        queue.begin("embed", {}, now, lambda: None).release()
        assert {one.part: one.detail for one in examine(settings)}["jobs"] == "0 waiting, 0 running, 1 found killed"
        queue.enqueue("embed", {}, now)
        held = queue.claim("killed", now)
        assert held is not None
        held.release()
        assert ill(examine(settings)) == {"jobs": "1 jobs were killed and wait; run rumbo worker"}

    @pytest.mark.usefixtures("engine")
    def test_tells_what_the_last_look_for_drift_found(self, settings: Settings) -> None:
        def found(**changed: object) -> Finding:
            facts = {"bundle": current_bundle_folder(settings.bundles_dir).name, "n_showings": 300}
            told = {"since": "since 2026-10-01", "drift": "none", "advice": "nothing to do"}
            settings.drift_file.write_text(json.dumps({**facts, **told, **changed}), encoding="utf-8")
            return next(finding for finding in examine(settings) if finding.part == "drift")

        assert found() == Finding("drift", True, "300 showings since 2026-10-01: none, nothing to do")
        assert not found(drift="changed").is_well
        assert found(bundle="older").detail.endswith("not looked at yet; run rumbo drift")


class TestSaidFinding:
    """Pages say what is found in the reader's language, which they know by its form."""

    @pytest.mark.usefixtures("engine")
    def test_knows_all_of_a_whole_installation(self, settings: Settings) -> None:
        # The encoder's name is a name in every language.
        assert not_said(settings) == {"encoder": ENCODER.fingerprint}

    @pytest.mark.usefixtures("engine")
    def test_knows_what_is_damaged(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(doctor, "_MIN_FREE_BYTES", 10**18)
        next(settings.bundles_dir.glob("*/accept.cbm")).write_bytes(b"other")
        (settings.indexes_dir / "skills.json").write_text("{", encoding="utf-8")
        assert not_said(settings) == {"encoder": ENCODER.fingerprint}
        next(settings.bundles_dir.glob("*/manifest.json")).write_text("{", encoding="utf-8")
        with (settings.reference / "skills.csv").open("a", encoding="utf-8") as file:
            file.write("extra\n")
        shutil.rmtree(settings.indexes_dir)
        assert not_said(settings) == {"encoder": ENCODER.fingerprint}

    def test_knows_what_is_of_another_encoder(self, installation: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(doctor, "installed_fingerprint", lambda model, models_dir: "another-1")
        assert not_said(installation) == {"encoder": "another-1"}

    @pytest.mark.usefixtures("engine")
    @pytest.mark.parametrize("drift", Drift)
    def test_knows_what_the_look_for_drift_found(self, settings: Settings, drift: Drift) -> None:
        bundle = current_bundle_folder(settings.bundles_dir).name
        column = ColumnDrift("state_id", 0.3, None, 0.0, 0.0, 0.0, drift)
        said = set()
        for n_showings in (3, 4_000):
            report = DriftReport(bundle, "since 2026-10-01", n_showings, (column,), {})
            settings.drift_file.write_text(json.dumps(drift_json(report)), encoding="utf-8")
            assert not_said(settings) == {"encoder": ENCODER.fingerprint}
            found = next(finding.detail for finding in examine(settings) if finding.part == "drift")
            said.add(said_finding(found.replace(str(n_showings), "9"), texts(Language.ES)))
        assert len(said) == 2


def not_said(settings: Settings) -> dict[str, str]:
    """What pages would tell in English."""
    return {one.part: one.detail for one in examine(settings) if said_finding(one.detail, texts(Language.ES)) is None}
