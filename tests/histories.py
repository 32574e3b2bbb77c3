"""Histories of learners for tests: written out, drawn by hypothesis, or invented with an order worth learning."""

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from recommender.collaborative.histories import Histories, histories_of


def histories_from(taken: Sequence[Sequence[int]], n_items: int) -> Histories:
    """One learner a list of items, oldest first, each a step after the one before."""
    learners = np.array([row for row, items in enumerate(taken) for _ in items], np.int64)
    times = np.array([time for items in taken for time in range(len(items))], np.int64)
    items = np.array([item for items in taken for item in items], np.int64)
    return histories_of(learners, items, times, (len(taken), n_items))


def item_lists(n_items: int, max_learners: int) -> st.SearchStrategy[list[list[int]]]:
    """Lists of different items, one a learner."""
    one = st.lists(st.integers(0, n_items - 1), unique=True, max_size=n_items - 1)
    return st.lists(one, min_size=1, max_size=max_learners)


def curricula(n_learners: int, seed: int = 0) -> list[list[int]]:
    """Learners who each follow one of four courses of ten items in order, sometimes leaving one out or straying."""
    rng = np.random.default_rng(seed)
    taken = []
    for _ in range(n_learners):
        first, n_steps = 10 * int(rng.integers(4)), int(rng.integers(2, 11))
        followed = [first + step for step in range(n_steps) if rng.random() < 0.9]
        followed += [int(rng.integers(40))] if rng.random() < 0.3 else []
        taken.append(list(dict.fromkeys(followed)) or [first])
    return taken
