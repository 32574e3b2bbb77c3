"""Which bundle serves is changed by jobs; what would fail anyway is refused beforehand."""

from datetime import datetime

from api.operation.bundle_list import BundleList, list_bundles
from data.errors import AppError
from data.job_queue import JobQueue
from data.rights import OperatorRights
from data.settings import Settings


class BundleChangeError(AppError):
    """What is asked of the bundles cannot be done as they are now."""

    status = 409
    key = "error.bundle_change"


def ask_promotion(queue: JobQueue, settings: Settings, rights: OperatorRights, version: str, now: datetime) -> int:
    """Queue the promotion of a bundle; the gate judges once more when its turn comes. Errors as `check_promotion`'s."""
    check_promotion(list_bundles(settings), version)
    return queue.enqueue("promote", {"version": version, "asked_by": rights.account_id}, now)


def ask_rollback(queue: JobQueue, settings: Settings, rights: OperatorRights, now: datetime) -> int:
    """Queue the way back to the bundle that served before; errors as in `former_of`."""
    former_of(list_bundles(settings))
    return queue.enqueue("rollback", {"asked_by": rights.account_id}, now)


def check_promotion(found: BundleList, version: str) -> None:
    """Refuse what would fail anyway.

    Raises
    ------
    NotFoundError
        If there is no such bundle.
    BundleChangeError
        If it serves already, is gone, or the gate would refuse it.
    """
    if not found.of(version).may_be_promoted:
        raise BundleChangeError(f"bundle {version} cannot be promoted as things stand; look at its page")


def former_of(found: BundleList) -> str:
    """The bundle to go back to.

    Raises
    ------
    BundleChangeError
        If none served before.
    """
    if found.former is None:
        raise BundleChangeError("no bundle served before this one")
    return found.former
