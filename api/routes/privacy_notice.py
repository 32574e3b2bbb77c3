"""The privacy notice as JSON, for everybody."""

from fastapi import APIRouter

from api.accounts.notice_json import NoticeOut, notice_out
from api.dependencies import ApiTextsDep, PartsDep
from api.schemas.common import problems

router = APIRouter(prefix="/v1", tags=["account"])


@router.get("/privacy-notice", operation_id="showPrivacyNotice", responses=problems(422))
def show_privacy_notice(parts: PartsDep, t: ApiTextsDep) -> NoticeOut:
    """Show the privacy notice that accounts accept, with its version."""
    return notice_out(parts.settings, t)
