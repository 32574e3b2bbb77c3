"""JSON-LD as an answer: a document of one thing, or a part of a list with a link to the next one."""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import JSONResponse

from api.i18n import Texts
from data.catalogue import Catalogue
from data.exporters.linked_data.courses import programme
from data.exporters.linked_data.terms import Thing, document, one_document
from data.exporters.plan_template import keys_of
from data.stored_plans import StoredPlan

MEDIA_TYPE: Final = "application/ld+json"
_NEXT: Final = {"description": 'Address of the next part, `rel="next"`; absent on the last one'}
_SHAPE: Final = {"type": "object", "required": ["@context"]}
WHOLE: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {MEDIA_TYPE: {"schema": _SHAPE}}}}
"""What the description of a call says of a document of one thing."""
IN_PARTS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {MEDIA_TYPE: {"schema": {**_SHAPE, "required": ["@context", "@graph"]}}},
        "headers": {"Link": {**_NEXT, "schema": {"type": "string"}}},
    }
}
"""And of a part of a list."""


class LinkedDataResponse(JSONResponse):
    """An answer of JSON-LD."""

    media_type = MEDIA_TYPE


def linked_plan(plan: StoredPlan, catalogue: Catalogue) -> Thing:
    """A school's plan, complete: loaded again it is the same."""
    return programme(plan.curriculum, catalogue.skills, catalogue.institutions, official_keys=keys_of(plan))


def thing_answer(thing: Thing, t: Texts) -> LinkedDataResponse:
    """One thing, with its context."""
    return LinkedDataResponse(one_document(thing), headers={"Content-Language": t.language.value})


def list_answer(request: Request, things: Iterable[Thing], next_cursor: str | None, t: Texts) -> LinkedDataResponse:
    """A part of a list.

    Where the next part begins stands in a ``Link``: inside the document it would be a statement about the things.
    """
    headers = {"Content-Language": t.language.value}
    if next_cursor is not None:
        query = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
        headers["Link"] = f'<{request.url.path}?{urlencode([*query, ("cursor", next_cursor)])}>; rel="next"'
    return LinkedDataResponse(document(things), headers=headers)
