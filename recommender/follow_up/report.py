"""Results of a study: every question with interval, band and tipping point, for all and by group."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.follow_up.results import Band, Estimate, band, estimate, tipping_point
from recommender.follow_up.weights import AnswerWeights


class Asked(StrEnum):
    """What studies ask about."""

    EMPLOYED = "employed"
    NEW_JOB = "new_job"
    WAGE_CHANGE = "wage_change"
    SATISFIED = "satisfied"

    @property
    def is_share(self) -> bool:
        """Whether the result is a share; else a mean, of percent."""
        return self is not Asked.WAGE_CHANGE


OF_2012: Final[Mapping[Asked, float]] = {Asked.NEW_JOB: 0.27, Asked.WAGE_CHANGE: 36.0}
"""What the study of August 2012 found, as trade press of the time reports it."""


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A result of one group of a fact, such as ``kind`` ``student``."""

    fact: str
    group: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What a question came to.

    Attributes
    ----------
    plain
        The result without weights: how far apart the two are says what weighting did.
    band
        Where the result lies if those silent differ as far as was stated beforehand.
    tipping_point
        How much those silent must differ for the result to be that of 2012: odds ratio of a share, points of a mean.
        ``None`` where nothing would do it or 2012 did not tell.
    groups
        All groups with an answer; who shows them hides the small ones.
    """

    asked: Asked
    plain: float
    estimate: Estimate
    band: Band
    tipping_point: float | None
    groups: tuple[GroupResult, ...]


def question_result(
    asked: Asked,
    weights: AnswerWeights,
    answers: NDArray[np.float64],
    facts: Mapping[str, NDArray[np.str_]],
    reach: float,
) -> QuestionResult | None:
    """The result of one question; ``None`` if nobody answered it.

    Parameters
    ----------
    answers
        Shape (n_answers,), NaN where the question was left out.
    facts
        Groups of those who answered, shape (n_answers,) each.
    reach
        How far those silent may differ, as `band` takes it.
    """
    given = ~np.isnan(answers)
    if not given.any():
        return None
    is_share = asked.is_share
    groups = tuple(
        GroupResult(fact, str(group), estimate(weights, answers, is_share=is_share, within=values == group))
        for fact, values in facts.items()
        for group in np.unique(values[given])
    )
    before = OF_2012.get(asked)
    return QuestionResult(
        asked,
        plain=float(answers[given].mean()),
        estimate=estimate(weights, answers, is_share=is_share),
        band=band(weights, answers, is_share=is_share, reach=reach),
        tipping_point=None if before is None else tipping_point(weights, answers, before, is_share=is_share),
        groups=groups,
    )
