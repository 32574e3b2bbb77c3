import json
import math
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from data.domain import Answer, CertificationId, LearnerId, OutcomeKind
from data.errors import NotFoundError
from data.events import Enrolment, ExamResult, Outcome, ShownItem
from data.interaction_store import (
    enrolments_of,
    exam_results_of,
    feedback_of,
    impressions_of,
    latest_answers,
    latest_list,
    outcomes_of,
    put_enrolments,
    put_exam_results,
    put_impressions,
    put_outcomes,
    record_answer,
    record_list,
)
from data.tables import impression
from data.upsert import Changes
from tests.data.rows import MOMENT, add_learners, impression_row

ANA, BETO = LearnerId("ana"), LearnerId("beto")
ITEMS = (
    ShownItem(CertificationId("acme-1"), 0.8, (0.5, 1.0)),
    ShownItem(CertificationId("zen-1"), 0.2, (0.1, 2.0)),
)


def show(connection: sa.Connection, list_id: str, shown_at: datetime = MOMENT) -> tuple[str, ...]:
    return record_list(connection, learner_id=ANA, list_id=list_id, shown_at=shown_at, bundle_version="v1", items=ITEMS)


class TestRecordList:
    def test_keeps_order_and_features(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_learners(connection, ANA)
            assert show(connection, "one") == ("one-1", "one-2")
            shown = impressions_of(connection, ANA)
        assert [(one.certification_id, one.rank, one.features) for one in shown] == [
            ("acme-1", 1, (0.5, 1.0)),
            ("zen-1", 2, (0.1, 2.0)),
        ]
        assert shown[0].shown_at == MOMENT

    def test_keeps_an_unknown_feature_as_json_without_nan(self, engine: sa.Engine) -> None:
        item = ShownItem(CertificationId("acme-1"), 1.0, (0.5, math.nan))
        with engine.begin() as connection:
            add_learners(connection, ANA)
            record_list(connection, learner_id=ANA, list_id="one", shown_at=MOMENT, bundle_version="v1", items=(item,))
            (stored,) = connection.execute(sa.text("SELECT CAST(features AS text) FROM impression")).scalars()
            (shown,) = impressions_of(connection, ANA)
        assert json.loads(stored) == [0.5, None]
        assert shown.features[0] == 0.5
        assert math.isnan(shown.features[1])

    def test_adds_nothing_when_repeated(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_learners(connection, ANA)
            show(connection, "one")
            show(connection, "one")
            assert connection.scalars(sa.select(sa.func.count()).select_from(impression)).one() == 2

    def test_stores_other_time_zones_as_utc(self, engine: sa.Engine) -> None:
        there = timezone(timedelta(hours=-6))
        with engine.begin() as connection:
            add_learners(connection, ANA)
            show(connection, "one", datetime(2026, 10, 1, 6, tzinfo=there))
            assert impressions_of(connection, ANA)[0].shown_at == datetime(2026, 10, 1, 12, tzinfo=UTC)


class TestLatestList:
    def test_gives_the_newest_in_order_of_rank(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_learners(connection, ANA, BETO)
            show(connection, "new", MOMENT + timedelta(days=1))
            show(connection, "old")
            newest = latest_list(connection, ANA, since=MOMENT)
            assert [(one.list_id, one.rank) for one in newest] == [("new", 1), ("new", 2)]
            assert latest_list(connection, BETO, since=MOMENT) == ()

    def test_leaves_out_lists_before_the_moment(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_learners(connection, ANA)
            show(connection, "old")
            assert latest_list(connection, ANA, since=MOMENT + timedelta(seconds=1)) == ()


class TestRecordAnswer:
    def test_returns_the_certification_and_keeps_the_answer(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_learners(connection, ANA)
            show(connection, "one")
            assert record_answer(connection, ANA, "one-2", Answer.NOT_NOW, MOMENT) == "zen-1"
            (given,) = feedback_of(connection, ANA)
        assert (given.answer, given.impression_id) == (Answer.NOT_NOW, "one-2")

    @pytest.mark.parametrize("impression_id", ["one-1", "none"])
    def test_refuses_what_was_not_shown_to_the_learner(self, engine: sa.Engine, impression_id: str) -> None:
        with engine.begin() as connection:
            add_learners(connection, ANA, BETO)
            show(connection, "one")
            with pytest.raises(NotFoundError, match="of learner beto"):
                record_answer(connection, BETO, impression_id, Answer.YES, MOMENT)

    def test_a_second_answer_in_the_same_moment_replaces_the_first(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_learners(connection, ANA)
            show(connection, "one")
            record_answer(connection, ANA, "one-1", Answer.NEVER, MOMENT)
            record_answer(connection, ANA, "one-1", Answer.YES, MOMENT)
            assert [one.answer for one in feedback_of(connection, ANA)] == [Answer.YES]


class TestLatestAnswers:
    def test_keeps_the_newest_a_certification(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_learners(connection, ANA)
            show(connection, "one")
            record_answer(connection, ANA, "one-1", Answer.YES, MOMENT + timedelta(days=2))
            record_answer(connection, ANA, "one-1", Answer.NEVER, MOMENT)
            record_answer(connection, ANA, "one-2", Answer.NOT_NOW, MOMENT)
            answers = latest_answers(connection, ANA)
        assert {id_: given.answer for id_, given in answers.items()} == {
            "acme-1": Answer.YES,
            "zen-1": Answer.NOT_NOW,
        }


class TestPutImpressions:
    def test_an_import_leaves_stored_features_alone(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_learners(connection, ANA)
            show(connection, "one")
            moved = impression_row("one-1", ANA, list_id="one", rank=3)
            assert put_impressions(connection, [moved, impression_row("two", ANA)]) == Changes(new=1, updated=1)
            stored = {one.impression_id: one for one in impressions_of(connection, ANA)}
        assert (stored["one-1"].rank, stored["one-1"].features) == (3, (0.5, 1.0))
        assert stored["two"].features == ()


class TestWhatBecame:
    def test_is_read_a_learner_oldest_first(self, engine: sa.Engine) -> None:
        early, late = date(2026, 1, 1), date(2026, 5, 1)
        cert = {"learner_id": ANA, "certification_id": "acme-1"}
        with engine.begin() as connection:
            add_learners(connection, ANA, BETO)
            put_enrolments(connection, [cert | {"enrolled_on": early, "price_paid_centavos": 5, "has_voucher": True}])
            put_exam_results(
                connection,
                [cert | {"taken_on": late, "passed": True}, cert | {"taken_on": early, "passed": False}],
            )
            put_outcomes(
                connection,
                [{"learner_id": ANA, "kind": "hired", "occurred_on": late, "certification_id": None}],
            )
            assert enrolments_of(connection, ANA) == (Enrolment(ANA, CertificationId("acme-1"), early, 5, True),)
            assert exam_results_of(connection, ANA) == (
                ExamResult(ANA, CertificationId("acme-1"), early, False),
                ExamResult(ANA, CertificationId("acme-1"), late, True),
            )
            assert outcomes_of(connection, ANA) == (Outcome(ANA, OutcomeKind.HIRED, late, None),)
            assert outcomes_of(connection, BETO) == ()
