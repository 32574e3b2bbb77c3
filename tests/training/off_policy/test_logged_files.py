from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.errors import InputError
from tests.training.logged_logs import N_ACTIONS, choices_of, simulated_log
from training.off_policy.estimators import judge_policy
from training.off_policy.logged_files import read_logged

LOG = "context_id,action,reward,propensity,age\n"
TARGET = "context_id,action,probability\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Two contexts that saw a and b with equal chances; the policy takes a in the first and tosses a coin elsewhere."""
    log, target = tmp_path / "log.csv", tmp_path / "target.csv"
    log.write_text(LOG + "u1,a,1,0.5,30\nu1,b,0,0.5,30\nu2,b,1,0.25,40\n", encoding="utf-8")
    target.write_text(TARGET + "u1,a,1\nu2,a,0.5\nu2,b,0.5\n", encoding="utf-8")
    return log, target


class TestReadLogged:
    def test_divides_the_policys_chance_by_the_logged_one(self, files: tuple[Path, Path]) -> None:
        read = read_logged(*files, None, seed=1)
        assert read.choices.weight.tolist() == [2.0, 0.0, 2.0]
        assert read.choices.reward.tolist() == [1.0, 0.0, 1.0]
        assert read.choices.unit.tolist() == [0, 0, 1]
        assert (read.n_actions, read.unsupported) == (2, 0.0)

    def test_gives_the_reward_model_the_policys_mean_columns(self, files: tuple[Path, Path]) -> None:
        choices = read_logged(*files, None, seed=1).choices
        # Constant, then one column an action; three choices are too few to look at the context.
        assert choices.logged.tolist() == [[1, 1, 0], [1, 0, 1], [1, 0, 1]]
        assert choices.target.tolist() == [[1, 1, 0], [1, 1, 0], [1, 0.5, 0.5]]

    def test_takes_a_policy_that_does_not_look_at_the_context(self, files: tuple[Path, Path], tmp_path: Path) -> None:
        everywhere = tmp_path / "everywhere.csv"
        everywhere.write_text("action,probability\na,0.2\nb,0.8\n", encoding="utf-8")
        assert read_logged(files[0], everywhere, None, seed=1).choices.weight.tolist() == pytest.approx([0.4, 1.6, 3.2])

    def test_measures_what_the_log_never_did(self, files: tuple[Path, Path], tmp_path: Path) -> None:
        target = tmp_path / "new.csv"
        target.write_text(TARGET + "u1,c,0.3\nu1,a,0.7\nu2,b,1\n", encoding="utf-8")
        # Two choices of u1 with 0.3 each, one of u2 with none.
        assert read_logged(files[0], target, None, seed=1).unsupported == pytest.approx(0.2)

    def test_finds_columns_by_a_mapping(self, files: tuple[Path, Path], tmp_path: Path) -> None:
        log, mapping = tmp_path / "other.csv", tmp_path / "mapping.toml"
        log.write_text(files[0].read_text(encoding="utf-8").replace("propensity", "p"), encoding="utf-8")
        with pytest.raises(InputError, match=r"no column propensity or .* name it as propensity in --mapping"):
            read_logged(log, files[1], None, seed=1)
        mapping.write_text('propensity = "p"\ncontext = ["age"]\n', encoding="utf-8")
        assert read_logged(log, files[1], mapping, seed=1).choices.weight.tolist() == [2.0, 0.0, 2.0]

    def test_agrees_with_the_log_that_was_written(self, tmp_path: Path) -> None:
        log = simulated_log(1500, seed=8)
        rows = np.arange(1500)
        pd.DataFrame(
            {
                "context_id": rows,
                "action": log.action,
                "reward": log.reward,
                "propensity": log.propensity,
                "first": log.context[:, 0],
                "second": log.context[:, 1],
            }
        ).to_csv(tmp_path / "log.csv", index=False)
        pd.DataFrame(
            {
                "context_id": rows.repeat(N_ACTIONS),
                "action": np.tile(np.arange(N_ACTIONS), 1500),
                "probability": log.target.ravel(),
            }
        ).to_csv(tmp_path / "target.csv", index=False)
        read = read_logged(tmp_path / "log.csv", tmp_path / "target.csv", None, seed=1)
        assert read.choices.weight == pytest.approx(choices_of(log).weight)
        assert read.model == "actions, each with its own context"
        for estimate in judge_policy(read.choices, seed=1).estimates.values():
            assert estimate.value.low <= log.true_value <= estimate.value.high

    @pytest.mark.parametrize(
        ("row", "why"),
        [
            ("u1,a,1,0,30", r"log.csv, row 2, propensity: 0 must be above 0 and at most 1"),
            ("u1,a,1,1.5,30", r"1.5 must be above 0 and at most 1"),
            ("u1,a,,0.5,30", r"row 2, reward: nan must be filled in"),
            ("u1,,1,0.5,30", r"row 2, action: must be filled in"),
            ("u9,a,1,0.5,30", r"row 2: its context has no row in .*target.csv"),
        ],
    )
    def test_names_a_row_of_the_log_that_cannot_be(self, files: tuple[Path, Path], row: str, why: str) -> None:
        files[0].write_text(LOG + row + "\nu2,b,1,0.5,20\n", encoding="utf-8")
        with pytest.raises(InputError, match=why):
            read_logged(*files, None, seed=1)

    @pytest.mark.parametrize(
        ("rows", "why"),
        [
            ("u1,a,0.7\nu1,b,0.2\nu2,a,1\n", "row 2: the probabilities of this context add up to 0.9000"),
            ("u1,a,0.5\nu1,a,0.5\nu2,a,1\n", "row 3: the action a is there twice"),
            ("u1,a,1.5\nu1,b,-0.5\nu2,a,1\n", "row 2, probability: 1.5 must be from 0 to 1"),
        ],
    )
    def test_names_a_row_of_the_policy_that_cannot_be(self, files: tuple[Path, Path], rows: str, why: str) -> None:
        files[1].write_text(TARGET + rows, encoding="utf-8")
        with pytest.raises(InputError, match=why):
            read_logged(*files, None, seed=1)

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            ('colour = "red"', "mapping.toml, colour: known are id, action"),
            ('context = "age"', "mapping.toml, context: must be a list"),
            ("[", "is not a TOML file"),
            ('context = ["height"]', "no column height for the context"),
        ],
    )
    def test_names_what_is_wrong_in_a_mapping(
        self, files: tuple[Path, Path], tmp_path: Path, content: str, why: str
    ) -> None:
        mapping = tmp_path / "mapping.toml"
        mapping.write_text(content, encoding="utf-8")
        with pytest.raises(InputError, match=why):
            read_logged(*files, mapping, seed=1)
