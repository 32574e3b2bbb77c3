"""Turns errors into answers in the caller's language: problem+json for programs, a page for people."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.accounts.scopes import ScopeError
from api.dependencies import language_of
from api.i18n import Texts, texts
from api.pages.error import error_page
from api.row_reasons import said_reason
from api.visitor import UnknownIdsError
from api.web.field_errors import FieldsError, Reason, ReasonsError
from api.web.rate_limit import TooManyTriesError
from api.web.request_id import REQUEST_ID_HEADER, request_id_of
from api.web.security_headers import SECURITY_HEADERS
from data.errors import AppError, InputError
from data.job_commands import ArgumentsError
from data.rights import DeletionAskedError, NotSignedInError

log = logging.getLogger(__name__)

PROBLEM_TYPE: Final = "application/problem+json"

_JSON_PATHS: Final = ("/v1/", "/healthz", "/readyz")

_STATUS_KEYS: Final[Mapping[int, str]] = {
    400: "error.bad_request",
    404: "error.no_page",
    405: "error.method",
}

_FIELD_KEYS: Final[Mapping[str, str]] = {
    "missing": "error.field.missing",
    "enum": "error.field.choice",
    "greater_than": "error.field.range",
    "greater_than_equal": "error.field.range",
    "less_than": "error.field.range",
    "less_than_equal": "error.field.range",
    "int_parsing": "error.field.number",
    "float_parsing": "error.field.number",
    "extra_forbidden": "error.field.extra",
    "too_long": "error.field.too_long",
    "string_too_long": "error.field.too_long",
    "json_invalid": "error.field.json",
}


class CrossOriginError(AppError):
    """A browser sent a write that another site asked for."""

    status = 403
    key = "error.cross_origin"


def install_error_handlers(app: FastAPI) -> None:
    """Make every error of an application an answer that its caller can read."""
    app.add_exception_handler(AppError, _app_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _unexpected_error)


def error_response(request: Request, error: AppError) -> Response:
    """The answer to an expected error, as a page or as a problem."""
    request_id = request_id_of(request)
    log.info("request %s answered with %d: %s", request_id, error.status, error.key)
    if isinstance(error, NotSignedInError) and request.method == "GET" and not is_for_programs(request):
        return RedirectResponse(f"/entrar?{urlencode({'next': _here(request)})}", status_code=303)
    if error.status >= 500:
        log.error("request %s: %s: %s", request_id, error.key, error.detail)
    if isinstance(error, DeletionAskedError) and request.method == "GET" and not is_for_programs(request):
        return RedirectResponse("/mi/datos", status_code=303)
    t = texts(language_of(request))
    return _answer(request, t, error.key, error.status, problems=_problems(error, t), headers=_headers(error))


def is_for_programs(request: Request) -> bool:
    """Whether a request's answer is read by a program, and so is JSON."""
    return request.url.path.startswith(_JSON_PATHS)


def _here(request: Request) -> str:
    """Path and query of the page that was asked for."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _problems(error: AppError, t: Texts) -> list[dict[str, str]]:
    """What is wrong where, as far as an error knows."""
    if isinstance(error, UnknownIdsError):
        return [{"pointer": f"#/{field}", "detail": t("error.field.unknown_id")} for field in error.fields]
    if isinstance(error, FieldsError):
        return [{"pointer": f"#/{field}", "detail": t(key)} for field, key in error.keys.items()]
    if isinstance(error, ReasonsError):
        return [_said(one, t) for one in error.reasons]
    if isinstance(error, ScopeError) and error.needed:
        return [{"pointer": "#/header/authorization", "detail": t("error.field.scope", scope=error.needed.value)}]
    if isinstance(error, ArgumentsError):
        return [
            {"pointer": f"#/arguments/{name}", "detail": t(_FIELD_KEYS.get(kind, "error.field.invalid"))}
            for name, kind in error.troubles.items()
        ]
    return []


def _said(one: Reason, t: Texts) -> dict[str, str]:
    """A reason in the caller's language, with its line where it has one."""
    place = {"pointer": one.pointer} | ({} if one.line is None else {"line": str(one.line)})
    return {**place, "detail": said_reason(one.reason, t)}


def _headers(error: AppError) -> dict[str, str]:
    """What programs read of an error before its body."""
    if isinstance(error, TooManyTriesError):
        return {"Retry-After": str(error.retry_seconds)}
    if isinstance(error, ScopeError):  # RFC 6750, section 3.1
        needed = f', scope="{error.needed}"' if error.needed else ""
        return {"WWW-Authenticate": f'Bearer error="insufficient_scope"{needed}'}
    return {}


def _app_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, AppError):
        raise TypeError(f"not an expected error: {error!r}")
    return error_response(request, error)


def _validation_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise TypeError(f"not a validation error: {error!r}")
    t = texts(language_of(request))
    problems = [
        {
            "pointer": "#/" + "/".join(str(part) for part in found["loc"]),
            "detail": t(_FIELD_KEYS.get(found["type"], "error.field.invalid")),
        }
        for found in error.errors()
    ]
    return _answer(request, t, InputError.key, InputError.status, problems=problems)


def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise TypeError(f"not an HTTP error: {error!r}")
    key = _STATUS_KEYS.get(error.status_code, "error.internal" if error.status_code >= 500 else "error.request")
    return _answer(request, texts(language_of(request)), key, error.status_code, headers=error.headers)


def _unexpected_error(request: Request, error: Exception) -> Response:
    request_id = request_id_of(request)
    log.error("request %s failed: %s", request_id, type(error).__name__)
    # This answer is made outside the middleware, which therefore cannot complete its headers.
    headers = {**SECURITY_HEADERS, REQUEST_ID_HEADER: request_id}
    return _answer(request, texts(language_of(request)), AppError.key, 500, headers=headers)


def _answer(
    request: Request,
    t: Texts,
    key: str,
    status: int,
    *,
    problems: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    known = key if key in t.keys else AppError.key
    if not is_for_programs(request):
        return error_page(request, t, known, status, headers)
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": t(known),
        "status": status,
        "key": key,
        "request_id": request_id_of(request),
    }
    if problems:
        problem["errors"] = list(problems)
    return JSONResponse(problem, status_code=status, media_type=PROBLEM_TYPE, headers=dict(headers or {}))
