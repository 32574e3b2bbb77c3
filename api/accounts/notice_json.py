"""The privacy notice in force, as JSON."""

from pydantic import Field

from api.accounts.privacy_notice import notice_sections, notice_version
from api.i18n import Texts
from api.schemas.common import BodyOut
from data.settings import Settings


class NoticeSectionOut(BodyOut):
    """One part of the privacy notice."""

    title: str
    sentences: list[str]


class NoticeOut(BodyOut):
    """The privacy notice in force."""

    version: str = Field(description="Changes with every word of the notice in either language")
    sections: list[NoticeSectionOut]


def notice_out(settings: Settings, t: Texts) -> NoticeOut:
    """The notice in the caller's language."""
    sections = [
        NoticeSectionOut(title=one.title, sentences=list(one.sentences)) for one in notice_sections(settings, t)
    ]
    return NoticeOut(version=notice_version(settings), sections=sections)
