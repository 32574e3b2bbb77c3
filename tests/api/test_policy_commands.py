import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from api.cli import app


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A fair coin between a, which pays 1 in 2, and b, which pays 1 in 4; the policy always takes a."""
    rng = np.random.default_rng(1)
    action = rng.integers(2, size=1000)
    reward = rng.random(1000) < np.where(action == 0, 0.5, 0.25)
    log, target = tmp_path / "log.csv", tmp_path / "target.csv"
    rows = [f"{n},{'ab'[a]},{int(r)},0.5" for n, (a, r) in enumerate(zip(action, reward, strict=True))]
    log.write_text("learner_id,action,reward,propensity\n" + "\n".join(rows), encoding="utf-8")
    target.write_text("action,probability\na,1\n", encoding="utf-8")
    return log, target


class TestLogged:
    def test_prints_every_estimator_with_interval_and_size(self, files: tuple[Path, Path]) -> None:
        found = CliRunner().invoke(app, ["benchmark", "logged", str(files[0]), "--target", str(files[1]), "--json"])
        told = json.loads(found.stdout)
        assert told["verdict"] == {"is_supported": True, "reasons": []}
        assert set(told["estimates"]) == {"ips", "snips", "dm", "dr", "capped_dr"}
        for estimate in told["estimates"].values():
            assert estimate["low"] < 0.5 < estimate["high"]
            assert estimate["gain"]["low"] < 0.125 < estimate["gain"]["high"]
            assert estimate["effective_sample_size"] > 400

    def test_says_so_where_the_log_cannot_tell(self, files: tuple[Path, Path]) -> None:
        few = files[0].read_text(encoding="utf-8").splitlines()[:101]
        files[0].write_text("\n".join(few), encoding="utf-8")
        words = ["benchmark", "logged", str(files[0]), "--target", str(files[1])]
        told = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
        assert told["estimates"] == {}
        assert told["cap"]["bias_bound"] is None
        assert not told["verdict"]["is_supported"]
        assert "verdict: no estimate; 100 independent units" in CliRunner().invoke(app, words).stdout

    def test_prints_a_text_to_read(self, files: tuple[Path, Path]) -> None:
        told = CliRunner().invoke(app, ["benchmark", "logged", str(files[0]), "--target", str(files[1])]).stdout
        assert "1000 logged choices of 1000 independent units" in told
        assert told.splitlines()[-1] == "verdict: the log supports an estimate"
