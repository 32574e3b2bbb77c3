from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
import sqlalchemy as sa

from data.database import writing
from data.domain import Answer, CertificationId, LearnerId
from data.events import ShownItem
from data.interaction_store import record_answer, record_list
from recommender.arrays import CatalogueArrays
from recommender.features import group_of
from recommender.profile import profiles_of
from tests.training.country import (
    SHOWN_AT,
    add_answer,
    add_exam,
    add_lists,
    add_outcome,
    add_people,
    add_posting,
    add_subject,
    records_in,
)
from training.records import answer_events, demand_events, ordinals

ANA, EVA = LearnerId("ana"), LearnerId("eva")
OCTOBER = date(2026, 10, 1)


class TestReadRecords:
    def test_reads_a_whole_history_oldest_first(self, engine: sa.Engine) -> None:
        add_people(engine, "ana", "eva")
        add_subject(engine, "ana", "s-data", date(2026, 6, 1), None)
        add_subject(engine, "ana", "s-prog", date(2025, 12, 1), 80.0)
        add_exam(engine, "ana", "zen-1", OCTOBER, passed=False)
        add_answer(engine, "ana", "zen-1", None, "not_now")
        history = records_in(engine).histories[ANA]
        assert [(entry.subject_id, entry.grade) for entry in history.transcript] == [("s-prog", 80.0), ("s-data", None)]
        assert [(exam.taken_on, exam.passed) for exam in history.exams] == [(OCTOBER, False)]
        assert [(said.answer, said.impression_id, said.answered_at) for said in history.answers] == [
            (Answer.NOT_NOW, None, SHOWN_AT)
        ]
        assert records_in(engine).histories[EVA].exams == ()

    @pytest.mark.parametrize("kind", ["hired", "posting", "exam", "subject", "answer", "showing"])
    def test_is_as_of_the_newest_day_on_which_anything_happened(self, engine: sa.Engine, kind: str) -> None:
        add_people(engine, "ana")
        add_subject(engine, "ana", "s-prog", date(2025, 12, 1))
        moment = datetime(2026, 10, 1, 20, tzinfo=UTC)
        {
            "hired": lambda: add_outcome(engine, "ana", "hired", OCTOBER),
            "posting": lambda: add_posting(engine, "p1", OCTOBER, "sql"),
            "exam": lambda: add_exam(engine, "ana", "zen-1", OCTOBER),
            "subject": lambda: add_subject(engine, "ana", "s-data", OCTOBER),
            "answer": lambda: add_answer(engine, "ana", "zen-1", None, at=moment),
            "showing": lambda: add_lists(engine, ("ana", "L1", ["zen-1"]), at=moment),
        }[kind]()
        assert records_in(engine).as_of == OCTOBER

    def test_pages_looked_at_here_do_not_move_the_day(self, engine: sa.Engine) -> None:
        add_people(engine, "ana")
        add_subject(engine, "ana", "s-prog", OCTOBER)
        later = datetime(2028, 1, 5, 12, tzinfo=UTC)
        with writing(engine) as connection:
            (shown,) = record_list(
                connection,
                learner_id=LearnerId("ana"),
                list_id="ours",
                shown_at=later,
                bundle_version="b1",
                items=[ShownItem(CertificationId("zen-1"), 1.0, (0.5,))],
            )
            record_answer(connection, LearnerId("ana"), shown, Answer.YES, later)
        records = records_in(engine)
        assert records.as_of == OCTOBER
        assert len(records.feedback) == 1

    def test_refuses_a_database_without_events(self, engine: sa.Engine) -> None:
        add_people(engine, "ana")
        with pytest.raises(ValueError, match="no event was imported"):
            records_in(engine)


class TestDemandEvents:
    def test_numbers_postings_links_and_passed_exams(self, engine: sa.Engine, arrays: CatalogueArrays) -> None:
        add_people(engine, "ana", "eva")
        add_posting(engine, "p1", OCTOBER, "sql", "python", n_positions=3)
        add_posting(engine, "p2", OCTOBER + timedelta(days=1), state_id="MX-NLE")
        add_exam(engine, "eva", "acme-1", OCTOBER)
        add_exam(engine, "ana", "acme-1", OCTOBER, passed=False)
        found = demand_events(records_in(engine), arrays)
        assert found.posting_day.tolist() == [OCTOBER.toordinal(), OCTOBER.toordinal() + 1]
        assert found.posting_state.tolist() == [0, 1]
        assert found.posting_positions.tolist() == [3, 1]
        assert sorted(zip(found.link_posting.tolist(), found.link_skill.tolist(), strict=True)) == [(0, 0), (0, 1)]
        assert found.holder_learner.tolist() == [1]
        assert found.holder_certification.tolist() == [0]

    def test_takes_a_country_without_postings(self, engine: sa.Engine, arrays: CatalogueArrays) -> None:
        add_people(engine, "ana")
        add_exam(engine, "ana", "acme-1", OCTOBER)
        found = demand_events(records_in(engine), arrays)
        assert len(found.posting_day) == len(found.link_posting) == 0
        assert len(found.holder_day) == 1


class TestAnswerEvents:
    def test_dates_the_showing_and_the_yes_apart(self, engine: sa.Engine, arrays: CatalogueArrays) -> None:
        add_people(engine, "ana")
        add_lists(engine, ("ana", "L1", ["zen-1", "zen-2", "acme-1", "acme-2"]))
        later = SHOWN_AT + timedelta(days=40)
        add_answer(engine, "ana", "zen-2", "L1-zen-2", at=later)
        add_answer(engine, "ana", "acme-1", "L1-acme-1", "never")
        found = answer_events(records_in(engine), arrays, [ANA])
        assert found.certification.tolist() == [3, 4, 0, 1]
        assert found.said_yes.tolist() == [False, True, False, False]
        assert found.answer_day[1] == later.date().toordinal()
        assert (found.answer_day[[0, 2, 3]] > 10**15).all()
        np.testing.assert_allclose(found.look, [1, 2**-0.5, 3**-0.5, 0.5])

    def test_takes_lists_that_nobody_answered(self, engine: sa.Engine, arrays: CatalogueArrays) -> None:
        add_people(engine, "ana")
        add_lists(engine, ("ana", "L1", ["zen-1"]))
        found = answer_events(records_in(engine), arrays, [ANA])
        assert found.said_yes.tolist() == [False]

    def test_leaves_out_learners_who_are_not_named(self, engine: sa.Engine, arrays: CatalogueArrays) -> None:
        add_people(engine, "ana", "eva")
        add_lists(engine, ("ana", "L1", ["zen-1"]), ("eva", "L2", ["zen-2"]))
        add_answer(engine, "eva", "zen-2", "L2-zen-2")
        found = answer_events(records_in(engine), arrays, [ANA])
        assert found.certification.tolist() == [3]
        assert not found.said_yes.any()

    def test_groups_learners_as_the_features_do(self, engine: sa.Engine, arrays: CatalogueArrays) -> None:
        add_people(engine, "ana")
        add_lists(engine, ("ana", "L1", ["zen-1"]))
        records = records_in(engine)
        profiles = profiles_of(list(records.histories.values()), [OCTOBER], arrays)
        assert answer_events(records, arrays, [ANA]).group.tolist() == group_of(profiles, arrays).tolist()


class TestOrdinals:
    def test_gives_the_day_of_moments_and_dates(self, engine: sa.Engine) -> None:
        add_people(engine, "ana")
        add_lists(engine, ("ana", "L1", ["zen-1"]), at=datetime(2026, 10, 1, 23, 59, tzinfo=UTC))
        add_exam(engine, "ana", "zen-1", OCTOBER)
        records = records_in(engine)
        assert ordinals(records.impressions["shown_at"]).tolist() == [OCTOBER.toordinal()]
        assert ordinals(records.exam_results["taken_on"]).tolist() == [OCTOBER.toordinal()]
