"""The limits of a certificate in words: what each is about and, where there is one, the page that tells of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa

from api.i18n import Texts
from api.programme.funds import programme_funds
from api.programme.levers import TWO_IN_TEN
from api.state_names import state_name
from data.catalogue import Catalogue
from data.domain import CertificationId, FundId, InstitutionId, LearnerKind, VendorId
from recommender.allocation.breaches import Limit
from recommender.allocation.running.names import RuleKind

_KINDS: Final[Mapping[Limit, str]] = {
    Limit.SEATS: "limit.seats",
    Limit.BUDGET: "limit.budget",
    Limit.AT_MOST: "limit.at_most",
    Limit.AT_LEAST: "limit.at_least",
    Limit.PARITY: "limit.parity",
    Limit.MINIMUM_GROUP: "limit.minimum_group",
}
"""Kinds of limits that a certificate has."""

STATE: Final = "state_id"
"""The column of learners' states."""

_COLUMNS: Final[Mapping[str, str]] = {STATE: "column.state_id", "kind": "column.kind"}


@dataclass(frozen=True, slots=True)
class LimitKey:
    """A limit's name in a certificate, taken apart; ``rest`` is what it is about."""

    kind: Limit
    rest: str

    @classmethod
    def parsed(cls, key: str) -> "LimitKey":
        """Read ``budget:federal``.

        Examples
        --------
        >>> LimitKey.parsed("at_most:vendor_seats:oracle")
        LimitKey(kind=<Limit.AT_MOST: 'at_most'>, rest='vendor_seats:oracle')
        """
        kind, _, rest = key.partition(":")
        return cls(Limit(kind), rest)

    @property
    def vendor_id(self) -> VendorId | None:
        """The vendor whose seats are limited."""
        prefix = f"{RuleKind.VENDOR_SEATS}:"
        return VendorId(self.rest.removeprefix(prefix)) if self.rest.startswith(prefix) else None


@dataclass(frozen=True, slots=True)
class LimitNames:
    """Names of limits in a reader's language; ``funds`` by id, as pledges are not of the catalogue."""

    catalogue: Catalogue
    funds: Mapping[str, str]
    t: Texts

    def fund(self, fund_id: str) -> str:
        """The name of a fund; its id where it is known no more."""
        known = self.catalogue.funds.get(FundId(fund_id))
        return self.funds.get(fund_id) or (self.t.label(known.label) if known else fund_id)

    def certification(self, certification_id: str) -> str:
        """The name of a certification; its id where the catalogue has dropped it."""
        known = self.catalogue.certifications.get(CertificationId(certification_id))
        return known.name if known else certification_id

    def group(self, column: str, value: str) -> str:
        """The name of a group of learners."""
        if column == STATE:
            return state_name(value, self.catalogue, self.t)
        return self.t.word(LearnerKind(value)) if column == "kind" and value in set(LearnerKind) else value

    def limit(self, key: LimitKey) -> str:
        """What a limit is about."""
        kind = self.t(_KINDS[key.kind])
        return self.t("limit.named", kind=kind, name=self._subject(key))

    def url(self, key: LimitKey) -> str | None:
        """The page from which a limit comes."""
        if key.kind is Limit.BUDGET:
            return f"/programa/fondos#fund-{key.rest}"
        if key.vendor_id is not None:
            return f"/programa/fondos#vendor-{key.vendor_id}"
        if key.kind in (Limit.SEATS, Limit.MINIMUM_GROUP) and key.rest in self.catalogue.certifications:
            return f"/certificaciones/{key.rest}"
        return None

    def _subject(self, key: LimitKey) -> str:
        if key.kind is Limit.BUDGET:
            return self.fund(key.rest)
        if key.kind is Limit.PARITY:
            return self.t(_COLUMNS[key.rest]) if key.rest in _COLUMNS else key.rest
        if key.kind in (Limit.SEATS, Limit.MINIMUM_GROUP):
            return self.certification(key.rest)
        if key.vendor_id is not None:
            known = self.catalogue.vendors.get(key.vendor_id)
            return known.name if known else key.vendor_id
        return self._target(key.rest.removeprefix(f"{RuleKind.TARGET}:"))

    def _target(self, rest: str) -> str:
        name, _, group = rest.partition(":")
        label = self.t("limit.two_in_ten") if name == TWO_IN_TEN else name
        institution = self.catalogue.institutions.get(InstitutionId(group))
        return f"{label}: {institution.name if institution else group}" if group else label


def limit_names(connection: sa.Connection, catalogue: Catalogue, t: Texts, today: date) -> LimitNames:
    """Names of what certificates limit, with those of the pledges that are funds now."""
    funds = {one.id: t.label(one.label) for one in programme_funds(connection, catalogue, today)}
    return LimitNames(catalogue, funds, t)
