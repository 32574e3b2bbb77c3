"""Everything that was imported, read once: a history a learner, and the events that counts are made from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from data import frame_store
from data.columns import Col
from data.domain import (
    Answer,
    CertificationId,
    CurriculumId,
    EnglishLevel,
    InstitutionId,
    Learner,
    LearnerId,
    LearnerKind,
    OccupationId,
    SkillId,
    SkillSource,
    StateId,
    SubjectId,
)
from data.events import ExamResult, Feedback, SkillStatement, Transcript
from recommender.arrays import CatalogueArrays
from recommender.behaviour import AnswerEvents
from recommender.demand import DemandEvents
from recommender.profile import LearnerHistory

_NEVER: Final = np.iinfo(np.int64).max

LOOK_POWER = 0.5
"""A place's share of looks is taken as rank ** -0.5 when yes answers are counted; a convention, not a finding."""


@dataclass(frozen=True, slots=True)
class Records:
    """All imported events.

    ``histories`` are whole; ``history.before(moment)`` cuts one. Frames have the columns of ``data.columns``.
    ``as_of`` is the newest day on which anything happened at a partner. Pages looked at here do not move it, nor do
    needs entered here: demand would be counted up to today from postings that nobody has brought up to date.
    """

    histories: Mapping[LearnerId, LearnerHistory]
    impressions: pd.DataFrame
    feedback: pd.DataFrame
    enrolments: pd.DataFrame
    vouchers: pd.DataFrame
    draws: pd.DataFrame
    exam_results: pd.DataFrame
    outcomes: pd.DataFrame
    postings: pd.DataFrame
    links: pd.DataFrame
    as_of: date


def read_records(connection: sa.Connection) -> Records:
    """Read every table that models are fitted on, in one transaction.

    Raises
    ------
    ValueError
        If nothing at all was imported.
    """
    learners = frame_store.learner_frame(connection)
    feedback = frame_store.feedback_frame(connection)
    exam_results = frame_store.exam_result_frame(connection)
    transcripts = frame_store.transcript_frame(connection)
    stated = frame_store.learner_skill_frame(connection)
    impressions = frame_store.impression_frame(connection)
    postings = frame_store.posting_frame(connection)
    enrolments = frame_store.enrolment_frame(connection)
    outcomes = frame_store.outcome_frame(connection)
    is_ours = impressions[Col.FEATURES].notna()
    answers_to_ours = feedback[Col.IMPRESSION].isin(impressions.loc[is_ours, Col.IMPRESSION])
    is_need = postings[Col.IS_NEED]
    days = [
        impressions.loc[~is_ours, Col.SHOWN_AT].dt.tz_localize(None),
        feedback.loc[~answers_to_ours, Col.ANSWERED_AT].dt.tz_localize(None),
        postings.loc[~is_need, Col.POSTED_ON],
        enrolments[Col.ENROLLED_ON],
        exam_results[Col.TAKEN_ON],
        outcomes[Col.OCCURRED_ON],
        transcripts[Col.COMPLETED_ON],
    ]
    newest = max((column.max() for column in days if len(column)), default=postings.loc[is_need, Col.POSTED_ON].max())
    if pd.isna(newest):
        raise ValueError("no event was imported")
    return Records(
        histories=_histories(learners, transcripts, exam_results, feedback, stated),
        impressions=impressions,
        feedback=feedback,
        enrolments=enrolments,
        vouchers=frame_store.voucher_frame(connection),
        draws=frame_store.draw_frame(connection),
        exam_results=exam_results,
        outcomes=outcomes,
        postings=postings,
        links=frame_store.posting_skill_frame(connection),
        as_of=newest.date(),
    )


def demand_events(records: Records, arrays: CatalogueArrays) -> DemandEvents:
    """Postings, linked skills and passed exams as numbers; what the catalogue does not know is left out."""
    postings = records.postings[records.postings[Col.STATE].isin(arrays.state_row)].reset_index(drop=True)
    place = pd.Series(postings.index, index=postings[Col.POSTING])
    links = records.links[
        records.links[Col.SKILL].isin(arrays.skill_row) & records.links[Col.POSTING].isin(place.index)
    ]
    exams = records.exam_results
    exams = exams[exams[Col.PASSED] & exams[Col.CERTIFICATION].isin(arrays.certification_row)]
    states = {str(id_): arrays.state_row[h.learner.state_id] for id_, h in records.histories.items()}
    day, end = _counted_days(postings, records.as_of)
    return DemandEvents(
        posting_day=day,
        posting_end=end,
        posting_state=_numbers(postings[Col.STATE], arrays.state_row),
        posting_positions=postings[Col.N_POSITIONS].to_numpy(np.int64),
        link_posting=links[Col.POSTING].map(place).to_numpy(np.int64),
        link_skill=_numbers(links[Col.SKILL], arrays.skill_row),
        holder_day=ordinals(exams[Col.TAKEN_ON]),
        holder_state=_numbers(exams[Col.LEARNER], states),
        holder_learner=_numbers(exams[Col.LEARNER], {str(id_): n for n, id_ in enumerate(records.histories)}),
        holder_certification=_numbers(exams[Col.CERTIFICATION], arrays.certification_row),
    )


def _counted_days(postings: pd.DataFrame, as_of: date) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """From which day on each posting counts, and from which day on no longer.

    Needs are entered and ended while partners' news are still those up to ``as_of``: what happened after that day is
    taken to have happened on it, so that the next count knows of it.
    """
    last = as_of.toordinal()
    day = ordinals(postings[Col.POSTED_ON])
    day = np.where(postings[Col.IS_NEED].to_numpy(), np.minimum(day, last), day)
    is_ended = postings[Col.ENDED_ON].notna().to_numpy()
    end = ordinals(postings[Col.ENDED_ON].fillna(pd.Timestamp(as_of)))
    return day, np.where(is_ended, np.minimum(end, last), _NEVER)


def answer_events(records: Records, arrays: CatalogueArrays, learner_ids: Iterable[LearnerId]) -> AnswerEvents:
    """Showings and answers of some learners as numbers."""
    shown = records.impressions
    wanted = shown[Col.LEARNER].isin(set(learner_ids)) & shown[Col.CERTIFICATION].isin(arrays.certification_row)
    shown = shown[wanted]
    yes = records.feedback[records.feedback[Col.ANSWER] == Answer.YES.value]
    yes_day = yes.drop_duplicates(Col.IMPRESSION).set_index(Col.IMPRESSION)[Col.ANSWERED_AT]
    answered = yes_day.reindex(shown[Col.IMPRESSION].to_numpy()).set_axis(shown.index)
    said_yes = answered.notna().to_numpy()
    answer_day = np.where(said_yes, ordinals(answered.fillna(shown[Col.SHOWN_AT])), np.iinfo(np.int64).max)
    states = {str(id_): arrays.state_row[h.learner.state_id] for id_, h in records.histories.items()}
    groups = {str(id_): _group(h.learner, arrays) for id_, h in records.histories.items()}
    return AnswerEvents(
        day=ordinals(shown[Col.SHOWN_AT]),
        learner=_numbers(shown[Col.LEARNER], {str(id_): n for n, id_ in enumerate(records.histories)}),
        state=_numbers(shown[Col.LEARNER], states),
        group=_numbers(shown[Col.LEARNER], groups),
        certification=_numbers(shown[Col.CERTIFICATION], arrays.certification_row),
        look=shown[Col.RANK].to_numpy(np.float64) ** -LOOK_POWER,
        said_yes=said_yes,
        answer_day=answer_day.astype(np.int64),
    )


def ordinals(moments: "pd.Series[pd.Timestamp]") -> NDArray[np.int64]:
    """Proleptic ordinals of the days of moments or dates."""
    naive = moments.dt.tz_localize(None) if moments.dt.tz is not None else moments
    days = naive.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.asarray(days + date(1970, 1, 1).toordinal())


def _numbers(ids: "pd.Series[str]", rows: Mapping[str, int]) -> NDArray[np.int64]:
    return np.array([rows[id_] for id_ in ids], dtype=np.int64)


def _group(learner: Learner, arrays: CatalogueArrays) -> int:
    """Area that a learner aims at, else studies, else -1; the same rule as ``recommender.features.group_of``."""
    goal = arrays.occupation_row.get(learner.goal_occupation_id or "", -1)
    if goal >= 0:
        return int(arrays.occupation_area[goal])
    return arrays.curriculum_area.get(learner.curriculum_id or "", -1)


def _histories(
    learners: pd.DataFrame,
    transcripts: pd.DataFrame,
    exams: pd.DataFrame,
    feedback: pd.DataFrame,
    stated: pd.DataFrame,
) -> dict[LearnerId, LearnerHistory]:
    studied: dict[str, list[Transcript]] = defaultdict(list)
    for row in _rows(transcripts):
        grade = None if np.isnan(row.grade) else float(row.grade)
        studied[row.learner_id].append(
            Transcript(LearnerId(row.learner_id), SubjectId(row.subject_id), row.completed_on.date(), grade, row.passed)
        )
    sat: dict[str, list[ExamResult]] = defaultdict(list)
    for row in _rows(exams):
        certification_id = CertificationId(row.certification_id)
        sat[row.learner_id].append(
            ExamResult(LearnerId(row.learner_id), certification_id, row.taken_on.date(), row.passed)
        )
    said: dict[str, list[Feedback]] = defaultdict(list)
    for row in _rows(feedback):
        said[row.learner_id].append(
            Feedback(
                LearnerId(row.learner_id),
                CertificationId(row.certification_id),
                _text(row.impression_id),
                Answer(row.answer),
                row.answered_at.to_pydatetime(),
            )
        )
    own_words: dict[str, list[SkillStatement]] = defaultdict(list)
    for row in _rows(stated):
        source, stated_at = SkillSource(row.source), row.stated_at.to_pydatetime()
        own_words[row.learner_id].append(SkillStatement(SkillId(row.skill_id), row.is_held, source, stated_at))
    return {
        learner.id: LearnerHistory(
            learner,
            tuple(studied[learner.id]),
            tuple(sat[learner.id]),
            tuple(said[learner.id]),
            tuple(own_words[learner.id]),
        )
        for learner in _learners(learners)
    }


def _learners(frame: pd.DataFrame) -> Iterable[Learner]:
    for row in _rows(frame):
        curriculum, goal = _text(row.curriculum_id), _text(row.goal_occupation_id)
        institution = _text(row.institution_id)
        yield Learner(
            id=LearnerId(row.learner_id),
            kind=LearnerKind(row.kind),
            state_id=StateId(row.state_id),
            english=EnglishLevel(row.english),
            english_tested=row.english_tested,
            weekly_hours=row.weekly_hours,
            institution_id=InstitutionId(institution) if institution else None,
            curriculum_id=CurriculumId(curriculum) if curriculum else None,
            started_on=None if pd.isna(row.started_on) else row.started_on.date(),
            goal_occupation_id=OccupationId(goal) if goal else None,
            is_invented=row.is_invented,
        )


def _rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Rows with a column an attribute; their types are those of the frame's columns, which mypy cannot know."""
    return iter(frame.itertuples(index=False))


def _text(value: object) -> str | None:
    """A text cell, or ``None`` where pandas holds a missing value."""
    return value if isinstance(value, str) else None
