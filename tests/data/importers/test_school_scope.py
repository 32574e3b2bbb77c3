from pathlib import Path

import pytest
import sqlalchemy as sa

from data.database import writing
from data.importers.pseudonyms import learner_id_of
from data.importers.school_scope import SchoolScope, school_scope
from data.learner_store import get_learner, put_learners, transcripts_of
from data.plan_store import put_plan
from data.rejected_store import RejectedRow, put_rejected, rejected_rows
from data.rights import NoInstitutionError, SchoolRights
from data.tables import learner
from tests.data.importers.partner_files import KEY, Importing, write_csv
from tests.data.plans import MOMENT, PROGRAMMING, WEST, add_school, make_plan
from tests.data.rows import learner_row, person_row

ANA = {"external_id": "A1", "kind": "student", "state_id": "MX-JAL", "english": "B1", "institution_id": ""}


@pytest.fixture
def school(importing: Importing) -> SchoolScope:
    """The scope of the west school with its plan; it is no invented one."""
    with writing(importing.engine) as connection:
        add_school(connection, WEST)
        put_plan(connection, WEST, make_plan(), {PROGRAMMING: "W-1"}, MOMENT)
        scope = school_scope(connection, WEST.organisation_id)
    return SchoolScope(scope.institution_id, False, scope.plans)


class TestSchoolScope:
    def test_a_blank_institution_is_the_schools_own(
        self, importing: Importing, school: SchoolScope, tmp_path: Path
    ) -> None:
        importing.file("learners", write_csv(tmp_path / "a.csv", [ANA]), school=school)
        with importing.engine.begin() as connection:
            assert get_learner(connection, learner_id_of(KEY, "A1")).institution_id == "u-west"

    def test_people_of_other_institutions_are_refused_without_saying_whose(
        self, importing: Importing, school: SchoolScope, tmp_path: Path
    ) -> None:
        other = learner_id_of(KEY, "B2")
        with writing(importing.engine) as connection:
            put_learners(connection, [learner_row(other, institution_id="u-north")], [person_row(other)])
        rows = [ANA, {**ANA, "external_id": "B2", "english": "C1"}, {**ANA, "external_id": "C3"}]
        rows[2]["institution_id"] = "u-north"
        counts = importing.file("learners", write_csv(tmp_path / "a.csv", rows), school=school)
        assert (counts.new, counts.rejected) == (1, 2)
        assert sorted(importing.told) == [
            (3, "external_id belongs to another institution"),
            (4, "institution_id belongs to another institution"),
        ]
        with importing.engine.begin() as connection:
            assert get_learner(connection, other).english == "B1"

    def test_transcripts_of_other_institutions_people_are_refused(
        self, importing: Importing, school: SchoolScope, tmp_path: Path
    ) -> None:
        other = learner_id_of(KEY, "B2")
        with writing(importing.engine) as connection:
            put_learners(connection, [learner_row(other, institution_id=None)], [person_row(other)])
        row = {"external_id": "B2", "subject_id": "s-prog", "completed_on": "2025-06-30", "passed": "yes"}
        counts = importing.file("transcripts", write_csv(tmp_path / "t.csv", [row]), school=school)
        assert counts.rejected == 1
        with importing.engine.begin() as connection:
            assert transcripts_of(connection, other) == ()

    def test_own_plans_are_known_and_their_subjects_found_by_key(
        self, importing: Importing, school: SchoolScope, tmp_path: Path
    ) -> None:
        ana = {**ANA, "curriculum_id": "pwest"}
        importing.file("learners", write_csv(tmp_path / "a.csv", [ana]), school=school)
        row = {"external_id": "A1", "subject_id": "W1", "completed_on": "2025-06-30", "grade": "90"}
        counts = importing.file("transcripts", write_csv(tmp_path / "t.csv", [row]), school=school)
        assert counts.new == 1
        with importing.engine.begin() as connection:
            (entry,) = transcripts_of(connection, learner_id_of(KEY, "A1"))
        assert entry.subject_id == PROGRAMMING

    def test_a_school_without_a_scope_does_not_know_them(
        self, importing: Importing, school: SchoolScope, tmp_path: Path
    ) -> None:
        ana = {**ANA, "curriculum_id": "pwest"}
        assert importing.file("learners", write_csv(tmp_path / "a.csv", [ana])).rejected == 1

    def test_examples_are_not_loaded_as_invented_people_are_open_to_all(
        self, importing: Importing, school: SchoolScope, tmp_path: Path
    ) -> None:
        path = write_csv(tmp_path / "a.csv", [{**ANA, "is_invented": "yes"}])
        assert importing.file("learners", path, school=school).rejected == 1
        invented = SchoolScope(school.institution_id, True, school.plans)
        importing.file("learners", write_csv(tmp_path / "b.csv", [ANA]), school=invented)
        with importing.engine.begin() as connection:
            assert connection.scalars(sa.select(learner.c.is_invented)).all() == [True]

    def test_a_file_cannot_settle_rows_of_another_file(
        self, importing: Importing, school: SchoolScope, tmp_path: Path
    ) -> None:
        theirs = RejectedRow("learners", "/other.csv", 7, "english is missing")
        with writing(importing.engine) as connection:
            put_rejected(connection, [theirs])
        row = {**ANA, "rejected_file": "/other.csv", "rejected_line": "7"}
        importing.file("learners", write_csv(tmp_path / "a.csv", [row]), school=school)
        with importing.engine.begin() as connection:
            assert rejected_rows(connection) == (theirs,)

    def test_needs_an_institution(self, importing: Importing) -> None:
        nowhere = SchoolRights(WEST.organisation_id, None)
        with writing(importing.engine) as connection:
            add_school(connection, nowhere)
            with pytest.raises(NoInstitutionError):
                school_scope(connection, nowhere.organisation_id)
