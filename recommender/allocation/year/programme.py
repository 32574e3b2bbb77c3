"""The programme's own year as a problem: public funds state by state, vendors' seats, one price a certification."""

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.domain import StateId
from data.funding import Fund, FundKind
from recommender.allocation.plan import Multipliers
from recommender.allocation.problem import NO_LIMIT, WHOLE, CountRules, Options, Payments, Problem
from recommender.arrays import CatalogueArrays
from recommender.value import ShadowPrices


def programme_problem(
    value: NDArray[np.float64],
    allowed: NDArray[np.bool_],
    state: NDArray[np.int64],
    arrays: CatalogueArrays,
    catalogue: Catalogue,
    pesos_per_dollar: float,
    part: float = 1.0,
) -> Problem:
    """Learners under the limits of a year, or under ``part`` of every fund and of every vendor's seats.

    A voucher is paid as the price on a learner's page says: by all public funds of the state together. A learner's
    class is the state, a budget is a public fund in catalogue order. Options without worth are left out.

    Parameters
    ----------
    value, allowed
        Shape (n_learners, n_certifications); ``value`` in centavos, of a voucher that is used.
    state
        Shape (n_learners,): row of each state; -1, an unknown one, can have nothing.
    """
    is_option = allowed & (value > 0)
    learner, certification = np.nonzero(is_option)
    options = Options(
        start=np.concatenate([[0], np.cumsum(is_option.sum(axis=1))]).astype(np.int64),
        certification=certification.astype(np.int32),
        value=value[learner, certification].astype(np.float32),
    )
    funds = public_funds(catalogue)
    return Problem(
        options=options,
        price=np.round(100 * pesos_per_dollar * arrays.planned_dollars * (1 - arrays.discount)).astype(np.int64),
        # Vendors sell seats for all of their certifications together: the limit is a rule of the vendor.
        seats=np.full(arrays.n_certifications, len(state), np.int64),
        budgets=np.array([int(part * fund.budget_centavos) for fund in funds], np.int64),
        payments=_payments(state, funds, arrays),
        counts=_vendor_seats(len(state), arrays, catalogue, part),
    )


def public_funds(catalogue: Catalogue) -> list[Fund]:
    """Federal and state funds in catalogue order: the budgets of `programme_problem`."""
    return [fund for fund in catalogue.funds.values() if fund.kind is not FundKind.COMPANY]


def payers_of(state_id: StateId, funds: list[Fund]) -> list[int]:
    """Places of the funds that pay in a state."""
    return [place for place, fund in enumerate(funds) if fund.kind is FundKind.FEDERAL or fund.state_id == state_id]


def prices_of(multipliers: Multipliers, problem: Problem) -> ShadowPrices:
    """What a centavo in each state and a seat of each certification are worth, for a `programme_problem`."""
    payments, counts = problem.payments, problem.counts
    by_fund = np.append(multipliers.budget, 0.0)[payments.budget]  # No fund is row -1.
    shares = payments.share.sum(axis=1)
    money = (by_fund * payments.share).sum(axis=1) / np.maximum(shares, 1)
    return ShadowPrices(money, multipliers.seat + multipliers.at_most @ counts.of_kind[:, counts.kind])


def _payments(state: NDArray[np.int64], funds: list[Fund], arrays: CatalogueArrays) -> Payments:
    """One class and one alternative a state, and a last class without any for learners of no known state."""
    n_states = arrays.n_states
    payers = [payers_of(state_id, funds) for state_id in arrays.state_ids]
    width = max((len(places) for places in payers), default=1) or 1
    budget, share = np.full((n_states, width), -1, np.int32), np.zeros((n_states, width), np.int64)
    for row, places in enumerate(payers):
        shares = np.array([funds[place].share_paid for place in places])
        promised = float(arrays.subsidy_share[row])
        budget[row, : len(places)] = places
        share[row, : len(places)] = np.round(WHOLE * promised * shares / max(shares.sum(), 1e-9))
    return Payments(
        pay_class=np.where(state >= 0, state, n_states).astype(np.int32),
        first_alternative=np.append(np.arange(n_states + 1), n_states).astype(np.int64),
        budget=budget,
        share=share,
        cap=np.full((n_states, width), NO_LIMIT),
        pays_part=np.ones((n_states, width), bool),
        covers=np.ones((n_states, arrays.n_certifications), bool),
        own_limit=np.full(n_states + 1, NO_LIMIT),
    )


def _vendor_seats(n_learners: int, arrays: CatalogueArrays, catalogue: Catalogue, part: float) -> CountRules:
    """One rule a vendor with an agreement; all learners count alike."""
    vendor_row = {id_: row for row, id_ in enumerate(catalogue.vendors)}
    agreements = list(catalogue.agreements.values())
    vendors = np.array([vendor_row[agreement.vendor_id] for agreement in agreements], np.int64)
    return CountRules(
        segment=np.zeros(n_learners, np.int32),
        kind=arrays.vendor.astype(np.int32),
        of_segment=np.ones((len(agreements), 1), bool),
        of_kind=np.asarray(vendors[:, None] == np.arange(len(vendor_row))[None, :]),
        least=np.zeros(len(agreements), np.int64),
        most=np.array([int(part * agreement.seats_a_year) for agreement in agreements], np.int64),
    )
