"""The programme's money: funds and pledges with what published plans spent, agreements with what was given of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from api.small_groups import shown_alone
from data import pledge_store
from data.allocation.published_spending import spent_of_funds
from data.allocation.scenario_tables import Payer
from data.catalogue import Catalogue
from data.domain import CertificationId, Label, StateId, VendorId
from data.funding import Agreement
from data.goal_store import Given
from data.pledge_store import Pledge


@dataclass(frozen=True, slots=True)
class ProgrammeFund:
    """A fund as allocations from the database see it; empty ``state_ids`` are every state.

    ``spent_centavos`` is what published plans took of it, without what expired unused; ``expires_on`` is the last day
    of a company's pledge.
    """

    id: str
    payer: Payer
    label: Label
    state_ids: tuple[StateId, ...]
    share_paid: float
    budget_centavos: int
    spent_centavos: int
    expires_on: date | None

    @property
    def left_centavos(self) -> int:
        """What is left to spend, at least 0."""
        return max(0, self.budget_centavos - self.spent_centavos)

    @property
    def left_percent(self) -> int:
        """The whole percentage of the budget that is left, rounded down."""
        return 100 * self.left_centavos // self.budget_centavos if self.budget_centavos else 0


@dataclass(frozen=True, slots=True)
class AgreementUse:
    """An agreement and its seats given and left; ``None`` where a number would tell of one to four people."""

    agreement: Agreement
    n_given: int | None
    n_left: int | None


def programme_funds(connection: sa.Connection, catalogue: Catalogue, today: date) -> tuple[ProgrammeFund, ...]:
    """Funds in the catalogue's order, then pledges from which vouchers may be given on a day, newest first."""
    spent = spent_of_funds(connection, today)
    funds = [
        ProgrammeFund(
            one.id,
            Payer(one.kind.value),
            one.label,
            (one.state_id,) if one.state_id else (),
            one.share_paid,
            one.budget_centavos,
            spent[one.id],
            None,
        )
        for one in catalogue.funds.values()
    ]
    pledges = pledge_store.usable_pledges(connection, today)
    return (*funds, *(_of_pledge(one, spent[one.fund_id]) for one in pledges))


def agreement_uses(given: Iterable[Given], catalogue: Catalogue) -> tuple[AgreementUse, ...]:
    """Agreements in the catalogue's order, with vouchers given of their vendors' certifications."""
    of_vendor = Counter[VendorId]()
    for one in given:
        known = catalogue.certifications.get(CertificationId(one.certification_id))
        if known is not None:
            of_vendor[known.vendor_id] += one.n_vouchers
    return tuple(_use(one, of_vendor[one.vendor_id]) for one in catalogue.agreements.values())


def _use(agreement: Agreement, n_given: int) -> AgreementUse:
    shown = shown_alone(n_given)
    return AgreementUse(agreement, shown, None if shown is None else max(0, agreement.seats_a_year - shown))


def _of_pledge(one: Pledge, spent_centavos: int) -> ProgrammeFund:
    terms = one.terms
    label = Label(one.company, one.company)
    return ProgrammeFund(
        one.fund_id,
        Payer.COMPANY,
        label,
        terms.state_ids,
        terms.share_paid,
        terms.budget_centavos,
        spent_centavos,
        terms.expires_on,
    )
