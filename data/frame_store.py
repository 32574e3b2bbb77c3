"""Whole tables as pandas frames, for training and for counting demand; `data.columns` has their dtypes.

Learners who have asked for their data to be deleted are in none of them.
"""

from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data import columns
from data.allocation_tables import allocation_draw, allocation_run
from data.columns import DAY, MOMENT, Col, Dtypes, check_columns
from data.learner_tables import learner_skill
from data.need_tables import need
from data.standing_store import is_counted
from data.tables import (
    enrolment,
    exam_result,
    feedback,
    impression,
    learner,
    outcome,
    posting,
    posting_skill,
    transcript,
    voucher,
)


def learner_frame(connection: sa.Connection) -> pd.DataFrame:
    """`columns.LEARNERS`, by learner."""
    return _frame(connection, _select(learner, columns.LEARNERS, Col.LEARNER), columns.LEARNERS)


def transcript_frame(connection: sa.Connection) -> pd.DataFrame:
    """`columns.TRANSCRIPTS`, by learner, day and subject; ``grade`` is NaN where none was given."""
    order = (Col.LEARNER, Col.COMPLETED_ON, Col.SUBJECT)
    return _frame(connection, _select(transcript, columns.TRANSCRIPTS, *order), columns.TRANSCRIPTS)


def impression_frame(connection: sa.Connection) -> pd.DataFrame:
    """`columns.IMPRESSIONS`, by moment, list and rank; ``features`` is a list or, of partners, None."""
    order = (Col.SHOWN_AT, Col.LIST, Col.RANK, Col.IMPRESSION)
    return _frame(connection, _select(impression, columns.IMPRESSIONS, *order), columns.IMPRESSIONS)


def feedback_frame(connection: sa.Connection) -> pd.DataFrame:
    """`columns.FEEDBACK`, by moment."""
    order = (Col.ANSWERED_AT, Col.LEARNER, Col.CERTIFICATION)
    return _frame(connection, _select(feedback, columns.FEEDBACK, *order), columns.FEEDBACK)


def enrolment_frame(connection: sa.Connection) -> pd.DataFrame:
    """`columns.ENROLMENTS`, by day."""
    order = (Col.ENROLLED_ON, Col.LEARNER, Col.CERTIFICATION)
    return _frame(connection, _select(enrolment, columns.ENROLMENTS, *order), columns.ENROLMENTS)


def voucher_frame(connection: sa.Connection) -> pd.DataFrame:
    """`columns.VOUCHERS`, by day: every voucher given, also one that lapsed."""
    order = (Col.GRANTED_ON, Col.LEARNER, Col.CERTIFICATION)
    return _frame(connection, _select(voucher, columns.VOUCHERS, *order), columns.VOUCHERS)


def draw_frame(connection: sa.Connection) -> pd.DataFrame:
    """`columns.DRAWS`, by moment: who took part in the lottery of an allocation whose vouchers were given.

    ``drawn_at`` is when the vouchers were given.
    """
    statement = (
        sa.select(
            allocation_draw.c.learner_id,
            allocation_run.c.applied_at.label(Col.DRAWN_AT),
            allocation_draw.c.propensity,
            allocation_draw.c.is_drawn,
        )
        .join(allocation_run, allocation_run.c.allocation_run_id == allocation_draw.c.allocation_run_id)
        .where(allocation_run.c.applied_at.is_not(None), is_counted(allocation_draw.c.learner_id))
        .order_by(allocation_run.c.applied_at, allocation_run.c.allocation_run_id, allocation_draw.c.learner_id)
    )
    return _frame(connection, statement, columns.DRAWS)


def exam_result_frame(connection: sa.Connection) -> pd.DataFrame:
    """`columns.EXAM_RESULTS`, by day."""
    order = (Col.TAKEN_ON, Col.LEARNER, Col.CERTIFICATION)
    return _frame(connection, _select(exam_result, columns.EXAM_RESULTS, *order), columns.EXAM_RESULTS)


def outcome_frame(connection: sa.Connection) -> pd.DataFrame:
    """`columns.OUTCOMES`, by day."""
    order = (Col.OCCURRED_ON, Col.LEARNER, Col.KIND)
    return _frame(connection, _select(outcome, columns.OUTCOMES, *order), columns.OUTCOMES)


def learner_skill_frame(connection: sa.Connection) -> pd.DataFrame:
    """`columns.LEARNER_SKILLS`, by learner and skill."""
    order = (Col.LEARNER, Col.SKILL)
    return _frame(connection, _select(learner_skill, columns.LEARNER_SKILLS, *order), columns.LEARNER_SKILLS)


def posting_frame(connection: sa.Connection) -> pd.DataFrame:
    """`columns.POSTINGS`, by posting: every posting, also one in which no skill was found.

    ``is_need``: a company entered it here itself; ``ended_on`` is missing while it looks for people.
    """
    statement = (
        sa.select(
            posting.c.posting_id,
            posting.c.state_id,
            posting.c.posted_on,
            posting.c.n_positions,
            need.c.posting_id.is_not(None).label(Col.IS_NEED),
            need.c.ended_on,
        )
        .outerjoin(need, need.c.posting_id == posting.c.posting_id)
        .order_by(posting.c.posting_id)
    )
    return _frame(connection, statement, columns.POSTINGS)


def posting_skill_frame(connection: sa.Connection) -> pd.DataFrame:
    """`columns.POSTING_SKILLS`, from which demand is counted: one row a posting and linked skill, by both."""
    statement = (
        sa.select(
            posting.c.posting_id,
            posting_skill.c.skill_id,
            posting.c.state_id,
            posting.c.posted_on,
            posting.c.n_positions,
        )
        .join(posting_skill, posting_skill.c.posting_id == posting.c.posting_id)
        .order_by(posting.c.posting_id, posting_skill.c.skill_id)
    )
    return _frame(connection, statement, columns.POSTING_SKILLS)


def _select(table: sa.Table, dtypes: Dtypes, *order: Col) -> sa.Select[Any]:
    """The columns of ``dtypes``, in their order, with the rows in the order named; no row of a blocked learner."""
    rows = sa.select(*(table.c[name.value] for name in dtypes)).order_by(*(table.c[name.value] for name in order))
    return rows.where(is_counted(table.c.learner_id)) if Col.LEARNER in dtypes else rows


def _frame(connection: sa.Connection, statement: sa.Select[Any], dtypes: Dtypes) -> pd.DataFrame:
    """The rows of a statement, each column with its dtype, also where there is no row."""
    rows = connection.execute(statement).all()
    values = list(zip(*rows, strict=True)) if rows else [()] * len(dtypes)
    series = {name.value: _series(column, dtype) for (name, dtype), column in zip(dtypes.items(), values, strict=True)}
    return check_columns(pd.DataFrame(series), dtypes)


def _series(values: tuple[Any, ...], dtype: str) -> "pd.Series[Any]":
    """One column; absent days become NaT and absent texts NaN."""
    if dtype == DAY:
        return pd.Series(pd.to_datetime(list(values))).astype("datetime64[us]")
    if dtype == MOMENT:
        return pd.Series(pd.to_datetime(list(values), utc=True)).astype("datetime64[us, UTC]")
    column: pd.Series[Any] = pd.Series(list(values), dtype=np.dtype("object"))
    return column if dtype == "object" else column.astype(pd.api.types.pandas_dtype(dtype))
