"""Which learners fit the models, which calibrate them and which only judge them."""

import hashlib
from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Split(StrEnum):
    """The part that a learner plays."""

    FIT = "fit"
    CALIBRATE = "calibrate"
    EVALUATE = "evaluate"


_SHARES = ((Split.FIT, 0.66), (Split.CALIBRATE, 0.75), (Split.EVALUATE, 1.0))
"""Upper ends of each part on the unit interval."""


def split_of(learner_ids: Sequence[str]) -> NDArray[np.str_]:
    """The part of each learner, by a hash of the id: the same for every run and every seed."""
    return np.array([_part(learner_id) for learner_id in learner_ids], dtype=object).astype(str)


def _part(learner_id: str) -> str:
    place = int.from_bytes(hashlib.sha256(f"split|{learner_id}".encode()).digest()[:8], "big") / 2.0**64
    return next(split.value for split, end in _SHARES if place < end)
