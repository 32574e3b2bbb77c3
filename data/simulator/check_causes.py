"""Checks of what causes what in a written country: confounding, and how effects differ between people."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from data.simulator.check import Check
from data.simulator.exposure import student_months
from data.simulator.worlds import World
from data.simulator.written import WrittenCountry

_NOTHING = 1e-3
"""A change of log-odds below this is none; the truth is stored with seven digits."""
_RANGES = {
    # World: share of students without any effect, spread of effects, correlation of effect and risk.
    World.DEFAULT: ((0.25, 0.55), (0.1, 0.6), (-0.5, 0.3)),
    World.EQUAL_EFFECT: ((0.0, 0.0), (0.0, 1e-3), None),
    World.FALLING_EFFECT: ((0.0, 0.1), (0.1, 0.6), (0.8, 1.0)),
}


def confounding_checks(country: WrittenCountry) -> Iterator[Check]:
    """The naive difference of drop-out between certified and others, the true effect, and the gap between them."""
    naive, n_leavers = _naive_difference(country)
    true = _true_effect(country)
    words = f"chance of dropping out in a year, certified less others, by the files; {n_leavers} certified left"
    yield Check("naive difference", naive, -0.4, 0.0, words)
    words = "what certifications changed for those who hold one, by the truth"
    yield Check("true effect on the certified", true, -0.2, 0.0, words)
    words = "what the certified are, not what certifications do"
    yield Check("confounding, naive less true", naive - true, -0.3, -0.01, words)
    keenness = country.truth.keenness
    is_certified = _is_certified(country)
    gap = keenness[is_certified].mean() - keenness[~is_certified].mean()
    yield Check("keenness of the certified, over that of others", float(gap), 0.1, 1.2, "in standard deviations")


def effect_checks(country: WrittenCountry) -> Iterator[Check]:
    """On how many nothing has an effect, how much effects differ, and whether they fall with risk."""
    world = World(str(country.world["world"]))
    null_range, spread_range, correlation_range = _RANGES[world]
    truth = country.truth
    studies = truth.is_here & (truth.leave_without > 0)
    without = _monthly_log_odds(truth.leave_without[studies])
    change = _monthly_log_odds(truth.leave_with[studies]) - without[:, None]
    is_null = np.abs(change).max(axis=1) < _NOTHING
    yield Check("students without any effect", float(is_null.mean()), *null_range)
    words = "standard deviation of changes of log-odds, students x certifications"
    yield Check("spread of effects", float(change.std()), *spread_range, words)
    if correlation_range is not None:
        risk = _monthly_log_odds(truth.leave_uncertified[studies])
        correlation = np.corrcoef(change.mean(axis=1), risk)[0, 1]
        words = "1: who is at risk is helped least; the effect is a fall, a negative number"
        yield Check("correlation of effect and risk", float(correlation), *correlation_range, words)


def _naive_difference(country: WrittenCountry) -> tuple[float, int]:
    """Difference of yearly chances, and the number of certified students who left."""
    months = student_months(country)
    sums = months.groupby("is_certified")[["leaves", "months"]].sum()
    monthly = (sums["leaves"] / sums["months"]).reindex([False, True]).to_numpy(np.float64)
    a_year = 1 - (1 - monthly) ** 12
    return float(a_year[1] - a_year[0]), int(sums["leaves"].get(True, 0))


def _true_effect(country: WrittenCountry) -> float:
    """Mean change of the yearly chance of those students who hold a certification and are here."""
    truth = country.truth
    chosen = _is_certified(country) & truth.is_here & (truth.leave_uncertified > 0)
    return float((truth.leave_without[chosen] - truth.leave_uncertified[chosen]).mean())


def _is_certified(country: WrittenCountry) -> NDArray[np.bool_]:
    passed = country.exam_results.loc[country.exam_results["passed"], "external_id"]
    return np.isin(country.truth.external_ids, passed.to_numpy(str))


def _monthly_log_odds(a_year: NDArray[np.float32]) -> NDArray[np.float64]:
    """Log-odds of a month that make a chance within twelve months."""
    monthly = 1 - (1 - a_year.astype(np.float64)) ** (1 / 12)
    return np.asarray(np.log(monthly / (1 - monthly)))
