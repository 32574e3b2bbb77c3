"""A learner's vouchers: applying for one, what became of it, and those given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from urllib.parse import urlencode

import sqlalchemy as sa
from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.allocation.decision_texts import CatalogueNames, flip_texts, reason_text
from api.dependencies import ID_PATTERN, LearnerDep, NowDep, PageTextsDep, PartsDep, WritingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.frame import Frame, frame_of, render
from api.pages.prerequisite_picture import certification_url
from api.pages.student.ways import student_ways
from api.student import vouchers
from api.student.obstacle_texts import obstacle_text
from api.student.vouchers import Applicant, NotEligibleError
from data import application_store, decision_store, learner_store, voucher_store
from data.application_store import Application, is_open
from data.catalogue import Catalogue
from data.decision_store import KeptDecision
from data.domain import ApplicationState, CertificationId
from data.rights import LearnerRights
from data.voucher_life_store import VoucherState
from data.voucher_store import Voucher
from recommender.allocation.explaining.decision import Decision

_STATE_KEYS: Final[Mapping[ApplicationState, str]] = {
    ApplicationState.APPLIED: "application.applied",
    ApplicationState.WITHDRAWN: "application.withdrawn",
    ApplicationState.GRANTED: "application.granted",
    ApplicationState.REFUSED: "application.refused",
}

router = APIRouter(prefix="/mi")


@dataclass(frozen=True, slots=True)
class Wish:
    """The certification that one is about to apply for; it cannot be where there are ``obstacles``."""

    certification_id: CertificationId
    name: str
    obstacles: tuple[str, ...]
    is_applied: bool


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """An application in words; ``withdraw_url`` is ``None`` where it has ended."""

    name: str
    url: str
    state: str
    dates: str
    reason: str | None
    withdraw_url: str | None


@dataclass(frozen=True, slots=True)
class VoucherLine:
    """A voucher in words; ``code`` is there while it can be redeemed by it."""

    name: str
    granted: str
    fate: str
    code: str | None


@dataclass(frozen=True, slots=True)
class DecisionView:
    """The last decision in words; ``changes`` are those that alone would have given a voucher."""

    decided: str
    reason: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VouchersPage:
    """All that ``student/vouchers.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    confirmation: str | None
    wish: Wish | None
    applications: tuple[ApplicationLine, ...]
    decision: DecisionView | None
    vouchers: tuple[VoucherLine, ...]


@router.get("/vales")
def show_vouchers(
    request: Request,
    connection: WritingDep,
    rights: LearnerDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
    c: Annotated[str, Query(max_length=64)] = "",
) -> HTMLResponse:
    """Show applications and vouchers, and the form for the certification that the address names."""
    wanted = CertificationId(c) if c in parts.catalogue.certifications else None
    found = vouchers.applicant(connection, rights, wanted, parts.catalogue, now) if wanted else None
    return _page(request, connection, rights, parts.catalogue, t, wanted, found, now.date())


@router.post("/vales")
def apply_for_voucher(
    request: Request,
    connection: WritingDep,
    rights: LearnerDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
    certification_id: Annotated[str, Form(max_length=64, pattern=ID_PATTERN)],
) -> Response:
    """Store an application and go back to the page; or show it with what stands in the way."""
    wanted = CertificationId(certification_id)
    try:
        vouchers.apply(connection, rights, wanted, parts.catalogue, now)
    except NotEligibleError as error:
        found = Applicant(learner_store.get_learner(connection, rights.learner_id), error.obstacles)
        return _page(request, connection, rights, parts.catalogue, t, wanted, found, now.date(), status=error.status)
    return RedirectResponse(f"/mi/vales?{urlencode({'applied': certification_id})}#confirmation", status_code=303)


@router.post("/vales/{application_id}/retirar")
def withdraw_application(
    connection: WritingDep,
    rights: LearnerDep,
    now: NowDep,
    application_id: Annotated[str, Path(max_length=64, pattern=ID_PATTERN)],
) -> RedirectResponse:
    """Take an application back."""
    application_store.withdraw(connection, rights, application_id, now)
    return RedirectResponse("/mi/vales?withdrawn=1#confirmation", status_code=303)


def _page(
    request: Request,
    connection: sa.Connection,
    rights: LearnerRights,
    catalogue: Catalogue,
    t: Texts,
    wanted: CertificationId | None,
    found: Applicant | None,
    today: date,
    *,
    status: int = 200,
) -> HTMLResponse:
    applications = application_store.applications_of(connection, rights)
    learner = found.learner if found else learner_store.get_learner(connection, rights.learner_id)
    page = VouchersPage(
        frame=frame_of(request, t, t("page.vouchers.title"), shows_invented=learner.is_invented),
        ways=student_ways(request, t),
        confirmation=_confirmation(request, catalogue, t),
        wish=_wish(wanted, found, applications, catalogue, t) if wanted and found else None,
        applications=tuple(_application(one, catalogue, t) for one in applications),
        decision=_decision(decision_store.newest_decision(connection, rights), catalogue, t),
        vouchers=tuple(_voucher(one, today, catalogue, t) for one in voucher_store.vouchers_of(connection, rights)),
    )
    return render(request, "student/vouchers.html", page, t, status=status)


def _wish(
    wanted: CertificationId,
    found: Applicant,
    applications: tuple[Application, ...],
    catalogue: Catalogue,
    t: Texts,
) -> Wish:
    return Wish(
        wanted,
        catalogue.certifications[wanted].name,
        tuple(obstacle_text(one, catalogue, t) for one in found.obstacles),
        is_applied=any(one.certification_id == wanted and is_open(one) for one in applications),
    )


def _application(one: Application, catalogue: Catalogue, t: Texts) -> ApplicationLine:
    dates = [t("page.vouchers.applied_on", day=t.day(one.applied_at.date()))]
    if one.ended_at is not None:
        dates.append(t("page.vouchers.ended_on", day=t.day(one.ended_at.date())))
    return ApplicationLine(
        name=name_of(one.certification_id, catalogue),
        url=certification_url(one.certification_id),
        state=t(_STATE_KEYS[one.state]),
        dates=" ".join(dates),
        reason=one.reason,
        withdraw_url=f"/mi/vales/{one.id}/retirar" if is_open(one) else None,
    )


def _voucher(one: Voucher, today: date, catalogue: Catalogue, t: Texts) -> VoucherLine:
    granted = t("page.vouchers.granted_on", day=t.day(one.granted_on))
    state = one.state(today)
    code = one.code if state is VoucherState.OPEN else None
    return VoucherLine(name_of(one.certification_id, catalogue), granted, _fate(one, state, t), code)


def _fate(one: Voucher, state: VoucherState, t: Texts) -> str:
    """What became of it, or what is still to be done."""
    if one.redeemed_on is not None:
        return t("page.vouchers.redeemed_on", day=t.day(one.redeemed_on))
    if one.expires_on is None:
        return t("page.vouchers.not_redeemed")
    if state is VoucherState.EXPIRED:
        return t("page.vouchers.expired_on", day=t.day(one.expires_on))
    return t("page.vouchers.open_until", day=t.day(one.expires_on))


def _decision(kept: KeptDecision | None, catalogue: Catalogue, t: Texts) -> DecisionView | None:
    if kept is None:
        return None
    decision, names = Decision.from_json(kept.facts), CatalogueNames(catalogue, t)
    return DecisionView(
        decided=t("page.vouchers.decided_on", day=t.day(kept.decided_at.date())),
        reason=reason_text(decision, t, names.certification, names.fund),
        changes=flip_texts(decision, t, names.certification, names.fund),
    )


def name_of(certification_id: CertificationId, catalogue: Catalogue) -> str:
    """The name of a certification; its id where the catalogue has dropped it."""
    one = catalogue.certifications.get(certification_id)
    return one.name if one else certification_id


def _confirmation(request: Request, catalogue: Catalogue, t: Texts) -> str | None:
    """What was just done, from the address that the forms lead to."""
    applied = catalogue.certifications.get(CertificationId(request.query_params.get("applied", "")))
    if applied is not None:
        return t("page.vouchers.applied", name=applied.name)
    return t("page.vouchers.withdrawn") if "withdrawn" in request.query_params else None
