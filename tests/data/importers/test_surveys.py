from datetime import date

import pytest
import sqlalchemy as sa

from data.importers.counts import ImportCounts
from data.tables import survey_answer
from tests.data.importers.partner_files import Importing

ANSWERED = {
    "external_id": "A1",
    "certification_id": "acme-1",
    "asked_on": "2026-08-01",
    "answered_on": "2026-08-09",
    "is_employed": "sí",
    "has_new_job": "no",
    "salary_change_percent": "36.5",
}
SILENT = {"external_id": "B2", "certification_id": "acme-1", "asked_on": "2026-08-01"}


class TestSurveys:
    def test_are_stored_once_with_those_who_did_not_answer(self, importing: Importing) -> None:
        importing.learners()
        assert importing.rows("surveys", ANSWERED, SILENT) == ImportCounts(n_in=2, new=2)
        before = importing.stored()
        assert importing.rows("surveys", ANSWERED, SILENT, SILENT) == ImportCounts(n_in=3, unchanged=2, duplicate=1)
        assert importing.stored() == before
        columns = ("answered_on", "is_employed", "has_new_job", "salary_change_percent")
        with importing.engine.connect() as connection:
            stored = connection.execute(
                sa.select(*(survey_answer.c[name] for name in columns)).order_by(survey_answer.c.survey_answer_id)
            ).all()
        assert [tuple(row) for row in stored] == [(date(2026, 8, 9), True, False, 36.5), (None, None, None, None)]

    def test_an_answer_that_comes_later_is_an_update(self, importing: Importing) -> None:
        importing.learners()
        importing.rows("surveys", SILENT)
        answered = SILENT | {"answered_on": "2026-08-20", "is_employed": "true"}
        assert importing.rows("surveys", answered) == ImportCounts(n_in=1, updated=1)

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"external_id": "Z9"}, "external_id is not known"),
            ({"certification_id": "witchcraft"}, "certification_id is not known"),
            ({"answered_on": ""}, "answered_on is missing, though there are answers"),
            ({"answered_on": "2026-07-31"}, "answered_on is before asked_on"),
            ({"is_employed": "perhaps"}, "is_employed is not true or false"),
            ({"salary_change_percent": "-101"}, "salary_change_percent is not between -100.0 and 1000.0"),
        ],
    )
    def test_a_wrong_one_is_refused(self, importing: Importing, changed: dict[str, str], reason: str) -> None:
        importing.learners()
        assert importing.rows("surveys", ANSWERED | changed) == ImportCounts(n_in=1, rejected=1)
        assert importing.reasons() == [(2, reason)]
