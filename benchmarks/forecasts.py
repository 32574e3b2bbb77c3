"""Coverage, width and scores of forecasts of demand as JSON, on invented quarters and on a home's own postings.

Usage: python -m benchmarks.forecasts [--runs 8] [--quarters 12] [--law LAW ...] [--home HOME]

For each law (`benchmarks/forecast_laws.py`) and horizon, over ``--runs`` countries of 32 states and 40 skills:
``coverage`` is how often the 80 % interval held, a count on an end counted with the part of its chance that lies inside
(`held_share`); ``coverage_95`` its 95 % interval over countries; ``plain_coverage`` counts whole intervals, which must
hold more where counts are small, and ``plain_coverage_large`` those of cells that expect 20 or more. ``width`` is the
mean number of counts from end to end; ``interval_score`` and ``log_score`` (minus the logarithm of the chance) are
proper, small is good, and are given for the rivals of `benchmarks/forecast_rivals.py` too. With ``--home`` the postings
of that home are forecast from each quarter that has three before it.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

from api.programme.forecast_services import demand_history
from benchmarks.forecast_laws import LAWS, invented_counts
from benchmarks.forecast_rivals import RIVALS, rival_law
from data.database import opened_engine, reading
from data.settings import Settings
from recommender.forecast.count_law import HIGH, LOW, CountLaw
from recommender.forecast.count_model import FEWEST_QUARTERS, forecast_counts
from recommender.forecast.panel import Panel
from recommender.forecast.scores import held_share, interval_score

HORIZONS: Final = (1, 2, 4)
FIRST_TEST_SEED: Final = 2_000
"""Seeds below were looked at while the model was made."""

_LARGE: Final = 20.0


def figures(law: CountLaw, counts: NDArray[np.int64]) -> dict[str, float]:
    """Figures of one country and horizon; those of large cells are missing where there are none."""
    low, high = law.quantile(LOW), law.quantile(HIGH)
    inside = (low <= counts) & (counts <= high)
    found = {
        "coverage": float(held_share(law, counts).mean()),
        "plain_coverage": float(inside.mean()),
        "width": float((high - low).mean()),
        "interval_score": float(interval_score(low, high, counts).mean()),
        "log_score": float(-law.log_chance(counts).mean()),
    }
    large = law.mean >= _LARGE
    return found | ({"plain_coverage_large": float(inside[large].mean())} if large.any() else {})


def compared(panel: Panel, later: NDArray[np.int64], horizons: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Figures of the model and its rivals by horizon; ``later`` holds the quarters after the panel."""
    found: dict[int, dict[str, Any]] = {}
    for horizon in horizons:
        (forecast,) = forecast_counts(panel, range(horizon, horizon + 1))
        counts = later[horizon - 1]
        found[horizon] = {"model": figures(forecast.law, counts)} | {
            rival: figures(rival_law(rival, panel, horizon), counts) for rival in RIVALS
        }
    return found


def law_figures(law: str, n_runs: int, n_quarters: int, horizons: Sequence[int] = HORIZONS) -> dict[str, Any]:
    """Means over countries of one law, by horizon and method."""
    runs = []
    for seed in range(FIRST_TEST_SEED, FIRST_TEST_SEED + n_runs):
        counts = invented_counts(law, n_quarters + max(horizons), seed)
        panel = Panel(counts[:n_quarters], first_season=0)
        runs.append(compared(panel, counts[n_quarters:], horizons))
    return {str(horizon): averaged([run[horizon] for run in runs]) for horizon in horizons}


def averaged(runs: Sequence[dict[str, dict[str, float]]]) -> dict[str, Any]:
    """Means over runs by method, and the 95 % interval of the model's coverage."""
    found: dict[str, Any] = {}
    for method in runs[0]:
        names = sorted({name for run in runs for name in run[method]})
        found[method] = {name: _mean([run[method][name] for run in runs if name in run[method]]) for name in names}
    coverages = np.array([run["model"]["coverage"] for run in runs])
    if len(coverages) > 1:
        reach = t.ppf(0.975, len(coverages) - 1) * coverages.std(ddof=1) / np.sqrt(len(coverages))
        found["model"]["coverage_95"] = [round(float(coverages.mean() + side * reach), 4) for side in (-1, 1)]
    return found


def home_figures(home: str) -> dict[str, Any]:
    """Postings by quarter, state and skill of a home, forecast from each of its quarters: rolling origin."""
    panel = home_panel(home)
    found: dict[str, Any] = {"quarters": panel.n_quarters, "cells": int(panel.counts[0].size)}
    for origin in range(FEWEST_QUARTERS, panel.n_quarters):
        known = panel.up_to(origin)
        horizons = [horizon for horizon in HORIZONS if origin + horizon <= panel.n_quarters]
        figures_by_horizon = compared(known, panel.counts[origin:], horizons)
        found[f"after {origin} quarters"] = {
            str(horizon): averaged([one]) for horizon, one in figures_by_horizon.items()
        }
    return found


def home_panel(home: str) -> Panel:
    """All postings of whole quarters in a home's database."""
    with opened_engine(Settings(home=Path(home)).sqlalchemy_url) as engine, reading(engine) as connection:
        return demand_history(connection).panel


def _mean(numbers: Sequence[float]) -> float:
    return round(float(np.mean(numbers)), 4)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=8)
    parser.add_argument("--quarters", type=int, default=12)
    parser.add_argument("--law", action="append", choices=sorted(LAWS))
    parser.add_argument("--home")
    asked = parser.parse_args(arguments)
    if asked.home:
        report: dict[str, Any] = {"home": home_figures(asked.home)}
    else:
        report = {}
        for law in asked.law or LAWS:
            report[law] = law_figures(law, asked.runs, asked.quarters)
            sys.stderr.write(f"{law} done\n")
    json.dump(report, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
