"""Catches rows that know more than was known when a list was shown; called before anything is fitted."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.columns import Col
from data.domain import LearnerId
from recommender.arrays import CatalogueArrays
from recommender.behaviour import behaviour_as_of
from recommender.demand import demand_as_of
from recommender.features import FEATURES, feature_table
from recommender.profile import profiles_of
from recommender.texts import TextVectors
from training.chance_metrics import SortedChances
from training.datasets import RankingRows
from training.records import Records, answer_events, demand_events

N_CHECKED = 4
"""Lists that are computed again, spread over the whole time: each costs about a second."""

MOST_TELLING = 0.995
"""A single feature that tells a yes from the rest better than this (area under the curve) must have been told it."""

_FEW = 20
"""Fewer answers may be told apart by chance."""


class LeakError(ValueError):
    """A row holds what was not known yet, or a learner plays two parts."""


def check_rows(
    rows: RankingRows,
    records: Records,
    arrays: CatalogueArrays,
    vectors: TextVectors,
    *,
    behaviour_of: frozenset[LearnerId],
    pesos_per_dollar: float,
    n_checked: int = N_CHECKED,
) -> None:
    """Compute some lists' features again from records that end before the list, and compare them.

    The records are cut here, event by event, and not by the functions that rows are made with: a feature that reads
    anything dated on or after its showing comes out differently, by more than sums of a list alone differ from those of
    many. Every feature is also held against the answers.

    Raises
    ------
    LeakError
        If a row differs, naming the list's learner and the features, or if a feature tells the answer.
    """
    _check_nothing_tells_the_answer(rows)
    numbers = np.unique(rows.list_number)
    for number in numbers[np.linspace(0, len(numbers) - 1, min(n_checked, len(numbers))).astype(np.int64)]:
        shown = rows.take(rows.list_number == number)
        learner_id, moment = LearnerId(str(shown.learner_id[0])), shown.shown_at[0].item()
        known, day = records_before(records, learner_id, moment), moment.date()
        before = day.replace(day=1) - timedelta(days=1)
        again = feature_table(
            profiles_of([known.histories[learner_id]], [day], arrays),
            arrays,
            demand_as_of(demand_events(known, arrays), before, arrays),
            behaviour_as_of(answer_events(known, arrays, behaviour_of), before, arrays),
            vectors,
            pesos_per_dollar,
            shown.certification[None, :],
        )[0]
        differs = ~np.isclose(again, shown.features, rtol=1e-4, atol=1e-5, equal_nan=True)
        if differs.any():
            names = ", ".join(np.array(FEATURES)[differs.any(axis=0)])
            raise LeakError(f"the list shown to learner {learner_id} on {day} knows more than was known then: {names}")


def check_parts(parts: Mapping[str, NDArray[np.str_]]) -> None:
    """Make sure that no learner is in two of the named parts.

    Raises
    ------
    LeakError
        With the number of learners that two parts share.
    """
    names = list(parts)
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            shared = np.intersect1d(parts[one], parts[other])
            if len(shared):
                raise LeakError(f"{len(shared)} learners are both in {one} and in {other}")


def records_before(records: Records, learner_id: LearnerId, moment: datetime) -> Records:
    """What had happened to one learner before a moment (UTC, without zone), and to all others before its month.

    An event that has only a day counts from the day after. Demand and popularity end with the month before.
    """
    day, month = moment.date(), pd.Timestamp(moment).normalize().replace(day=1)
    whole = records.histories[learner_id]
    history = replace(
        whole,
        transcript=tuple(entry for entry in whole.transcript if entry.completed_on < day),
        exams=tuple(exam for exam in whole.exams if exam.taken_on < day),
        answers=tuple(one for one in whole.answers if one.answered_at.replace(tzinfo=None) < moment),
        stated=tuple(one for one in whole.stated if one.stated_at.replace(tzinfo=None) < moment),
    )

    def earlier(frame: pd.DataFrame, column: Col) -> pd.DataFrame:
        kept: pd.DataFrame = frame[frame[column].dt.tz_localize(None) < month]
        return kept

    return replace(
        records,
        histories={**records.histories, learner_id: history},
        impressions=earlier(records.impressions, Col.SHOWN_AT),
        feedback=earlier(records.feedback, Col.ANSWERED_AT),
        exam_results=earlier(records.exam_results, Col.TAKEN_ON),
        postings=earlier(records.postings, Col.POSTED_ON),
    )


def _check_nothing_tells_the_answer(rows: RankingRows) -> None:
    said_yes = rows.grade > 0
    if min(said_yes.sum(), (~said_yes).sum()) < _FEW:
        return
    for column, name in enumerate(FEATURES):
        known = ~np.isnan(rows.features[:, column])
        yes = said_yes[known]
        if yes.all() or not yes.any():
            continue
        area = SortedChances(rows.features[known, column].astype(np.float64), yes).auc(np.ones(len(yes)))
        if max(area, 1 - area) > MOST_TELLING:
            raise LeakError(f"feature {name} tells a yes from the rest (area under the curve {area:.3f})")
