"""Invented students whose risk is known."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from training.case_table.reading import CaseTable

PLANS = {"civil": 0.0, "contabilidad": 0.5, "sistemas": -0.5}


def students(n: int, seed: int) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """Students as they are at enrolment, and the true chance that each drops out."""
    rng = np.random.default_rng(seed)
    grade = rng.normal(8.0, 0.8, n).round(1)
    plan = rng.choice(list(PLANS), n)
    works = rng.random(n) < 0.4
    log_odds = -1.0 - 1.2 * (grade - 8.0) + pd.Series(plan).map(PLANS).to_numpy() + 0.6 * works
    frame = pd.DataFrame({"promedio": grade, "plan": pd.Series(plan, dtype="str"), "trabaja": works.astype(float)})
    return frame, 1.0 / (1.0 + np.exp(-log_odds))


def student_table(n: int, seed: int) -> CaseTable:
    """Students with their outcomes drawn by their chances, each with one row."""
    frame, chances = students(n, seed)
    outcome = np.random.default_rng(seed + 1).random(n) < chances
    return CaseTable(np.arange(n).astype(np.str_), frame, outcome, None, {})


MAPPING = """
id = "matricula"
categorical = ["plan"]
groups = ["sexo"]
known_at_enrolment = ["promedio", "plan"]
forbidden = ["promedio_final"]

[outcome]
column = "estatus"
values = ["Baja"]

[labels]
trabaja = { es = "trabaja además de estudiar", en = "works besides studying" }
"""


@pytest.fixture
def student_files(tmp_path: Path) -> tuple[Path, Path]:
    """A table of 400 students as a school would send it, and its mapping."""
    table = student_table(400, seed=3)
    rng = np.random.default_rng(4)
    frame = table.frame.assign(
        matricula=table.ids,
        sexo=rng.choice(["F", "M"], len(table)),
        promedio_final=np.where(table.outcome, 0.0, table.frame["promedio"]),
        estatus=np.where(table.outcome, "Baja", "Inscrito"),
    )
    frame.loc[frame.index[::17], "promedio"] = np.nan
    table_path, mapping_path = tmp_path / "alumnos.csv", tmp_path / "mapping.toml"
    frame.to_csv(table_path, index=False)
    mapping_path.write_text(MAPPING, encoding="utf-8")
    return table_path, mapping_path
