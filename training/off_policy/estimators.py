"""What a policy would have earned, judged on choices that another one made and whose chances were logged.

Five estimators of the mean reward of the policy in question. With ``r`` the reward of a logged choice, ``w`` the
policy's chance of that choice over the logged chance, ``q`` what a reward model expects of it, and ``v`` what the model
expects of the policy there (the mean of ``q`` over the policy's own choices):

- **ips**, mean of ``w r`` (Horvitz and Thompson 1952, doi:10.1080/01621459.1952.10483446);
- **snips**, sum of ``w r`` over sum of ``w`` (Swaminathan and Joachims 2015, NeurIPS 28);
- **dm**, mean of ``v``: the direct method, right only where the model is;
- **dr**, mean of ``v + w (r - q)``: right if the chances or the model are (Dudik, Langford and Li 2011,
  arXiv:1103.4601); the model is cross-fitted;
- **capped_dr**, the same with ``w`` cut at a cap, the square root of the number of choices unless told otherwise
  (Ionides 2008, doi:10.1198/106186008X320456; Su et al. 2020, arXiv:1907.09623): steadier, and biased by at most the
  mean of the weight cut off times the largest error of the model that was seen.

Intervals are of the influence function, clustered by unit: choices for one person are one draw. That of the direct
method has the uncertainty of its fitted coefficients in it, but not what a wrong model does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.metrics import Interval
from training.off_policy.reward_model import RewardModel, cross_fitted, fit_reward_model

Vector = NDArray[np.float64]

MIN_UNITS: Final = 200
"""Fewer independent units give no estimate."""

MIN_EFFECTIVE_SIZE: Final = 50.0
"""Below so many equally weighted choices a few logged rewards decide everything."""

MAX_WEIGHT_SHARE: Final = 0.05
"""Of all weight, on one choice; beyond it intervals are too short, as weights as large have not been drawn yet."""

MAX_UNSUPPORTED: Final = 0.01
"""Mean chance that a policy may give to actions which the log never made."""

_Z: Final = 1.959963984540054
_Z_OF_DOUBT: Final = 4.0
"""Standard errors by which the mean weight may be off 1 before chances or support are called wrong."""


class Estimator(StrEnum):
    """Ways to judge a policy; see the module's text."""

    IPS = "ips"
    SNIPS = "snips"
    DM = "dm"
    DR = "dr"
    CAPPED_DR = "capped_dr"


@dataclass(frozen=True, slots=True)
class LoggedChoices:
    """Choices with what came of them; row by row.

    Attributes
    ----------
    reward
        Shape (n,).
    weight
        Shape (n,), the judged policy's chance of the logged choice over the chance with which it was made.
    logged
        Shape (n, d), columns of the reward model for the choice that was made.
    target
        Shape (n, d), the mean of those columns over the judged policy's choices there.
    unit
        Shape (n,), equal numbers for choices that hang together, such as one person's.
    """

    reward: Vector
    weight: Vector
    logged: Vector
    target: Vector
    unit: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Refuse shapes that do not fit and numbers that cannot be.

        Raises
        ------
        ValueError
            If lengths or columns differ, a number is not finite, or a weight is negative.
        """
        n = len(self.reward)
        shapes = (self.weight.shape, self.unit.shape, self.logged.shape[:1], self.target.shape[:1])
        if any(shape != (n,) for shape in shapes) or self.logged.shape != self.target.shape:
            raise ValueError(f"{n} rewards with shapes {shapes}, {self.logged.shape}, {self.target.shape}")
        if not all(np.isfinite(part).all() for part in (self.reward, self.weight, self.logged, self.target)):
            raise ValueError("rewards, weights and columns must be finite")
        if (self.weight < 0).any():
            raise ValueError("weights must not be negative")


@dataclass(frozen=True, slots=True)
class Estimate:
    """One estimator's answer: the policy's mean reward, and that less what the logged choices earned."""

    value: Interval
    gain: Interval
    effective_size: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that the log says of a policy.

    ``estimates`` is empty where ``refusals`` says why. ``mean_weight`` is 1 if the logged chances are right and
    everything that the policy chooses was possible. ``bias_bound`` is the most that the cap can have moved the capped
    estimate, ``share_capped`` the share of choices that it cut.
    """

    n_choices: int
    n_units: int
    logged_value: Interval
    mean_weight: Interval
    largest_weight: float
    effective_size: float
    cap: float
    share_capped: float
    bias_bound: float
    estimates: Mapping[Estimator, Estimate]
    refusals: tuple[str, ...]

    @property
    def is_supported(self) -> bool:
        """Whether the log is enough to judge the policy."""
        return not self.refusals


def ips(reward: Vector, weight: Vector) -> float:
    """Inverse propensity score: mean of ``w r``."""
    return float((weight * reward).mean())


def snips(reward: Vector, weight: Vector) -> float:
    """Self-normalised: sum of ``w r`` over sum of ``w``; NaN where no weight is left."""
    total = weight.sum()
    return float((weight * reward).sum() / total) if total > 0 else float("nan")


def direct(expected: Vector) -> float:
    """Direct method: mean of what the reward model expects of the policy."""
    return float(expected.mean())


def doubly_robust(reward: Vector, weight: Vector, expected_of_logged: Vector, expected: Vector) -> float:
    """Doubly robust: mean of ``v + w (r - q)``; with cut weights the capped form."""
    return float((expected + weight * (reward - expected_of_logged)).mean())


def effective_size(weight: Vector) -> float:
    """How many equally weighted choices say as much: (sum of w)^2 / sum of w^2; 0 without weight (Kong 1992)."""
    square = float((weight**2).sum())
    return float(weight.sum()) ** 2 / square if square > 0 else 0.0


def judge_policy(choices: LoggedChoices, *, seed: int, cap: float | None = None, unsupported: float = 0.0) -> Judgement:
    """Judge a policy by all five estimators, or say why the log cannot.

    ``seed`` deals units into the folds of the cross-fitting; ``cap`` defaults to the square root of the choices;
    ``unsupported`` is the mean chance that the policy gives to actions which the log never made.

    Raises
    ------
    ValueError
        If there is no choice at all, or the cap is not positive.
    """
    n = len(choices.reward)
    if not n:
        raise ValueError("no logged choice")
    limit = float(np.sqrt(n)) if cap is None else cap
    if limit <= 0:
        raise ValueError(f"the cap must be positive, got {limit}")
    weight = choices.weight
    mean_weight = interval_of(weight - weight.mean(), float(weight.mean()), choices.unit)
    refusals = tuple(_refusals(choices, mean_weight, unsupported))
    estimates: dict[Estimator, Estimate] = {}
    bias_bound = float("nan")
    if not refusals:
        expected_of_logged, expected = cross_fitted(
            choices.logged, choices.reward, choices.target, choices.unit, seed=seed
        )
        whole = fit_reward_model(choices.logged, choices.reward)
        estimates = _estimates(choices, np.minimum(weight, limit), expected_of_logged, expected, whole)
        error = float(np.abs(choices.reward - expected_of_logged).max())
        bias_bound = float(np.maximum(weight - limit, 0.0).mean()) * error
    logged_value = float(choices.reward.mean())
    return Judgement(
        n_choices=n,
        n_units=len(np.unique(choices.unit)),
        logged_value=interval_of(choices.reward - logged_value, logged_value, choices.unit),
        mean_weight=mean_weight,
        largest_weight=float(weight.max()),
        effective_size=effective_size(weight),
        cap=limit,
        share_capped=float((weight > limit).mean()),
        bias_bound=bias_bound,
        estimates=estimates,
        refusals=refusals,
    )


def policy_difference(first: LoggedChoices, second: LoggedChoices, *, seed: int) -> Interval:
    """What one policy would earn less what another would, doubly robust, from the same logged choices.

    Raises
    ------
    ValueError
        If the choices are not the same.
    """
    if not (np.array_equal(first.reward, second.reward) and np.array_equal(first.unit, second.unit)):
        raise ValueError("two policies can be compared on the same logged choices only")
    terms = [_robust_terms(choices, seed) for choices in (first, second)]
    difference = terms[0] - terms[1]
    mean = float(difference.mean())
    return interval_of(difference - mean, mean, first.unit)


def _robust_terms(choices: LoggedChoices, seed: int) -> Vector:
    """What each choice adds to the doubly robust mean."""
    expected_of_logged, expected = cross_fitted(choices.logged, choices.reward, choices.target, choices.unit, seed=seed)
    return expected + choices.weight * (choices.reward - expected_of_logged)


def interval_of(influence: Vector, value: float, unit: NDArray[np.int64]) -> Interval:
    """95 % interval of a mean from its influence function, shape (n,), summed within units."""
    error = standard_error(influence, unit)
    return Interval(value, value - _Z * error, value + _Z * error)


def standard_error(influence: Vector, unit: NDArray[np.int64]) -> float:
    """Standard error of a mean whose influence function is given, clustered by unit; endless for a single unit."""
    _, number = np.unique(unit, return_inverse=True)
    sums = np.bincount(number, weights=influence)
    if len(sums) < 2:
        return float("inf")
    return float(np.sqrt((sums**2).sum() * len(sums) / (len(sums) - 1)) / len(influence))


def _refusals(choices: LoggedChoices, mean_weight: Interval, unsupported: float) -> list[str]:
    """Why the log cannot judge the policy; empty where it can."""
    n_units, size = len(np.unique(choices.unit)), effective_size(choices.weight)
    found = []
    if n_units < MIN_UNITS:
        found.append(f"{n_units} independent units were logged; at least {MIN_UNITS} are needed")
    if size < MIN_EFFECTIVE_SIZE:
        found.append(
            f"the effective sample size is {size:.1f}, at least {MIN_EFFECTIVE_SIZE:.0f} are needed:"
            " the log hardly ever did what the policy would do"
        )
    largest = float(choices.weight.max())
    if size >= MIN_EFFECTIVE_SIZE and largest > MAX_WEIGHT_SHARE * choices.weight.sum():
        found.append(
            f"one choice has {largest / choices.weight.sum():.1%} of all weight, at most {MAX_WEIGHT_SHARE:.0%} is"
            " borne: the policy does what the log did very seldom"
        )
    if unsupported > MAX_UNSUPPORTED:
        found.append(f"the policy gives {unsupported:.1%} of its choices to actions that the log never made")
    doubt = _Z_OF_DOUBT * standard_error(choices.weight - mean_weight.mean, choices.unit)
    # One part in a thousand is left to the rounding of logged chances.
    if abs(mean_weight.mean - 1.0) > doubt + 0.001:
        found.append(
            f"weights average {mean_weight}, but must average 1: the logged chances are wrong,"
            " or the policy chooses what the log could not"
        )
    return found


def _estimates(
    choices: LoggedChoices, capped: Vector, expected_of_logged: Vector, expected: Vector, whole: RewardModel
) -> dict[Estimator, Estimate]:
    reward, weight = choices.reward, choices.weight
    residual = reward - expected_of_logged
    direct_value = direct(whole.expected(choices.target))
    normalised = snips(reward, weight)
    values: dict[Estimator, tuple[float, Vector, Vector]] = {
        Estimator.IPS: (ips(reward, weight), weight * reward, weight),
        Estimator.SNIPS: (
            normalised,
            # About the value itself, so that its mean can be taken away below.
            normalised + weight * (reward - normalised) / weight.mean(),
            weight,
        ),
        Estimator.DM: (
            direct_value,
            whole.expected(choices.target) + whole.influence(choices.logged, reward, choices.target.mean(axis=0)),
            np.ones_like(weight),
        ),
        Estimator.DR: (
            doubly_robust(reward, weight, expected_of_logged, expected),
            expected + weight * residual,
            weight,
        ),
        Estimator.CAPPED_DR: (
            doubly_robust(reward, capped, expected_of_logged, expected),
            expected + capped * residual,
            capped,
        ),
    }
    mean_reward = float(reward.mean())
    found = {}
    for name, (value, terms, used) in values.items():
        influence = terms - terms.mean()
        gained = influence - (reward - mean_reward)
        found[name] = Estimate(
            value=interval_of(influence, value, choices.unit),
            gain=interval_of(gained, value - mean_reward, choices.unit),
            effective_size=effective_size(used),
        )
    return found
