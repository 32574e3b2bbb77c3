"""What one voucher for one learner and certification is worth, term by term, in centavos of Mexican pesos.

``value = benefit + regional worth + retention worth - price of the seat - price of the money``

- **benefit**: expected graded outcome of the showing (0 nothing, 1 yes, 2 enrolled, 3 passed, 4 a job) x
  ``Worth.grade``: the calibrated chance of a yes times the grade that a yes brings.
- **regional worth**: chance of yes x chance of passing x positions of the region, skill by skill, that nobody
  can prove yet and that the new holder would fill x ``Worth.position``.
- **retention worth**: chance of yes x chance of passing x fall of the chance of dropping out (an *effect*,
  never the risk itself) x ``Worth.learner_kept``; zero for who does not study. While the effect
  is not known it is the best guess, which no page states.
- **seat and money**: shadow prices of the vendor's seats and of the pesos of the learner's state, the multipliers
  of an allocation (``allocation.programme``): what the last seat and the last peso would bring elsewhere, each x
  chance of yes, as only a voucher that is taken up uses them. They make single answers agree with what the
  country can afford.

The three worths are choices of policy, not measurements; a programme sets its own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import CatalogueArrays, by_certification
from recommender.demand import RegionalDemand
from recommender.effects import EffectModel, RiskChanges
from recommender.profile import Profiles
from recommender.ranker import Models
from recommender.risk import RiskModel

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Worth:
    """Policy weights in centavos: a grade of outcome, a position's skill filled, a learner kept a year."""

    grade: float = 200_000.0
    position: float = 30_000.0
    learner_kept: float = 4_000_000.0


@dataclass(frozen=True, slots=True)
class ShadowPrices:
    """``money`` is centavos of value for each centavo of subsidy, by state: (n_states,); ``seats`` centavos, (m,)."""

    money: NDArray[np.float64]
    seats: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Values:
    """Every term for every learner and certification, shape (n, m) each; see the module's text."""

    accept_chance: Matrix
    pass_chance: Matrix
    risk_change: RiskChanges
    benefit: Matrix
    regional_worth: Matrix
    retention_worth: Matrix
    seat_price: Matrix
    money_price: Matrix

    @property
    def gross(self) -> Matrix:
        """Worth before anything is paid for it."""
        return self.benefit + self.regional_worth + self.retention_worth

    @property
    def total(self) -> Matrix:
        """Worth less the shadow prices: the number that orders a list."""
        return self.gross - self.seat_price - self.money_price


def values_of(
    features: NDArray[np.float32],
    profiles: Profiles,
    arrays: CatalogueArrays,
    demand: RegionalDemand,
    models: Models,
    risk: RiskModel,
    effects: EffectModel,
    worth: Worth,
    prices: ShadowPrices,
    subsidy_centavos: Matrix,
    columns: NDArray[np.int64] | None = None,
) -> Values:
    """Value every learner and certification; ``features`` has shape (n, m, n_features).

    Where ``columns`` names the only certifications that matter, the others are not asked about and come out as worth
    nothing: most of the time of one answer goes into asking.
    """
    n, m, n_features = features.shape
    asked = np.arange(m) if columns is None else columns
    predicted = models.predictions(features[:, asked].reshape(n * len(asked), n_features))
    grade, accept, passing = (
        _spread(one.reshape(n, len(asked)), asked, m)
        for one in (predicted.expected_grade, predicted.accept_chance, predicted.pass_chance)
    )
    change = effects.risk_changes(profiles, arrays, risk.yearly_risk(profiles))
    likely = accept * passing
    return Values(
        accept_chance=accept,
        pass_chance=passing,
        risk_change=change,
        benefit=grade * worth.grade,
        regional_worth=likely * unmet_coverage(profiles, arrays, demand) * worth.position,
        retention_worth=likely * np.nan_to_num(-change.expected) * worth.learner_kept,
        seat_price=accept * prices.seats,
        # Who lives in no known state gets no subsidy, so that it does not matter which state's price is read.
        money_price=accept * prices.money[profiles.state][:, None] * subsidy_centavos,
    )


def _spread(known: Matrix, columns: NDArray[np.int64], m: int) -> Matrix:
    """Columns at their places among ``m``, zero elsewhere."""
    if known.shape[1] == m:
        return known
    spread = np.zeros((len(known), m))
    spread[:, columns] = known
    return spread


def unmet_coverage(profiles: Profiles, arrays: CatalogueArrays, demand: RegionalDemand) -> Matrix:
    """Positions that one more holder would fill, shape (n, m).

    For each skill that the certification proves and the learner could not prove before: 1 where the region
    has at least one position nobody can prove, less where less than one is left.
    """
    proven = profiles.certifications.astype(np.float32) @ arrays.proved > 0
    open_here = np.where((profiles.state >= 0)[:, None], np.minimum(1.0, demand.unmet[profiles.state]), 0.0)
    return by_certification(open_here * ~proven, arrays.proved).astype(np.float64)
