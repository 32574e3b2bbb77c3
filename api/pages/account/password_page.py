"""The page that a letter's link leads to: a password, and for invitations a name and the privacy notice."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import HTMLResponse

from api.i18n import Texts
from api.pages.frame import Frame, render
from api.web.rate_limit import TooManyTriesError
from data.errors import AppError

TokenPath = Annotated[str, Path(max_length=64, pattern="^[0-9A-Za-z_-]+$")]


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """All that ``account/password.html`` may use.

    ``is_new`` tells a password to choose from one to repeat; ``asks_name`` whether the form asks for name and notice as
    well. ``errors`` has a message by name of field.
    """

    frame: Frame
    intro: str
    action: str
    submit: str
    is_new: bool
    asks_name: bool = False
    name: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


def password_page(request: Request, t: Texts, page: PasswordPage, refusal: AppError | None = None) -> HTMLResponse:
    """Show the form, with why the password was refused where it was."""
    headers, status = {}, 422 if page.errors else 200
    if refusal is not None:
        page, status = replace(page, errors={**page.errors, "password": t(refusal.key)}), refusal.status
    if isinstance(refusal, TooManyTriesError):
        headers["Retry-After"] = str(refusal.retry_seconds)
    return render(request, "account/password.html", page, t, status=status, headers=headers)
