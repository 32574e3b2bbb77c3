"""The pages of bundles: which one serves, what the gate says, and asking for another."""

from dataclasses import replace

import pytest

from data.job_queue import JobQueue
from data.settings import Settings
from tests.api.operation.conftest import CHALLENGER, RECORD, put_bundles
from tests.api.page_client import PageClient

REFUSED = replace(CHALLENGER, refusal="bundle bbbb was not compared with aaaa, which serves; run rumbo evaluate")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """These pages read files; one kind of database is enough."""
    return sqlite_url


class TestModels:
    def test_are_listed_with_figure_interval_and_what_the_gate_says(
        self, operator: PageClient, settings: Settings
    ) -> None:
        put_bundles(settings, RECORD, REFUSED, promoted=["aaaa"])
        page = operator.get("/operacion/modelos").text
        assert page.index("bbbb") < page.index("/operacion/modelos/aaaa")
        assert "0.612 [0.601, 0.623]" in page
        assert "dddddddddddd<" in page
        assert "No se ha comparado con aaaa" in page
        assert "It was not compared with aaaa" in operator.get("/operacion/modelos?lang=en").text
        assert "/servir" not in page
        assert "/regresar" not in page

    def test_lead_to_what_can_be_done(self, operator: PageClient, settings: Settings) -> None:
        put_bundles(settings, RECORD, CHALLENGER, promoted=["bbbb", "aaaa"])
        page = operator.get("/operacion/modelos").text
        assert 'href="/operacion/modelos/bbbb/servir"' in page
        assert 'href="/operacion/modelos/regresar"' in page

    def test_without_records_are_named_and_can_be_renewed(
        self, operator: PageClient, settings: Settings, queue: JobQueue
    ) -> None:
        put_bundles(settings, RECORD, promoted=["aaaa"])
        (settings.bundle_records_dir / "bundles.json").unlink()
        assert "Todavía no hay registro." in operator.get("/operacion/modelos").text
        answer = operator.post("/operacion/modelos")
        assert (answer.status_code, answer.headers["location"]) == (303, "/trabajos/1")
        assert queue.job(1).command == "bundles"

    def test_have_a_page_with_card_figures_and_evaluation(self, operator: PageClient, settings: Settings) -> None:
        put_bundles(settings, RECORD, promoted=["aaaa"])
        page = operator.get("/operacion/modelos/aaaa").text
        for told in ("Está en servicio.", "d" * 64, "Orders &lt;b&gt;certifications&lt;/b&gt;.", "<li>Seed: 1</li>"):
            assert told in page
        assert "the evaluation" in page
        assert operator.get("/operacion/modelos/cccc").status_code == 404


class TestPromotion:
    def test_is_asked_for_after_reading_what_follows(
        self, operator: PageClient, settings: Settings, queue: JobQueue
    ) -> None:
        put_bundles(settings, RECORD, CHALLENGER, promoted=["aaaa"])
        assert "Entra en servicio bbbb en lugar de aaaa." in operator.get("/operacion/modelos/bbbb/servir").text
        assert operator.post("/operacion/modelos/bbbb/servir").headers["location"] == "/trabajos/1"
        job = queue.job(1)
        assert (job.command, job.arguments) == ("promote", {"version": "bbbb", "asked_by": "operator"})

    @pytest.mark.parametrize(("version", "status"), [("bbbb", 409), ("aaaa", 409), ("cccc", 404)])
    def test_of_one_that_the_gate_refuses_serves_or_is_unknown_is_refused(
        self, operator: PageClient, settings: Settings, queue: JobQueue, version: str, status: int
    ) -> None:
        put_bundles(settings, RECORD, REFUSED, promoted=["aaaa"])
        for ask in (operator.get, operator.post):
            assert ask(f"/operacion/modelos/{version}/servir").status_code == status
        assert queue.jobs(1) == ()

    def test_that_the_gate_refused_says_why_in_the_readers_language(
        self, operator: PageClient, queue: JobQueue
    ) -> None:
        operator.post("/trabajos", data={"command": "promote"})
        held = queue.claim("worker", queue.job(1).requested_at)
        assert held is not None
        held.fail("GateError: bundle bbbb was not evaluated; run rumbo evaluate")
        held.release()
        assert '<p class="said">Todavía no se evalúa' in operator.get("/trabajos/1").text
        assert "It was not evaluated yet" in operator.get("/trabajos/1?lang=en").text
        assert queue.job(1).arguments["asked_by"] == "operator"


class TestRollback:
    def test_is_asked_for_after_reading_what_follows(
        self, operator: PageClient, settings: Settings, queue: JobQueue
    ) -> None:
        put_bundles(settings, RECORD, CHALLENGER, promoted=["aaaa", "bbbb"])
        assert "Sale de servicio bbbb y vuelve aaaa." in operator.get("/operacion/modelos/regresar").text
        assert operator.post("/operacion/modelos/regresar").headers["location"] == "/trabajos/1"
        assert (queue.job(1).command, queue.job(1).arguments) == ("rollback", {"asked_by": "operator"})

    def test_to_nothing_is_refused(self, operator: PageClient, settings: Settings) -> None:
        put_bundles(settings, RECORD, promoted=["aaaa"])
        for ask in (operator.get, operator.post):
            assert ask("/operacion/modelos/regresar").status_code == 409
