"""Coverage, width and scores of forecasts of supply as JSON, on invented events and on a home's own past.

Usage: python -m benchmarks.supply [--runs 10] [--law LAW ...] [--home HOME]

For each law (`benchmarks/supply_laws.py`) ``--runs`` countries of 24 months are forecast 3, 6 and 12 months ahead.
``coverage`` and the others are as in `benchmarks/forecasts.py`, of states and skills for which somebody is expected;
there is no ``log_score``, as a binomial law takes what hardly ever happens for impossible.
The rival, ``as_before``, expects as many new holders as in as many months before, with intervals of Poisson's law.
With ``--home`` that home's database is forecast from as many months before its last day.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.forecasts import averaged, figures
from benchmarks.supply_laws import SUPPLY_LAWS, invented_supply
from data.catalogue import read_catalogue
from data.database import opened_engine, reading
from data.settings import Settings
from recommender.arrays import catalogue_arrays
from recommender.forecast.count_law import CountLaw
from recommender.forecast.supply import gained_supply
from recommender.forecast.supply_events import DAYS_A_MONTH, SupplyCatalogue, SupplyEvents
from recommender.forecast.supply_model import supply_forecast
from training.people_count import supply_basis

HORIZONS: Final = (3, 6, 12)
N_MONTHS_KNOWN: Final = 24
FIRST_TEST_SEED: Final = 2_000
"""Seeds below were looked at while the model was made."""

_EXPECTED: Final = 0.05


def compared(events: SupplyEvents, catalogue: SupplyCatalogue, day: int, months: int) -> dict[str, dict[str, float]]:
    """Figures of the model and its rival for one day and horizon."""
    forecast = supply_forecast(events, catalogue, day, months)
    came = gained_supply(events, catalogue, day, months)
    known = events.known_on(day)
    before = gained_supply(known, catalogue, day - round(months * DAYS_A_MONTH), months).astype(np.float64)
    expected = forecast.gained.mean >= _EXPECTED

    def of(law: CountLaw) -> dict[str, float]:
        found = figures(CountLaw(law.mean[expected], law.variance[expected]), came[expected])
        return {name: value for name, value in found.items() if name != "log_score"}

    # Half a person, so that a first one is not held for impossible.
    rival = CountLaw(before + 0.5, before + 0.5)
    learned = forecast.learned
    told = {"origins": learned.n_origins, "factor": learned.factor, "shared": learned.shared}
    return {"model": of(forecast.gained) | told} | {"as_before": of(rival)}


def law_figures(law: str, n_runs: int) -> dict[str, Any]:
    """Means over countries of one law by horizon."""
    day = round(N_MONTHS_KNOWN * DAYS_A_MONTH)
    runs: dict[int, list[dict[str, dict[str, float]]]] = {months: [] for months in HORIZONS}
    for seed in range(FIRST_TEST_SEED, FIRST_TEST_SEED + n_runs):
        invented = invented_supply(law, N_MONTHS_KNOWN + max(HORIZONS), seed)
        for months in HORIZONS:
            runs[months].append(compared(invented.events, invented.catalogue, day, months))
    return {f"{months} months": averaged(found) for months, found in runs.items()}


def home_figures(home: str) -> dict[str, Any]:
    """A home's own past: each horizon once, ending on its last day."""
    settings = Settings(home=Path(home))
    with opened_engine(settings.sqlalchemy_url) as engine, reading(engine) as connection:
        basis = supply_basis(connection, catalogue_arrays(read_catalogue(settings.reference)))
    found = {}
    for months in HORIZONS:
        day = basis.day - round(months * DAYS_A_MONTH)
        if day > basis.events.first_day:
            found[f"{months} months"] = averaged([compared(basis.events, basis.catalogue, day, months)])
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--law", action="append", choices=SUPPLY_LAWS)
    parser.add_argument("--home")
    asked = parser.parse_args(arguments)
    if asked.home:
        report: dict[str, Any] = {"home": home_figures(asked.home)}
    else:
        report = {law: law_figures(law, asked.runs) for law in asked.law or SUPPLY_LAWS}
    json.dump(report, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
