import pytest
import sqlalchemy as sa

from data.importers.counts import ImportCounts
from data.importers.pseudonyms import learner_id_of
from data.tables import learner, person
from tests.data.importers.partner_files import KEY, LEARNERS, Importing


class TestLearners:
    def test_are_stored_under_a_pseudonym(self, importing: Importing) -> None:
        assert importing.rows("learners", *LEARNERS) == ImportCounts(n_in=2, new=2)
        with importing.engine.connect() as connection:
            ids = set(connection.scalars(sa.select(learner.c.learner_id)))
            people = connection.execute(sa.select(person.c.learner_id, person.c.external_id)).all()
        assert ids == {learner_id_of(KEY, "A1"), learner_id_of(KEY, "B2")}
        assert set(people) == {(learner_id_of(KEY, "A1"), "A1"), (learner_id_of(KEY, "B2"), "B2")}

    def test_count_as_updated_when_only_the_name_changes(self, importing: Importing) -> None:
        importing.learners()
        renamed = LEARNERS[0] | {"name": "Ana Luz Ortiz Ríos"}
        assert importing.rows("learners", renamed, LEARNERS[1]) == ImportCounts(n_in=2, updated=1, unchanged=1)

    @pytest.mark.parametrize(
        ("kind", "english", "expected"),
        [
            ("Estudiante", "Básico", ("student", "A2")),
            ("PROFESIONAL", "intermedio", ("professional", "B1")),
            ("Docente", "Intermedio-alto", ("teacher", "B2")),
            ("alumno(a)", "avanzado", ("student", "C1")),
            ("student", "Ninguno", ("student", "none")),
        ],
    )
    def test_may_be_told_in_spanish_words(
        self, importing: Importing, kind: str, english: str, expected: tuple[str, str]
    ) -> None:
        assert importing.rows("learners", LEARNERS[0] | {"kind": kind, "english": english}).new == 1
        with importing.engine.connect() as connection:
            assert connection.execute(sa.select(learner.c.kind, learner.c.english)).one() == expected

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"external_id": ""}, "external_id is missing"),
            ({"external_id": "x" * 65}, "external_id is longer than 64 characters"),
            ({"kind": "robot"}, "kind is not one of student, professional, teacher"),
            ({"state_id": "NE"}, "state_id is not known"),
            ({"english": "D1"}, "english is not one of none, A1, A2, B1, B2, C1, C2"),
            ({"weekly_hours": "0"}, "weekly_hours is not between 0.1 and 100.0"),
            ({"weekly_hours": "ten"}, "weekly_hours is not a number"),
            ({"institution_id": "nowhere"}, "institution_id is not known"),
            ({"curriculum_id": "nothing"}, "curriculum_id is not known"),
            ({"goal_occupation_id": "king"}, "goal_occupation_id is not known"),
            ({"birth_year": "2030"}, "birth_year is not between 1900 and 2026"),
            ({"email": "ana"}, "email is not an address"),
            ({"started_on": "soon"}, "started_on is not an ISO date"),
        ],
    )
    def test_that_are_wrong_are_kept_with_line_and_reason(
        self, importing: Importing, changed: dict[str, object], reason: str
    ) -> None:
        counts = importing.rows("learners", LEARNERS[1], LEARNERS[0] | changed)
        assert counts == ImportCounts(n_in=2, new=1, rejected=1)
        assert importing.reasons() == [(3, reason)]


class TestPseudonyms:
    def test_are_l_and_sixteen_letters(self) -> None:
        made = learner_id_of(KEY, "A1")
        assert made[0] == "L"
        assert len(made) == 17
        assert made[1:].isalnum()
        assert made[1:].islower()

    def test_do_not_depend_on_how_an_accent_is_written(self) -> None:
        assert learner_id_of(KEY, "Mun\u0303oz") == learner_id_of(KEY, "Mu\u00f1oz")
