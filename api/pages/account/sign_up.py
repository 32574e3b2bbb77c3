"""Sign up, and confirm the e-mail address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from api.accounts import sign_up
from api.accounts.links import account_of_link
from api.accounts.passwords import WeakPasswordError, password_hash
from api.accounts.sign_up import Applicant
from api.dependencies import NetworkAddressDep, NowDep, PageTextsDep, PartsDep, ReadingDep, VisitDep, WritingDep
from api.i18n import Texts
from api.navigation import home_of
from api.pages.account.password_page import PasswordPage, TokenPath, password_page
from api.pages.account.sent import sent_page
from api.pages.explore_form import FormFields, FormValues, fields_of, visitor_of
from api.pages.frame import Frame, frame_of, render
from api.pages.log_in import begin_browser_session
from api.visitor import UnknownIdsError, visitor_history
from api.web.forms import PostedDep, password_field, text_field
from data.account_store import plain_email
from data.catalogue import Catalogue
from data.domain import Learner
from data.errors import AppError, InputError
from data.session_store import TokenPurpose

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SignUpPage:
    """All that ``account/sign_up.html`` may use; ``errors`` has a message by name of field."""

    frame: Frame
    email: str
    name: str
    fields: FormFields
    errors: Mapping[str, str]


@router.get("/registro")
def show_sign_up(request: Request, parts: PartsDep, t: PageTextsDep, visit: VisitDep) -> Response:
    """Show the empty form; who is logged in already goes home."""
    if visit.account is not None:
        return RedirectResponse(home_of(visit.account.role), status_code=303)
    page = SignUpPage(_frame(request, t), "", "", fields_of(FormValues(), parts.catalogue, t), {})
    return render(request, "account/sign_up.html", page, t)


@router.post("/registro")
def take_sign_up(
    request: Request,
    form: PostedDep,
    connection: WritingDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
    network_address: NetworkAddressDep,
) -> Response:
    """Store the learner and write to the address; or show the form with what is wrong."""
    applicant, wrong = _applicant(form, parts.catalogue, t, now.date())
    if applicant is None:
        fields = fields_of(FormValues.of(form), parts.catalogue, t)
        errors = {field: t(key) for field, key in wrong.items()}
        page = SignUpPage(_frame(request, t), text_field(form, "email", 254), text_field(form, "name"), fields, errors)
        return render(request, "account/sign_up.html", page, t, status=422)
    sign_up.sign_up(connection, applicant, parts.settings, network_address=network_address, moment=now)
    return RedirectResponse("/registro/enviado", status_code=303)


@router.get("/registro/enviado")
def show_sent(request: Request, parts: PartsDep, t: PageTextsDep, _visit: VisitDep) -> HTMLResponse:
    """Tell where to go on."""
    return sent_page(request, parts, t, t("page.sent.sign_up"))


@router.get("/registro/{token}")
def show_confirmation(
    request: Request, token: TokenPath, connection: ReadingDep, t: PageTextsDep, now: NowDep, _visit: VisitDep
) -> HTMLResponse:
    """Ask for the password; a link that is only looked at, as mail programs do, is not used up."""
    account_of_link(connection, token, TokenPurpose.CONFIRMATION, now)
    return password_page(request, t, _confirmation(request, t, token))


@router.post("/registro/{token}")
def take_confirmation(
    request: Request,
    token: TokenPath,
    form: PostedDep,
    connection: WritingDep,
    parts: PartsDep,
    visit: VisitDep,
    t: PageTextsDep,
    now: NowDep,
    network_address: NetworkAddressDep,
) -> Response:
    """Make the account usable and log in."""
    password = password_field(form, "password")
    confirmed = sign_up.confirm(
        connection, token, password, parts.settings, network_address=network_address, moment=now
    )
    if isinstance(confirmed, AppError):
        return password_page(request, t, _confirmation(request, t, token), confirmed)
    return begin_browser_session(connection, visit, *confirmed, is_https=parts.settings.is_https)


def _applicant(form: FormData, catalogue: Catalogue, t: Texts, today: date) -> tuple[Applicant | None, dict[str, str]]:
    """Who signs up, or the message key of each wrong field."""
    learner, wrong = _learner(form, catalogue, today)
    email, hashed = "", ""
    try:
        email = plain_email(text_field(form, "email", 300))
    except InputError:
        wrong["email"] = "error.field.email"
    try:
        hashed = password_hash(password_field(form, "password"), email=email)
    except WeakPasswordError as error:
        wrong["password"] = error.key
    if not text_field(form, "notice"):
        wrong["notice"] = "error.field.notice"
    if learner is None or wrong:
        return None, wrong
    return Applicant(email, text_field(form, "name") or None, hashed, t.language, learner), wrong


def _learner(form: FormData, catalogue: Catalogue, today: date) -> tuple[Learner | None, dict[str, str]]:
    """What the public form's fields say of a learner, without an id, or the message key of each wrong field."""
    visitor, wrong = visitor_of(FormValues.of(form))
    if visitor is None:
        return None, wrong
    try:
        learner = visitor_history(visitor, catalogue, today).learner
    except UnknownIdsError as error:
        return None, dict.fromkeys(error.fields, "error.field.choice")
    # Nobody asked when the studies began.
    return replace(learner, started_on=None), wrong


def _confirmation(request: Request, t: Texts, token: str) -> PasswordPage:
    return PasswordPage(
        frame_of(request, t, t("page.confirmation.title"), shows_invented=False),
        intro=t("page.confirmation.intro"),
        action=f"/registro/{token}",
        submit=t("page.confirmation.submit"),
        is_new=False,
    )


def _frame(request: Request, t: Texts) -> Frame:
    return frame_of(request, t, t("page.sign_up.title"), shows_invented=False)
