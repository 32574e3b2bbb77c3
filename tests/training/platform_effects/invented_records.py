"""Records put together from lists, without a database."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

import pandas as pd

from data.columns import DAY, MOMENT, Col
from recommender.profile import LearnerHistory
from training.records import Records

Dated = tuple[str, date]
"""A learner's id and a day."""


def make_records(
    *histories: LearnerHistory,
    as_of: date,
    dropped_out: Sequence[Dated] = (),
    graduated: Sequence[Dated] = (),
    enrolled: Sequence[Dated] = (),
    vouchers: Sequence[Dated] = (),
    shown: Sequence[Dated] = (),
    said_yes: Sequence[tuple[str, date, str]] = (),
    draws: Sequence[tuple[str, date, float, bool]] = (),
) -> Records:
    """Everything that happened to some learners.

    ``said_yes`` also names the certification, ``draws`` the chance and whether it came true.
    """
    ends = [(*one, "dropped_out") for one in dropped_out] + [(*one, "graduated") for one in graduated]
    no_frame = pd.DataFrame()
    return Records(
        histories={history.learner.id: history for history in histories},
        impressions=_frame([(who, _noon(on)) for who, on in shown], Col.LEARNER, Col.SHOWN_AT).astype(
            {Col.SHOWN_AT: MOMENT}
        ),
        feedback=_frame(
            [(who, _noon(on), what, "yes") for who, on, what in said_yes],
            Col.LEARNER,
            Col.ANSWERED_AT,
            Col.CERTIFICATION,
            Col.ANSWER,
        ).astype({Col.ANSWERED_AT: MOMENT}),
        enrolments=_frame(enrolled, Col.LEARNER, Col.ENROLLED_ON).astype({Col.ENROLLED_ON: DAY}),
        vouchers=_frame(vouchers, Col.LEARNER, Col.GRANTED_ON).astype({Col.GRANTED_ON: DAY}),
        draws=_frame(
            [(who, _noon(on), chance, drawn) for who, on, chance, drawn in draws],
            Col.LEARNER,
            Col.DRAWN_AT,
            Col.PROPENSITY,
            Col.IS_DRAWN,
        ).astype({Col.DRAWN_AT: MOMENT, Col.PROPENSITY: "float64", Col.IS_DRAWN: "bool"}),
        exam_results=_frame(
            [(exam.learner_id, exam.taken_on) for history in histories for exam in history.exams],
            Col.LEARNER,
            Col.TAKEN_ON,
        ).astype({Col.TAKEN_ON: DAY}),
        outcomes=_frame(ends, Col.LEARNER, Col.OCCURRED_ON, Col.KIND).astype({Col.OCCURRED_ON: DAY}),
        postings=no_frame,
        links=no_frame,
        as_of=as_of,
    )


def _frame(rows: Sequence[tuple[object, ...]], *columns: Col) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=[column.value for column in columns])


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
