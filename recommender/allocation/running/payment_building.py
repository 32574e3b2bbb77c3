"""Who can pay for whose voucher: every combination of at most one federal, one state and one company fund."""

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.allocation.scenario_tables import PAYING, CertificationRows, FundRows, LearnerRows, Payer
from data.allocation.table import UNLIMITED
from data.errors import InputError
from recommender.allocation.problem import NO_LIMIT, WHOLE, Integers, Numbers32, Payments
from recommender.allocation.running.groups import LearnerGroups, certifications_meant


@dataclass(frozen=True, slots=True)
class _Charge:
    """What an alternative takes from one fund."""

    fund: int
    share: int
    pays_part: bool


def payments_of(
    funds: FundRows, certifications: CertificationRows, learners: LearnerRows, kept: Integers, own_share: int
) -> Payments:
    """Alternatives of every class of learners; budgets are the funds in their order.

    Parameters
    ----------
    kept
        Rows of the learners that take part.
    own_share
        Basis points of the price that a learner pays at least. Funds pay in the order federal, state, company, so that
        the last pays what the others and the learner leave.

    Raises
    ------
    InputError
        If a fund names a column, set, vendor or certification that is not there.
    """
    columns = _columns_of(funds, learners)
    groups = LearnerGroups.of(learners.table, kept, columns, learners.own_limit[kept])
    is_eligible = np.array([groups.meant(who) for who in funds.who])
    own_limit = learners.own_limit[kept][groups.first]
    facts = np.concatenate([is_eligible, own_limit[None, :]])
    classes, class_of_group = np.unique(facts, axis=1, return_inverse=True)
    charges = [_alternatives(funds, np.flatnonzero(one[:-1]), WHOLE - own_share) for one in classes.T]
    alternatives = list(itertools.chain.from_iterable(charges))
    covered = _covered(funds, certifications)
    budget, share, cap, pays_part = _padded(funds, alternatives)
    return Payments(
        pay_class=class_of_group[groups.of_learner].astype(np.int32),
        first_alternative=np.cumsum([0, *map(len, charges)]),
        budget=budget,
        share=share,
        cap=cap,
        pays_part=pays_part,
        covers=np.array(
            [covered[[one.fund for one in alternative if one.pays_part]].all(axis=0) for alternative in alternatives],
            np.bool_,
        ).reshape(len(alternatives), len(certifications.ids)),
        own_limit=limits(classes[-1]),
    )


def limits(stated: Integers) -> Integers:
    """Limits as the problem has them."""
    return np.where(stated == UNLIMITED, NO_LIMIT, stated)


def _padded(
    funds: FundRows, alternatives: list[tuple[_Charge, ...]]
) -> tuple[Numbers32, Integers, Integers, NDArray[np.bool_]]:
    """Budgets, shares, caps and what pays a part, each as an array of one width."""
    shape = (len(alternatives), max(map(len, alternatives), default=1))
    budget, share = np.full(shape, -1, np.int32), np.zeros(shape, np.int64)
    cap, pays_part = np.full(shape, NO_LIMIT), np.zeros(shape, np.bool_)
    caps = limits(funds.cap)
    for row, alternative in enumerate(alternatives):
        for place, one in enumerate(alternative):
            budget[row, place], share[row, place] = one.fund, one.share
            cap[row, place], pays_part[row, place] = caps[one.fund], one.pays_part
    return budget, share, cap, pays_part


def _alternatives(funds: FundRows, eligible: Integers, most: int) -> list[tuple[_Charge, ...]]:
    """Combinations of eligible funds that pay at most ``most`` basis points together, none of them nothing."""
    of_payer = {payer: [int(fund) for fund in eligible if funds.payer[fund] is payer] for payer in Payer}
    ceilings = tuple(_Charge(fund, int(funds.share[fund]), False) for fund in of_payer[Payer.CEILING])
    found = []
    for chosen in itertools.product(*([*of_payer[payer], None] for payer in PAYING)):
        paying = _shared(funds, [fund for fund in chosen if fund is not None], most)
        if paying and all(one.share > 0 for one in paying):
            found.append((*paying, *ceilings))
    return found


def _shared(funds: FundRows, chosen: list[int], most: int) -> tuple[_Charge, ...]:
    left, charges = most, []
    for fund in chosen:
        share = min(int(funds.share[fund]), left)
        charges.append(_Charge(fund, share, True))
        left -= share
    return tuple(charges)


def _columns_of(funds: FundRows, learners: LearnerRows) -> list[str]:
    columns: set[str] = set()
    for row, who in enumerate(funds.who):
        for column in who.values:
            if column not in learners.table.columns:
                raise funds.table.trouble(
                    row, "who", f"{learners.table.path.name} has no column {column}; add it or correct the fund"
                )
        columns |= set(who.values)
    return sorted(columns)


def _covered(funds: FundRows, certifications: CertificationRows) -> NDArray[np.bool_]:
    found = []
    for row, what in enumerate(funds.what):
        if funds.payer[row] is Payer.CEILING and what.values:
            raise funds.table.trouble(row, "what", "a ceiling counts every certification; leave it blank")
        try:
            found.append(certifications_meant(certifications, what, "what"))
        except InputError as error:
            raise funds.table.trouble(row, "what", error.detail) from error
    return np.array(found)
