"""What vendors report of vouchers, by file, as JSON for managers: send one, and see what became of its rows."""

from api.dependencies import programme
from api.routes.sent_files import FileCalls, OperationIds, file_calls
from data.scopes import Scope
from data.sender_job_store import REDEMPTIONS_KIND

router = file_calls(
    FileCalls(
        prefix="/v1/vouchers/files",
        tag="vouchers",
        kind=REDEMPTIONS_KIND,
        sender=programme,
        reading=Scope.VOUCHERS_READ,
        writing=Scope.VOUCHERS_WRITE,
        ids=OperationIds("listVoucherFiles", "sendVoucherFile", "showVoucherFile", "listRefusedRedemptions"),
    )
)
