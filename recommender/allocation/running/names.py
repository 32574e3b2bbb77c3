"""The names behind the row numbers of a problem: what its arrays were built from."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from data.allocation.scenario_tables import Payer
from data.domain import CertificationId, FundId, Label, LearnerId, VendorId
from data.errors import NotFoundError
from recommender.allocation.breaches import Limit, Use


class RuleKind(StrEnum):
    """Where a rule that counts vouchers comes from."""

    TARGET = "target"
    VENDOR_SEATS = "vendor_seats"


@dataclass(frozen=True, slots=True)
class RuleName:
    """A rule's name; ``value`` is the group that it holds for where it holds once for each, else empty.

    ``label`` is what the scenario calls a target; of a vendor's seats it is the vendor's id.
    """

    kind: RuleKind
    label: Label
    value: str = ""

    @property
    def key(self) -> str:
        """One text that no other rule of the scenario has."""
        return ":".join(filter(None, (self.kind.value, self.label.es, self.value)))


@dataclass(frozen=True, slots=True)
class ParityName:
    """Column of learners whose values are compared, and the values in the order of `Parity.size`."""

    column: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """Ids in the order of the rows of a `NationalProblem`; ``objecting`` learners are in none of its arrays."""

    learner_ids: Sequence[LearnerId]
    certification_ids: tuple[CertificationId, ...]
    vendor_ids: tuple[VendorId, ...]
    fund_ids: tuple[FundId, ...]
    payers: tuple[Payer, ...]
    rules: tuple[RuleName, ...]
    parities: tuple[ParityName, ...]
    objecting: frozenset[LearnerId]

    def learner_row(self, learner_id: LearnerId) -> int:
        """Row of a learner.

        Raises
        ------
        NotFoundError
            If the plan does not decide about this learner.
        """
        if learner_id in self.objecting:
            raise NotFoundError(f"{learner_id} objects to automated decisions; a person of the programme decides")
        try:
            return self.learner_ids.index(learner_id)
        except ValueError as error:
            raise NotFoundError(f"{learner_id} is not among the learners of the scenario") from error


def constraint_key(use: Use, names: Names) -> str:
    """One text for a limit, which no other limit has."""
    name = {
        Limit.SEATS: names.certification_ids,
        Limit.MINIMUM_GROUP: names.certification_ids,
        Limit.BUDGET: names.fund_ids,
        Limit.AT_MOST: [rule.key for rule in names.rules],
        Limit.AT_LEAST: [rule.key for rule in names.rules],
        Limit.PARITY: [parity.column for parity in names.parities],
    }[use.kind][use.row]
    return f"{use.kind}:{name}"
