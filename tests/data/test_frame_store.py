from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from data import columns, frame_store
from data.allocation_store import AllocationRun, mark_applied, put_draws, record_run
from data.columns import Col, Dtypes, check_columns
from data.domain import Answer, CertificationId, LearnerId, LinkedSkill, PostingId, SkillId
from data.events import ShownItem
from data.interaction_store import put_exam_results, put_impressions, record_answer, record_list
from data.learner_skill_store import state_skills
from data.learner_store import put_transcripts
from data.posting_store import replace_links
from data.rights import LearnerRights
from data.standing_store import ask_deletion, cancel_deletion
from tests.data.rows import MOMENT, add_learners, add_postings, impression_row, posting_row

ANA = LearnerId("ana")
FRAMES = [
    (frame_store.learner_frame, columns.LEARNERS),
    (frame_store.transcript_frame, columns.TRANSCRIPTS),
    (frame_store.impression_frame, columns.IMPRESSIONS),
    (frame_store.feedback_frame, columns.FEEDBACK),
    (frame_store.enrolment_frame, columns.ENROLMENTS),
    (frame_store.exam_result_frame, columns.EXAM_RESULTS),
    (frame_store.voucher_frame, columns.VOUCHERS),
    (frame_store.draw_frame, columns.DRAWS),
    (frame_store.outcome_frame, columns.OUTCOMES),
    (frame_store.learner_skill_frame, columns.LEARNER_SKILLS),
    (frame_store.posting_skill_frame, columns.POSTING_SKILLS),
]


class TestFrames:
    @pytest.mark.parametrize(("frame", "dtypes"), FRAMES)
    def test_have_their_dtypes_without_a_row(
        self, engine: sa.Engine, frame: Callable[[sa.Connection], pd.DataFrame], dtypes: Dtypes
    ) -> None:
        with engine.connect() as connection:
            empty = frame(connection)
        assert len(empty) == 0
        assert list(check_columns(empty, dtypes).columns) == list(dtypes)

    def test_have_their_dtypes_with_rows(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_learners(connection, ANA)
            item = ShownItem(CertificationId("acme-1"), 0.8, (0.5, 1.0))
            record_list(connection, learner_id=ANA, list_id="l", shown_at=MOMENT, bundle_version="v", items=[item])
            put_impressions(connection, [impression_row("partner", ANA)])
            record_answer(connection, ANA, "l-1", Answer.YES, MOMENT)
            put_exam_results(
                connection,
                [
                    {
                        "learner_id": ANA,
                        "certification_id": "acme-1",
                        "taken_on": date(2026, 1, 1),
                        "passed": True,
                    }
                ],
            )
            day = date(2025, 1, 1)
            rows = [("s1", 80.0), ("s2", None)]
            put_transcripts(
                connection,
                [
                    {"learner_id": ANA, "subject_id": s, "completed_on": day, "grade": g, "passed": True}
                    for s, g in rows
                ],
            )
            frames = [frame(connection) for frame, _ in FRAMES]
        assert frames[0][Col.STARTED_ON].isna().all()
        assert np.isnan(frames[1][Col.GRADE].iloc[1])
        assert frames[2][Col.FEATURES].tolist() == [[0.5, 1.0], None]
        assert frames[2][Col.SHOWN_AT].iloc[0] == pd.Timestamp(MOMENT)
        assert frames[3][Col.ANSWER].tolist() == ["yes"]
        assert frames[5][Col.PASSED].tolist() == [True]


OF_LEARNERS = (
    frame_store.learner_frame,
    frame_store.impression_frame,
    frame_store.feedback_frame,
    frame_store.learner_skill_frame,
)


class TestBlockedLearners:
    def test_are_in_no_frame(self, engine: sa.Engine) -> None:
        rights = LearnerRights(ANA)
        with engine.begin() as connection:
            add_learners(connection, ANA, "eva")
            put_impressions(connection, [impression_row("shown", ANA)])
            record_answer(connection, ANA, "shown", Answer.YES, MOMENT)
            state_skills(connection, rights, [SkillId("sql")], MOMENT)
            assert [len(frame(connection)) for frame in OF_LEARNERS] == [2, 1, 1, 1]
            ask_deletion(connection, rights, MOMENT, MOMENT.date())
            assert [len(frame(connection)) for frame in OF_LEARNERS] == [1, 0, 0, 0]
            cancel_deletion(connection, rights)
            assert [len(frame(connection)) for frame in OF_LEARNERS] == [2, 1, 1, 1]


class TestDrawFrame:
    def test_has_the_lotteries_of_runs_whose_vouchers_were_given(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_learners(connection, ANA, "eva")
            for run_id in ("given", "planned"):
                record_run(connection, AllocationRun(run_id, MOMENT, None, "folder", "c", "s", 1.0, 2.0, 1))
                draws = [("ana", True), ("eva", False)]
                put_draws(
                    connection,
                    [
                        {"allocation_run_id": run_id, "learner_id": who, "pool": 3, "propensity": 0.5, "is_drawn": luck}
                        for who, luck in draws
                    ],
                )
            mark_applied(connection, "given", MOMENT)
            frame = frame_store.draw_frame(connection)
        assert frame[[Col.LEARNER, Col.PROPENSITY, Col.IS_DRAWN]].to_numpy().tolist() == [
            ["ana", 0.5, True],
            ["eva", 0.5, False],
        ]
        assert frame[Col.DRAWN_AT].tolist() == [pd.Timestamp(MOMENT)] * 2


class TestPostingSkillFrame:
    def test_has_a_row_a_posting_and_skill(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_postings(connection, posting_row("a", n_positions=3), posting_row("b"))
            links = [LinkedSkill(SkillId(id_), "s", "exact", 0.9) for id_ in ("sql", "aws")]
            replace_links(connection, {PostingId("a"): links}, "v1")
            frame = frame_store.posting_skill_frame(connection)
        assert frame[[Col.POSTING, Col.SKILL, Col.N_POSITIONS]].to_numpy().tolist() == [
            ["a", "aws", 3],
            ["a", "sql", 3],
        ]


class TestCheckColumns:
    def test_names_every_wrong_column(self) -> None:
        frame = pd.DataFrame({"learner_id": ["a"], "passed": [1]})
        with pytest.raises(
            ValueError, match=r"certification_id is absent.*taken_on is absent.*passed is int64, not bool"
        ):
            check_columns(frame, columns.EXAM_RESULTS)
