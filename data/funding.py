"""Who pays for vouchers: funds, and what vendors agreed to."""

from dataclasses import dataclass
from enum import StrEnum

from data.domain import FundId, Label, StateId, VendorId


class FundKind(StrEnum):
    """Whose money pays a share of a voucher."""

    FEDERAL = "federal"
    STATE = "state"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A vendor's volume agreement: ``discount`` is the share taken off the list price."""

    vendor_id: VendorId
    discount: float
    seats_a_year: int
    minimum_group: int


@dataclass(frozen=True, slots=True)
class Fund:
    """Money that pays ``share_paid`` of a voucher; ``state_id`` limits it to one state."""

    id: FundId
    kind: FundKind
    label: Label
    state_id: StateId | None
    share_paid: float
    budget_centavos: int
