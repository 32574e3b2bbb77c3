"""The check that every posted form passes: it came from a page of ours that this visitor was shown."""

import hmac
from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import Depends, Request
from starlette.datastructures import FormData

from api.accounts.passwords import MOST_LETTERS
from api.dependencies import VisitDep
from api.web.visit import FORM_FIELD
from data.errors import ForbiddenError

HOURS_RANGE: Final = (1.0, 60.0)
"""Hours a week that a learner may say."""

_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class FormTokenError(ForbiddenError):
    """A form without the visitor's token: another site made it, or the log-in has changed since the page was shown."""

    key = "error.form_token"


async def checked_form(request: Request, visit: VisitDep) -> AsyncIterator[None]:
    """Refuse a posted form without the token of the visitor's pages; every router of pages depends on this.

    Raises
    ------
    FormTokenError
        If the token is missing or another's.
    """
    if request.method in _SAFE_METHODS:
        yield
        return
    async with request.form() as form:
        given = form.get(FORM_FIELD)
        if not isinstance(given, str) or not hmac.compare_digest(given.encode(), visit.form_token.encode()):
            raise FormTokenError("a form without the visitor's token")
        yield


async def posted(request: Request) -> FormData:
    """The fields of a posted form, as they came."""
    return await request.form()


PostedDep = Annotated[FormData, Depends(posted)]


def text_field(form: FormData, name: str, most_letters: int = 200) -> str:
    """A field's text without outer blanks, cut at ``most_letters``; empty where it is absent or a file."""
    value = form.get(name)
    return value.strip().replace("\x00", "")[:most_letters] if isinstance(value, str) else ""


def hours_of(text: str) -> float | None:
    """Hours typed with a point or a comma; ``None`` where they are no number in range.

    Examples
    --------
    >>> hours_of("6,5"), hours_of("61"), hours_of("many")
    (6.5, None, None)
    """
    try:
        hours = float(text.replace(",", "."))
    except ValueError:
        return None
    return hours if HOURS_RANGE[0] <= hours <= HOURS_RANGE[1] else None


def password_field(form: FormData, name: str) -> str:
    """A password as it was typed, blanks and all, cut where it is too long anyway."""
    value = form.get(name)
    return value[: MOST_LETTERS + 1] if isinstance(value, str) else ""
