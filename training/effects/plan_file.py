"""Writes whom a budget should treat."""

import csv
from pathlib import Path

from data.errors import InputError
from training.effects.budget_policy import BudgetPolicy
from training.effects.effect_table import EffectTable


def write_plan(path: Path, table: EffectTable, policy: BudgetPolicy | None) -> int:
    """Write ``id,arm`` of everybody whom the plan treats; answers how many.

    Raises
    ------
    InputError
        If choosing people is not shown to be better than drawing lots: no list is written then.
    """
    if policy is None or not policy.is_supported:
        raise InputError(
            f"{path} was not written: no ranking is supported, so nobody can be named before others; draw lots instead"
        )
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "arm"])
        chosen = [(row, arm) for row, arm in zip(table.ids.tolist(), policy.by_gain.arms.tolist(), strict=True) if arm]
        writer.writerows((row, table.arms[arm]) for row, arm in chosen)
    return len(chosen)
