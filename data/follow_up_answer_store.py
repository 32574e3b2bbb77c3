"""Letters of follow-up studies and what was answered to them."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

import sqlalchemy as sa

from data.account_tables import account, account_person
from data.domain import CertificationId, Language, LearnerId
from data.follow_up_store import StudyId
from data.follow_up_tables import follow_up_sample, follow_up_study, letter_refusal
from data.learner_tables import learner_standing
from data.standing_store import is_counted
from data.survey_store import put_survey_answers
from data.tables import person, survey_answer
from data.tokens import hashed, new_token
from data.upsert import insert_new


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody answered; ``None`` for a question that was left out. ``salary_change_percent`` is from -100 up."""

    is_employed: bool | None
    has_new_job: bool | None
    salary_change_percent: float | None
    is_satisfied: bool | None


@dataclass(frozen=True, slots=True)
class Answered:
    """One who answered and what."""

    learner_id: LearnerId
    answers: Answers


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody drawn who may be written to."""

    learner_id: LearnerId
    email: str
    language: Language


@dataclass(frozen=True, slots=True)
class Question:
    """What a link asks about."""

    study_id: StudyId
    learner_id: LearnerId
    certification_id: CertificationId
    invited_on: date


def addressees(connection: sa.Connection, study_id: StudyId, *, to_remind: bool) -> tuple[Addressee, ...]:
    """Whom to write to, by learner: never written to, or, ``to_remind``, written to once and silent.

    Who has no address, wants no letters, objects to automated decisions or asked for deletion is left out. An account's
    address and language come before those of the file that a partner sent.
    """
    sample = follow_up_sample.c
    due = sample.invited_at.is_not(None) & sample.reminded_at.is_(None) if to_remind else sample.invited_at.is_(None)
    email = sa.func.coalesce(account_person.c.email, person.c.email)
    rows = connection.execute(
        sa.select(sample.learner_id, email, account.c.language)
        .outerjoin_from(follow_up_sample, person, person.c.learner_id == sample.learner_id)
        .outerjoin(account, account.c.learner_id == sample.learner_id)
        .outerjoin(account_person, account_person.c.account_id == account.c.account_id)
        .outerjoin(learner_standing, learner_standing.c.learner_id == sample.learner_id)
        .outerjoin(letter_refusal, letter_refusal.c.learner_id == sample.learner_id)
        .where(
            sample.study_id == study_id,
            due,
            sample.answered_at.is_(None),
            email.is_not(None),
            learner_standing.c.objects_since.is_(None),
            learner_standing.c.blocked_since.is_(None),
            letter_refusal.c.learner_id.is_(None),
        )
        .order_by(sample.learner_id)
    )
    return tuple(Addressee(LearnerId(row[0]), row[1], Language(row[2] or Language.ES.value)) for row in rows)


def issue_link_token(
    connection: sa.Connection, study_id: StudyId, learner_id: LearnerId, moment: datetime, *, is_reminder: bool
) -> str:
    """A token for a letter, in place of an earlier one; notes that the letter was written."""
    token = new_token()
    noted = {"reminded_at" if is_reminder else "invited_at": moment}
    connection.execute(
        sa.update(follow_up_sample)
        .where(follow_up_sample.c.study_id == study_id, follow_up_sample.c.learner_id == learner_id)
        .values(token_hash=hashed(token), **noted)
    )
    return token


def question_of(connection: sa.Connection, token: str, today: date) -> Question | None:
    """What a token asks about; ``None`` where it does not serve: unknown, answered or too late."""
    sample = follow_up_sample.c
    found = connection.execute(
        sa.select(sample.study_id, sample.learner_id, sample.certification_id, sample.invited_at)
        .join(follow_up_study, follow_up_study.c.study_id == sample.study_id)
        .where(
            sample.token_hash == hashed(token),
            sample.answered_at.is_(None),
            follow_up_study.c.closes_on >= today,
            is_counted(sample.learner_id),
        )
    ).one_or_none()
    if found is None:
        return None
    return Question(StudyId(found[0]), LearnerId(found[1]), CertificationId(found[2]), found[3].date())


def refuse_letters(connection: sa.Connection, learner_id: LearnerId, moment: datetime) -> None:
    """Note that no study shall write to somebody, who is not drawn again either; the first time stays."""
    insert_new(connection, letter_refusal, [{"learner_id": learner_id, "refused_at": moment}], ["learner_id"])


def store_answers(connection: sa.Connection, question: Question, answers: Answers, moment: datetime) -> bool:
    """Keep answers and use the link up; of two at once, one is kept and the other gets False."""
    sample = follow_up_sample.c
    marked = connection.execute(
        sa.update(follow_up_sample)
        .where(
            sample.study_id == question.study_id,
            sample.learner_id == question.learner_id,
            sample.answered_at.is_(None),
        )
        .values(answered_at=moment)
    )
    if marked.rowcount != 1:
        return False
    key = {"certification_id": question.certification_id, "asked_on": question.invited_on}
    row = {"learner_id": question.learner_id, **key, "answered_on": moment.date(), **asdict(answers)}
    put_survey_answers(connection, [row])
    return True


def answers_of(connection: sa.Connection, study_id: StudyId) -> tuple[Answered, ...]:
    """What was answered to a study, by learner; blocked people are left out."""
    sample, given = follow_up_sample.c, survey_answer.c
    rows = connection.execute(
        sa.select(
            sample.learner_id,
            sample.invited_at,
            given.asked_on,
            given.is_employed,
            given.has_new_job,
            given.salary_change_percent,
            given.is_satisfied,
        )
        .join(
            survey_answer,
            (given.learner_id == sample.learner_id) & (given.certification_id == sample.certification_id),
        )
        .where(sample.study_id == study_id, sample.answered_at.is_not(None), is_counted(sample.learner_id))
        .order_by(sample.learner_id)
    )
    return tuple(Answered(LearnerId(row[0]), Answers(*row[3:])) for row in rows if row[1].date() == row[2])
