"""What operators do on pages, as JSON."""

import json
from datetime import date

import pytest
import sqlalchemy as sa

from data.backups import BackupCheck, keep_check, new_backup_file
from data.database import writing
from data.findings import Finding, keep_findings
from data.job_queue import JobQueue
from data.rejected_store import RejectedRow, put_rejected
from data.settings import Settings
from recommender.bundle import point_to
from recommender.drift import ColumnDrift, Drift
from tests.api.conftest import START
from tests.api.operation.conftest import CHALLENGER, RECORD, put_bundles
from tests.api.operation.test_files import MAPPING, ROWS, work
from tests.api.operation.test_models import REFUSED
from tests.api.page_client import PageClient
from training.bundle_drift import DriftReport, drift_json


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is stored is tried on both kinds of database by the tests of the stores."""
    return sqlite_url


class TestBundles:
    def test_are_told_with_why_the_gate_would_refuse_one(self, operator: PageClient, settings: Settings) -> None:
        put_bundles(settings, RECORD, REFUSED, promoted=["aaaa"])
        first, second = operator.get("/v1/bundles?lang=en").json()["items"]
        assert (first["version"], first["standing"], first["may_be_promoted"]) == ("bbbb", "challenger", False)
        assert first["refusal"] == "It was not compared with aaaa, which is in service; evaluate it first."
        assert (second["standing"], second["refusal"]) == ("served", None)
        assert second["ndcg_10"] == {"name": "ndcg_10", "value": 0.6123, "low": 0.6012, "high": 0.6234}

    def test_come_page_by_page_and_one_in_full(self, operator: PageClient, settings: Settings) -> None:
        put_bundles(settings, RECORD, CHALLENGER, promoted=["aaaa"])
        page = operator.get("/v1/bundles?limit=1").json()
        following = operator.get("/v1/bundles", params={"limit": 1, "cursor": page["next_cursor"]}).json()
        assert [one["version"] for one in page["items"] + following["items"]] == ["bbbb", "aaaa"]
        assert following["next_cursor"] is None
        one = operator.get("/v1/bundles/aaaa").json()
        assert (one["card"], one["report"]) == (RECORD.card, "the evaluation")
        assert [figure["name"] for figure in one["figures"]] == ["ndcg_10", "rows"]
        assert operator.get("/v1/bundles/cccc").status_code == 404

    def test_are_promoted_by_a_job_in_the_name_of_who_asks(self, operator: PageClient, queue: JobQueue) -> None:
        body = {"command": "promote", "arguments": {"version": "bbbb", "asked_by": "somebody-else"}}
        assert operator.post("/v1/jobs", json=body).status_code == 201
        assert queue.job(1).arguments == {"version": "bbbb", "asked_by": "operator"}

    def test_are_promoted_and_taken_back_by_jobs(
        self, operator: PageClient, settings: Settings, queue: JobQueue
    ) -> None:
        put_bundles(settings, RECORD, CHALLENGER, promoted=["aaaa"])
        asked = operator.post("/v1/bundles/bbbb/promote")
        assert (asked.status_code, asked.json()["command"]) == (201, "promote")
        assert queue.job(1).arguments == {"version": "bbbb", "asked_by": "operator"}
        assert operator.post("/v1/bundles/records").json()["command"] == "bundles"
        # None served before, the one in service needs no promotion, and another is not there.
        answers = [operator.post(f"/v1/bundles/{path}") for path in ("rollback", "aaaa/promote", "cccc/promote")]
        assert [one.json()["key"] for one in answers] == ["error.bundle_change"] * 2 + ["error.not_found"]
        point_to(settings.bundles_dir, ["bbbb", "aaaa"])
        assert operator.post("/v1/bundles/rollback").status_code == 201
        assert (queue.job(3).command, queue.job(3).arguments) == ("rollback", {"asked_by": "operator"})


class TestDrift:
    def test_is_looked_for_by_a_job(self, operator: PageClient, queue: JobQueue) -> None:
        assert operator.post("/v1/drift").status_code == 201
        assert queue.job(1).command == "drift"

    def test_is_the_last_look(self, operator: PageClient, settings: Settings) -> None:
        assert operator.get("/v1/drift").status_code == 404
        column = ColumnDrift("state_id", 0.3, None, 0.0, 0.0, 0.0, Drift.CHANGED)
        report = DriftReport("aaaa", f"since {date(2026, 11, 1)}", 900, (column,), {})
        settings.drift_file.write_text(json.dumps(drift_json(report)), encoding="utf-8")
        found = operator.get("/v1/drift").json()
        assert (found["since"], found["drift"], found["n_showings"]) == ("2026-11-01", "changed", 900)
        assert found["columns"][0]["column"] == "state_id"


class TestRefusedRows:
    @pytest.fixture
    def url(self, operator: PageClient, settings: Settings) -> str:
        """A file that was imported where it lies, of which lines 3 and 4 were refused."""
        path = settings.home / "alumnos.csv"
        path.write_text(ROWS.replace("matricula", "external_id"), encoding="utf-8")
        body = {"command": "import", "arguments": {"kind": "learners", "path": str(path)}}
        operator.post("/v1/jobs", json=body)
        work(settings)
        (file,) = operator.get("/v1/refused-files").json()["items"]
        assert (file["kind"], file["name"], file["n_rows"]) == ("learners", "alumnos.csv", 2)
        return f"/v1/refused-files/{file['id']}"

    def test_are_listed_mended_and_tried_again(self, operator: PageClient, url: str, settings: Settings) -> None:
        file = operator.get(url).json()
        assert (file["standing"], file["is_mendable"], file["import_job"]) == ("there", True, 1)
        rows = operator.get(f"{url}/rows?limit=1").json()
        assert [row["line"] for row in rows["items"]] == [3]
        assert rows["next_cursor"]
        assert operator.get(f"{url}/rows/3").json()["values"]["state_id"] == "Atlantis"
        assert operator.get(f"{url}/rows/2").status_code == 404
        job = operator.post(f"{url}/rows/3/retry", json={"values": {"state_id": "MX-NLE"}})
        assert (job.status_code, job.json()["arguments"]) == (201, {"kind": "learners", "path": "line-3.csv"})
        work(settings)
        assert [row["line"] for row in operator.get(f"{url}/rows").json()["items"]] == [4]

    @pytest.mark.parametrize("body", [{}, {"values": {}}, {"values": {"colour": "red"}}, {"values": {"state_id": 1}}])
    def test_are_not_tried_again_with_what_makes_no_sense(
        self, operator: PageClient, url: str, queue: JobQueue, body: dict[str, object]
    ) -> None:
        assert operator.post(f"{url}/rows/3/retry", json=body).status_code == 422
        assert len(queue.jobs(5)) == 1

    def test_are_mended_in_one_file(self, operator: PageClient, url: str, settings: Settings) -> None:
        answer = operator.get(f"{url}/file")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        mended = answer.content.decode().replace("Atlantis", "MX-NLE").replace('"Z9, dice"', "C1").encode()
        assert operator.post(f"{url}/mended", files={"file": ("", b"")}).status_code == 422
        sent = operator.post(f"{url}/mended", files={"file": ("mended.csv", mended)})
        assert (sent.status_code, sent.json()["command"]) == (201, "import")
        work(settings)
        assert operator.get("/v1/refused-files").json()["items"] == []

    def test_come_of_files_that_were_sent_with_their_columns(
        self, operator: PageClient, settings: Settings, queue: JobQueue
    ) -> None:
        files = {"file": ("alumnos.csv", ROWS.encode()), "mapping": ("m.toml", MAPPING)}
        sent = operator.post("/v1/imports", data={"kind": "learners"}, files=files)
        assert (sent.status_code, sent.json()["arguments"]["kind"]) == (201, "learners")
        work(settings)
        (file,) = operator.get("/v1/refused-files").json()["items"]
        assert (file["name"], file["n_rows"], queue.job(1).counts and queue.job(1).counts["in"]) == (
            "alumnos.csv",
            2,
            3,
        )
        assert operator.post("/v1/imports", data={"kind": "cats"}, files=files).status_code == 422
        assert operator.post("/v1/imports", data={"kind": "learners"}).status_code == 422
        assert len(queue.jobs(5)) == 1

    def test_are_forgotten(self, operator: PageClient, url: str) -> None:
        assert operator.post(f"{url}/dismiss").json()["n_rows"] == 2
        assert operator.get("/v1/refused-files").json()["items"] == []
        assert operator.post(f"{url}/dismiss").status_code == 404

    def test_of_a_file_that_is_gone_cannot_be_read(self, operator: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            put_rejected(connection, [RejectedRow("postings", "/gone/p.csv", 2, "title is missing")])
        (file,) = operator.get("/v1/refused-files").json()["items"]
        assert operator.get(f"/v1/refused-files/{file['id']}").json()["standing"] == "gone"
        answer = operator.get(f"/v1/refused-files/{file['id']}/rows/2")
        assert (answer.status_code, answer.json()["key"]) == (409, "error.not_mendable")


class TestBackups:
    def test_are_asked_for_listed_and_checked(self, operator: PageClient, settings: Settings, queue: JobQueue) -> None:
        made = operator.post("/v1/backups").json()
        assert made["arguments"] == {"out": "rumbo-20261120-180000.tar.gz"}
        archive = new_backup_file(settings.backups_dir, START)
        archive.write_bytes(b"all")
        checked = operator.post(f"/v1/backups/{archive.name}/check")
        assert (checked.status_code, queue.job(2).command) == (201, "check backup")
        keep_check(archive, BackupCheck(START, True, "all of it"))
        (found,) = operator.get("/v1/backups").json()["items"]
        assert (found["n_bytes"], found["is_whole"], found["detail"]) == (3, True, "all of it")
        assert operator.post("/v1/backups/rumbo-20260101-000000.tar.gz/check").status_code == 404


class TestAttention:
    def test_says_what_is_well_and_what_nobody_has_looked_at(
        self, operator: PageClient, settings: Settings, engine: sa.Engine
    ) -> None:
        put_bundles(settings, RECORD, CHALLENGER, promoted=["aaaa"])
        with writing(engine) as connection:
            put_rejected(connection, [RejectedRow("postings", "/gone/p.csv", 2, "title is missing")])
        found = operator.get("/v1/attention").json()
        # A challenger that would pass waits, and there is neither a look for drift nor a backup.
        assert found["well"] == {
            "jobs": True,
            "refused_rows": False,
            "served": True,
            "challenger": False,
            "drift": None,
            "last_backup": False,
        }
        assert (found["served"], found["challenger"], found["n_refused_rows"]) == ("aaaa", "bbbb", 1)
        new_backup_file(settings.backups_dir, START).write_bytes(b"all")
        found = operator.get("/v1/attention").json()
        assert (found["last_backup"], found["well"]["last_backup"]) == ("rumbo-20261120-180000.tar.gz", True)

    def test_tells_the_last_examination_in_words(
        self, operator: PageClient, settings: Settings, queue: JobQueue
    ) -> None:
        assert operator.get("/v1/examination").status_code == 404
        assert operator.post("/v1/examination").status_code == 201
        assert queue.job(1).command == "doctor"
        findings = [Finding("disk", True, "42 GB free"), Finding("bundle", False, "something new")]
        keep_findings(settings.findings_file, findings, START)
        found = operator.get("/v1/examination?lang=es").json()
        assert (found["examined_at"], found["is_well"]) == ("2026-11-20T18:00:00Z", False)
        disk, bundle = found["findings"]
        assert (disk["part"], disk["is_well"], disk["detail"]) == ("disk", True, "42 GB free")
        assert disk["told"] != disk["detail"]
        assert (bundle["is_well"], bundle["told"]) == (False, "something new")
