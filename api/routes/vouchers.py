"""Vouchers as JSON: managers offer seats, learners claim one and see their own."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.accounts.scopes import scoped
from api.dependencies import (
    ID_PATTERN,
    CatalogueDep,
    LearnerDep,
    NowDep,
    PartsDep,
    ProgrammeDep,
    ReadingDep,
    WritingDep,
)
from api.iso_dates import IsoMoment
from api.programme.voucher_figures import voucher_table
from api.schemas.catalogue import named_certification
from api.schemas.common import NamedOut, problems
from api.student.claims import claim
from api.web.etags import UNCHANGED, IfMatch, IfNoneMatch, check_unchanged, tag_of, tagged
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data import offer_store, voucher_life_store, voucher_store
from data.catalogue import Catalogue
from data.domain import CertificationId
from data.errors import InputError, NotFoundError
from data.offer_store import NewOffer, Offer
from data.scopes import Scope
from data.voucher_life_store import VoucherState
from data.voucher_store import Voucher

router = APIRouter(prefix="/v1", tags=["vouchers"], route_class=OnceRoute)

_MOST_CENTAVOS = 100_000_000

OfferPath = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Id that opening it gave")]


class OfferIn(BaseModel):
    """Seats to be offered."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [{"certification_id": "cisco-ccst-it-support", "n_seats": 100, "public_centavos": 80000}]
        },
    )

    certification_id: str = Field(max_length=64, pattern=ID_PATTERN)
    n_seats: int = Field(strict=True, ge=1, le=100_000)
    public_centavos: int = Field(
        strict=True, ge=0, le=_MOST_CENTAVOS, description="Of each voucher, paid by public funds"
    )
    closes_at: IsoMoment | None = Field(default=None, description="Null: only the seats end it")


class OfferOut(BaseModel):
    """Seats that whoever claims first gets."""

    model_config = ConfigDict(frozen=True)

    id: str
    certification: NamedOut
    n_seats: int
    n_left: int
    public_centavos: int
    opened_at: datetime
    closes_at: datetime | None


class VoucherOut(BaseModel):
    """A learner's voucher; those of partners' files have neither code nor last day."""

    model_config = ConfigDict(frozen=True)

    certification: NamedOut
    state: VoucherState
    granted_on: date
    redeemed_on: date | None
    code: str | None = Field(description="What its holder shows to redeem it")
    expires_on: date | None = Field(description="The last day to redeem it")


class VoucherCountsOut(BaseModel):
    """Vouchers of a certification; null is a figure of one to four people, or one that would tell it."""

    model_config = ConfigDict(frozen=True)

    certification: NamedOut
    n_given: int | None
    n_open: int | None
    n_redeemed: int | None
    n_expired: int | None


class RedemptionIn(BaseModel):
    """A voucher that was redeemed."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"code": "OJRLK6OKBR2L", "redeemed_on": "2026-12-05"}]},
    )

    code: str = Field(min_length=1, max_length=64, pattern=r"^[^\x00]+$")
    redeemed_on: date = Field(description="Not later than today")


@router.get(
    "/vouchers",
    operation_id="listVoucherCounts",
    openapi_extra=scoped(Scope.VOUCHERS_READ),
    responses=problems(401, 403, 422, 503),
)
def list_voucher_counts(
    connection: ReadingDep, _rights: ProgrammeDep, catalogue: CatalogueDep, now: NowDep, paging: PagingDep
) -> Page[VoucherCountsOut]:
    """List by certification what became of the vouchers given."""
    table = voucher_table(voucher_life_store.counts_by_certification(connection, now.date()))
    rows, next_cursor = paging.part(table.rows)
    items = [
        VoucherCountsOut(
            certification=named_certification(CertificationId(one.group), catalogue),
            n_given=one.whole,
            n_open=one.parts[0],
            n_redeemed=one.parts[1],
            n_expired=one.parts[2],
        )
        for one in rows
    ]
    return Page(items=items, next_cursor=next_cursor)


@router.post(
    "/vouchers/redeem",
    operation_id="redeemVoucher",
    openapi_extra=scoped(Scope.VOUCHERS_WRITE),
    status_code=204,
    responses=problems(400, 401, 403, 404, 409, 422, 503),
)
def redeem_voucher(redemption: RedemptionIn, connection: WritingDep, rights: ProgrammeDep, now: NowDep) -> None:
    """Mark a voucher as redeemed; 409 where it was on another day, has expired, or was not given yet."""
    if redemption.redeemed_on > now.date():
        raise InputError("redeemed_on is in the future")
    voucher_life_store.redeem(connection, rights, redemption.code, redemption.redeemed_on, now)


@router.get("/voucher-offers", operation_id="listOffers", responses=problems(422, 503))
def list_offers(connection: ReadingDep, catalogue: CatalogueDep, now: NowDep, paging: PagingDep) -> Page[OfferOut]:
    """List the offers that have seats left, oldest first."""
    offers, next_cursor = paging.part(offer_store.open_offers(connection, now))
    return Page(items=[_offer_out(one, catalogue) for one in offers], next_cursor=next_cursor)


@router.get(
    "/voucher-offers/{offer_id}",
    operation_id="showOffer",
    response_model=OfferOut,
    responses={304: UNCHANGED, **problems(404, 422, 503)},
)
def show_offer(
    offer_id: OfferPath, connection: ReadingDep, catalogue: CatalogueDep, if_none_match: IfNoneMatch = None
) -> Response:
    """Show one offer, whether it is open or has ended."""
    found = _offer_out(offer_store.offer_of(connection, offer_id), catalogue)
    return tagged(found, tag_of([found]), if_none_match)


@router.post(
    "/voucher-offers",
    operation_id="openOffer",
    openapi_extra=scoped(Scope.VOUCHERS_WRITE),
    status_code=201,
    responses=problems(400, 401, 403, 404, 422, 503),
)
def open_offer(
    offer: OfferIn, connection: WritingDep, rights: ProgrammeDep, catalogue: CatalogueDep, now: NowDep
) -> OfferOut:
    """Offer seats of a certification to whoever claims them first."""
    wanted = CertificationId(offer.certification_id)
    if wanted not in catalogue.certifications:
        raise NotFoundError(f"no certification {wanted!r}")
    new = NewOffer(wanted, offer.n_seats, offer.public_centavos, offer.closes_at)
    return _offer_out(offer_store.open_offer(connection, rights, new, now), catalogue)


@router.post(
    "/voucher-offers/{offer_id}/close",
    operation_id="closeOffer",
    openapi_extra=scoped(Scope.VOUCHERS_WRITE),
    responses=problems(401, 403, 404, 412, 422, 503),
)
def close_offer(
    offer_id: OfferPath,
    connection: WritingDep,
    rights: ProgrammeDep,
    catalogue: CatalogueDep,
    now: NowDep,
    if_match: IfMatch = None,
) -> OfferOut:
    """End an offer now. Vouchers that were claimed stay."""
    check_unchanged(if_match, tag_of([_offer_out(offer_store.offer_of(connection, offer_id), catalogue)]))
    return _offer_out(offer_store.close_offer(connection, rights, offer_id, now), catalogue)


@router.get(
    "/me/vouchers",
    operation_id="myVouchers",
    openapi_extra=scoped(Scope.VOUCHERS_READ),
    responses=problems(401, 403, 422, 503),
)
def my_vouchers(
    connection: ReadingDep, rights: LearnerDep, catalogue: CatalogueDep, now: NowDep, paging: PagingDep
) -> Page[VoucherOut]:
    """List the vouchers of whose key it is, newest first."""
    vouchers, next_cursor = paging.part(voucher_store.vouchers_of(connection, rights))
    return Page(items=[_voucher_out(one, now.date(), catalogue) for one in vouchers], next_cursor=next_cursor)


@router.post(
    "/me/vouchers/{certification_id}/claim",
    operation_id="claimVoucher",
    openapi_extra=scoped(Scope.VOUCHERS_WRITE),
    status_code=201,
    responses=problems(401, 403, 404, 409, 422, 503),
)
def claim_voucher(
    certification_id: Annotated[str, Path(max_length=64, pattern=ID_PATTERN)],
    connection: WritingDep,
    rights: LearnerDep,
    parts: PartsDep,
    now: NowDep,
) -> VoucherOut:
    """Claim a voucher of an open offer: 409 where no seat is left, or one is held already."""
    wanted, catalogue = CertificationId(certification_id), parts.catalogue
    claimed = claim(connection, rights, wanted, catalogue, now, parts.settings.voucher_days)
    return _voucher_out(claimed, now.date(), catalogue)


def _offer_out(one: Offer, catalogue: Catalogue) -> OfferOut:
    return OfferOut(
        id=one.id,
        certification=named_certification(one.certification_id, catalogue),
        n_seats=one.n_seats,
        n_left=one.n_seats - one.n_claimed,
        public_centavos=one.public_centavos,
        opened_at=one.opened_at,
        closes_at=one.closes_at,
    )


def _voucher_out(one: Voucher, today: date, catalogue: Catalogue) -> VoucherOut:
    return VoucherOut(
        certification=named_certification(one.certification_id, catalogue),
        state=one.state(today),
        granted_on=one.granted_on,
        redeemed_on=one.redeemed_on,
        code=one.code,
        expires_on=one.expires_on,
    )
