"""A learner's own data: see, take away, correct, object, ask for a person's decision, have all deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

import sqlalchemy as sa
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from api.dependencies import (
    LearnerDep,
    NetworkAddressDep,
    NowDep,
    OwnAccountDep,
    OwnDataDep,
    PageTextsDep,
    Parts,
    PartsDep,
    ReadingDep,
    WritingDep,
)
from api.i18n import Texts
from api.navigation import Way
from api.pages.choices import Option, by_label, options
from api.pages.frame import Frame, frame_of, render
from api.pages.student.consents import ConsentLine, consent_lines
from api.pages.student.table_names import TABLE_KEYS
from api.pages.student.vouchers import name_of
from api.pages.student.ways import student_ways
from api.student import own_data
from api.web.field_errors import FieldsError
from api.web.forms import PostedDep, password_field, text_field
from api.web.rate_limit import TooManyTriesError
from data import application_store, interaction_store, learner_store, own_data_store, request_store, standing_store
from data.catalogue import Catalogue
from data.learner_store import Person
from data.request_store import LearnerRequest
from data.rights import LearnerRights
from data.standing_store import Standing

_MOST_ROWS: Final = 10
_TOO_WIDE: Final = frozenset({"features"})
"""Columns that only the file has: long lists of numbers."""

router = APIRouter(prefix="/mi")


@dataclass(frozen=True, slots=True)
class StoredTable:
    """The rows of one table: how many, and the first of them by column."""

    name: str
    id: str
    n_rows: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request in words, with its answer where there is one."""

    about: str
    asked: str
    message: str
    answer: str | None


@dataclass(frozen=True, slots=True)
class OwnDataPage:
    """All that ``student/own_data.html`` may use; ``errors`` has a message by name of field.

    ``erase_on`` is the day when all is erased; while it is set nothing can be changed but that.
    """

    frame: Frame
    ways: tuple[Way, ...]
    confirmation: str | None
    errors: Mapping[str, str]
    erase_on: str | None
    erase_after_days: int
    objects_since: str | None
    consents: tuple[ConsentLine, ...]
    tables: tuple[StoredTable, ...]
    has_person: bool
    name: str
    birth_year: str
    subjects: tuple[Option, ...]
    message: str
    requests: tuple[RequestLine, ...]


@router.get("/datos")
def show_own_data(
    request: Request, connection: ReadingDep, rights: OwnDataDep, parts: PartsDep, t: PageTextsDep
) -> HTMLResponse:
    """Show everything."""
    return _page(request, connection, rights, parts, t)


@router.get("/datos/descarga")
def take_away(connection: ReadingDep, rights: OwnDataDep, now: NowDep) -> JSONResponse:
    """All that is stored, as one JSON file."""
    headers = {"Content-Disposition": 'attachment; filename="rumbo.json"'}
    return JSONResponse(own_data.taken_away(connection, rights, now), headers=headers)


@router.post("/datos/correccion")
def correct_person(
    request: Request,
    form: PostedDep,
    connection: WritingDep,
    rights: LearnerDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Store the name and the year of birth as the learner says them."""
    name, typed = text_field(form, "name"), text_field(form, "birth_year", 10)
    year = int(typed) if typed.isdecimal() else None
    if typed and (year is None or not own_data.can_be_birth_year(year, now)):
        errors = {"birth_year": t("error.field.birth_year", first=own_data.FIRST_BIRTH_YEAR)}
        return _page(request, connection, rights, parts, t, errors=errors, typed={"name": name, "birth_year": typed})
    learner_store.change_person(connection, rights, {"name": name or None, "birth_year": year})
    return _done("corrected")


@router.post("/datos/oposicion")
def change_objection(
    connection: WritingDep, rights: LearnerDep, now: NowDep, objects: Annotated[bool, Form()]
) -> RedirectResponse:
    """Object to automated decisions, or no longer."""
    if objects:
        standing_store.object_to_automation(connection, rights, now)
    else:
        standing_store.withdraw_objection(connection, rights)
    return _done("objects" if objects else "objects_no_more")


@router.post("/datos/peticiones")
def ask_human_decision(
    request: Request,
    form: PostedDep,
    connection: WritingDep,
    rights: LearnerDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Ask the programme's people to decide."""
    about = text_field(form, "certification_id", 64)
    message = text_field(form, "message", own_data.MOST_MESSAGE_LETTERS)
    try:
        own_data.ask_for_decision(connection, rights, parts.catalogue, about or None, message, now)
    except FieldsError as error:
        errors = {field: t(key) for field, key in error.keys.items()}
        typed = {"certification_id": about, "message": message}
        return _page(request, connection, rights, parts, t, errors=errors, typed=typed)
    return _done("asked")


@router.post("/datos/borrado")
def ask_deletion(
    request: Request,
    form: PostedDep,
    connection: WritingDep,
    account: OwnAccountDep,
    rights: LearnerDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
    network_address: NetworkAddressDep,
) -> Response:
    """Block everything at once, to be erased later, once the password is confirmed."""
    refusal = own_data.ask_deletion(
        connection,
        account,
        rights,
        parts.settings,
        password=password_field(form, "password"),
        network_address=network_address,
        moment=now,
    )
    if refusal is not None:
        key = refusal.key if isinstance(refusal, TooManyTriesError) else "error.field.old_password"
        return _page(request, connection, rights, parts, t, errors={"password": t(key)})
    return _done("deletion_asked")


@router.post("/datos/borrado/cancelar")
def cancel_deletion(connection: WritingDep, rights: OwnDataDep) -> RedirectResponse:
    """Keep the data after all."""
    standing_store.cancel_deletion(connection, rights)
    return _done("deletion_cancelled")


_DONE_KEYS: Final[Mapping[str, str]] = {
    "corrected": "page.my_data.corrected",
    "objects": "page.my_data.objects",
    "objects_no_more": "page.my_data.objects_no_more",
    "asked": "page.my_data.asked",
    "consent_given": "page.my_data.consent_given",
    "consent_withdrawn": "page.my_data.consent_withdrawn",
    "deletion_asked": "page.my_data.deletion_asked",
    "deletion_cancelled": "page.my_data.deletion_cancelled",
}


def _done(what: str) -> RedirectResponse:
    return RedirectResponse(f"/mi/datos?done={what}#confirmation", status_code=303)


def _page(
    request: Request,
    connection: sa.Connection,
    rights: LearnerRights,
    parts: Parts,
    t: Texts,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The page; ``typed`` is what was sent and refused, by name of field."""
    standing = standing_store.standing_of(connection, rights.learner_id)
    counts = own_data_store.own_counts(connection, rights.learner_id)
    rows = own_data_store.own_rows(connection, rights, most=_MOST_ROWS)
    person = learner_store.person_of(connection, rights)
    given = {**_stored_fields(person), **(typed or {})}
    done = _DONE_KEYS.get(request.query_params.get("done", ""))
    page = OwnDataPage(
        frame=frame_of(request, t, t("page.my_data.title"), shows_invented=bool(rows["learner"][0]["is_invented"])),
        ways=() if standing.blocked_since else student_ways(request, t),
        confirmation=t(done) if done else None,
        errors=errors or {},
        erase_on=t.day(standing.erase_on) if standing.erase_on else None,
        erase_after_days=parts.settings.erase_after_days,
        objects_since=_objects_since(standing, t),
        consents=consent_lines(connection, rights, t),
        tables=tuple(_table(name, counts[name], found, t) for name, found in rows.items() if found),
        has_person=bool(rows["person"]),
        name=given["name"],
        birth_year=given["birth_year"],
        subjects=_subjects(connection, rights, parts.catalogue, given.get("certification_id", "")),
        message=given.get("message", ""),
        requests=tuple(_request(one, parts.catalogue, t) for one in request_store.requests_of(connection, rights)),
    )
    return render(request, "student/own_data.html", page, t, status=422 if errors else 200)


def _stored_fields(person: Person) -> dict[str, str]:
    return {"name": person.name or "", "birth_year": str(person.birth_year or "")}


def _objects_since(standing: Standing, t: Texts) -> str | None:
    return t.day(standing.objects_since.date()) if standing.objects_since else None


def _table(name: str, n_rows: int, rows: list[Mapping[str, Any]], t: Texts) -> StoredTable:
    columns = tuple(column for column in rows[0] if column not in _TOO_WIDE)
    shown = tuple(tuple(_cell(row[column]) for column in columns) for row in rows)
    return StoredTable(t(TABLE_KEYS[name]), name, t.count("page.my_data.n_rows", n_rows), columns, shown)


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _subjects(
    connection: sa.Connection, rights: LearnerRights, catalogue: Catalogue, chosen: str
) -> tuple[Option, ...]:
    """What a request may be about: certifications that the learner has answered to or applied for."""
    answered = interaction_store.latest_answers(connection, rights.learner_id)
    ids = {*answered, *(one.certification_id for one in application_store.applications_of(connection, rights))}
    return options(by_label((id_, name_of(id_, catalogue)) for id_ in ids if id_ in catalogue.certifications), chosen)


def _request(one: LearnerRequest, catalogue: Catalogue, t: Texts) -> RequestLine:
    about = name_of(one.certification_id, catalogue) if one.certification_id else t("page.my_data.in_general")
    return RequestLine(about, t("page.my_data.asked_on", day=t.day(one.asked_at.date())), one.message, one.answer)
