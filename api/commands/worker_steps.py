"""What a worker does by the service's own code: give the vouchers of an allocation, write the letters of a study."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa

from api.allocation import publication
from api.i18n import texts
from api.programme.follow_up_services import write_letters
from data.held_job import Reporter
from data.job_commands import LetterArguments, PublishArguments
from data.rights import AccountId
from data.settings import Settings


def _publish(settings: Settings, given: PublishArguments, engine: sa.Engine, report: Reporter) -> dict[str, int]:
    asked_by = AccountId(given.asked_by)
    return publication.publish(
        engine,
        asked_by,
        given.run_id,
        texts(given.language),
        lambda: datetime.now(UTC),
        settings.voucher_days,
        report,
    )


def _write_letters(settings: Settings, given: LetterArguments, engine: sa.Engine, report: Reporter) -> dict[str, int]:
    letters = write_letters(
        engine, given.study_id, settings, lambda: datetime.now(UTC), is_reminder=given.is_reminder, report=report
    )
    return {"letters": letters.n_written, "left_out": letters.n_left_out}


SERVICE_STEPS: Final[Mapping[str, Callable[[Settings, Any, sa.Engine, Reporter], dict[str, int]]]] = MappingProxyType(
    {"publish": _publish, "follow-up letters": _write_letters}
)
"""By command of ``data/job_commands.py``; the command line hands them to the worker."""
