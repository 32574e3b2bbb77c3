"""The pages of drift and of backups."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.audit_store import AuditAction, entries_about
from data.backups import BackupCheck, keep_check, new_backup_file
from data.database import reading
from data.errors import InputError
from data.job_queue import JobQueue
from data.settings import Settings
from recommender.drift import ColumnDrift, Drift
from tests.api.conftest import START
from tests.api.page_client import PageClient
from training.archives.backup_check import check_backup
from training.bundle_drift import DriftReport, RateChange, drift_json
from training.metrics import Interval

COLUMNS = (
    ColumnDrift("state_id", 0.314, None, 0.08, 0.0, 0.02, Drift.CHANGED),
    ColumnDrift("english_gap", 0.021, 0.012, 0.0, 0.0, 0.0, Drift.NONE),
)
RATES = {"yes": RateChange(0.21, 0.14, Interval(-0.07, -0.09, -0.05), 4_000, Drift.CHANGED)}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """These pages read files; one kind of database is enough."""
    return sqlite_url


class TestDrift:
    def keep(self, settings: Settings, columns: tuple[ColumnDrift, ...], n: int = 4_000) -> None:
        report = DriftReport("aaaa", "since 2026-11-01", n, columns, RATES if columns else {})
        settings.drift_file.write_text(json.dumps(drift_json(report)), encoding="utf-8")

    def test_shows_what_moved_before_what_did_not(self, operator: PageClient, settings: Settings) -> None:
        self.keep(settings, COLUMNS)
        page = operator.get("/operacion/deriva").text
        moved, steady = page.index("state_id"), page.index("english_gap")
        assert page.index("Lo que se movió") < moved < page.index("Lo que sigue igual") < steady
        for told in ("0.314", "8 %", "21 %", "14 %", "-7 % [-9 %, -5 %]", "entrena uno nuevo", "otro modelo"):
            assert told in page

    def test_says_when_too_little_was_shown(self, operator: PageClient, settings: Settings) -> None:
        self.keep(settings, (), n=3)
        assert "muy pocas" in operator.get("/operacion/deriva").text

    @pytest.mark.parametrize("text", [None, "{", '{"bundle": "aaaa"}'])
    def test_without_a_look_asks_for_one(
        self, operator: PageClient, settings: Settings, queue: JobQueue, text: str | None
    ) -> None:
        if text is not None:
            settings.drift_file.write_text(text, encoding="utf-8")
        assert "Todavía nadie ha mirado." in operator.get("/operacion/deriva").text
        assert operator.post("/operacion/deriva").headers["location"] == "/trabajos/1"
        assert queue.job(1).command == "drift"


class TestBackups:
    @pytest.fixture
    def archive(self, settings: Settings) -> Path:
        made = new_backup_file(settings.backups_dir, START)
        made.write_bytes(b"all of it")
        return made

    def test_are_asked_for_under_a_name_of_their_moment(
        self, operator: PageClient, queue: JobQueue, settings: Settings
    ) -> None:
        assert "Todavía no se ha pedido" in operator.get("/operacion/respaldos").text
        assert operator.post("/operacion/respaldos").headers["location"] == "/trabajos/1"
        out = str(settings.backups_dir / "rumbo-20261120-180000.tar.gz")
        assert (queue.job(1).command, queue.job(1).arguments) == ("backup", {"out": out})

    def test_are_listed_with_what_came_of_reading_them_back(self, operator: PageClient, archive: Path) -> None:
        assert "sin revisar" in operator.get("/operacion/respaldos").text
        keep_check(archive, BackupCheck(START, False, "it is cut off"))
        page = operator.get("/operacion/respaldos").text
        assert "dañado" in page
        assert '<span lang="en">it is cut off</span>' in page
        assert f'backups/{archive.name}" --verify' in page

    def test_say_what_came_of_it_in_the_readers_language(self, operator: PageClient, archive: Path) -> None:
        with pytest.raises(InputError):
            check_backup(archive)
        assert "<span>Está dañado, o no es un respaldo de Rumbo.</span>" in operator.get("/operacion/respaldos").text
        keep_check(archive, BackupCheck(START, True, "40 tables, 187430 rows, 31 files"))
        assert "<span>40 tablas, 187430 filas, 31 archivos</span>" in operator.get("/operacion/respaldos").text

    def test_are_read_back_by_a_job(self, operator: PageClient, queue: JobQueue, archive: Path) -> None:
        assert operator.post(f"/operacion/respaldos/{archive.name}/revision").status_code == 303
        assert queue.job(1).arguments == {"archive": str(archive)}

    def test_are_taken_away_on_the_record(self, operator: PageClient, engine: sa.Engine, archive: Path) -> None:
        answer = operator.post(f"/operacion/respaldos/{archive.name}/descarga")
        assert (answer.status_code, answer.content) == (200, b"all of it")
        assert answer.headers["cache-control"] == "no-store"
        with reading(engine) as connection:
            (entry,) = entries_about(connection, archive.name)
        assert (entry.action, entry.actor) == (AuditAction.BACKUP_DOWNLOADED, "operator")

    @pytest.mark.parametrize("name", ["rumbo-20260101-000000.tar.gz", "rumbo.db", "..%2Frumbo.db"])
    def test_others_cannot_be_taken(self, operator: PageClient, archive: Path, settings: Settings, name: str) -> None:
        (settings.backups_dir / "rumbo.db").touch()
        assert operator.post(f"/operacion/respaldos/{name}/descarga").status_code == 404
