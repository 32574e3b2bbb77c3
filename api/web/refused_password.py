"""The answer to a program that sent a wrong password along."""

from fastapi import Request, Response

from api.web.errors import error_response
from api.web.field_errors import FieldsError
from api.web.rate_limit import TooManyTriesError
from data.errors import AppError


def refused_password(request: Request, refusal: AppError, field: str) -> Response:
    """The refusal of a password as a problem about its field, or how long to wait.

    It is returned, not raised, as the count of failures must be kept. Not 401: the caller's key serves.
    """
    is_wait = isinstance(refusal, TooManyTriesError)
    return error_response(request, refusal if is_wait else FieldsError({field: "error.field.old_password"}))
