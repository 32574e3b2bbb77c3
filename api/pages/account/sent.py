"""The page after a form that makes Rumbo write a letter; the same whether or not the address has an account."""

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.accounts.mail import mailer_of
from api.dependencies import Parts
from api.i18n import Texts
from api.pages.frame import Frame, frame_of, render


@dataclass(frozen=True, slots=True)
class SentPage:
    """All that ``account/sent.html`` may use; ``delivers`` is false where letters stay on this machine."""

    frame: Frame
    text: str
    delivers: bool


def sent_page(request: Request, parts: Parts, t: Texts, text: str) -> HTMLResponse:
    """Show that a letter is on its way."""
    frame = frame_of(request, t, t("page.sent.title"), shows_invented=False)
    page = SentPage(frame, text, mailer_of(parts.settings).delivers)
    return render(request, "account/sent.html", page, t)
