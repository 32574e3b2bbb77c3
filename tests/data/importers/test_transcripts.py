from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.catalogue import Catalogue, read_catalogue
from data.importers.counts import ImportCounts
from data.importers.pseudonyms import learner_id_of
from data.tables import transcript
from tests.catalogue_files import ROWS, write_catalogue
from tests.data.importers.partner_files import KEY, LEARNERS, Importing

TRANSCRIPT = {"external_id": "A1", "subject_id": "s-prog", "completed_on": "2025-06-30", "passed": "true"}
GRADED = {"external_id": "A1", "subject_id": "s-prog", "completed_on": "2025-06-30"}


def stored(importing: Importing, *columns: str) -> list[tuple[object, ...]]:
    chosen = [transcript.c[name] for name in columns]
    with importing.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.select(*chosen).order_by(*transcript.primary_key))]


class TestTranscripts:
    def test_follow_the_pseudonym(self, importing: Importing) -> None:
        importing.learners()
        assert importing.rows("transcripts", TRANSCRIPT | {"grade": "91.5"}) == ImportCounts(n_in=1, new=1)
        with importing.engine.connect() as connection:
            row = connection.execute(sa.select(transcript)).one()
        assert (row.learner_id, row.grade, row.passed) == (learner_id_of(KEY, "A1"), 91.5, True)

    def test_of_unknown_people_and_subjects_are_refused(self, importing: Importing) -> None:
        importing.learners()
        counts = importing.rows(
            "transcripts",
            TRANSCRIPT | {"external_id": "Z9"},
            TRANSCRIPT | {"subject_id": "alchemy"},
            TRANSCRIPT | {"grade": "101"},
            TRANSCRIPT | {"passed": ""},
            TRANSCRIPT,
        )
        assert counts == ImportCounts(n_in=5, new=1, rejected=4)
        assert importing.reasons() == [
            (2, "external_id is not known"),
            (3, "subject_id is not known"),
            (4, "grade is not between 0.0 and 100.0"),
            (5, "passed is missing"),
        ]

    def test_with_another_grade_are_updates(self, importing: Importing) -> None:
        importing.learners()
        importing.rows("transcripts", TRANSCRIPT)
        assert importing.rows("transcripts", TRANSCRIPT | {"grade": "80"}) == ImportCounts(n_in=1, updated=1)


class TestGrades:
    @pytest.mark.parametrize(
        ("changed", "expected"),
        [
            ({"grade": "70"}, (70.0, True)),
            ({"grade": "69.9"}, (69.9, False)),
            ({"grade": "0"}, (0.0, False)),
            ({"grade": "9.5", "grade_scale": "10"}, (95.0, True)),
            ({"grade": "6", "grade_scale": "10"}, (60.0, True)),
            ({"grade": "5.9", "grade_scale": "10"}, (59.0, False)),
            ({"grade": "7", "grade_scale": "10", "passing_grade": "7.5"}, (70.0, False)),
            ({"grade": "7", "grade_scale": "100"}, (7.0, False)),
            ({"grade": "60", "passing_grade": "60"}, (60.0, True)),
            ({"grade": "65", "passed": "sí"}, (65.0, True)),
            ({"grade": "AC"}, (None, True)),
            ({"grade": "Acreditada"}, (None, True)),
            ({"grade": "NA"}, (None, False)),
            ({"grade": "no acreditada"}, (None, False)),
            ({"grade": "NP"}, (None, False)),
            ({"grade": "SD"}, (None, False)),
            ({"grade": "Revalidada"}, (None, True)),
            ({"passed": "Acreditada"}, (None, True)),
            ({"passed": "Reprobado", "grade": "N/D"}, (None, False)),
        ],
    )
    def test_are_kept_out_of_a_hundred_with_the_result(
        self, importing: Importing, changed: dict[str, str], expected: tuple[object, ...]
    ) -> None:
        importing.learners()
        assert importing.rows("transcripts", GRADED | changed) == ImportCounts(n_in=1, new=1)
        assert stored(importing, "grade", "passed") == [expected]

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({}, "passed is missing"),
            ({"grade": "9.5"}, "grade may be out of 10 or out of 100; give grade_scale"),
            ({"grade": "85", "grade_scale": "10"}, "grade is not between 0.0 and 10.0"),
            ({"grade": "85", "grade_scale": "20"}, "grade_scale is neither 10 nor 100"),
            ({"grade": "muy bien"}, "grade is not a number"),
            ({"grade": "80", "passed": "quizá"}, "passed is not true or false"),
        ],
    )
    def test_that_tell_no_result_are_refused(self, importing: Importing, changed: dict[str, str], reason: str) -> None:
        importing.learners()
        assert importing.rows("transcripts", GRADED | changed) == ImportCounts(n_in=1, rejected=1)
        assert importing.reasons() == [(2, reason)]


class TestSubjects:
    @pytest.mark.parametrize("named", ["s-data", "DATA", "Bases de Datos", "BASES  DE DATOS", "databases"])
    def test_are_found_by_id_key_and_name(self, importing: Importing, named: str) -> None:
        importing.learners()
        assert importing.rows("transcripts", TRANSCRIPT | {"subject_id": named}).new == 1
        assert stored(importing, "subject_id") == [("s-data",)]

    def test_named_twice_in_two_ways_are_one(self, importing: Importing) -> None:
        importing.learners()
        rows = (TRANSCRIPT, TRANSCRIPT | {"subject_id": "Programación"})
        assert importing.rows("transcripts", *rows) == ImportCounts(n_in=2, new=1, duplicate=1)


@pytest.fixture
def two_plans(tmp_path: Path) -> Catalogue:
    """A second plan that has a subject of the first, and one of its own with a numeral."""
    plan = "nets,Redes,Networks,software,2,u-north,2026-11-01,test"
    subjects = (
        "n-data,nets,Bases de Datos,Data Stores,1,4,4,Tablas,Tables",
        "n-lab2,nets,Laboratorio II,Laboratory II,2,4,4,Cables,Cables",
    )
    folder = write_catalogue(
        tmp_path / "two",
        curricula=(*ROWS["curricula.csv"], plan),
        subjects=(*ROWS["subjects.csv"], *subjects),
    )
    return read_catalogue(folder)


class TestSubjectsOfTwoPlans:
    @pytest.fixture
    def importing(self, engine: sa.Engine, two_plans: Catalogue, tmp_path: Path) -> Importing:
        return Importing(engine, two_plans, tmp_path)

    @pytest.mark.parametrize(("plan", "expected"), [("systems", "s-data"), ("nets", "n-data")])
    def test_are_those_of_the_learners_own_plan(self, importing: Importing, plan: str, expected: str) -> None:
        importing.rows("learners", LEARNERS[0] | {"curriculum_id": plan})
        rows = (
            TRANSCRIPT | {"subject_id": "Bases de datos"},
            TRANSCRIPT | {"subject_id": "Bases de datos", "completed_on": "2024-06-30"},
        )
        assert importing.rows("transcripts", *rows) == ImportCounts(n_in=2, new=2)
        assert importing.rows("transcripts", *rows) == ImportCounts(n_in=2, unchanged=2)
        assert stored(importing, "subject_id") == [(expected,), (expected,)]

    def test_of_which_no_plan_tells_one_are_refused(self, importing: Importing) -> None:
        importing.rows("learners", LEARNERS[0])
        counts = importing.rows("transcripts", TRANSCRIPT | {"subject_id": "Bases de datos"})
        assert counts == ImportCounts(n_in=1, rejected=1)
        reason = "subject_id names several subjects; give its id, or the learner's curriculum"
        assert importing.reasons() == [(2, reason)]

    def test_of_another_plan_count_where_only_it_has_them(self, importing: Importing) -> None:
        importing.rows("learners", LEARNERS[0] | {"curriculum_id": "systems"})
        assert importing.rows("transcripts", TRANSCRIPT | {"subject_id": "laboratorio 2"}).new == 1
        assert stored(importing, "subject_id") == [("n-lab2",)]


class TestPeriods:
    def test_stand_for_a_day_that_is_not_given(self, importing: Importing) -> None:
        importing.learners()
        row = GRADED | {"completed_on": "", "grade": "80", "period": "AGO-DIC 2024"}
        later = GRADED | {"completed_on": "2025-06-12", "grade": "80", "period": "2025-1"}
        assert importing.rows("transcripts", row, later).new == 2
        assert stored(importing, "completed_on") == [(date(2024, 12, 31),), (date(2025, 6, 12),)]

    def test_that_are_none_or_still_run_are_refused(self, importing: Importing) -> None:
        importing.learners()
        row = GRADED | {"completed_on": "", "grade": "80"}
        importing.rows("transcripts", row, row | {"period": "pronto"}, row | {"period": "2026-2"})
        assert importing.reasons() == [
            (2, "completed_on is missing"),
            (3, "period is no term such as 2024-1 or AGO-DIC 2024"),
            (4, "period has not ended yet"),
        ]
