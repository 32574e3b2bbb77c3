"""Refused rows as JSON: files with their rows, one row to mend, trying it again, forgetting all of a file."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from api.accounts.scopes import scoped
from api.dependencies import ApiTextsDep, NowDep, OperatorDep, PartsDep, ReadingDep, WritingDep
from api.operation import refused_rows
from api.operation.refused_rows import FileStanding
from api.row_reasons import said_reason
from api.schemas.common import problems
from api.schemas.jobs import JobOut, job_out
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data import rejected_store
from data.errors import InputError
from data.rejected_store import RefusedFile
from data.scopes import Scope

router = APIRouter(prefix="/v1/refused-files", tags=["refused rows"], route_class=OnceRoute)

FilePath = Annotated[str, Path(pattern="^[0-9a-f]{16}$", description="Id of a file, as the list gives it")]
LinePath = Annotated[int, Path(ge=0, le=2**31 - 1, description="Line of the file")]
_MOST_LETTERS = 20_000


class RefusedFileOut(BaseModel):
    """A file with refused rows of one kind; of its name only the last part."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: str = Field(description="Kind of import")
    name: str
    n_rows: int


class RefusedRowOut(BaseModel):
    """A row that was not taken, and why; nothing of what stands in it."""

    model_config = ConfigDict(frozen=True)

    line: int
    reason: str = Field(description="In the language of the answer")


class RowToMendOut(RefusedRowOut):
    """A row as it stands in its file; this may be personal data."""

    values: dict[str, str] = Field(description="By column of the file")


class FileStateOut(RefusedFileOut):
    """A file, and whether its rows can be read again."""

    standing: FileStanding = Field(description="`changed` and `gone`: rows can no longer be read from it")
    is_mendable: bool
    import_job: int | None = Field(description="The import that it came by last")


class MendedIn(BaseModel):
    """What a row is to be; columns that are left out stay as they are."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"values": {"state_id": "MX-NLE"}}]}
    )

    values: dict[
        Annotated[str, Field(min_length=1, max_length=200)], Annotated[str, Field(max_length=_MOST_LETTERS)]
    ] = Field(min_length=1, max_length=500)


@router.get(
    "",
    operation_id="listRefusedFiles",
    openapi_extra=scoped(Scope.IMPORTS_READ),
    responses=problems(401, 403, 422, 503),
)
def list_files(_rights: OperatorDep, connection: ReadingDep, paging: PagingDep) -> Page[RefusedFileOut]:
    """List the files with refused rows, by kind and name."""
    shown, next_cursor = paging.part(rejected_store.refused_files(connection))
    return Page(items=[_file_out(one) for one in shown], next_cursor=next_cursor)


@router.get(
    "/{file_id}",
    operation_id="showRefusedFile",
    openapi_extra=scoped(Scope.IMPORTS_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def show_file(file_id: FilePath, _rights: OperatorDep, connection: ReadingDep) -> FileStateOut:
    """Show one of them, and whether its rows can be mended."""
    visit = refused_rows.visited(connection, file_id)
    return FileStateOut(
        **_file_out(visit.file).model_dump(),
        standing=visit.standing,
        is_mendable=visit.is_mendable,
        import_job=visit.job.id if visit.job else None,
    )


@router.get(
    "/{file_id}/rows",
    operation_id="listRefusedRows",
    openapi_extra=scoped(Scope.IMPORTS_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def list_rows(
    file_id: FilePath, _rights: OperatorDep, connection: ReadingDep, paging: PagingDep, t: ApiTextsDep
) -> Page[RefusedRowOut]:
    """List the refused rows of a file, by line."""
    rows = rejected_store.rows_of_file(connection, rejected_store.refused_file(connection, file_id))
    shown, next_cursor = paging.part(rows)
    items = [RefusedRowOut(line=row.line, reason=said_reason(row.reason, t)) for row in shown]
    return Page(items=items, next_cursor=next_cursor)


@router.get(
    "/{file_id}/rows/{line}",
    operation_id="showRefusedRow",
    openapi_extra=scoped(Scope.IMPORTS_WRITE),
    responses=problems(401, 403, 404, 409, 422, 503),
)
def show_row(
    file_id: FilePath, line: LinePath, _rights: OperatorDep, connection: ReadingDep, t: ApiTextsDep
) -> RowToMendOut:
    """Show what stands in a refused row."""
    row, values = refused_rows.row_to_mend(connection, refused_rows.visited(connection, file_id), line)
    return RowToMendOut(line=row.line, reason=said_reason(row.reason, t), values=values)


@router.post(
    "/{file_id}/rows/{line}/retry",
    operation_id="retryRefusedRow",
    openapi_extra=scoped(Scope.IMPORTS_WRITE),
    status_code=201,
    responses=problems(400, 401, 403, 404, 409, 422, 503),
)
def retry_row(
    file_id: FilePath,
    line: LinePath,
    mended: MendedIn,
    _rights: OperatorDep,
    connection: ReadingDep,
    parts: PartsDep,
    now: NowDep,
) -> JobOut:
    """Ask a worker to import a row as it was mended, by the rules of its file."""
    visit = refused_rows.visited(connection, file_id)
    _, values = refused_rows.row_to_mend(connection, visit, line)
    unknown = sorted(mended.values.keys() - values.keys())
    if unknown:
        raise InputError(f"the file has no column {unknown[0]!r}")
    number = refused_rows.try_row_again(parts, visit, line, {**values, **mended.values}, now)
    return job_out(parts.jobs.job(number))


@router.post(
    "/{file_id}/dismiss",
    operation_id="dismissRefusedFile",
    openapi_extra=scoped(Scope.IMPORTS_WRITE),
    responses=problems(401, 403, 404, 422, 503),
)
def dismiss_file(
    file_id: FilePath, rights: OperatorDep, connection: WritingDep, parts: PartsDep, now: NowDep
) -> RefusedFileOut:
    """Forget the refused rows of a file, on the record; answers with what was forgotten."""
    visit = refused_rows.visited(connection, file_id)
    refused_rows.dismiss(connection, rights, parts, visit, now)
    return _file_out(visit.file)


def _file_out(file: RefusedFile) -> RefusedFileOut:
    return RefusedFileOut(id=file.id, kind=file.kind, name=file.name, n_rows=file.n_rows)
