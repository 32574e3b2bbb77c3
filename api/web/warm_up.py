"""Makes what is slow to make when the service starts, so that no visitor waits for it.

It goes on beside the first requests, in a thread of its own: one that needs a part that is being made waits for no
more than the rest of it.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import sqlalchemy as sa

from api.academia.english_services import english_asked_for, english_held
from api.career_services import career_counts
from api.dependencies import Parts
from api.programme.specialised_states import specialised_states
from data.database import reading
from data.errors import AppError

log = logging.getLogger(__name__)


def start_warm_up(parts: Parts) -> threading.Thread:
    """Begin; the thread ends with its work, or with the process."""
    thread = threading.Thread(target=warm_up, args=[parts], name="warm-up", daemon=True)
    thread.start()
    return thread


def warm_up(parts: Parts) -> None:
    """Make each part; what cannot be made yet, as nothing was counted or trained, is left to the request that needs it.

    Raises nothing: that a part fails is told by the request that needs it, in its reader's language.
    """
    slow: tuple[Callable[[], object], ...] = (
        parts.bundles.current,
        lambda: _counts(parts),
        lambda: parts.plans.current().arrays,
        parts.skills.current,
    )
    for make in slow:
        try:
            make()
        except AppError as error:
            log.info("not warmed up: %s", type(error).__name__)


def ask_for_invented(parts: Parts) -> None:
    """Ask whether figures count invented people; where the database cannot be read, its first reader says so."""
    with suppress(AppError, sa.exc.DatabaseError), reading(parts.engine) as connection:
        parts.invented.is_held(connection)


def _counts(parts: Parts) -> None:
    with reading(parts.engine) as connection:
        career_counts(connection, parts.catalogue, parts.careers)
        english_asked_for(connection, parts.catalogue, parts.english)
        english_held(connection, parts.catalogue, parts.english, datetime.now(UTC))
        specialised_states(connection, parts.specialised, parts.catalogue)
