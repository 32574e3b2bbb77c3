"""Rows to fit on: features of every imported showing as of the moment it was shown, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.columns import Col
from data.domain import Answer, LearnerId, LearnerKind, OutcomeKind
from recommender.arrays import CatalogueArrays
from recommender.behaviour import AnswerEvents, behaviour_as_of
from recommender.demand import DemandEvents, demand_as_of
from recommender.features import feature_table
from recommender.profile import Profiles, profiles_of
from recommender.texts import TextVectors
from training.records import Records, answer_events, demand_events

ENROLLED_WITHIN_DAYS = 30
"""An enrolment counts as following a yes for this long."""


@dataclass(frozen=True, slots=True)
class RankingRows:
    """One row a showing, sorted by list and place.

    Attributes
    ----------
    features
        Shape (n, n_features), as of before the list was shown.
    rank
        Place in the list, from 1.
    list_number
        Which list, rising from 0; equal for the rows of one list.
    grade
        0 nothing, 1 yes, 2 enrolled, 3 passed, 4 a job through it.
    exam_passed
        1 or 0 where an exam followed, NaN elsewhere.
    learner_id
        Shape (n,).
    certification
        Column of the certification that was shown, in catalogue order.
    shown_at
        Moment of the list, UTC without a zone.
    propensity
        Logged chance that the showing was on its list at all, in (0, 1].
    """

    features: NDArray[np.float32]
    rank: NDArray[np.int64]
    list_number: NDArray[np.int64]
    grade: NDArray[np.int64]
    exam_passed: NDArray[np.float64]
    learner_id: NDArray[np.str_]
    certification: NDArray[np.int64]
    shown_at: NDArray[np.datetime64]
    propensity: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.rank)

    @property
    def shown_on(self) -> NDArray[np.int64]:
        """Day of each showing, a proleptic ordinal."""
        days = self.shown_at.astype("datetime64[D]").astype(np.int64)
        return np.asarray(days + date(1970, 1, 1).toordinal())

    def take(self, kept: NDArray[np.bool_]) -> "RankingRows":
        """The rows where ``kept`` is true."""
        return RankingRows(*(getattr(self, name)[kept] for name in self.__slots__))


def ranking_rows(
    records: Records,
    arrays: CatalogueArrays,
    vectors: TextVectors,
    *,
    behaviour_of: frozenset[LearnerId],
    pesos_per_dollar: float,
    progress: Callable[[str], None],
    since: date | None = None,
) -> RankingRows:
    """Compute the rows month by month; demand and behaviour are as of the end of the month before.

    ``behaviour_of`` names the learners whose answers may enter popularity; those who only judge stay out. A list is
    what one learner saw under one list id, at the first of its moments; ``since`` leaves out those of earlier days.

    Raises
    ------
    ValueError
        If no list was ever shown.
    """
    shown = labelled_showings(records, arrays, since)
    if shown.empty:
        raise ValueError("no list of suggestions was imported; run rumbo import impressions first")
    demanded, answered = demand_events(records, arrays), answer_events(records, arrays, behaviour_of)
    parts = []
    for month, part in shown.groupby(shown[Col.SHOWN_AT].dt.tz_localize(None).dt.to_period("M"), sort=True):
        progress(f"features of {len(part)} showings in {month}")
        first_day = month.start_time.date()
        parts.append(_month_features(records, part, first_day, arrays, vectors, demanded, answered, pesos_per_dollar))
    return RankingRows(
        features=np.concatenate(parts),
        rank=shown[Col.RANK].to_numpy(np.int64),
        list_number=shown["list_number"].to_numpy(np.int64),
        grade=shown["grade"].to_numpy(np.int64),
        exam_passed=shown["exam_passed"].to_numpy(np.float64),
        learner_id=shown[Col.LEARNER].to_numpy(dtype=str),
        certification=np.array([arrays.certification_row[id_] for id_ in shown[Col.CERTIFICATION]], np.int64),
        shown_at=shown[Col.SHOWN_AT].dt.tz_localize(None).to_numpy("datetime64[us]"),
        propensity=shown[Col.PROPENSITY].to_numpy(np.float64),
    )


def labelled_showings(records: Records, arrays: CatalogueArrays, since: date | None = None) -> pd.DataFrame:
    """Showings of known certifications by list and place, with ``list_number``, ``grade`` and ``exam_passed``."""
    return _in_lists(_with_labels(records), arrays, since)


def _in_lists(shown: pd.DataFrame, arrays: CatalogueArrays, since: date | None) -> pd.DataFrame:
    """Showings of known certifications by list and place, with ``list_number``.

    Partners may give two learners one list id, or each place of a list its own second; a list keeps to one learner and
    one moment all the same.
    """
    shown = shown[shown[Col.CERTIFICATION].isin(arrays.certification_row)]
    one_list = [Col.LEARNER.value, Col.LIST.value]
    shown = shown.assign(shown_at=shown.groupby(one_list)[Col.SHOWN_AT.value].transform("min"))
    if since is not None:
        shown = shown[shown[Col.SHOWN_AT] >= pd.Timestamp(since, tz=UTC)]
    shown = shown.sort_values([Col.SHOWN_AT, Col.LIST, Col.LEARNER, Col.RANK], kind="stable").reset_index(drop=True)
    return shown.assign(list_number=shown.groupby(one_list, sort=False).ngroup())


def _month_features(
    records: Records,
    part: pd.DataFrame,
    first_day: date,
    arrays: CatalogueArrays,
    vectors: TextVectors,
    demanded: DemandEvents,
    answered: AnswerEvents,
    pesos_per_dollar: float,
) -> NDArray[np.float32]:
    """Features of one month's showings, in the order of ``part``."""
    before = first_day - timedelta(days=1)
    lists = part.drop_duplicates("list_number")
    moments = [moment.to_pydatetime() for moment in lists[Col.SHOWN_AT]]
    histories = [
        records.histories[LearnerId(id_)].before(moment)
        for id_, moment in zip(lists[Col.LEARNER], moments, strict=True)
    ]
    # The table has a line a list and a place for each of the longest list's; places that a list lacks stay unread.
    line = pd.factorize(part["list_number"])[0]
    place = part.groupby("list_number").cumcount().to_numpy()
    columns = np.zeros((len(lists), int(place.max()) + 1), np.int64)
    columns[line, place] = [arrays.certification_row[id_] for id_ in part[Col.CERTIFICATION]]
    table = feature_table(
        profiles_of(histories, [moment.date() for moment in moments], arrays),
        arrays,
        demand_as_of(demanded, before, arrays),
        behaviour_as_of(answered, before, arrays),
        vectors,
        pesos_per_dollar,
        columns,
    )
    return table[line, place]


def _with_labels(records: Records) -> pd.DataFrame:
    """Impressions with ``grade`` and ``exam_passed``."""
    yes = records.feedback[records.feedback[Col.ANSWER] == Answer.YES.value]
    shown = records.impressions.assign(
        grade=records.impressions[Col.IMPRESSION].isin(yes[Col.IMPRESSION]).astype("int64"), exam_passed=np.nan
    )
    accepted = shown[shown["grade"] == 1]
    followed = _followed(accepted, records)
    shown.loc[followed.index, "grade"] = followed["grade"]
    shown.loc[followed.index, "exam_passed"] = followed["exam_passed"]
    return shown


def _followed(accepted: pd.DataFrame, records: Records) -> pd.DataFrame:
    """What came of each yes: the index of ``accepted``, columns ``grade`` (2-4) and ``exam_passed``."""
    pair = [Col.LEARNER.value, Col.CERTIFICATION.value]
    day = accepted[Col.SHOWN_AT].dt.tz_localize(None).dt.normalize()
    base = accepted[pair].assign(day=day, impression_row=accepted.index)
    enrolled = base.merge(records.enrolments[[*pair, Col.ENROLLED_ON]], on=pair, how="inner")
    wait = (enrolled[Col.ENROLLED_ON] - enrolled["day"]).dt.days
    enrolled = enrolled[(wait >= 0) & (wait <= ENROLLED_WITHIN_DAYS)].drop_duplicates("impression_row")
    sat = enrolled.merge(records.exam_results, on=pair, how="inner")
    sat = sat[sat[Col.TAKEN_ON] >= sat[Col.ENROLLED_ON]]
    exams = sat.groupby("impression_row", as_index=False)[Col.PASSED.value].max()
    joined = enrolled.merge(exams, on="impression_row", how="left", validate="one_to_one")
    hired = records.outcomes[records.outcomes[Col.KIND] == OutcomeKind.HIRED.value]
    jobs = set(zip(hired[Col.LEARNER], hired[Col.CERTIFICATION], strict=True))
    passed = joined[Col.PASSED].astype("float64").to_numpy()
    has_job = [p in jobs for p in zip(joined[Col.LEARNER], joined[Col.CERTIFICATION], strict=True)]
    grade = 2 + (passed == 1) + ((passed == 1) & np.array(has_job, bool))
    return pd.DataFrame({"grade": grade, "exam_passed": passed}, index=joined["impression_row"].to_numpy())


def dropout_rows(
    records: Records, arrays: CatalogueArrays, learner_ids: frozenset[LearnerId], days: int
) -> tuple[Profiles, NDArray[np.bool_]]:
    """Students as they stood ``days`` before the newest event, and whether each dropped out since."""
    moment = records.as_of - timedelta(days=days)
    left = records.outcomes[records.outcomes[Col.KIND] == OutcomeKind.DROPPED_OUT.value]
    left_on = dict(zip(left[Col.LEARNER], left[Col.OCCURRED_ON].dt.date, strict=True))
    kept = [
        history
        for id_, history in records.histories.items()
        if id_ in learner_ids and history.learner.kind is LearnerKind.STUDENT and left_on.get(id_, date.max) > moment
    ]
    cut = [history.before(datetime.combine(moment, time(), UTC)) for history in kept]
    profiles = profiles_of(cut, [moment] * len(cut), arrays)
    return profiles, np.array([history.learner.id in left_on for history in kept])
