"""Jobs over the network: JSON API and the operator's pages."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from data.database import writing
from data.held_job import HeldJob
from data.job_queue import JobQueue
from data.job_store import JobState
from data.rights import Role
from data.settings import Settings
from tests.api.page_client import PageClient
from tests.api.people import logged_in

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
CSV = b"external_id,kind,state_id,english\nA1,student,MX-JAL,B1\n"


@pytest.fixture
def client(client_without_bundle: PageClient, engine: sa.Engine) -> PageClient:
    """An operator's."""
    return logged_in(client_without_bundle, engine, Role.OPERATOR)


@pytest.fixture
def queue(client: TestClient) -> JobQueue:
    found: JobQueue = client.app.state.parts.jobs  # type: ignore[attr-defined]
    return found


def claimed(queue: JobQueue) -> HeldJob:
    held = queue.claim("worker", NOW)
    assert held is not None
    return held


def import_form(client: TestClient, name: str = "alumnos.csv", **changed: Any) -> Any:
    files = {"file": (name, CSV), **changed.pop("files", {})}
    return client.post("/trabajos/importar", data={"kind": "learners", **changed}, files=files)


class TestJobsApi:
    def test_takes_a_command_and_shows_it(self, client: TestClient) -> None:
        made = client.post("/v1/jobs", json={"command": "train ranker", "arguments": {"seed": 7}})
        assert made.status_code == 201
        assert made.json()["state"] == "queued"
        assert made.json()["arguments"] == {"seed": 7}
        assert client.get("/v1/jobs/1").json() == made.json()
        assert client.get("/v1/jobs?limit=5").json() == {"items": [made.json()], "next_cursor": None}

    @pytest.mark.parametrize(
        ("job", "pointers"),
        [
            ({"command": "rm"}, []),
            ({"command": "embed", "arguments": {"seed": 1}}, ["#/arguments/seed"]),
            (
                {"command": "import", "arguments": {"kind": "x", "path": "/nowhere"}},
                ["#/arguments/kind", "#/arguments/path"],
            ),
            ({"command": "embed", "more": 1}, ["#/body/more"]),
        ],
    )
    def test_says_which_argument_is_wrong(self, client: TestClient, job: dict[str, Any], pointers: list[str]) -> None:
        refused = client.post("/v1/jobs", json=job)
        assert refused.status_code == 422
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["key"] == "error.input"
        assert [one["pointer"] for one in refused.json().get("errors", [])] == pointers
        assert client.get("/v1/jobs").json()["items"] == []

    def test_reads_and_writes_inside_the_installation_alone(self, client: TestClient, tmp_path: Path) -> None:
        outside = tmp_path.parent / "outside.csv"
        outside.write_bytes(CSV)
        (tmp_path / "link.csv").symlink_to(outside)
        (tmp_path / "inside.csv").write_bytes(CSV)
        for path, status in ((outside, 422), (tmp_path / "link.csv", 422), (tmp_path / "inside.csv", 201)):
            arguments = {"kind": "learners", "path": str(path)}
            assert client.post("/v1/jobs", json={"command": "import", "arguments": arguments}).status_code == status
        assert client.get("/v1/jobs").json()["items"][0]["arguments"] == {"kind": "learners", "path": "inside.csv"}
        backup = {"command": "backup", "arguments": {"out": str(tmp_path.parent / "b.tar.gz")}}
        assert client.post("/v1/jobs", json=backup).status_code == 422

    def test_cancels_and_tries_again(self, client: TestClient) -> None:
        client.post("/v1/jobs", json={"command": "embed"})
        assert client.post("/v1/jobs/1/cancel").json()["state"] == "cancelled"
        again = client.post("/v1/jobs/1/retry")
        assert (again.status_code, again.json()["id"], again.json()["state"]) == (201, 2, "queued")

    def test_says_what_cannot_be_done_now(self, client: TestClient) -> None:
        client.post("/v1/jobs", json={"command": "embed"})
        refused = client.post("/v1/jobs/1/retry", params={"lang": "en"})
        assert refused.status_code == 409
        assert refused.json()["key"] == "error.job_state"
        assert client.post("/v1/jobs/9/cancel").status_code == 404
        assert client.get("/v1/jobs/9").status_code == 404

    def test_tells_how_far_a_job_is(self, client: TestClient, queue: JobQueue) -> None:
        client.post("/v1/jobs", json={"command": "embed"})
        held = claimed(queue)
        held.report("half of it", 0.5)
        shown = client.get("/v1/jobs/1").json()
        assert (shown["state"], shown["share_done"]) == ("running", 0.5)
        assert shown["log"][0].endswith("half of it")
        client.post("/v1/jobs/1/cancel")
        assert client.get("/v1/jobs/1").json()["is_cancel_requested"]
        held.release()
        assert client.get("/v1/jobs/1").json()["state"] == "interrupted"


class TestJobsPage:
    def test_is_empty_at_first_and_does_not_renew_itself(self, client: TestClient) -> None:
        page = client.get("/trabajos").text
        assert "Todavía no hay trabajos" in page
        assert "hx-get" not in page

    def test_shows_progress_and_renews_itself_while_something_runs(self, client: TestClient, queue: JobQueue) -> None:
        client.post("/trabajos", data={"command": "embed"})
        held = claimed(queue)
        held.report("half of it", 0.5)
        page = client.get("/trabajos?lang=en").text
        assert '<progress value="50" max="100"' in page
        assert "half of it" in page
        assert 'hx-trigger="every 2s"' in page
        held.finish({"new": 1})
        held.release()
        assert "hx-get" not in client.get("/trabajos").text

    def test_shows_and_settles_runs_of_before_there_was_a_queue(self, client: TestClient, queue: JobQueue) -> None:
        number = queue.enqueue("embed", {}, NOW)
        with writing(queue.engine) as connection:
            connection.exec_driver_sql("UPDATE job_run SET command = 'import learners', state = 'running'")
        assert "import learners" in client.get("/trabajos").text
        assert queue.claim("worker", NOW) is None
        assert queue.job(number).finished_at == NOW

    def test_asks_for_a_step_and_leads_back(self, client: TestClient, queue: JobQueue) -> None:
        answer = client.post("/trabajos", data={"command": "train ranker"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/trabajos#job-1")
        assert queue.job(1).command == "train ranker"

    def test_cancels_and_tries_again(self, client: TestClient, queue: JobQueue) -> None:
        client.post("/trabajos", data={"command": "embed"})
        assert client.post("/trabajos/1/cancelar").status_code == 303
        assert queue.job(1).state is JobState.CANCELLED
        assert client.post("/trabajos/1/reintentar").headers["location"] == "/trabajos#job-2"
        assert client.post("/trabajos/2/reintentar").status_code == 409

    def test_shows_one_job_with_its_log(self, client: TestClient, queue: JobQueue) -> None:
        client.post("/trabajos", data={"command": "embed"})
        held = claimed(queue)
        held.report("<b>one</b>")
        held.fail("no encoder")
        held.release()
        page = client.get("/trabajos/1").text
        assert "&lt;b&gt;one&lt;/b&gt;" in page
        assert "no encoder" in page
        assert 'action="/trabajos/1/reintentar"' in page
        assert client.get("/trabajos/9").status_code == 404

    def test_refuses_what_another_site_asks_for(self, client: TestClient, queue: JobQueue) -> None:
        headers = {"sec-fetch-site": "cross-site"}
        assert client.post("/trabajos", data={"command": "embed"}, headers=headers).status_code == 403
        assert client.post("/v1/jobs", json={"command": "embed"}, headers=headers).status_code == 403
        assert queue.jobs(1) == ()


class TestUpload:
    def test_is_kept_under_a_random_name_and_queued(
        self, client: TestClient, queue: JobQueue, settings: Settings
    ) -> None:
        assert import_form(client, name="C:\\datos\\mis alumnos.csv").headers["location"] == "/trabajos#job-1"
        path = Path(queue.job(1).arguments["path"])
        assert path.name == "mis alumnos.csv"
        assert path.read_bytes() == CSV
        assert path.parent.parent == settings.uploads_dir
        assert path.parent.stat().st_mode & 0o077 == 0
        page = client.get("/trabajos").text
        assert "mis alumnos.csv" in page
        assert str(settings.uploads_dir) not in page

    def test_takes_a_mapping(self, client: TestClient, queue: JobQueue) -> None:
        import_form(client, files={"mapping": ("m.toml", b'source = "x"\n')})
        assert Path(queue.job(1).arguments["mapping"]).read_bytes() == b'source = "x"\n'

    def test_goes_when_its_job_is_cancelled_before_it_began(self, client: TestClient, settings: Settings) -> None:
        import_form(client)
        client.post("/trabajos/1/cancelar")
        assert list(settings.uploads_dir.iterdir()) == []

    @pytest.mark.parametrize(("changed", "status"), [({"kind": "people"}, 422), ({"files": {"file": ("", b"")}}, 422)])
    def test_of_something_wrong_leaves_nothing(
        self, client: TestClient, settings: Settings, changed: dict[str, Any], status: int
    ) -> None:
        assert import_form(client, **changed).status_code == status
        assert list(settings.uploads_dir.glob("*")) == []

    def test_that_is_too_large_is_refused_with_a_clear_text(self, client: TestClient, settings: Settings) -> None:
        settings.upload_megabytes = 1
        for n_bytes in (1_000_001, 3_000_000):
            answer = import_form(client, files={"file": ("big.csv", b"x" * n_bytes)})
            assert answer.status_code == 413
            assert "demasiado grande" in answer.text
        assert list(settings.uploads_dir.glob("*")) == []
        assert import_form(client, files={"file": ("fits.csv", b"x" * 1_000_000)}).status_code == 303
