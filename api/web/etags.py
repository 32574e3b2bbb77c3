"""Versions of what can be edited: an answer that has not changed is not sent again, an edit of an old one is refused.

See RFC 9110, sections 8.8.3 (ETag) and 13 (conditional requests).
"""

import hashlib
from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import Header, Response
from pydantic import BaseModel

from data.errors import AppError

_MOST_LETTERS: Final = 1_000

UNCHANGED: Final[dict[str, Any]] = {"description": "Nothing has changed since the version that you named"}
"""What the documentation says of 304."""

IfNoneMatch = Annotated[
    str | None,
    Header(max_length=_MOST_LETTERS, description="The `ETag` of an earlier answer: 304 if nothing has changed since"),
]
IfMatch = Annotated[
    str | None,
    Header(max_length=_MOST_LETTERS, description="The `ETag` that you read: 412 if it has been changed since"),
]


class ChangedSinceError(AppError):
    """What is to be edited is no longer what the caller read."""

    status = 412
    key = "error.changed_since"


def tag_of(content: Sequence[BaseModel]) -> str:
    """The version of what an answer is made of: another one for every difference that a caller can see."""
    digest = hashlib.sha256("\n".join(one.model_dump_json() for one in content).encode())
    return f'"{digest.hexdigest()[:32]}"'


def tagged(content: BaseModel, tag: str, if_none_match: str | None = None) -> Response:
    """The answer with its version, or 304 to who has it."""
    if if_none_match is not None and names(if_none_match, tag):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(content.model_dump_json(), media_type="application/json", headers={"ETag": tag})


def check_unchanged(if_match: str | None, tag: str) -> None:
    """Refuse an edit of another version; without the header every edit is taken.

    Raises
    ------
    ChangedSinceError
        If the header names other versions.
    """
    if if_match is not None and not names(if_match, tag):
        raise ChangedSinceError("the resource has changed since it was read")


def names(header: str, tag: str) -> bool:
    """Whether a header with one or several versions, or ``*``, names this one.

    Examples
    --------
    >>> names('"a", W/"b"', '"b"'), names("*", '"b"'), names('"a"', '"b"')
    (True, True, False)
    """
    given = {one.strip().removeprefix("W/") for one in header.split(",")}
    return "*" in given or tag in given
