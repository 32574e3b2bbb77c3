"""Plain inputs for tests: each maker fills in everything that a test does not speak of."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from data.domain import (
    Answer,
    Area,
    Certification,
    CertificationId,
    EnglishLevel,
    Label,
    Learner,
    LearnerId,
    LearnerKind,
    Level,
    Skill,
    SkillId,
    SkillKind,
    SkillSource,
    StateId,
    SubjectId,
    VendorId,
)
from data.events import ExamResult, Feedback, SkillStatement, Transcript
from embeddings.hashing import HashingEncoder
from embeddings.protocols import TextRole
from recommender.arrays import CatalogueArrays
from recommender.behaviour import AnswerEvents
from recommender.demand import DemandEvents, RegionalDemand
from recommender.profile import LearnerHistory, Profiles, profiles_of
from recommender.texts import TextVectors

TODAY = date(2026, 11, 1)
JALISCO, NUEVO_LEON = StateId("MX-JAL"), StateId("MX-NLE")


def make_certification(certification_id: str = "acme-1", **changed: object) -> Certification:
    """A foundation certification in software that proves one skill and asks for nothing."""
    facts: dict[str, Any] = {
        "vendor_id": VendorId("acme"),
        "name": certification_id.capitalize(),
        "area": Area.SOFTWARE,
        "level": Level.FOUNDATION,
        "languages": frozenset({"es"}),
        "preparation_hours": 20,
        "english_needed": EnglishLevel.NONE,
        "summary": Label("Uno", "One"),
        "skill_weights": {SkillId("python"): 1.0},
    }
    return Certification(CertificationId(certification_id), **{**facts, **changed})


def make_learner(learner_id: str = "ana", **changed: object) -> Learner:
    """A student in Jalisco with B1 English and ten hours a week, without plan or goal."""
    facts: dict[str, Any] = {
        "kind": LearnerKind.STUDENT,
        "state_id": JALISCO,
        "english": EnglishLevel.B1,
        "english_tested": False,
        "weekly_hours": 10.0,
    }
    return Learner(LearnerId(learner_id), **{**facts, **changed})


def make_history(
    transcript: Sequence[Transcript] = (),
    exams: Sequence[ExamResult] = (),
    answers: Sequence[Feedback] = (),
    stated: Sequence[SkillStatement] = (),
    **learner: object,
) -> LearnerHistory:
    """A history of ``make_learner(**learner)``."""
    return LearnerHistory(make_learner(**learner), tuple(transcript), tuple(exams), tuple(answers), tuple(stated))


def make_transcript(
    subject_id: str = "s-data", grade: float | None = 90.0, passed: bool = True, on: date = date(2026, 6, 15)
) -> Transcript:
    """A subject passed in June 2026."""
    return Transcript(LearnerId("ana"), SubjectId(subject_id), on, grade, passed)


def make_exam(certification_id: str = "acme-1", passed: bool = True, on: date = date(2026, 6, 15)) -> ExamResult:
    """An exam passed in June 2026."""
    return ExamResult(LearnerId("ana"), CertificationId(certification_id), on, passed)


def make_answer(
    certification_id: str = "acme-1",
    answer: Answer = Answer.YES,
    at: datetime = datetime(2026, 6, 15, 12, tzinfo=UTC),
) -> Feedback:
    """A yes of June 2026."""
    return Feedback(LearnerId("ana"), CertificationId(certification_id), None, answer, at)


def make_statement(
    skill_id: str = "sql",
    is_held: bool = True,
    at: datetime = datetime(2026, 6, 15, 12, tzinfo=UTC),
    source: SkillSource = SkillSource.STATED,
) -> SkillStatement:
    """A skill stated in June 2026."""
    return SkillStatement(SkillId(skill_id), is_held, source, at)


def make_profiles(arrays: CatalogueArrays, *histories: LearnerHistory, as_of: date = TODAY) -> Profiles:
    """Profiles of histories as of one day."""
    return profiles_of(histories, [as_of] * len(histories), arrays)


def make_skill(skill_id: str, es: str = "", en: str = "", aliases: Sequence[str] = ()) -> Skill:
    """A skill named as its id unless told otherwise."""
    label = Label(es or skill_id, en or es or skill_id)
    return Skill(SkillId(skill_id), label, SkillKind.HARD, Area.SOFTWARE, aliases_es=tuple(aliases))


def make_demand(
    arrays: CatalogueArrays, cells: dict[tuple[str, str], tuple[int, int, int]], postings_in_state: int = 10
) -> RegionalDemand:
    """Demand from (state, skill) to (postings, positions, holders); each state named has as many postings."""
    demand = RegionalDemand.empty(TODAY, arrays)
    for (state_id, skill_id), (n_postings, n_positions, n_holders) in cells.items():
        cell = arrays.state_row[state_id], arrays.skill_row[skill_id]
        demand.postings[cell], demand.positions[cell], demand.holders[cell] = (
            n_postings,
            n_positions,
            n_holders,
        )
        demand.postings_in_state[cell[0]] = postings_in_state
    return demand


def make_demand_events(
    postings: Sequence[tuple[int, int, int]] = (),
    links: Sequence[tuple[int, int]] = (),
    holders: Sequence[tuple[int, int, int, int]] = (),
) -> DemandEvents:
    """Events from (day, state, positions), (posting, skill) and (day, state, learner, certification)."""
    day, state, positions = _columns(postings, 3)
    return DemandEvents(
        day,
        day + 10 * 365,
        state,
        positions,
        *_columns(links, 2),
        *_columns(holders, 4),
    )


def make_answer_events(rows: Sequence[tuple[int, int, int, int, int, float, bool, int]] = ()) -> AnswerEvents:
    """Events from (day, learner, state, group, certification, look, said yes, day of the answer)."""
    day, learner, state, group, certification, answer_day = _columns(
        [(*row[:5], row[7]) for row in rows],
        6,
    )
    return AnswerEvents(
        day,
        learner,
        state,
        group,
        certification,
        look=np.array([row[5] for row in rows], np.float64),
        said_yes=np.array([row[6] for row in rows], bool),
        answer_day=answer_day,
    )


def make_vectors(arrays: CatalogueArrays, n_dims: int = 32) -> TextVectors:
    """Hashed ids in place of texts."""
    encoder = HashingEncoder(n_dims)
    return TextVectors(
        encoder.fingerprint,
        encoder.encode(arrays.certification_ids, TextRole.PASSAGE),
        encoder.encode(arrays.occupation_ids, TextRole.PASSAGE),
        encoder.encode(arrays.skill_ids, TextRole.PASSAGE),
    )


def _columns(rows: Sequence[tuple[int, ...]], n_columns: int) -> list[np.ndarray]:
    return list(np.array(rows, np.int64).reshape(len(rows), n_columns).T.copy())
