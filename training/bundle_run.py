"""What is written down of the training of a bundle."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from training.effect_report import effect_limit
from training.fit_ranker import RankerParameters
from training.runs import ColumnKind, Run, Signature

EXPERIMENT: Final = "ranker"

_LIMITS: Final = (
    "Where the data are Synthetic Mexico the people are invented: figures show that the method works in a world whose"
    " truth is known, not what a programme achieved.",
    "Not for admission, hiring or grading. Nobody may be refused anything by this model alone.",
)


def bundle_run(manifest: Mapping[str, Any], parameters: RankerParameters, n_rows: int) -> Run:
    """The run of a bundle, judged later; ``n_rows`` showings taught it."""
    return Run(
        experiment=EXPERIMENT,
        name=manifest["version"],
        purpose="Orders certifications for learners of IT and BPO by the chance of a yes times the grade that follows"
        " (1 yes, 2 enrolled, 3 passed, 4 a job). The log-odds of a yes are a weighted mean of boosted trees and of an"
        " additive model with an effect for each certification, state and area; trees give the grade and the chance of"
        " passing; a straight line of log-odds calibrates both chances. More price, English or weeks beyond what"
        " somebody has, refusals and failed exams never raise a score. The place in the list is a column in fitting"
        " and held at the first place in use. Logistic regression gives the drop-out risk.",
        data_sha256=manifest["data_sha256"],
        split="sha256 of learner id: 66 % fitting, 9 % calibration, 25 % evaluation only",
        seed=manifest["seed"],
        parameters=asdict(parameters),
        metrics={"rows": float(n_rows)},
        signature=Signature(
            inputs=dict.fromkeys(manifest["features"], ColumnKind.NUMBER),
            outputs=dict.fromkeys(("expected_grade", "accept_chance", "pass_chance"), ColumnKind.NUMBER),
        ),
        limits=(*_LIMITS, effect_limit(manifest["effects"])),
        tags={
            "catalogue": manifest["catalogue"],
            "encoder": manifest["fingerprint"],
            "made_at": manifest["made_at"],
            "data_as_of": manifest["data_as_of"],
        },
    )
