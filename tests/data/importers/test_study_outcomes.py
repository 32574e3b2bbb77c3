import csv
from collections import Counter

import pytest
import sqlalchemy as sa

from data.importers.counts import ImportCounts
from data.importers.mapping import read_mapping
from data.importers.shipped_mappings import shipped_mappings
from data.tables import study_outcome
from tests.data.importers.partner_files import Importing
from tests.development_data import development_file

RESULT = {
    "external_id": "S-77",
    "course_id": "BBB",
    "period": "2014J",
    "result": "passed",
    "n_previous_attempts": "1",
    "credits": "60",
    "source": "campus",
}


class TestStudyOutcomes:
    def test_are_stored_once_though_nobody_is_a_learner(self, importing: Importing) -> None:
        bare = {name: RESULT[name] for name in ("external_id", "course_id", "period")} | {"result": "Withdrawn"}
        assert importing.rows("study_outcomes", RESULT, bare) == ImportCounts(n_in=2, new=2)
        before = importing.stored()
        counts = importing.rows("study_outcomes", RESULT, bare, bare)
        assert counts == ImportCounts(n_in=3, unchanged=2, duplicate=1)
        assert importing.stored() == before
        columns = ("source", "result", "n_previous_attempts", "credits")
        with importing.engine.connect() as connection:
            stored = connection.execute(
                sa.select(*(study_outcome.c[name] for name in columns)).order_by(study_outcome.c.study_outcome_id)
            ).all()
        assert [tuple(row) for row in stored] == [("campus", "passed", 1, 60.0), ("import", "withdrawn", None, None)]

    @pytest.mark.parametrize(
        ("word", "stored"),
        [
            ("Pass", "passed"),
            ("FAIL", "failed"),
            ("Withdrawn", "withdrawn"),
            ("Distinction", "distinction"),
            ("failed", "failed"),
        ],
    )
    def test_public_words_stand_for_ours(self, importing: Importing, word: str, stored: str) -> None:
        importing.rows("study_outcomes", RESULT | {"result": word})
        with importing.engine.connect() as connection:
            assert connection.scalars(sa.select(study_outcome.c.result)).all() == [stored]

    def test_nothing_personal_is_kept(self, importing: Importing) -> None:
        importing.rows("study_outcomes", RESULT, RESULT | {"result": "S-77"})
        assert "S-77" not in str(importing.stored())

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"external_id": ""}, "external_id is missing"),
            ({"result": "dreamed"}, "result is not one of passed, distinction, failed, withdrawn"),
            ({"n_previous_attempts": "-1"}, "n_previous_attempts is not between 0 and 100"),
            ({"credits": "many"}, "credits is not a number"),
            ({"period": "x" * 33}, "period is longer than 32 characters"),
        ],
    )
    def test_a_wrong_one_is_refused(self, importing: Importing, changed: dict[str, str], reason: str) -> None:
        assert importing.rows("study_outcomes", RESULT | changed) == ImportCounts(n_in=1, rejected=1)
        assert importing.reasons() == [(2, reason)]


@pytest.mark.needs_development_data
def test_the_cohorts_of_an_open_university_go_in_whole(importing: Importing) -> None:
    path = development_file("dropout_oulad/studentInfo.csv")
    with path.open(encoding="utf-8", newline="") as handle:
        expected = list(csv.DictReader(handle))
    mapping = read_mapping(shipped_mappings()["oulad"])
    assert importing.file("study_outcomes", path, mapping) == ImportCounts(n_in=len(expected), new=len(expected))
    assert importing.file("study_outcomes", path, mapping) == ImportCounts(n_in=32_593, unchanged=32_593)
    theirs = Counter(row["final_result"] for row in expected)
    with importing.engine.connect() as connection:
        ours = Counter(connection.scalars(sa.select(study_outcome.c.result)))
        people = connection.scalar(sa.select(sa.func.count(study_outcome.c.learner_id.distinct())))
        credit = connection.scalar(sa.select(sa.func.sum(study_outcome.c.credits)))
    assert ours == {
        "passed": theirs["Pass"],
        "failed": theirs["Fail"],
        "withdrawn": theirs["Withdrawn"],
        "distinction": theirs["Distinction"],
    }
    assert people == len({row["id_student"] for row in expected})
    assert credit == sum(int(row["studied_credits"]) for row in expected)
