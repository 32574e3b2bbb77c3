"""Which jobs somebody who sends files asked for.

Those of a school or company are known by the organisation in their arguments, the programme's by their kind.
"""

import sqlalchemy as sa

from data.errors import NotFoundError
from data.rights import CompanyRights, ProgrammeRights, SchoolRights
from data.tables import job_run

_COMMAND = "import"

SenderRights = SchoolRights | CompanyRights | ProgrammeRights

REDEMPTIONS_KIND = "redemptions"
"""The kind of file that managers send: what vendors report of vouchers."""


def sender_jobs(connection: sa.Connection, rights: SenderRights, n: int) -> tuple[int, ...]:
    """Numbers of a sender's ``n`` newest imports, newest first."""
    chosen = sa.select(job_run.c.job_run_id).where(*_is_of(rights)).order_by(job_run.c.job_run_id.desc()).limit(n)
    return tuple(connection.scalars(chosen))


def check_sender_job(connection: sa.Connection, rights: SenderRights, number: int) -> None:
    """See that a job is the sender's.

    Raises
    ------
    NotFoundError
        If the sender asked for no such import.
    """
    chosen = sa.select(job_run.c.job_run_id).where(*_is_of(rights), job_run.c.job_run_id == number)
    if connection.scalars(chosen).one_or_none() is None:
        raise NotFoundError(f"no job {number}")


def _is_of(rights: SenderRights) -> tuple[sa.ColumnElement[bool], ...]:
    arguments = job_run.c.arguments
    if isinstance(rights, ProgrammeRights):
        its = arguments["kind"].as_string() == REDEMPTIONS_KIND
    else:
        its = arguments["organisation_id"].as_string() == rights.organisation_id
    return job_run.c.command == _COMMAND, its
