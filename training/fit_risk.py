"""Fits the small model of drop-out risk: logistic regression on five columns, turned from its window to a year."""

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from recommender.profile import Profiles
from recommender.risk import RiskModel, risk_features

WINDOW_DAYS = 182


def fit_risk(profiles: Profiles, dropped_out: NDArray[np.bool_], window_days: int = WINDOW_DAYS) -> RiskModel:
    """Fit on students as they stood ``window_days`` before the end of the data, and who has left since.

    The intercept is shifted so that chances speak of a year: events are taken to come at a steady rate.

    Raises
    ------
    ValueError
        If nobody or everybody left: there is nothing to tell apart.
    """
    if dropped_out.all() or not dropped_out.any():
        raise ValueError(f"{int(dropped_out.sum())} of {len(dropped_out)} students left: no risk can be fitted")
    columns = risk_features(profiles)
    fitted = LogisticRegression(C=1.0, max_iter=1000).fit(columns, dropped_out)
    in_window = fitted.predict_proba(columns)[:, 1]
    in_a_year = 1.0 - (1.0 - in_window) ** (365.0 / window_days)
    shift = _logit(in_a_year.mean()) - _logit(in_window.mean())
    return RiskModel(float(fitted.intercept_[0] + shift), tuple(map(float, fitted.coef_[0])))


def _logit(chance: float) -> float:
    return float(np.log(chance / (1.0 - chance)))
