"""The model card of a bundle: what it is, what it was fitted on, what it must not be used for."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from training.fit_ranker import RankerParameters


def model_card(manifest: Mapping[str, Any], parameters: RankerParameters, n_rows: int) -> str:
    """The card as Markdown."""
    settings = "\n".join(f"- {name}: {value}" for name, value in asdict(parameters).items())
    features = ", ".join(manifest["features"])
    return f"""# Bundle {manifest["version"]}

Orders certifications for learners of IT and BPO and states chances of accepting and passing.

- Made: {manifest["made_at"]}; data as of {manifest["data_as_of"]}
- Rows (showings of a certification to a learner): {n_rows}
- SHA-256 of the rows: {manifest["data_sha256"]}
- Catalogue: {manifest["catalogue"]}
- Encoder: {manifest["fingerprint"]}
- Split: by a hash of the learner's id, 66 % fitting, 9 % calibration, 25 % evaluation only
- Seed: {manifest["seed"]}

## Models

CatBoost YetiRank on graded outcomes (0 nothing, 1 yes, 2 enrolled, 3 passed, 4 a job) for the order, blended with the
chance of a yes by trees and by a logistic regression; two CatBoost classifiers with centred isotonic calibration for
the chances; logistic regression for the drop-out risk. The place in the list is a column in fitting and held at the
first place in use.

{settings}

Features: {features}

## Limits

- Where the data are Synthetic Mexico the people are invented: figures show that the method works in a world whose
  truth is known, not what a programme achieved.
- The effect on dropping out is an assumption (see `recommender/effects.py`), not learned from data.
- Not for admission, hiring or grading. Nobody may be refused anything by this model alone.
"""
