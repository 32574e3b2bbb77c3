"""Backups as JSON: the list, asking for one, asking for one to be read back. None is handed out here."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from api.accounts.scopes import scoped
from api.dependencies import NowDep, PartsDep, operator
from api.schemas.common import problems
from api.schemas.jobs import JobOut, job_out
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data.backups import NAME_PATTERN, Backup, backup_of, backups_in, new_backup_file
from data.scopes import Scope

router = APIRouter(prefix="/v1/backups", tags=["backups"], route_class=OnceRoute, dependencies=[Depends(operator)])

NamePath = Annotated[str, Path(pattern=NAME_PATTERN, description="Name of a backup")]


class BackupOut(BaseModel):
    """A backup; what came of reading it back is null until that was asked for."""

    model_config = ConfigDict(frozen=True)

    name: str
    n_bytes: int
    made_at: datetime
    checked_at: datetime | None
    is_whole: bool | None
    detail: str | None = Field(description="What it holds, or what is wrong with it")


@router.get(
    "",
    operation_id="listBackups",
    openapi_extra=scoped(Scope.BACKUPS_READ),
    responses=problems(401, 403, 422, 503),
)
def list_backups(parts: PartsDep, paging: PagingDep) -> Page[BackupOut]:
    """List the backups that pages and the API asked for, newest first."""
    shown, next_cursor = paging.part(backups_in(parts.settings.backups_dir))
    return Page(items=[_out(one) for one in shown], next_cursor=next_cursor)


@router.post(
    "",
    operation_id="askForBackup",
    openapi_extra=scoped(Scope.BACKUPS_WRITE),
    status_code=201,
    responses=problems(401, 403, 422, 503),
)
def ask_for_backup(parts: PartsDep, now: NowDep) -> JobOut:
    """Ask a worker for a backup, under a name of this moment."""
    number = parts.jobs.enqueue("backup", {"out": new_backup_file(parts.settings.backups_dir, now)}, now)
    return job_out(parts.jobs.job(number))


@router.post(
    "/{name}/check",
    operation_id="checkBackup",
    openapi_extra=scoped(Scope.BACKUPS_WRITE),
    status_code=201,
    responses=problems(401, 403, 404, 422, 503),
)
def check_backup(name: NamePath, parts: PartsDep, now: NowDep) -> JobOut:
    """Ask a worker to read a backup back whole and compare every hash."""
    archive = backup_of(parts.settings.backups_dir, name).file
    return job_out(parts.jobs.job(parts.jobs.enqueue("check backup", {"archive": archive}, now)))


def _out(one: Backup) -> BackupOut:
    check = one.check
    return BackupOut(
        name=one.name,
        n_bytes=one.n_bytes,
        made_at=one.made_at,
        checked_at=check.checked_at if check else None,
        is_whole=check.is_whole if check else None,
        detail=check.detail if check else None,
    )
