"""Refused rows on the operator's pages: seen, mended, tried again, forgotten."""

import csv
import io
import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.audit_store import AuditAction
from data.contact_tables import audit_entry
from data.database import reading
from data.job_queue import JobQueue
from data.rejected_store import RejectedRow, rejected_rows
from data.settings import Settings
from tests.api.page_client import PageClient
from training.worker import work_on_queue

ROWS = 'matricula,kind,state_id,english\nA1,student,MX-JAL,B1\nA2,student,Atlantis,B1\nA3,student,MX-JAL,"Z9, dice"\n'
MAPPING = b'[columns]\nexternal_id = "matricula"\n'


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is stored is tried on both kinds of database by the tests of the importers and of the store."""
    return sqlite_url


def work(settings: Settings) -> None:
    work_on_queue(settings, once=True, poll_seconds=0.05, progress=lambda _line: None)


def refused(engine: sa.Engine) -> list[RejectedRow]:
    with reading(engine) as connection:
        return list(rejected_rows(connection))


@pytest.fixture
def url(operator: PageClient, settings: Settings) -> str:
    """The page of an uploaded file with a mapping, of which two rows were refused."""
    files = {"file": ("alumnos.csv", ROWS.encode()), "mapping": ("m.toml", MAPPING)}
    operator.post("/trabajos/importar", data={"kind": "learners"}, files=files)
    work(settings)
    found = re.search(r'href="(/operacion/filas/[0-9a-f]{16})">alumnos.csv', operator.get("/operacion/filas").text)
    assert found
    return found[1]


class TestFiles:
    def test_are_none_at_first(self, operator: PageClient) -> None:
        assert "Ninguna." in operator.get("/operacion/filas").text

    def test_are_listed_with_reasons_in_words(self, operator: PageClient, url: str, settings: Settings) -> None:
        page = operator.get("/operacion/filas").text
        assert '<td class="amount">2</td>' in page
        assert str(settings.home) not in page
        page = operator.get(url).text
        assert page.index("Corregir la línea 3") < page.index("Corregir la línea 4")
        assert "Atlantis" not in page
        assert 'href="/trabajos/1"' in page
        assert operator.get("/operacion/filas/" + "0" * 16).status_code == 404

    def test_are_mended_row_by_row_in_place(
        self, operator: PageClient, url: str, settings: Settings, engine: sa.Engine
    ) -> None:
        page = operator.get(f"{url}/3").text
        (name,) = re.findall(r'name="(column-\d)" value="Atlantis"', page)
        assert operator.post(f"{url}/3", data={name: "MX-NLE"}).headers["location"] == "/trabajos/2"
        work(settings)
        assert [row.line for row in refused(engine)] == [4]
        with reading(engine) as connection:
            states = connection.exec_driver_sql("SELECT state_id FROM learner JOIN person USING (learner_id)")
            assert "MX-NLE" in [state for (state,) in states]
        assert operator.get(f"{url}/3").status_code == 404
        operator.post(f"{url}/4", data={})
        work(settings)
        assert [row.line for row in refused(engine)] == [4]

    def test_are_mended_as_one_file(
        self, operator: PageClient, url: str, settings: Settings, engine: sa.Engine
    ) -> None:
        answer = operator.get(f"{url}/filas.csv")
        assert "attachment" in answer.headers["content-disposition"]
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [(row["rejected_line"], row["matricula"]) for row in rows] == [("3", "A2"), ("4", "A3")]
        mended = answer.content.decode().replace("Atlantis", "MX-NLE").replace('"Z9, dice"', "C1").encode()
        sent = operator.post(f"{url}/corregido", files={"file": ("corregido.csv", mended)})
        assert sent.headers["location"] == "/trabajos/2"
        work(settings)
        assert refused(engine) == []
        assert operator.get(url).status_code == 404

    def test_are_forgotten_on_the_record_with_their_upload(
        self, operator: PageClient, url: str, settings: Settings, engine: sa.Engine
    ) -> None:
        assert len(list(settings.uploads_dir.iterdir())) == 1
        leads_to = operator.post(f"{url}/descartar").headers["location"]
        assert "ya no están en la lista" in operator.get(leads_to).text
        assert refused(engine) == []
        assert list(settings.uploads_dir.iterdir()) == []
        with reading(engine) as connection:
            entries = connection.execute(sa.select(audit_entry.c.action, audit_entry.c.actor)).all()
        assert entries == [(AuditAction.ROWS_DISMISSED.value, "operator")]

    def test_that_are_gone_or_have_changed_say_so(self, operator: PageClient, url: str, engine: sa.Engine) -> None:
        file = Path(refused(engine)[0].file)
        file.write_text(ROWS + "A4,student,Atlantis,B1\n", encoding="utf-8")
        assert "cambió desde que se importó" in operator.get(url).text
        assert operator.get(f"{url}/3").status_code == 409
        file.unlink()
        page = operator.get(url).text
        assert "El archivo ya no está" in page
        assert "/filas.csv" not in page
        assert operator.get(f"{url}/filas.csv").status_code == 409

    def test_without_a_file_is_refused(self, operator: PageClient, url: str, queue: JobQueue) -> None:
        assert operator.post(f"{url}/corregido", files={"file": ("", b"")}).status_code == 422
        assert len(queue.jobs(5)) == 1
