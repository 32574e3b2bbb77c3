import pytest
import sqlalchemy as sa

from data.importers.counts import ImportCounts
from data.tables import impression
from tests.data.importers.partner_files import Importing

IMPRESSION = {
    "impression_id": "i1",
    "external_id": "A1",
    "list_id": "l1",
    "certification_id": "acme-1",
    "rank": "1",
    "shown_at": "2026-10-01T10:00:00",
    "propensity": "0.25",
}
FEEDBACK = {
    "external_id": "A1",
    "certification_id": "acme-1",
    "answer": "not_now",
    "answered_at": "2026-10-01T10:05:00Z",
    "impression_id": "i1",
}
ENROLMENT = {
    "external_id": "A1",
    "certification_id": "zen-1",
    "enrolled_on": "2026-01-05",
    "price_paid_centavos": "150000",
    "has_voucher": "no",
}
EXAM_RESULT = {"external_id": "A1", "certification_id": "zen-1", "taken_on": "2026-03-05", "passed": "sí"}
OUTCOME = {"external_id": "A1", "kind": "hired", "occurred_on": "2026-05-05", "certification_id": ""}

GOOD = {
    "impressions": IMPRESSION,
    "feedback": FEEDBACK,
    "enrolments": ENROLMENT,
    "exam_results": EXAM_RESULT,
    "outcomes": OUTCOME,
}


class TestEveryKind:
    def test_is_stored_once(self, importing: Importing) -> None:
        importing.learners()
        for kind, row in GOOD.items():
            assert importing.rows(kind, row) == ImportCounts(n_in=1, new=1)
        before = importing.stored()
        for kind, row in GOOD.items():
            assert importing.rows(kind, row, row) == ImportCounts(n_in=2, unchanged=1, duplicate=1)
        assert importing.stored() == before

    @pytest.mark.parametrize("kind", GOOD)
    def test_refuses_unknown_people(self, importing: Importing, kind: str) -> None:
        importing.learners()
        assert importing.rows(kind, GOOD[kind] | {"external_id": "Z9"}) == ImportCounts(n_in=1, rejected=1)
        assert importing.reasons() == [(2, "external_id is not known")]

    @pytest.mark.parametrize("kind", GOOD)
    def test_refuses_unknown_certifications(self, importing: Importing, kind: str) -> None:
        importing.learners()
        assert importing.rows(kind, GOOD[kind] | {"certification_id": "witchcraft"}).rejected == 1
        assert importing.reasons() == [(2, "certification_id is not known")]

    @pytest.mark.parametrize(
        ("kind", "changed", "reason"),
        [
            ("impressions", {"rank": "0"}, "rank is not between 1 and 100000"),
            ("impressions", {"propensity": "0"}, "propensity is not above 0"),
            ("impressions", {"propensity": "1.01"}, "propensity is not between 0.0 and 1.0"),
            ("impressions", {"shown_at": "2026-12-01T00:00:00"}, "shown_at is in the future"),
            ("impressions", {"shown_at": "0001-01-01T00:00:00+14:00"}, "shown_at is not an ISO moment"),
            ("feedback", {"answer": "maybe"}, "answer is not one of yes, not_now, never"),
            ("feedback", {"answered_at": "10:05"}, "answered_at is not an ISO moment"),
            (
                "enrolments",
                {"price_paid_centavos": "-1"},
                "price_paid_centavos is not between 0 and 2000000000",
            ),
            ("exam_results", {"taken_on": "2026-12-24"}, "taken_on is in the future"),
            ("outcomes", {"kind": "promoted"}, "kind is not one of dropped_out, graduated, hired"),
        ],
    )
    def test_refuses_wrong_fields(self, importing: Importing, kind: str, changed: dict[str, str], reason: str) -> None:
        importing.learners()
        assert importing.rows(kind, GOOD[kind] | changed).rejected == 1
        assert importing.reasons() == [(2, reason)]


class TestImpressions:
    def test_without_an_offset_are_in_utc(self, importing: Importing) -> None:
        importing.learners()
        importing.rows(
            "impressions",
            IMPRESSION,
            IMPRESSION | {"impression_id": "i2", "shown_at": "2026-10-01T04:00:00-06:00"},
        )
        with importing.engine.connect() as connection:
            first, second = connection.scalars(sa.select(impression.c.shown_at))
        assert first == second
        assert first.isoformat() == "2026-10-01T10:00:00+00:00"

    def test_cannot_take_the_id_of_somebody_elses(self, importing: Importing) -> None:
        importing.learners()
        importing.rows("impressions", IMPRESSION)
        assert importing.rows("impressions", IMPRESSION | {"external_id": "B2"}).rejected == 1
        assert importing.reasons() == [(2, "impression_id belongs to another learner")]


class TestFeedback:
    @pytest.mark.parametrize(
        "changed", [{"impression_id": "i9"}, {"external_id": "B2"}, {"certification_id": "acme-2"}]
    )
    def test_must_fit_the_impression_that_it_names(self, importing: Importing, changed: dict[str, str]) -> None:
        importing.learners()
        importing.rows("impressions", IMPRESSION)
        assert importing.rows("feedback", FEEDBACK | changed).rejected == 1
        assert importing.reasons() == [(2, "impression_id is not known for this learner and certification")]

    def test_may_name_none(self, importing: Importing) -> None:
        importing.learners()
        assert importing.rows("feedback", FEEDBACK | {"impression_id": ""}).new == 1
