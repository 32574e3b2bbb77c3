"""What is known of everybody, answered or not, as columns of numbers that weights can be balanced on."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

FEWEST_ANSWERS = 10
"""A group with fewer answers is joined with others: weights cannot rest on it."""


def design_matrix(facts: Mapping[str, NDArray[np.str_]], answered: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Columns of 0 and 1, the first all 1, then one a group of each fact but its largest; shape (n_people, n_columns).

    Groups with fewer than ten answers are joined, with the largest where even together they have too few.

    Raises
    ------
    ValueError
        If a fact is not known of everybody.
    """
    columns = [np.ones(len(answered))]
    for name, values in facts.items():
        if len(values) != len(answered):
            raise ValueError(f"{name} is known of {len(values)} people out of {len(answered)}")
        columns += _group_columns(values, answered)
    return np.column_stack(columns)


def _group_columns(values: NDArray[np.str_], answered: NDArray[np.bool_]) -> list[NDArray[np.float64]]:
    groups, numbers = np.unique(values, return_inverse=True)
    n_answers = np.bincount(numbers[answered], minlength=len(groups))
    largest = int(np.argmax(n_answers))
    small = n_answers < FEWEST_ANSWERS
    own = [
        (numbers == group).astype(np.float64) for group in range(len(groups)) if not small[group] and group != largest
    ]
    if n_answers[small].sum() >= FEWEST_ANSWERS:
        own.append(small[numbers].astype(np.float64))
    return own
