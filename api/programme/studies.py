"""Follow-up studies as the programme steers them: made, written to by a worker, and looked at while answers come."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import sqlalchemy as sa

from api.last_jobs import is_under_way, last_job
from api.programme.follow_up_services import Letters, create_study
from api.programme.split_figures import SplitTable, split_table
from data import follow_up_answer_store, follow_up_store
from data.audit_store import AuditAction, put_on_record
from data.database import reading, writing
from data.errors import AppError
from data.follow_up_store import GroupProgress, LetterCounts, Study
from data.job_queue import JobQueue
from data.job_store import JobRun
from data.rights import ProgrammeRights

_COMMAND: Final = "follow-up letters"


class StudyClosedError(AppError):
    """The study is closed: answers to its letters would come too late."""

    status = 409
    key = "error.study_closed"


@dataclass(frozen=True, slots=True)
class StudyProgress:
    """How far a study has come: its letters, and who was drawn split into those who answered and those silent."""

    study: Study
    letters: LetterCounts
    by_kind: SplitTable
    by_state: SplitTable


def make_study(
    connection: sa.Connection, rights: ProgrammeRights, study: Study, n_drawn: int, moment: datetime
) -> tuple[int, int]:
    """Draw and store a study and put that on record; returns and raises as `create_study`."""
    counts = create_study(connection, study, n_drawn)
    put_on_record(connection, AuditAction.STUDY_MADE, study.study_id, moment, rights.account_id)
    return counts


def progress_of(connection: sa.Connection, study_id: str) -> StudyProgress:
    """How far a study has come.

    Raises
    ------
    NotFoundError
        If there is no such study.
    """
    study = follow_up_store.get_study(connection, study_id)
    counts = follow_up_store.letter_counts(connection, study.study_id)
    groups = follow_up_store.sample_progress(connection, study.study_id)
    return StudyProgress(
        study,
        counts,
        _split([(one.kind.value, one) for one in groups]),
        _split([(str(one.state_id), one) for one in groups]),
    )


def letters_due(connection: sa.Connection, study_id: str, *, is_reminder: bool) -> Letters:
    """How many letters would be written now, and how many drawn are due none.

    Raises
    ------
    NotFoundError
        If there is no such study.
    """
    study = follow_up_store.get_study(connection, study_id)
    due = follow_up_answer_store.addressees(connection, study.study_id, to_remind=is_reminder)
    counts = follow_up_store.letter_counts(connection, study.study_id)
    silent = counts.n_invited - counts.n_reminded - counts.n_answered
    of_whom = max(len(due), silent) if is_reminder else counts.n_drawn - counts.n_invited
    return Letters(len(due), of_whom - len(due))


def ask_for_letters(
    queue: JobQueue, rights: ProgrammeRights, study_id: str, now: datetime, *, is_reminder: bool
) -> None:
    """Let a worker write to whom letters are due; a job that waits or runs already is enough.

    Raises
    ------
    NotFoundError
        If there is no such study.
    StudyClosedError
        If it is closed.
    """
    with reading(queue.engine) as connection:
        study = follow_up_store.get_study(connection, study_id)
    if now.date() > study.closes_on:
        raise StudyClosedError(f"study {study_id} closed on {study.closes_on}")
    if is_under_way(last_letters(queue, study_id)):
        return
    action = AuditAction.STUDY_REMINDED if is_reminder else AuditAction.STUDY_INVITED
    queue.enqueue(_COMMAND, {"study_id": study.study_id, "is_reminder": is_reminder}, now)
    with writing(queue.engine) as connection:
        put_on_record(connection, action, study.study_id, now, rights.account_id)


def last_letters(queue: JobQueue, study_id: str) -> JobRun | None:
    """The newest job that writes letters of a study, if it was asked for lately."""
    return last_job(queue, _COMMAND, {"study_id": study_id})


def _split(groups: list[tuple[str, GroupProgress]]) -> SplitTable:
    """Who was drawn, by group: answered and silent."""
    names = sorted({name for name, _ in groups})
    numbers = np.zeros((len(names), 2), np.int64)
    for name, one in groups:
        numbers[names.index(name)] += (one.n_answered, one.n_drawn - one.n_answered)
    return split_table(names, numbers)
