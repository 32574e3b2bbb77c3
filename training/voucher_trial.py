"""A trial of policies with equal seats and pesos: who gets which voucher, and what the known outcomes say of it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Score = Callable[[Matrix], Matrix]
"""From the positions still open, shape (n_states, n_skills), to a score of every learner and certification."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The common ground of all policies.

    ``allowed`` (n, m), ``cost_centavos`` (n, m) of programme money, ``n_seats`` and ``budget_centavos`` for everybody
    together; at most one voucher a learner. ``open_positions`` (n_states, n_skills) is unmet demand in states with a
    cluster, zero elsewhere; ``state`` (n,); ``proves`` (m, n_skills) says which skills a pass proves, ``proven``
    (n, n_skills) which ones a learner can prove already.
    ``holds`` (n, m) is the true chance that a voucher ends in a certification held; ``averted`` (n, m) the true fall of
    the chance of dropping out within a year if held.
    """

    allowed: NDArray[np.bool_]
    cost_centavos: Matrix
    n_seats: int
    budget_centavos: float
    open_positions: Matrix
    state: NDArray[np.int64]
    proves: NDArray[np.bool_]
    proven: NDArray[np.bool_]
    holds: Matrix
    averted: Matrix

    def newly_proven(self, learner: int, certification: int) -> NDArray[np.bool_]:
        """Skills that a pass would prove for the first time, shape (n_skills,)."""
        return np.asarray(self.proves[certification] & ~self.proven[learner])


@dataclass(frozen=True, slots=True)
class Given:
    """Vouchers given, as pairs of learner and certification, and the pesos they need."""

    learner: NDArray[np.int64]
    certification: NDArray[np.int64]
    spent_centavos: float


N_ROUNDS = 10
"""Vouchers are given in this many rounds; a policy may look at what is still open between them."""


def give_vouchers(trial: Trial, score: Score, believed_holds: Matrix) -> Given:
    """Give vouchers by falling score until seats or pesos run out; the same rule for every policy.

    ``believed_holds`` is the policy's own chance that a voucher ends in a certification: what is still open after a
    round is counted with it, never with the truth.
    """
    n, _ = trial.allowed.shape
    free = np.ones(n, bool)
    still_open, money = trial.open_positions.copy(), trial.budget_centavos
    learners: list[int] = []
    certifications: list[int] = []
    for number in range(N_ROUNDS):
        until = round(trial.n_seats * (number + 1) / N_ROUNDS)
        scores = np.where(trial.allowed & free[:, None], score(still_open), -np.inf)
        order = np.argsort(-scores, axis=None, kind="stable")
        for flat in order:
            learner, certification = divmod(int(flat), scores.shape[1])
            if len(learners) >= until or not np.isfinite(scores[learner, certification]):
                break
            cost = trial.cost_centavos[learner, certification]
            if not free[learner] or cost > money:
                continue
            free[learner] = False
            money -= cost
            learners.append(learner)
            certifications.append(certification)
            proven = trial.newly_proven(learner, certification)
            left = still_open[trial.state[learner]] - believed_holds[learner, certification] * proven
            still_open[trial.state[learner]] = np.maximum(0.0, left)
    return Given(np.array(learners, np.int64), np.array(certifications, np.int64), trial.budget_centavos - money)


def filled_by_learner(trial: Trial, given: Given) -> NDArray[np.float64]:
    """Expected positions filled by each voucher, in the order given; a position is filled once, shape (n_given,)."""
    still_open = trial.open_positions.copy()
    filled = np.zeros(len(given.learner))
    for place, (learner, certification) in enumerate(zip(given.learner, given.certification, strict=True)):
        here = still_open[trial.state[learner]]
        adds = trial.holds[learner, certification] * trial.newly_proven(learner, certification)
        taken = np.minimum(here, adds)
        still_open[trial.state[learner]] = here - taken
        filled[place] = taken.sum()
    return filled


def averted_by_learner(trial: Trial, given: Given) -> NDArray[np.float64]:
    """Expected drop-outs averted within a year by each voucher, shape (n_given,)."""
    pairs = (given.learner, given.certification)
    return np.asarray(trial.holds[pairs] * trial.averted[pairs])
