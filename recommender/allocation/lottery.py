"""A share of the plan's places is drawn by lot among learners who are worth nearly the same: a fair chance and a trial.

Learners who want the same certification, are of one class of payers and count alike in every rule and parity are one
*cell*: whoever of them gets a place, every use of seats, money and rules stays as it was. In a cell, the places held
for the least are put in a pool together with the nearest applicants who got nothing, and the pool is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.plan import Plan
from recommender.allocation.problem import Integers, Numbers32, Problem

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pools:
    """What is drawn; a row a pool.

    Attributes
    ----------
    certification, pay_class, segment
        The cell, each of shape (n_pools,).
    places, entrants
        Shape (n_pools,): how many are drawn out of how many.
    """

    certification: Integers
    pay_class: Integers
    segment: Integers
    places: Integers
    entrants: Integers

    @property
    def chance(self) -> Floats:
        """Chance of every entrant, shape (n_pools,)."""
        return np.asarray(self.places / self.entrants)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The plan after the draw.

    Attributes
    ----------
    plan
        Uses exactly what the plan before used, of every seat, budget, rule and parity.
    pool
        Shape (n_learners,): row of ``pools``, -1 for those who took no part.
    propensity
        Shape (n_learners,): chance of a voucher before the draw; 1 or 0 for those who took no part.
    share
        Drawn places over all vouchers of the plan; below the share asked for where too few are worth nearly the same.
    value_lost, expected_loss
        What the plan was worth before, less what it is worth now; and the mean of that over all draws.
    """

    plan: Plan
    pools: Pools
    pool: Numbers32
    propensity: Floats
    share: float
    value_lost: float
    expected_loss: float


def draw(problem: Problem, plan: Plan, learner_ids: Sequence[str], *, share: float, band: float, seed: int) -> Drawn:
    """Draw ``share`` of the plan's places among learners whose value is within ``band`` of their cell's cut.

    The cut is the least that a voucher of the cell is worth, and ``band`` a share of it. A pool has about as many
    applicants as places. Learners worth as much as one another are in a pool together or not at all, and an applicant
    worth at least the cut is always in one, even at share 0: ties are drawn. The same call replays the draw; the order
    of learners does not matter.

    Raises
    ------
    ValueError
        If ``share`` or ``band`` is not within 0 and 1, or there is not one id a learner.
    """
    if not (0 <= share <= 1 and 0 <= band <= 1):
        raise ValueError(f"share and band must lie within 0 and 1, got {share} and {band}")
    if len(learner_ids) != problem.n_learners:
        raise ValueError(f"{len(learner_ids)} ids for {problem.n_learners} learners")
    cells, holders, applicants = _candidates(problem, plan, band)
    quota = _quotas(cells, holders, applicants, int(share * len(plan.holders)))
    return _drawn(problem, plan, learner_ids, cells, _pooled(cells, holders, applicants, quota), seed)


@dataclass(frozen=True, slots=True)
class _Cells:
    """Every cell somebody holds a voucher of, by rising ``key``; ``cut`` is the least value held."""

    key: Integers
    cut: Floats


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Options that may enter a pool, a learner at most once: whose, which row, of which cell, and worth what.

    Sorted by cell, and in a cell by how near they are to the cut.
    """

    learner: Integers
    option: Integers
    cell: Integers
    value: Floats

    def counts(self, n_cells: int) -> Integers:
        """Candidates of each cell."""
        return np.bincount(self.cell, minlength=n_cells)

    def of(self, rows: NDArray[np.bool_] | Integers) -> "_Candidates":
        """Some of the rows."""
        return _Candidates(self.learner[rows], self.option[rows], self.cell[rows], self.value[rows])


def _candidates(problem: Problem, plan: Plan, band: float) -> tuple[_Cells, _Candidates, _Candidates]:
    options = problem.options
    holding = plan.holders
    held_key = _cell_keys(problem, holding, plan.option[holding])
    held_value = options.value[plan.option[holding]].astype(np.float64)
    key, cell = np.unique(held_key, return_inverse=True)
    cut = np.full(len(key), np.inf)
    np.minimum.at(cut, cell, held_value)
    near = held_value <= cut[cell] * (1 + band)
    holders = _Candidates(holding, plan.option[holding], cell, held_value).of(near)
    holders = holders.of(np.lexsort((holders.value, holders.cell)))
    cells = _Cells(key, cut)
    return cells, holders, _applicants(problem, plan, cells, band)


def _applicants(problem: Problem, plan: Plan, cells: _Cells, band: float) -> _Candidates:
    """Learners without a voucher, each in the cell where they come nearest to the cut, or most above it."""
    options = problem.options
    learner_of = options.learners()
    row = np.flatnonzero(plan.option[learner_of] < 0)
    key = _cell_keys(problem, learner_of[row], row)
    cell = np.searchsorted(cells.key, key)
    known = cell < len(cells.key)
    known[known] = cells.key[cell[known]] == key[known]
    row, cell = row[known], cell[known]
    value = options.value[row].astype(np.float64)
    near = value >= cells.cut[cell] * (1 - band)
    row, cell, value = row[near], cell[near], value[near]
    learner = learner_of[row].astype(np.int64)
    order = np.lexsort((options.certification[row], -value / cells.cut[cell], learner))
    nearest = order[np.flatnonzero(np.diff(learner[order], prepend=-1))]
    found = _Candidates(learner, row, cell, value).of(nearest)
    return found.of(np.lexsort((-found.value, found.cell)))


def _cell_keys(problem: Problem, learner: NDArray[np.integer], option: Integers) -> Integers:
    """One number for certification, class of payers and segment."""
    n_classes, n_segments = _bases(problem)
    certification = problem.options.certification[option].astype(np.int64)
    class_key = certification * n_classes + problem.payments.pay_class[learner]
    return np.asarray(class_key * n_segments + problem.counts.segment[learner])


def _bases(problem: Problem) -> tuple[int, int]:
    """Number of classes of payers and of segments, as cells are numbered with them."""
    return len(problem.payments.own_limit), int(problem.counts.segment.max(initial=0)) + 1


def _quotas(cells: _Cells, holders: _Candidates, applicants: _Candidates, target: int) -> Integers:
    """Places that each cell is to put in its pool: evenly over the cells that can, at least 1 where there is a tie."""
    n_cells = len(cells.key)
    able = np.minimum(holders.counts(n_cells), applicants.counts(n_cells))
    n_able = int(able.sum())
    so_far = np.cumsum(able) * min(target, n_able) // max(n_able, 1)
    quota = np.diff(so_far, prepend=0)
    tied = np.zeros(n_cells, np.int64)
    tied[applicants.cell[applicants.value >= cells.cut[applicants.cell]]] = 1
    return np.maximum(quota, tied)


def _pooled(
    cells: _Cells, holders: _Candidates, applicants: _Candidates, quota: Integers
) -> tuple[_Candidates, _Candidates]:
    """Those of a cell nearest to the cut, as many as its quota, and all who are worth as much as the last of them."""
    n_cells = len(cells.key)
    highest = _last_value(holders, quota, n_cells, none=-np.inf)
    lowest = np.minimum(_last_value(applicants, quota, n_cells, none=np.inf), np.where(quota > 0, cells.cut, np.inf))
    return (
        holders.of(holders.value <= highest[holders.cell]),
        applicants.of(applicants.value >= lowest[applicants.cell]),
    )


def _last_value(candidates: _Candidates, quota: Integers, n_cells: int, *, none: float) -> Floats:
    """Value of the candidate that fills each cell's quota; ``none`` where the quota is 0."""
    first = np.cumsum(candidates.counts(n_cells)) - candidates.counts(n_cells)
    last = np.full(n_cells, none)
    asked = quota > 0
    last[asked] = candidates.value[(first + quota - 1)[asked]]
    return last


def _drawn(
    problem: Problem,
    plan: Plan,
    learner_ids: Sequence[str],
    cells: _Cells,
    pooled: tuple[_Candidates, _Candidates],
    seed: int,
) -> Drawn:
    holders, applicants = pooled
    used, places = np.unique(holders.cell, return_counts=True)
    entrants = _Candidates(
        np.concatenate([holders.learner, applicants.learner]),
        np.concatenate([holders.option, applicants.option]),
        np.searchsorted(used, np.concatenate([holders.cell, applicants.cell])),
        np.concatenate([holders.value, applicants.value]),
    )
    pools = _pools(problem, cells.key[used], places, entrants.counts(len(used)))
    winners = _winners(entrants, pools, learner_ids, seed)
    option, alternative = plan.option.copy(), plan.alternative.copy()
    # The places keep their payers, in the order of the lots.
    payers = plan.alternative[holders.learner[np.lexsort((plan.alternative[holders.learner], holders.cell))]]
    option[holders.learner], alternative[holders.learner] = -1, -1
    option[winners.learner], alternative[winners.learner] = winners.option, payers
    pool = np.full(problem.n_learners, -1, np.int32)
    pool[entrants.learner] = entrants.cell
    propensity = (plan.option >= 0).astype(np.float64)
    propensity[entrants.learner] = pools.chance[entrants.cell]
    return Drawn(
        plan=Plan(option, alternative),
        pools=pools,
        pool=pool,
        propensity=propensity,
        share=int(places.sum()) / max(len(plan.holders), 1),
        value_lost=float(holders.value.sum() - winners.value.sum()),
        expected_loss=float(holders.value.sum() - (pools.chance[entrants.cell] * entrants.value).sum()),
    )


def _pools(problem: Problem, key: Integers, places: Integers, entrants: Integers) -> Pools:
    n_classes, n_segments = _bases(problem)
    class_key, segment = np.divmod(key, n_segments)
    certification, pay_class = np.divmod(class_key, n_classes)
    return Pools(certification, pay_class, segment, places, entrants)


def _winners(entrants: _Candidates, pools: Pools, learner_ids: Sequence[str], seed: int) -> _Candidates:
    """The entrants with the lowest lots of each pool, pool by pool."""
    lots = _lots([learner_ids[learner] for learner in entrants.learner], seed)
    entrants = entrants.of(np.lexsort((lots[:, 1], lots[:, 0], entrants.cell)))
    first = np.cumsum(pools.entrants) - pools.entrants
    place = np.arange(len(entrants.cell)) - first[entrants.cell]
    return entrants.of(place < pools.places[entrants.cell])


def _lots(learner_ids: Sequence[str], seed: int) -> NDArray[np.uint64]:
    """The lot of each learner, shape (n, 2): a keyed hash of the id, so that it hangs on nothing else."""
    key = str(seed).encode()[-blake2b.MAX_KEY_SIZE :]
    digests = b"".join(blake2b(one.encode(), key=key, digest_size=16).digest() for one in learner_ids)
    return np.frombuffer(digests, ">u8").reshape(-1, 2).astype(np.uint64)
