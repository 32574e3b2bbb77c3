import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data.domain import Answer
from data.simulator.answers import ANSWERS, draw_answers

NUMBERS = {"position_power": 0.5, "never_share": 0.1, "not_now_share": 0.4}


def share(answers: np.ndarray, answer: Answer | None) -> np.ndarray:
    """How often an answer is given, by place."""
    return (answers == ANSWERS.index(answer)).mean(axis=0)


class TestDrawAnswers:
    def test_are_given_less_often_the_further_down(self) -> None:
        shape = (40_000, 4)
        found = draw_answers(np.random.default_rng(1), np.full(shape, 0.2), np.ones(shape, bool), NUMBERS)
        looks = np.array([1, 2**-0.5, 3**-0.5, 0.5])
        np.testing.assert_allclose(share(found, Answer.YES), 0.2 * looks, atol=0.01)
        np.testing.assert_allclose(share(found, Answer.NEVER), 0.8 * 0.1 * looks, atol=0.01)
        np.testing.assert_allclose(share(found, Answer.NOT_NOW), 0.8 * 0.4 * looks, atol=0.01)

    @given(st.integers(0, 2**32 - 1), st.floats(0, 1))
    def test_are_silence_where_nothing_is_shown(self, seed: int, chance: float) -> None:
        rng = np.random.default_rng(seed)
        is_shown = rng.random((5, 6)) < 0.5
        found = draw_answers(rng, np.full((5, 6), chance), is_shown, NUMBERS)
        assert (found[~is_shown] == ANSWERS.index(None)).all()
