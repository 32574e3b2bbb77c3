"""The page that says what went wrong and where to go on."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.i18n import Texts
from api.pages.frame import Frame, frame_of, render


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """All that ``error.html`` may use."""

    frame: Frame
    status: int
    message: str


def error_page(
    request: Request, t: Texts, key: str, status: int, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """The answer with an error's message and status."""
    page = ErrorPage(frame_of(request, t, t("page.error.title"), shows_invented=False), status, t(key))
    return render(request, "error.html", page, t, status=status, headers=headers)
