"""A company's postings, sent as a file by a program, and what became of it."""

from api.dependencies import own_company
from api.routes.sent_files import FileCalls, OperationIds, file_calls
from data.scopes import Scope

router = file_calls(
    FileCalls(
        prefix="/v1/company/files",
        tag="companies",
        kind="postings",
        sender=own_company,
        reading=Scope.NEEDS_READ,
        writing=Scope.NEEDS_WRITE,
        ids=OperationIds("listNeedFiles", "sendNeedFile", "showNeedFile", "listRefusedNeeds"),
    )
)
