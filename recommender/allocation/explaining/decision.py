"""What one learner is told of a plan, by names instead of rows: kept, sent and put into words in any language.

Nothing in it is of another person: prices come from all who applied, and are told with three digits.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

import numpy as np

from data.domain import CertificationId, FundId, Label
from recommender.allocation.explaining.explained_run import ExplainedRun
from recommender.allocation.explaining.explanations import Reason
from recommender.allocation.explaining.flips import Flip, FlipKind, Flips
from recommender.allocation.running.names import Names

_DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class Share:
    """A fund's part of a voucher."""

    fund_id: FundId
    centavos: int


@dataclass(frozen=True, slots=True)
class NamedFlip:
    """A change alone that gives the voucher for ``certification_id``; ``amount`` as in `Flip`.

    ``fund_ids`` of `FlipKind.BUDGET`, ``label`` of a rule or a parity.
    """

    kind: FlipKind
    amount: float
    certification_id: CertificationId
    fund_ids: tuple[FundId, ...] = ()
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a learner got and why.

    Attributes
    ----------
    certification_id
        Of the voucher, or of the one that came nearest.
    shares
        Who pays, or would have paid at least cost.
    own_centavos
        What is left to the learner.
    limit
        The rule or the compared column that was binding.
    fund_id
        The fund that was binding.
    worth, needed, best
        As in `Explanations`, to three digits.
    flips, not_found
        ``None`` where they were not looked for.
    """

    reason: Reason
    certification_id: CertificationId | None = None
    shares: tuple[Share, ...] = ()
    own_centavos: int | None = None
    limit: Label | None = None
    fund_id: FundId | None = None
    worth: float | None = None
    needed: float | None = None
    best: float | None = None
    chance: float = 0.0
    flips: tuple[NamedFlip, ...] | None = None
    not_found: tuple[FlipKind, ...] | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values, without what is empty; `from_json` makes the same decision of them."""
        found = {name: value for name, value in asdict(self).items() if value is not None and value != ()}
        return {**found, "reason": self.reason.name.lower()}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        """The decision that was written."""
        values = dict(given)
        values["reason"] = Reason[values["reason"].upper()]
        values["shares"] = tuple(Share(**one) for one in values.get("shares", ()))
        values["limit"] = _label(values.get("limit"))
        for name, read in (("flips", _flip), ("not_found", FlipKind)):
            if name in values:
                values[name] = tuple(read(one) for one in values[name])
        return cls(**values)


def decision_of(run: ExplainedRun, learner: int, found: Flips | None = None) -> Decision:
    """What to tell the learner of a row."""
    told, names, problem = run.explanations, run.built.names, run.problem
    reason, option = Reason(told.reason[learner]), int(told.option[learner])
    alternative, row = int(told.alternative[learner]), int(told.row[learner])
    shares: tuple[Share, ...] = ()
    if option >= 0 and alternative >= 0:
        certification = problem.options.certification[option]
        charges = problem.payments.charges(problem.price)[alternative, :, certification]
        pays = problem.payments.pays_part[alternative] & (charges > 0)
        budgets = problem.payments.budget[alternative]
        shares = tuple(Share(names.fund_ids[budgets[place]], int(charges[place])) for place in np.flatnonzero(pays))
    return Decision(
        reason=reason,
        certification_id=_certification(run, option) if option >= 0 else None,
        shares=shares,
        own_centavos=int(told.own_part[learner]) if told.own_part[learner] >= 0 else None,
        limit=_limit(reason, row, names),
        fund_id=names.fund_ids[row] if reason is Reason.BUDGET else None,
        worth=_digits(told.worth[learner]),
        needed=_digits(told.needed[learner]),
        best=_digits(told.best[learner]),
        chance=float(told.chance[learner]),
        flips=None if found is None else tuple(_named(flip, run) for flip in found.found),
        not_found=None if found is None else found.not_found,
    )


def _certification(run: ExplainedRun, option: int) -> CertificationId:
    return run.built.names.certification_ids[int(run.problem.options.certification[option])]


def _limit(reason: Reason, row: int, names: Names) -> Label | None:
    if reason is Reason.RULE:
        return _rule(row, names)
    return _column(row, names) if reason is Reason.PARITY else None


def _rule(row: int, names: Names) -> Label:
    rule = names.rules[row]
    return Label(*(f"{text}: {rule.value}" if rule.value else text for text in (rule.label.es, rule.label.en)))


def _column(row: int, names: Names) -> Label:
    column = names.parities[row].column
    return Label(column, column)


def _named(flip: Flip, run: ExplainedRun) -> NamedFlip:
    names, row = run.built.names, flip.rows[0]
    label: Label | None = None
    if flip.kind is FlipKind.RULE:
        label = _rule(row, names)
    elif flip.kind is FlipKind.PARITY:
        label = _column(row, names)
    funds = tuple(names.fund_ids[one] for one in flip.rows) if flip.kind is FlipKind.BUDGET else ()
    amount = _digits(flip.amount) if flip.kind is FlipKind.VALUE else float(flip.amount)
    return NamedFlip(flip.kind, amount or 0.0, _certification(run, flip.option), funds, label)


def _digits(value: float) -> float | None:
    return float(f"{value:.{_DIGITS}g}") if np.isfinite(value) else None


def _label(given: Mapping[str, str] | None) -> Label | None:
    return None if given is None else Label(**given)


def _flip(given: Mapping[str, Any]) -> NamedFlip:
    values = {**given, "kind": FlipKind(given["kind"]), "fund_ids": tuple(given.get("fund_ids", ()))}
    return NamedFlip(**{**values, "label": _label(given.get("label"))})
