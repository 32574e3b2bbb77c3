"""What becomes of vouchers: redeemed up to a last day, or expired, with the money of each fund in them."""

import base64
import secrets
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from data.allocation_tables import allocation_run
from data.audit_store import AuditAction, put_on_record
from data.domain import LearnerId
from data.errors import AppError, NotFoundError
from data.rights import ProgrammeRights
from data.tables import learner, voucher
from data.upsert import Row, chunks, upsert
from data.voucher_tables import voucher_money, voucher_terms

_CODE_LETTERS: Final = 12
_CODE_BYTES: Final = 8
_RUN_ID_LETTERS: Final = 32


class VoucherState(StrEnum):
    """What became of a voucher; one without a last day, as partners' files bring, is open until it is redeemed."""

    OPEN = "open"
    REDEEMED = "redeemed"
    EXPIRED = "expired"


class RedemptionError(AppError):
    """A voucher cannot be redeemed on that day: redeemed before, expired, or not given yet."""

    status = 409
    key = "error.redemption"


@dataclass(frozen=True, slots=True)
class VoucherCounts:
    """Vouchers of a group by what became of them."""

    group: str
    n_open: int
    n_redeemed: int
    n_expired: int


@dataclass(frozen=True, slots=True)
class FundVouchers:
    """Vouchers that a fund pays for, and its centavos in them, each by what became of them."""

    counts: VoucherCounts
    open_centavos: int
    redeemed_centavos: int
    expired_centavos: int


@dataclass(frozen=True, slots=True)
class FoundVoucher:
    """A voucher by its code, or by the number that a partner's file gave it."""

    code: str
    voucher_id: str
    granted_on: date
    expires_on: date | None
    redeemed_on: date | None

    def trouble(self, day: date) -> str | None:
        """Why it cannot be redeemed on a day; ``None`` where it can, or was on that very day."""
        if self.redeemed_on is not None and self.redeemed_on != day:
            return "the voucher was redeemed before"
        if day < self.granted_on:
            return "redeemed_on is before the voucher was given"
        if self.expires_on is not None and day > self.expires_on:
            return "redeemed_on is after the voucher's last day"
        return None


def put_terms(
    connection: sa.Connection, vouchers: Sequence[tuple[str, LearnerId, date]], valid_days: int
) -> Mapping[str, str]:
    """Give vouchers their last day and a code each, and return the codes by number of the voucher.

    A code is drawn at random, so that who knows some can guess no other; a voucher that has one keeps it. Vouchers are
    told by number, holder and the day that they were given.
    """
    codes = _codes_of(connection, [voucher_id for voucher_id, _, _ in vouchers])
    codes.update({voucher_id: _new_code() for voucher_id, _, _ in vouchers if voucher_id not in codes})
    rows = [
        {
            "voucher_id": voucher_id,
            "learner_id": learner_id,
            "code": codes[voucher_id],
            "expires_on": granted_on + timedelta(days=valid_days),
        }
        for voucher_id, learner_id, granted_on in vouchers
    ]
    upsert(connection, voucher_terms, rows, ["voucher_id"])
    return codes


def _new_code() -> str:
    """Letters and digits that people copy: 60 random bits."""
    return base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode()[:_CODE_LETTERS]


def _codes_of(connection: sa.Connection, voucher_ids: Sequence[str]) -> dict[str, str]:
    codes: dict[str, str] = {}
    for some in chunks(voucher_ids):
        rows = connection.execute(
            sa.select(voucher_terms.c.voucher_id, voucher_terms.c.code).where(voucher_terms.c.voucher_id.in_(some))
        )
        codes.update({row[0]: row[1] for row in rows})
    return codes


def put_money(connection: sa.Connection, rows: Sequence[Row]) -> None:
    """Note what each fund put into vouchers."""
    upsert(connection, voucher_money, rows, ["voucher_id", "fund_id"])


def state_of(redeemed_on: date | None, expires_on: date | None, today: date) -> VoucherState:
    """What became of a voucher up to a day."""
    if redeemed_on is not None:
        return VoucherState.REDEEMED
    return VoucherState.EXPIRED if expires_on is not None and expires_on < today else VoucherState.OPEN


def counts_by_certification(connection: sa.Connection, today: date) -> tuple[VoucherCounts, ...]:
    """Vouchers of each certification, by its id."""
    return _counts(connection, voucher.c.certification_id, today)


def counts_by_state(connection: sa.Connection, today: date) -> tuple[VoucherCounts, ...]:
    """Vouchers of the learners of each federal entity, by its id."""
    return _counts(connection, learner.c.state_id, today)


def vouchers_by_fund(connection: sa.Connection, today: date) -> tuple[FundVouchers, ...]:
    """Vouchers of published allocations by fund; one that two funds pay for stands at both."""
    fund, money = voucher_money.c.fund_id, sa.func.sum(voucher_money.c.centavos)
    state = _state(today)
    rows = connection.execute(
        sa.select(fund, state, sa.func.count(), money)
        .join(voucher, voucher.c.voucher_id == voucher_money.c.voucher_id)
        .outerjoin(voucher_terms, voucher_terms.c.voucher_id == voucher.c.voucher_id)
        .group_by(fund, state)
        .order_by(fund)
    )
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for row in rows:
        found.setdefault(row[0], {})[row[1]] = (row[2], int(row[3]))
    return tuple(_fund_vouchers(fund_id, states) for fund_id, states in found.items())


def expired_money(connection: sa.Connection, today: date) -> Counter[str]:
    """Centavos of expired vouchers by fund, which these may spend again."""
    return Counter({one.counts.group: one.expired_centavos for one in vouchers_by_fund(connection, today)})


def seats_in_use(connection: sa.Connection, since: date, today: date) -> Counter[str]:
    """Vouchers that published allocations gave from a day on and that are not expired, by certification."""
    run_id = sa.func.substr(voucher.c.voucher_id, 1, _RUN_ID_LETTERS)
    rows = connection.execute(
        sa.select(voucher.c.certification_id, sa.func.count())
        .join(allocation_run, allocation_run.c.allocation_run_id == run_id)
        .outerjoin(voucher_terms, voucher_terms.c.voucher_id == voucher.c.voucher_id)
        .where(voucher.c.granted_on >= since, _state(today) != VoucherState.EXPIRED.value)
        .group_by(voucher.c.certification_id)
    )
    return Counter({row[0]: row[1] for row in rows})


def vouchers_by_code(connection: sa.Connection, codes: Collection[str]) -> Mapping[str, FoundVoucher]:
    """Vouchers by code as it was typed, in capitals or not, or by their own number where they have no code.

    Codes of no voucher are left out.
    """
    found: dict[str, FoundVoucher] = {}
    for some in chunks(sorted({written for code in codes for written in (code, code.upper())})):
        code = sa.func.coalesce(voucher_terms.c.code, voucher.c.voucher_id)
        rows = connection.execute(
            sa.select(
                code, voucher.c.voucher_id, voucher.c.granted_on, voucher_terms.c.expires_on, voucher.c.redeemed_on
            )
            .outerjoin_from(voucher, voucher_terms, voucher_terms.c.voucher_id == voucher.c.voucher_id)
            .where(voucher_terms.c.code.in_(some) | (voucher_terms.c.code.is_(None) & voucher.c.voucher_id.in_(some)))
        )
        found.update({row[0]: FoundVoucher(*row) for row in rows})
    meant = {code: found.get(code) or found.get(code.upper()) for code in codes}
    return {code: one for code, one in meant.items() if one is not None}


def redeem(connection: sa.Connection, rights: ProgrammeRights, code: str, day: date, moment: datetime) -> None:
    """Note that a voucher was redeemed on a day, on the record; the same day again changes nothing.

    Raises
    ------
    NotFoundError
        If no voucher has this code.
    RedemptionError
        If it cannot be redeemed on that day.
    """
    found = vouchers_by_code(connection, [code]).get(code)
    if found is None:
        raise NotFoundError("no voucher has this code")
    trouble = found.trouble(day)
    if trouble is not None:
        raise RedemptionError(trouble)
    if mark_redeemed(connection, {found.voucher_id: day}):
        put_on_record(connection, AuditAction.VOUCHER_REDEEMED, found.code, moment, rights.account_id)


def mark_redeemed(connection: sa.Connection, days: Mapping[str, date]) -> int:
    """Note the day on which each voucher was redeemed, by its number; returns how many were not yet."""
    its = voucher.c.voucher_id == sa.bindparam("its_id")
    marked = 0
    for voucher_id, day in days.items():
        marked += connection.execute(
            sa.update(voucher).where(its, voucher.c.redeemed_on.is_(None)).values(redeemed_on=sa.bindparam("its_day")),
            {"its_id": voucher_id, "its_day": day},
        ).rowcount
    return marked


def _state(today: date) -> sa.ColumnElement[str]:
    return sa.case(
        (voucher.c.redeemed_on.is_not(None), VoucherState.REDEEMED.value),
        (sa.func.coalesce(voucher_terms.c.expires_on, today) < today, VoucherState.EXPIRED.value),
        else_=VoucherState.OPEN.value,
    )


def _counts(connection: sa.Connection, group: sa.ColumnElement[str], today: date) -> tuple[VoucherCounts, ...]:
    state = _state(today)
    rows = connection.execute(
        sa.select(group, state, sa.func.count())
        .select_from(voucher)
        .join(learner, learner.c.learner_id == voucher.c.learner_id)
        .outerjoin(voucher_terms, voucher_terms.c.voucher_id == voucher.c.voucher_id)
        .group_by(group, state)
        .order_by(group)
    )
    found: dict[str, Counter[str]] = {}
    for row in rows:
        found.setdefault(row[0], Counter())[row[1]] = row[2]
    return tuple(_voucher_counts(name, counts) for name, counts in found.items())


def _voucher_counts(group: str, counts: Mapping[str, int]) -> VoucherCounts:
    return VoucherCounts(group, *(counts.get(state.value, 0) for state in VoucherState))


def _fund_vouchers(fund_id: str, states: Mapping[str, tuple[int, int]]) -> FundVouchers:
    counts = _voucher_counts(fund_id, {state: n for state, (n, _) in states.items()})
    return FundVouchers(counts, *(states.get(state.value, (0, 0))[1] for state in VoucherState))
