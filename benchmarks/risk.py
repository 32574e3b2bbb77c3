"""Drop-out risk against other libraries at their defaults, on the same columns of the same rows, as JSON.

Usage: python -m benchmarks.risk TABLE MAPPING --fit 2013B 2013J --test 2014B 2014J [--early] [--out FILE.json]

The mapping's time column tells which rows are fitted on and which are tested. Rivals are CatBoost and LightGBM, each
with its own handling of categories, and logistic regression on one-hot categories and standardised numbers. Our
settings are chosen inside the fitting rows. Intervals of figures and of differences are from resampled people of the
test, the same draws for all.
"""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from training.case_table.mapping import read_mapping
from training.case_table.reading import CaseTable, read_cases
from training.chance_metrics import FIGURES, Draws, interval_of
from training.risk.fit import FittedRisk, fit_table_risk, outcome_of

_N_DRAWS = 1000
_LOSSES = ("brier", "log_loss", "ece")
"""Figures of which less is better."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Rows to fit on and rows to test on, with the names of the columns of words."""

    fit: CaseTable
    test: CaseTable
    words: tuple[str, ...]

    @property
    def outcome(self) -> NDArray[np.bool_]:
        """The outcome of the fitting rows."""
        return outcome_of(self.fit)


def catboost_chances(parts: Parts, seed: int) -> NDArray[np.float64]:
    """CatBoost at its defaults; a missing word is a word."""
    from catboost import CatBoostClassifier

    fit, test = (part.frame.fillna(dict.fromkeys(parts.words, "")) for part in (parts.fit, parts.test))
    places = [fit.columns.get_loc(name) for name in parts.words]
    model = CatBoostClassifier(cat_features=places, random_seed=seed, verbose=0, allow_writing_files=False)
    model.fit(fit.astype(dict.fromkeys(parts.words, object)), parts.outcome)
    return np.asarray(model.predict_proba(test.astype(dict.fromkeys(parts.words, object)))[:, 1])


def lightgbm_chances(parts: Parts, seed: int) -> NDArray[np.float64]:
    """LightGBM at its defaults; words that the fitting rows lack are missing."""
    from lightgbm import LGBMClassifier

    kinds = {name: pd.CategoricalDtype(sorted(parts.fit.frame[name].dropna().unique())) for name in parts.words}
    model = LGBMClassifier(random_state=seed, verbose=-1).fit(parts.fit.frame.astype(kinds), parts.outcome)
    test = parts.test.frame.assign(
        **{
            name: parts.test.frame[name].where(parts.test.frame[name].isin(kind.categories))
            for name, kind in kinds.items()
        }
    )
    return np.asarray(model.predict_proba(test.astype(kinds)))[:, 1]


def logistic_chances(parts: Parts, _seed: int) -> NDArray[np.float64]:
    """Logistic regression at its defaults."""
    from sklearn.compose import make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    numbers = [name for name in parts.fit.frame.columns if name not in parts.words]
    columns = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), list(parts.words)),
        (make_pipeline(SimpleImputer(), StandardScaler()), numbers),
    )
    fit, test = (part.frame.fillna(dict.fromkeys(parts.words, "")) for part in (parts.fit, parts.test))
    model = make_pipeline(columns, LogisticRegression(max_iter=1000)).fit(fit, parts.outcome)
    return np.asarray(model.predict_proba(test)[:, 1])


RIVALS: dict[str, Callable[[Parts, int], NDArray[np.float64]]] = {
    "catboost": catboost_chances,
    "lightgbm": lightgbm_chances,
    "logistic": logistic_chances,
}


def comparison(parts: Parts, ours: NDArray[np.float64], seed: int) -> dict[str, Any]:
    """Figures of all on the test rows, and how much better ours are than each rival's."""
    outcome = outcome_of(parts.test)
    draws = Draws.of_people(parts.test.ids, _N_DRAWS, seed)
    chances = {"ours": ours, **{name: rival(parts, seed) for name, rival in RIVALS.items()}}
    figures = {name: draws.figures(found, outcome, FIGURES) for name, found in chances.items()}
    return {
        "figures": {
            name: {key: asdict(interval_of(drawn)) for key, drawn in found.items()} for name, found in figures.items()
        },
        "ours_better_by": {
            name: {
                key: asdict(interval_of((figures["ours"][key] - found[key]) * (-1 if key in _LOSSES else 1)))
                for key in FIGURES
            }
            for name, found in figures.items()
            if name != "ours"
        },
    }


def main() -> None:
    """Fit, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path)
    parser.add_argument("mapping", type=Path)
    parser.add_argument("--fit", nargs="+", required=True, help="times of the rows to fit on")
    parser.add_argument("--test", nargs="+", required=True, help="times of the rows to test on")
    parser.add_argument("--early", action="store_true", help="only the columns known at enrolment")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--out", type=Path, help="also write the JSON here")
    given = parser.parse_args()
    mapping = read_mapping(given.mapping)
    table = read_cases(given.table, mapping)
    if given.early and mapping.known_at_enrolment is not None:
        table = table.only(mapping.known_at_enrolment)
    moments = np.asarray(table.time).astype(str)
    words = tuple(name for name in table.frame.columns if not pd.api.types.is_numeric_dtype(table.frame[name]))
    parts = Parts(table.rows(np.isin(moments, given.fit)), table.rows(np.isin(moments, given.test)), words)
    start = time.monotonic()
    fitted: FittedRisk = fit_table_risk(parts.fit, mapping.categorical, given.seed)
    seconds = time.monotonic() - start
    ours = fitted.model.probabilities(parts.test.frame)
    drift = fitted.model.reference.compare(fitted.model.encoding, parts.test.frame, ours)
    result = {
        "fit_rows": len(parts.fit),
        "test_rows": len(parts.test),
        "columns": list(table.frame.columns),
        "happened": {"fit": float(parts.outcome.mean()), "test": float(outcome_of(parts.test).mean())},
        "choice": {"kind": fitted.choice.name, "losses": fitted.choice.losses, "gain": asdict(fitted.choice.gain)},
        "fit_seconds": round(seconds, 1),
        "drift": {
            "warning": drift.is_warning,
            "joint": drift.joint,
            "changed": {column.column: column.stability_index for column in drift.changed},
        },
        **comparison(parts, ours, given.seed),
    }
    content = json.dumps(result, indent=2)
    if given.out is not None:
        given.out.write_text(content + "\n", encoding="utf-8")
    print(content)  # noqa: T201 - the result of the command


if __name__ == "__main__":
    main()
