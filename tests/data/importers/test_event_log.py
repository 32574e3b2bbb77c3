import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.importers.counts import ImportCounts
from tests.data.importers.partner_files import Importing
from tests.data.importers.test_interactions import ENROLMENT, EXAM_RESULT, FEEDBACK, IMPRESSION

EVENT = {"external_id": "A1", "certification_id": "acme-1", "occurred_at": "2026-10-01T10:00:00"}
SHOWN = EVENT | {"event": "shown", "impression_id": "i1", "list_id": "l1", "rank": "1", "propensity": "0.25"}
ANSWERED = EVENT | {"event": "not_now", "impression_id": "i1", "occurred_at": "2026-10-01T10:05:00Z"}
ENROLLED = EVENT | {
    "certification_id": "zen-1",
    "event": "enrolled",
    "occurred_at": "2026-01-05",
    "price_paid_centavos": "150000",
    "has_voucher": "no",
}
PASSED = EVENT | {"certification_id": "zen-1", "event": "passed", "occurred_at": "2026-03-05"}
LOG = (ANSWERED, PASSED, ENROLLED, SHOWN)
"""The events of the one-kind files in test_interactions, the answer before what it answers."""

TABLES = ("impression", "feedback", "enrolment", "exam_result")


class TestInteractions:
    def test_are_stored_as_the_files_of_one_kind_are(self, importing: Importing) -> None:
        importing.learners()
        assert importing.rows("interactions", *LOG) == ImportCounts(n_in=4, new=4)
        mixed = importing.stored()
        assert all(len(mixed[table]) == 1 for table in TABLES)
        for kind, row in (
            ("impressions", IMPRESSION),
            ("feedback", FEEDBACK),
            ("enrolments", ENROLMENT),
            ("exam_results", EXAM_RESULT),
        ):
            assert importing.rows(kind, row) == ImportCounts(n_in=1, unchanged=1)
        assert importing.stored() == mixed

    def test_a_second_import_changes_nothing(self, importing: Importing) -> None:
        importing.learners()
        importing.rows("interactions", *LOG)
        before = importing.stored()
        assert importing.rows("interactions", *LOG, *LOG) == ImportCounts(n_in=8, unchanged=4, duplicate=4)
        assert importing.stored() == before

    def test_a_failed_exam_is_told_from_a_passed_one(self, importing: Importing) -> None:
        importing.learners()
        importing.rows("interactions", PASSED, PASSED | {"event": "failed", "occurred_at": "2026-02-05"})
        passed = sorted(row[-2:] for row in importing.stored()["exam_result"])
        assert [bool(outcome) for _, outcome in passed] == [False, True]

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (SHOWN | {"event": "clicked"}, f"event is not one of {', '.join(('shown', 'yes', 'not_now', 'never'))}"),
            (SHOWN | {"propensity": ""}, "propensity is missing"),
            (SHOWN | {"occurred_at": ""}, "occurred_at is missing"),
            (ANSWERED | {"occurred_at": "soon"}, "occurred_at is not an ISO moment"),
            (ANSWERED, "impression_id is not known for this learner and certification"),
            (ENROLLED | {"has_voucher": ""}, "has_voucher is missing"),
            (PASSED | {"occurred_at": "2026-12-24"}, "occurred_at is in the future"),
            (PASSED | {"external_id": "Z9"}, "external_id is not known"),
        ],
    )
    def test_a_wrong_event_is_refused(self, importing: Importing, row: dict[str, str], reason: str) -> None:
        importing.learners()
        assert importing.rows("interactions", row) == ImportCounts(n_in=1, rejected=1)
        ((line, told),) = importing.reasons()
        assert line == 2
        assert told.startswith(reason)

    @settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        rows=st.lists(
            st.builds(
                lambda row, changed: row | changed,
                st.sampled_from(LOG),
                st.sampled_from(
                    [
                        {},
                        {"external_id": "B2"},
                        {"external_id": "Z9"},
                        {"event": "dreamed"},
                        {"occurred_at": "2026-05-05"},
                        {"certification_id": "acme-2"},
                        {"impression_id": "i2"},
                    ]
                ),
            ),
            max_size=12,
        )
    )
    def test_every_event_has_one_fate(self, importing: Importing, rows: list[dict[str, str]]) -> None:
        importing.learners()
        counts = importing.rows("interactions", SHOWN, *rows)
        assert counts.adds_up
        assert counts.n_in == len(rows) + 1
