"""``rumbo effects estimate`` as people run it."""

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.api.command_line import Rumbo

N = 300


@pytest.fixture
def experiment(tmp_path: Path) -> Path:
    """A lottery of vouchers: who lives in the north drops out far less with one, others as before."""
    rng = np.random.default_rng(4)
    north, voucher = rng.integers(2, size=N), rng.integers(2, size=N)
    dropped = rng.random(N) < np.where((north == 1) & (voucher == 1), 0.05, 0.65)
    frame = pd.DataFrame(
        {
            "id": [f"a{number}" for number in range(N)],
            "vale": np.where(voucher == 1, "vale", "nada"),
            "zona": np.where(north == 1, "norte", "sur"),
            "promedio": rng.normal(8, 1, N),
            "baja": dropped.astype(int),
            "edad": rng.integers(18, 30, N),
        }
    )
    path = tmp_path / "casos.csv"
    frame.to_csv(path, index=False)
    (tmp_path / "mapeo.toml").write_text(
        'id = "id"\ngroups = ["zona"]\n[effects]\ncontrol = "nada"\nbetter = "lower"\n'
        "propensity = 0.5\nbudget = 60_000\n"
        "[effects.treatments]\nvale = 1000\n",
        encoding="utf-8",
    )
    return path


def estimate(rumbo: Rumbo, table: Path, *more: str | Path) -> tuple[str, str, int]:
    found = rumbo(
        "effects", "estimate", "--table", table, "--treatment", "vale", "--outcome", "baja",
        "--mapping", table.parent / "mapeo.toml", *more,
    )  # fmt: skip
    return found.out, found.err, found.code


class TestEstimate:
    def test_prints_json_and_writes_whom_to_treat(self, rumbo: Rumbo, experiment: Path) -> None:
        plan = experiment.parent / "plan.csv"
        out, err, code = estimate(rumbo, experiment, "--placebo", "edad", "--json", "--lang", "en", "--out", plan)
        assert code == 0, err
        found = json.loads(out)
        (arm,) = found["arms"]
        assert arm["ate"]["high"] < 0
        assert arm["groups"]["zona"]["norte"]["high"] < arm["groups"]["zona"]["sur"]["estimate"]
        assert set(arm["placebos"]) == {"edad"}
        assert arm["ranking"]["supported"]
        assert found["policy"]["supported"]
        rows = list(csv.DictReader(plan.read_text(encoding="utf-8").splitlines()))
        people = pd.read_csv(experiment).set_index("id")
        assert 0 < len(rows) <= 60
        assert {row["arm"] for row in rows} == {"vale"}
        assert (people.loc[[row["id"] for row in rows], "zona"] == "norte").mean() > 0.9

    @pytest.mark.parametrize(("lang", "words"), [("es", "Sirve para decidir"), ("en", "Fit to decide on")])
    def test_says_it_in_words(self, rumbo: Rumbo, experiment: Path, lang: str, words: str) -> None:
        out, err, code = estimate(rumbo, experiment, "--lang", lang)
        assert code == 0, err
        assert words in out
        assert "zona = norte" in out

    def test_writes_no_plan_where_no_ranking_is_supported(self, rumbo: Rumbo, experiment: Path) -> None:
        frame = pd.read_csv(experiment)
        frame["baja"] = np.random.default_rng(1).permutation(frame["baja"])
        frame.to_csv(experiment, index=False)
        plan = experiment.parent / "plan.csv"
        _, err, code = estimate(rumbo, experiment, "--out", plan)
        assert code == 1
        assert "no ranking is supported" in err
        assert not plan.exists()

    def test_asks_for_a_budget_before_it_computes(self, rumbo: Rumbo, experiment: Path) -> None:
        (experiment.parent / "mapeo.toml").write_text("", encoding="utf-8")
        _, err, code = estimate(rumbo, experiment, "--out", experiment.parent / "plan.csv")
        assert code == 1
        assert "--out needs a budget" in err
