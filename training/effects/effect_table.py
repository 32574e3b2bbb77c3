"""Reads a table of cases as an experiment, run or found: who got what, what came of it, what was known before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import InputError
from recommender.table_risk.encoding import CaseEncoding
from training.case_table.mapping import CaseMapping
from training.case_table.reading import read_cases
from training.effects.design import EffectDesign
from training.effects.telling_columns import BinnedColumn, binned_column

MOST_ARMS: Final = 10
LEAST_ROWS_OF_ARM: Final = 20
_CONTROL_WORDS: Final = frozenset({"0", "0.0", "false", "no", "none", "control", "ninguno", "ninguna", "falso"})


@dataclass(frozen=True, slots=True)
class EffectTable:
    """Rows with a treatment and an outcome, n of them.

    ``arms`` are the words of the treatment, control first; ``treatment`` their numbers. ``features`` is the dense form
    of what was known before, shape (n, p), and ``feature_owners`` names the table's column behind each of its columns.
    ``columns`` are the same columns in bins. ``propensity`` is of shape (n, n_arms) where it is known.
    """

    ids: NDArray[np.str_]
    arms: tuple[str, ...]
    treatment: NDArray[np.int64]
    outcome: NDArray[np.float64]
    features: NDArray[np.float64]
    feature_owners: tuple[str, ...]
    columns: Mapping[str, BinnedColumn]
    placebos: Mapping[str, NDArray[np.float64]]
    groups: Mapping[str, NDArray[np.str_]]
    propensity: NDArray[np.float64] | None
    n_left_out: int

    def __len__(self) -> int:
        return len(self.outcome)


def read_effect_table(
    path: Path, mapping: CaseMapping, design: EffectDesign, *, treatment: str, outcome: str
) -> EffectTable:
    """Read the table; rows without a treatment or an outcome are left out and counted.

    All columns are taken for features but those that the mapping forbids, id, time, placebo outcomes and known chances.

    Raises
    ------
    InputError
        If a column is absent or is not what it should be, an arm is too small, or control cannot be told.
    """
    named = {treatment, outcome, *design.placebos, *design.propensity_columns}
    cases = read_cases(
        path,
        replace(
            mapping,
            outcome=None,
            forbidden=mapping.forbidden - named,
            categorical=(mapping.categorical | {treatment}) - (named - {treatment}),
        ),
    )
    absent = sorted(named - set(cases.frame.columns))
    if absent:
        raise InputError(f"{path}: there is no column {absent[0]}; the file has {', '.join(cases.frame.columns)}")
    told = (cases.frame[treatment].notna() & cases.frame[outcome].notna()).to_numpy()
    kept = cases.rows(told)
    words = kept.frame[treatment]
    arms = _arms(path, words, treatment, design.control)
    features = kept.frame.drop(columns=sorted(named))
    encoding = CaseEncoding.fit(features, mapping.categorical & set(features.columns))
    dense = encoding.dense(features)
    changing = np.ptp(dense, axis=0) > 0 if len(dense) else np.zeros(dense.shape[1], dtype=np.bool_)
    return EffectTable(
        ids=kept.ids,
        arms=arms,
        treatment=pd.Categorical(words, categories=list(arms)).codes.astype(np.int64),
        outcome=_numbers(path, kept.frame[outcome], mapping),
        features=dense[:, changing],
        feature_owners=tuple(encoding.names[number] for number in encoding.dense_owners()[changing]),
        columns={name: binned_column(features[name]) for name in features.columns},
        placebos={name: _numbers(path, kept.frame[name], mapping) for name in design.placebos},
        groups=kept.groups,
        propensity=_known_chances(path, kept.frame, arms, design),
        n_left_out=int((~told).sum()),
    )


def _arms(path: Path, words: pd.Series, treatment: str, control: str | None) -> tuple[str, ...]:
    """Words of the treatment, control first, the others by name."""
    counts = words.value_counts()
    found = sorted(map(str, counts.index))
    if not 2 <= len(found) <= MOST_ARMS:
        raise InputError(
            f"{path}, {treatment}: a treatment has 2 to {MOST_ARMS} different words, this column has {len(found)}"
        )
    if control is None:
        control = _control(path, found, treatment)
    elif control not in found:
        raise InputError(f"{path}, {treatment}: no row has the control word {control!r}; it has {', '.join(found)}")
    small = [word for word in found if counts[word] < LEAST_ROWS_OF_ARM]
    if small:
        raise InputError(
            f"{path}, {treatment}: only {counts[small[0]]} rows have {small[0]!r} and an outcome; an effect needs"
            f" {LEAST_ROWS_OF_ARM} at least"
        )
    return (control, *(word for word in found if word != control))


def _control(path: Path, words: list[str], treatment: str) -> str:
    """The one word that means no treatment."""
    meant = [word for word in words if word.casefold() in _CONTROL_WORDS]
    if len(meant) == 1:
        return meant[0]
    raise InputError(
        f"{path}, {treatment}: which of {', '.join(words)} means no treatment? Say so in the mapping:"
        f' [effects] control = "{words[0]}"'
    )


def _numbers(path: Path, values: pd.Series, mapping: CaseMapping) -> NDArray[np.float64]:
    """An outcome as numbers; words are an outcome where the mapping says which of them mean that it happened."""
    name = str(values.name)
    outcome = mapping.outcome
    if outcome is not None and outcome.column == name and outcome.values:  # noqa: PD011 - a field of ours, not pandas'
        happened = frozenset(outcome.values)
        as_words = values.map(lambda value: f"{value:g}" if isinstance(value, float) else str(value))
        return as_words.isin(happened).to_numpy().astype(np.float64)
    if not pd.api.types.is_numeric_dtype(values):
        raise InputError(
            f"{path}, {name}: holds words; say in the mapping which of them mean that it happened:"
            f' outcome = {{column = "{name}", values = ["..."]}}'
        )
    return values.to_numpy(dtype=np.float64)


def _known_chances(
    path: Path, frame: pd.DataFrame, arms: tuple[str, ...], design: EffectDesign
) -> NDArray[np.float64] | None:
    """Chance of each arm in each row, what is left over going to control; ``None`` where none is known."""
    if design.propensity is None:
        return None
    chances = np.zeros((len(frame), len(arms)))
    for number, arm in enumerate(arms[1:], start=1):
        given = design.propensity_of(arm)
        if given is None:
            raise InputError(
                f"{path}: effects.propensity says nothing of {arm!r}; give the chance of every arm or none"
            )
        chances[:, number] = frame[given].to_numpy(dtype=np.float64) if isinstance(given, str) else given
    chances[:, 0] = 1.0 - chances.sum(axis=1)
    wrong = ~((chances >= 0) & (chances <= 1)).all(axis=1)
    if wrong.any():
        raise InputError(
            f"{path}: the chances of effects.propensity are not between 0 and 1, or are empty or above 1 together, in"
            f" {int(wrong.sum())} rows"
        )
    return chances
