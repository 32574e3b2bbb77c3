"""What people answer to the lists that they see."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from data.domain import Answer

ANSWERS: Final = (None, *Answer)
"""Meaning of the numbers that ``draw_answers`` gives; 0 is silence."""


def draw_answers(
    rng: np.random.Generator, chance: NDArray[np.float64], is_shown: NDArray[np.bool_], numbers: Mapping[str, Any]
) -> NDArray[np.int8]:
    """Number in ``ANSWERS`` of what is said to each place of each list, shape (n_lists, length).

    ``chance`` is that of yes if looked at. People look less at the places further down: this is the position bias.
    ``numbers`` holds ``position_power``, ``never_share`` and ``not_now_share``.
    """
    n_places = chance.shape[1]
    looked_at = np.arange(1, n_places + 1) ** -numbers["position_power"]
    looks = is_shown & (rng.random(chance.shape) < looked_at)
    says_yes = looks & (rng.random(chance.shape) < chance)
    mood = rng.random(chance.shape)
    says_no = looks & ~says_yes
    never = says_no & (mood < numbers["never_share"])
    not_now = says_no & ~never & (mood < numbers["never_share"] + numbers["not_now_share"])
    answers = np.zeros(chance.shape, np.int8)
    for answer, where in ((Answer.YES, says_yes), (Answer.NEVER, never), (Answer.NOT_NOW, not_now)):
        answers[where] = ANSWERS.index(answer)
    return answers
