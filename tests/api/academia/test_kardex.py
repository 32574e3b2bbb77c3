import re
from io import BytesIO

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from data.domain import Label
from data.importers.pseudonyms import learner_id_of
from data.learner_store import get_learner, transcripts_of
from data.settings import Settings
from data.tables import job_run
from tests.api.academia.schools import Schools
from tests.data.plans import PROGRAMMING, make_plan, make_subject
from tests.statements import counted_statements
from training.worker import work_on_queue

KARDEX = "/academia/kardex"
PEOPLE = b"external_id,kind,state_id,english,institution_id\nA1,student,MX-JAL,B1,\nB2,student,MX-JAL,B1,u-north\n"


def sent(schools: Schools, content: bytes = PEOPLE, name: str = "alumnos.csv", **fields: str) -> str:
    answer = schools.west.post(KARDEX, data=fields, files={"file": (name, content)})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def work(settings: Settings) -> None:
    work_on_queue(settings, once=True, poll_seconds=0.01, progress=lambda line: None)


class TestSendFile:
    def test_loads_own_people_and_shows_which_rows_were_refused(self, schools: Schools, settings: Settings) -> None:
        url = sent(schools)
        assert "En espera" in schools.west.get(url).text or "El archivo se está procesando." in (
            schools.west.get(url).text
        )
        work(settings)
        text = schools.west.get(url).text
        assert "<dt>Nuevas</dt><dd>1</dd>" in text
        assert re.search(r"<td>Aprendices</td><td>3</td><td>«Institución» pertenece a otra institución\.</td>", text)
        with schools.engine.begin() as connection:
            learner = get_learner(connection, learner_id_of(settings.pseudonym_secret, "A1"))
        assert (learner.institution_id, learner.is_invented) == ("u-west", True)
        assert "alumnos.csv" in schools.west.get(KARDEX).text

    def test_the_filled_in_template_loads_with_own_subjects(self, schools: Schools, settings: Settings) -> None:
        schools.put(schools.west_rights, make_plan())
        template = schools.west.get(f"{KARDEX}/plantilla.xlsx").content
        url = sent(schools, template, "lleno.xlsx")
        work(settings)
        assert "<dt>Rechazadas</dt><dd>0</dd>" in schools.west.get(url).text
        with schools.engine.begin() as connection:
            (entry,) = transcripts_of(connection, learner_id_of(settings.pseudonym_secret, "EJEMPLO-1"))
        assert entry.subject_id == PROGRAMMING

    def test_a_file_that_cannot_be_read_says_why(self, schools: Schools, settings: Settings) -> None:
        url = sent(schools, b"a,b\n1,2\n")
        work(settings)
        assert "en el encabezado. Agrégala o usa la plantilla." in schools.west.get(url).text

    def test_further_fields_change_nothing(self, schools: Schools) -> None:
        sent(schools, kind="postings", organisation_id="east", mapping="oulad")
        with schools.engine.begin() as connection:
            (arguments,) = connection.scalars(sa.select(job_run.c.arguments))
        assert (arguments["kind"], arguments["organisation_id"], arguments["mapping"]) == ("learners", "west", None)

    def test_no_file_is_told_beside_the_field(self, schools: Schools) -> None:
        answer = schools.west.post(KARDEX)
        assert answer.status_code == 422
        assert 'id="file-problem">Elige un archivo.' in answer.text

    def test_a_school_without_institution_sends_nothing(self, schools: Schools) -> None:
        with schools.engine.begin() as connection:
            connection.execute(sa.text("UPDATE organisation SET institution_id = NULL"))
        assert 'type="file"' not in schools.west.get(KARDEX).text
        assert schools.west.post(KARDEX, files={"file": ("a.csv", PEOPLE)}).status_code == 409


class TestTemplate:
    def test_lists_own_subjects_and_no_other_schools(self, schools: Schools) -> None:
        schools.put(schools.west_rights, make_plan("pwest", make_subject(label=Label("=1+1", "=1+1"))))
        schools.put(schools.east_rights, make_plan("peast"))
        workbook = load_workbook(BytesIO(schools.west.get(f"{KARDEX}/plantilla.xlsx").content))
        rows = list(workbook["Materias"].iter_rows(min_row=2))
        cells = {row[0].value: row[1] for row in rows}
        assert (cells[PROGRAMMING].value, cells[PROGRAMMING].data_type) == ("=1+1", "s")
        assert not [id_ for id_ in cells if id_.startswith("peast")]


class TestShowFile:
    @pytest.mark.parametrize("other", ["east", "nobody"])
    def test_another_schools_file_is_not_found(self, schools: Schools, other: str) -> None:
        url = sent(schools)
        if other == "east":
            assert schools.east.get(url).status_code == 404
            assert "alumnos.csv" not in schools.east.get(KARDEX).text
        else:
            assert schools.west.get(f"{KARDEX}/999").status_code == 404

    def test_takes_few_statements(self, schools: Schools) -> None:
        url = sent(schools)
        with counted_statements(schools.engine) as statements:
            schools.west.get(url)
        # The session, whose job it is, the job, refused rows.
        assert len(statements) == 4
        with counted_statements(schools.engine) as statements:
            schools.west.get(KARDEX)
        assert len(statements) == 3
