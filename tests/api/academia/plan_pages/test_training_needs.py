from datetime import date

from data.database import writing
from data.interaction_store import put_exam_results
from data.teacher_store import assign_teacher, put_teacher
from tests.api.academia.plan_pages.words import PLAN, plain
from tests.api.academia.schools import Schools
from tests.data.plans import PROGRAMMING
from tests.data.rows import learner_row, person_row


def add_teacher(schools: Schools, *certification_ids: str) -> None:
    """A teacher of programming who passed some exams."""
    with writing(schools.engine) as connection:
        put_teacher(
            connection,
            schools.west_rights,
            learner_row("lopez", kind="teacher", curriculum_id=None, goal_occupation_id=None),
            person_row("lopez"),
        )
        assign_teacher(connection, schools.west_rights, PROGRAMMING, "lopez")
        exams = [
            {"learner_id": "lopez", "certification_id": id_, "taken_on": date(2026, 6, 1), "passed": True}
            for id_ in certification_ids
        ]
        put_exam_results(connection, exams)


class TestTrainingNeeds:
    def test_says_what_to_do_where_no_teacher_is_recorded(self, analysed: Schools) -> None:
        page = analysed.west.get(f"{PLAN}/formacion").text
        words = plain(page)
        assert "Todavía no hay docentes registrados en este plan." in words
        assert "2 materias con habilidades pedidas no tienen docente registrado" in words
        assert "Bases: SQL" in words
        assert f'href="{PLAN}/docentes"' in page

    def test_names_what_no_teacher_holds_and_what_would_give_it(self, analysed: Schools) -> None:
        add_teacher(analysed)
        words = plain(analysed.west.get(f"{PLAN}/formacion").text)
        assert "Programación 1 docente Python · la piden 6 vacantes · la materia ya la enseña Zenith Python" in words

    def test_a_certification_that_is_held_answers_the_need(self, analysed: Schools) -> None:
        add_teacher(analysed, "zen-2")
        words = plain(analysed.west.get(f"{PLAN}/formacion").text)
        assert "Python · la piden" not in words
