"""Lets models learn what to say where a word is none of those that they know."""

from typing import Final

import numpy as np
import pandas as pd

_SHARE: Final = 0.05
_NO_WORD: Final = "\x00"
"""Stands for an unseen word: no file has it."""


def forget_words(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    """A copy in which a twentieth of the words of each column, drawn at random, are ones that nobody knows.

    Without it nothing is learned of unseen words, and a straight line would take them for the mean of all words however
    rare: a new study programme would count as much like one of ten students as like one of ten thousand.
    """
    rng = np.random.default_rng(seed)
    return frame.assign(
        **{
            str(name): frame[name].mask(rng.random(len(frame)) < _SHARE, _NO_WORD)
            for name in frame.columns
            if not pd.api.types.is_numeric_dtype(frame[name])
        }
    )
