"""Pictures of what a bundle says, on learners that no model saw."""

import numpy as np

from recommender.bundle import Bundle
from training.datasets import RankingRows
from training.reliability import reliability_bins, reliability_svg
from training.splits import Split, split_of


def reliability_plots(bundle: Bundle, rows: RankingRows) -> dict[str, str]:
    """Reliability of the chances of a yes and of passing, as SVG by file name; one without cases is left out.

    A yes is looked for at the first place alone: further down it depends on who looks.
    """
    held = rows.take(split_of(rows.learner_id.tolist()) == Split.EVALUATE.value)
    first, sat = held.take(held.rank == 1), held.take(~np.isnan(held.exam_passed))
    found = {}
    if len(first):
        stated = bundle.models.predictions(first.features).accept_chance
        found["accept_reliability.svg"] = reliability_svg(reliability_bins(stated, first.grade > 0))
    if len(sat):
        stated = bundle.models.predictions(sat.features).pass_chance
        found["pass_reliability.svg"] = reliability_svg(reliability_bins(stated, sat.exam_passed == 1))
    return found
