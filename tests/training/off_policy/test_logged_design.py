import numpy as np
import pytest

from training.off_policy.logged_design import choose_design


class TestChooseDesign:
    @pytest.mark.parametrize(
        ("law", "name"),
        [
            ("action", "actions"),
            ("both", "actions and context"),
            ("crossed", "actions, each with its own context"),
            ("bent", "actions, each with its own bends of context"),
        ],
    )
    def test_takes_as_many_columns_as_the_rewards_need(self, law: str, name: str) -> None:
        rng = np.random.default_rng(2)
        context, action = rng.uniform(-1, 1, size=(2000, 1)), rng.integers(2, size=2000)
        x = context[:, 0]
        expected = {
            "action": action * 1.0,
            "both": action + 2 * x,
            "crossed": np.where(action == 1, 2 * x, -2 * x),
            "bent": np.where(action == 1, 3 * np.abs(x), -2 * x),
        }[law]
        reward = expected + rng.normal(size=2000) * 0.2
        chance = np.full((2000, 2), 0.5)
        found = choose_design(context, action, chance, reward, np.arange(2000), seed=1)
        assert found.name == name

    def test_looks_at_actions_alone_where_there_is_no_context(self) -> None:
        rng = np.random.default_rng(2)
        found = choose_design(
            np.empty((50, 0)), rng.integers(3, size=50), np.full((50, 3), 1 / 3), rng.random(50), np.arange(50), seed=1
        )
        assert found.name == "actions"
        assert found.target[0].tolist() == [1, *[1 / 3] * 3]
