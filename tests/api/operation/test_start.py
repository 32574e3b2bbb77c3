"""The operator's first page."""

import json
import re

import pytest
import sqlalchemy as sa

from data.backups import BackupCheck, keep_check, new_backup_file
from data.database import writing
from data.findings import Finding, keep_findings
from data.job_queue import JobQueue
from data.rejected_store import RejectedRow, put_rejected
from data.rights import Role
from data.settings import Settings
from tests.api.conftest import START, Clock
from tests.api.operation.conftest import CHALLENGER, RECORD, put_bundles
from tests.api.page_client import PageClient
from tests.api.people import logged_in
from tests.api.test_pages import n_statements


def marks(page: str) -> dict[str, str]:
    """Each matter with the class of its mark."""
    return dict(re.findall(r'<a href="[^"]+">([^<]+)</a> <span class="state (\w+)">', page))


class TestOperationPage:
    def test_of_a_new_installation_says_what_is_missing(self, operator: PageClient) -> None:
        page = operator.get("/operacion").text
        assert marks(page) == {
            "Trabajos": "done",
            "Filas rechazadas": "done",
            "Modelo en servicio": "failed",
            "Modelo candidato": "done",
            "Deriva": "queued",
            "Último respaldo": "failed",
        }
        assert "no se puede sugerir nada" in page
        assert "Todavía no se ha examinado." in page

    def test_tells_how_everything_stands(
        self, operator: PageClient, settings: Settings, engine: sa.Engine, clock: Clock
    ) -> None:
        clock.moment = START
        put_bundles(settings, RECORD, CHALLENGER, promoted=["aaaa"])
        look = {"bundle": "aaaa", "since": "since 2026-11-01", "n_showings": 300, "drift": "changed"}
        settings.drift_file.write_text(json.dumps({**look, "columns": [], "rates": {}}), encoding="utf-8")
        keep_findings(settings.findings_file, [Finding("bundle", False, "it is gone")], START)
        archive = new_backup_file(settings.backups_dir, START)
        archive.write_bytes(b"x" * 2_500_000)
        keep_check(archive, BackupCheck(START, True, "all of it"))
        with writing(engine) as connection:
            put_rejected(connection, [RejectedRow("postings", "/a/p.csv", line, "title is missing") for line in (2, 3)])
        page = operator.get("/operacion").text
        assert marks(page) == {
            "Trabajos": "done",
            "Filas rechazadas": "failed",
            "Modelo en servicio": "done",
            # One that would pass waits for somebody to put it into service.
            "Modelo candidato": "failed",
            "Deriva": "failed",
            "Último respaldo": "done",
        }
        assert "2 filas rechazadas en 1 archivo" in page
        assert "hace 10 días" in page
        assert "Pasa la prueba" in page
        assert "2.5 MB" in page
        assert "it is gone" in page

    def test_tells_what_was_found_in_the_readers_language(self, operator: PageClient, settings: Settings) -> None:
        told = [Finding("disk", True, "79 GB free"), Finding("bundle", False, "it is gone")]
        keep_findings(settings.findings_file, told, START)
        page = operator.get("/operacion").text
        assert '<th scope="row">Disco</th>' in page
        assert "<td>79 GB libres</td>" in page
        assert '<td lang="en">it is gone</td>' in page
        assert "<td>79 GB free</td>" in operator.get("/operacion?lang=en").text

    def test_says_when_nobody_takes_the_jobs(self, operator: PageClient, queue: JobQueue, clock: Clock) -> None:
        queue.enqueue("embed", {}, clock())
        clock.pass_minutes(4)
        assert "rumbo worker" not in operator.get("/operacion").text
        clock.pass_minutes(2)
        assert "rumbo worker" in operator.get("/operacion").text

    def test_counts_jobs_that_failed_of_late(self, operator: PageClient, queue: JobQueue, clock: Clock) -> None:
        queue.enqueue("embed", {}, START)
        held = queue.claim("worker", START)
        assert held is not None
        held.fail("no encoder")
        held.release()
        clock.moment = queue.job(1).finished_at or START
        assert "1 falló en los últimos 7 días" in operator.get("/operacion").text

    def test_asks_for_an_examination(self, operator: PageClient, queue: JobQueue) -> None:
        assert operator.post("/operacion/examen").headers["location"] == "/trabajos/1"
        assert queue.job(1).command == "doctor"

    def test_sends_a_fixed_number_of_statements(self, operator: PageClient) -> None:
        assert n_statements(operator, "/operacion") == 4

    @pytest.mark.parametrize("path", ["/operacion", "/operacion/modelos", "/operacion/deriva", "/operacion/respaldos"])
    def test_is_closed_to_others(self, client_without_bundle: PageClient, engine: sa.Engine, path: str) -> None:
        assert logged_in(client_without_bundle, engine, Role.MANAGER).get(path).status_code == 403


def test_a_log_in_leads_to_it(operator: PageClient) -> None:
    assert operator.get("/entrar").headers["location"] == "/operacion"
