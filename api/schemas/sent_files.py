"""Shapes of files that were sent, and of what became of their rows, as JSON."""

from datetime import datetime

from pydantic import Field

from api.i18n import Texts
from api.row_reasons import said_reason, said_trouble
from api.schemas.common import BodyOut
from api.sent_files import file_name
from data.job_store import JobRun, JobState
from data.rejected_store import RejectedRow


class RowCountsOut(BodyOut):
    """What became of the rows of a file."""

    n_read: int
    n_new: int
    n_updated: int
    n_unchanged: int
    n_duplicate: int
    n_refused: int


class SentFileOut(BodyOut):
    """A file and how far its import is."""

    number: int
    name: str
    sent_at: datetime
    state: JobState
    share_done: float | None = Field(description="Between 0 and 1; null where it cannot be told")
    counts: RowCountsOut | None = Field(description="Null until the import is done")
    trouble: str | None = Field(description="Why the whole file could not be taken, in the language of the answer")


class RefusedSheetRowOut(BodyOut):
    """A row that could not be taken, and why; nothing of what stands in it."""

    kind: str = Field(description="Kind of row: a file may hold several")
    line: int
    reason: str = Field(description="In the language of the answer")


def sent_file_out(job: JobRun, t: Texts) -> SentFileOut:
    """The file of an import."""
    return SentFileOut(
        number=job.id,
        name=file_name(job),
        sent_at=job.requested_at,
        state=job.state,
        share_done=job.share_done,
        counts=_counts(job),
        trouble=said_trouble(job.message, t) if job.message else None,
    )


def refused_row_out(row: RejectedRow, t: Texts) -> RefusedSheetRowOut:
    """A row of a sent file that was refused."""
    return RefusedSheetRowOut(kind=row.kind, line=row.line, reason=said_reason(row.reason, t))


def _counts(job: JobRun) -> RowCountsOut | None:
    if job.state is not JobState.DONE or job.counts is None:
        return None
    counted = job.counts.get
    return RowCountsOut(
        n_read=counted("in", 0),
        n_new=counted("new", 0),
        n_updated=counted("updated", 0),
        n_unchanged=counted("unchanged", 0),
        n_duplicate=counted("duplicate", 0),
        n_refused=counted("rejected", 0),
    )
