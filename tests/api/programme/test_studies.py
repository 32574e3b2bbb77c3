"""Follow-up studies as pages: drawn, written to by a worker, answered, refused, and read with weights."""

import re

import pytest
import sqlalchemy as sa

from api.commands.worker_steps import SERVICE_STEPS
from api.programme.follow_up_services import write_letters
from data import follow_up_store
from data.catalogue import Catalogue
from data.database import reading, writing
from data.domain import LearnerId
from data.follow_up_store import StudyId
from data.settings import Settings
from tests.api.conftest import START
from tests.api.letters import last_link, letters
from tests.api.page_client import PageClient
from tests.api.programme.managing import Work
from tests.api.test_follow_up import answer, create, put_certified
from tests.api.test_pages import n_statements

URL = "/programa/estudios"
STUDY = f"{URL}/2026-a"
FORM = {
    "name": "2026-a",
    "passed_from": "2026-01-01",
    "passed_until": "2026-06-30",
    "closes_on": "2026-12-01",
    "people": "80",
    "odds": "2",
    "points": "10",
}


@pytest.fixture
def certified(manager: PageClient, engine: sa.Engine, catalogue: Catalogue) -> PageClient:
    """A manager, sixty students and twenty professionals who passed in April."""
    with writing(engine) as connection:
        put_certified(connection, next(iter(catalogue.certifications)))
    return manager


def drawn(engine: sa.Engine, study_id: str = "2026-a") -> set[LearnerId]:
    with reading(engine) as connection:
        return {one.learner_id for one in follow_up_store.sample_of(connection, StudyId(study_id))}


class TestNewStudy:
    def test_is_drawn_with_the_days_seed_and_put_on_record(self, certified: PageClient, engine: sa.Engine) -> None:
        answer = certified.post(f"{URL}/nuevo", data=FORM)
        assert answer.status_code == 303
        page = certified.get(answer.headers["location"]).text
        assert "El estudio quedó sorteado" in page
        assert "Semilla 20261120" in page
        assert len(drawn(engine)) == 80
        assert STUDY in certified.get(URL).text
        record = certified.get("/programa/bitacora").text
        assert f'<a href="{STUDY}" class="id">2026-a</a>' in record
        assert "Se sorteó un estudio" in record

    def test_begins_with_what_is_usual(self, certified: PageClient) -> None:
        page = certified.get(f"{URL}/nuevo").text
        typed = dict(re.findall(r'name="(\w+)" required[^>]* value="([^"]*)"', page))
        assert certified.post(f"{URL}/nuevo", data={**typed, "passed_from": "2026-01-01"}).status_code == 303

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"name": "Estudio Uno"}, "letras minúsculas"),
            ({"passed_from": "ayer"}, "Escribe un día"),
            ({"passed_from": "2026-07-02"}, "no están en orden"),
            ({"closes_on": "2026-11-19"}, "ya pasó"),
            ({"people": "0"}, "Escribe un número"),
            ({"people": "muchas"}, "Escribe un número"),
            ({"odds": "0,5"}, "1 o más"),
            ({"passed_from": "2020-01-01", "passed_until": "2020-02-01"}, "nadie que se pueda sortear"),
        ],
    )
    def test_says_what_is_wrong(self, certified: PageClient, changed: dict[str, str], said: str) -> None:
        page = certified.post(f"{URL}/nuevo", data={**FORM, **changed})
        assert page.status_code == 422
        assert said in page.text

    def test_refuses_a_name_twice(self, certified: PageClient) -> None:
        certified.post(f"{URL}/nuevo", data=FORM)
        assert "Ya hay un estudio" in certified.post(f"{URL}/nuevo", data=FORM).text


class TestLetters:
    def test_are_written_by_a_worker_after_a_look_and_once(
        self, certified: PageClient, settings: Settings, work: Work
    ) -> None:
        certified.post(f"{URL}/nuevo", data=FORM)
        assert "Cartas que se escriben ahora: 80." in certified.get(f"{STUDY}/cartas").text
        assert len(letters(settings)) == 0
        for _ in range(2):
            assert certified.post(f"{STUDY}/cartas").status_code == 303
        page = certified.get(STUDY).text
        assert "Se están escribiendo las cartas" in page
        work()
        assert len(letters(settings)) == 80
        assert "Cartas que se escriben ahora: 0." in certified.get(f"{STUDY}/cartas").text
        assert "Cartas que se escriben ahora: 80." in certified.get(f"{STUDY}/cartas?recordatorio=true").text
        certified.post(f"{STUDY}/cartas?recordatorio=true")
        work()
        assert len(letters(settings)) == 160

    def test_of_a_closed_study_are_refused(self, certified: PageClient, engine: sa.Engine, clock: object) -> None:
        certified.post(f"{URL}/nuevo", data={**FORM, "closes_on": "2026-11-20"})
        clock.pass_minutes(24 * 60)  # type: ignore[attr-defined]
        assert certified.post(f"{STUDY}/cartas").status_code == 409
        assert "ya cerró" in certified.get(STUDY).text

    def test_are_known_to_the_worker(self) -> None:
        assert "follow-up letters" in SERVICE_STEPS


class TestNoMoreLetters:
    def test_who_says_so_by_the_link_is_neither_reminded_nor_drawn_again(
        self, certified: PageClient, engine: sa.Engine, settings: Settings
    ) -> None:
        create(engine)
        write_letters(engine, "2026-a", settings, lambda: START, is_reminder=False)
        link = last_link(settings).partition("?")[0]
        path = "/encuesta/" + link.rpartition("/")[2]
        assert "No me escriban más" in certified.get(path).text
        answered = certified.post(f"{path}/sin-cartas")
        assert answered.status_code == 303
        assert "No te volveremos a escribir" in certified.get(answered.headers["location"]).text
        # Said twice it is as said once, and the questions can still be answered.
        assert certified.post(f"{path}/sin-cartas").status_code == 303
        assert certified.get(path).status_code == 200
        reminded = write_letters(engine, "2026-a", settings, lambda: START, is_reminder=True)
        assert reminded.n_written == 79
        certified.post(f"{URL}/nuevo", data={**FORM, "name": "2026-b"})
        assert len(drawn(engine, "2026-b")) == 79

    def test_an_unknown_link_changes_nothing(self, certified: PageClient) -> None:
        assert certified.post(f"/encuesta/{'x' * 43}/sin-cartas").status_code in (404, 410, 422)


class TestStudyPage:
    def test_tells_progress_by_group_and_hides_small_ones(self, certified: PageClient, engine: sa.Engine) -> None:
        create(engine)
        for number in range(30):
            answer(engine, f"s{number:02}", has_new_job=number < 10)
        for number in range(2):
            answer(engine, f"p{number:02}", has_new_job=True)
        page = certified.get(STUDY).text
        (students,) = re.findall(r'<tr><th scope="row">Estudiante</th>(.*?)</tr>', page[: page.index("by-state")])
        # Two professionals answered: they are hidden, and the students with them.
        assert "oculto" in students

    @pytest.mark.parametrize(("language", "names"), [("es", ("Estudiante", "Jalisco")), ("en", ("Student", "Jalisco"))])
    def test_tells_results_with_intervals_and_groups_in_words(
        self, certified: PageClient, engine: sa.Engine, language: str, names: tuple[str, str]
    ) -> None:
        create(engine)
        for number in range(40):
            answer(engine, f"s{number:02}", has_new_job=number < 10, wage_change=12.0)
        for number in range(20):
            answer(engine, f"p{number:02}", has_new_job=True, wage_change=20.0)
        page = certified.get(f"{STUDY}?lang={language}").text
        results = page[page.index('id="q-new_job"') : page.index('id="q-wage_change"')]
        # A quarter of sixty students and all of twenty professionals are 35 of 80; without weights 30 of 60.
        assert re.findall(r"<strong>(?:<a[^>]*>)?(\d+%)", results) == ["44%", "50%"]
        for name in names:
            assert f'<th scope="row">{name}</th>' in results
        assert "MX-JAL" not in page

    def test_asks_the_database_in_few_statements(self, certified: PageClient, engine: sa.Engine) -> None:
        create(engine)
        assert n_statements(certified, STUDY) == 9

    def test_of_none_is_not_found(self, certified: PageClient) -> None:
        for path in (f"{URL}/ninguno", f"{URL}/ninguno/cartas"):
            assert certified.get(path).status_code == 404


class TestStudyCalls:
    def test_do_what_the_pages_do(
        self, certified: PageClient, engine: sa.Engine, settings: Settings, work: Work
    ) -> None:
        days = {name: FORM[name] for name in ("passed_from", "passed_until", "closes_on")}
        wanted = {"id": "2026-a", "n_people": 80, **days}
        made = certified.post("/v1/studies", json=wanted)
        assert (made.status_code, made.json()["n_drawn"]) == (201, 80)
        assert certified.post("/v1/studies", json=wanted).json()["key"] == "error.study_taken"
        assert [one["id"] for one in certified.get("/v1/studies").json()["items"]] == ["2026-a"]
        asked = certified.post("/v1/studies/2026-a/letters", json={"is_reminder": False})
        assert (asked.status_code, asked.json()["is_writing"]) == (202, True)
        work()
        found = certified.get("/v1/studies/2026-a").json()
        assert (found["n_invited"], found["is_writing"]) == (80, False)
        assert {one["group"]: one["n_drawn"] for one in found["by_kind"]} == {"student": 60, "professional": 20}
        few = certified.get("/v1/studies/2026-a/results")
        assert (few.status_code, few.json()["key"]) == (409, "error.few_answers")
        for number in range(40):
            answer(engine, f"s{number:02}", has_new_job=number < 10)
        for number in range(20):
            answer(engine, f"p{number:02}", has_new_job=True)
        told = certified.get("/v1/studies/2026-a/results?lang=en").json()
        (new_job,) = [one for one in told["questions"] if one["asked"] == "new_job"]
        # A quarter of sixty students and all of twenty professionals.
        assert new_job["value"] == pytest.approx(35 / 80, abs=0.01)
        assert {one["name"] for one in new_job["groups"]} == {"Student", "Professional", "Jalisco"}

    def test_refuse_what_the_form_refuses(self, certified: PageClient) -> None:
        days = {"passed_from": "2026-07-02", "passed_until": "2026-06-30", "closes_on": "2026-12-01"}
        assert certified.post("/v1/studies", json={"id": "a", "n_people": 5, **days}).status_code == 422
        over = {**days, "passed_from": "2026-01-01", "closes_on": "2026-11-19"}
        assert certified.post("/v1/studies", json={"id": "a", "n_people": 5, **over}).status_code == 422
