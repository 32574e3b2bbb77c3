"""Files that operators send for import, by a form as the pages do: a new one, or the refused rows of one mended."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile

from api import job_services
from api.accounts.scopes import scoped
from api.dependencies import ID_PATTERN, NowDep, OperatorDep, PartsDep, ReadingDep
from api.job_services import Upload
from api.operation import refused_rows
from api.routes.operation.refused_rows import FilePath
from api.schemas.common import problems
from api.schemas.jobs import JobOut, job_out
from api.sent_files import NoFileError
from api.web.once import OnceRoute
from data.scopes import Scope
from data.uploads import Uploads

router = APIRouter(prefix="/v1", tags=["refused rows"], route_class=OnceRoute)

_MEGABYTE = 1_000_000


@router.post(
    "/imports",
    operation_id="sendImport",
    openapi_extra=scoped(Scope.IMPORTS_WRITE),
    status_code=201,
    responses=problems(400, 401, 403, 413, 422, 503),
)
def send_import(
    kind: Annotated[str, Form(max_length=40, pattern=ID_PATTERN, description="Kind of import; see docs/formats.md")],
    file: Annotated[UploadFile, File(description="Its name tells the format")],
    _rights: OperatorDep,
    parts: PartsDep,
    now: NowDep,
    mapping: Annotated[UploadFile | None, File(description="Columns of another name, as TOML")] = None,
) -> JobOut:
    """Keep a file and ask a worker to import it."""
    number = job_services.import_uploaded(
        parts.jobs,
        Uploads(parts.settings.uploads_dir),
        kind,
        _named(file),
        _named(mapping) if mapping is not None else None,
        parts.settings.upload_megabytes * _MEGABYTE,
        now,
    )
    return job_out(parts.jobs.job(number))


@router.get(
    "/refused-files/{file_id}/file",
    operation_id="downloadRefusedRows",
    openapi_extra=scoped(Scope.IMPORTS_WRITE),
    response_class=Response,
    responses={
        200: {"content": {"text/csv": {"schema": {"type": "string"}}}},
        **problems(401, 403, 404, 409, 422, 503),
    },
)
def download_rows(file_id: FilePath, _rights: OperatorDep, connection: ReadingDep) -> Response:
    """Give the refused rows of a file as CSV, with place and reason, to be mended and sent again."""
    content = refused_rows.file_to_mend(connection, refused_rows.visited(connection, file_id))
    headers = {"Content-Disposition": f'attachment; filename="rows-{file_id}.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.post(
    "/refused-files/{file_id}/mended",
    operation_id="sendMendedFile",
    openapi_extra=scoped(Scope.IMPORTS_WRITE),
    status_code=201,
    responses=problems(400, 401, 403, 404, 409, 413, 422, 503),
)
def send_mended(
    file_id: FilePath,
    file: Annotated[UploadFile, File(description="The refused rows, mended")],
    _rights: OperatorDep,
    connection: ReadingDep,
    parts: PartsDep,
    now: NowDep,
) -> JobOut:
    """Keep the mended rows of a file and ask a worker to import them by its rules; those that load leave the list."""
    mended = _named(file)
    visit = refused_rows.visited(connection, file_id)
    return job_out(parts.jobs.job(refused_rows.try_again(parts, visit, mended.content, mended.name, now)))


def _named(file: UploadFile) -> Upload:
    if not file.filename:
        raise NoFileError("a form came without its file")
    return Upload(file.filename, file.file)
