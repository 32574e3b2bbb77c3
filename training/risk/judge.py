"""Judges how a risk model does on people whom it has not seen: in all, by group, and for a tutor's time."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.case_table.reading import CaseTable
from training.chance_metrics import FIGURES, TOP, Draws, SortedChances
from training.metrics import Interval
from training.reliability import Bin, reliability_bins, wilson
from training.risk.fit import fit_table_risk, outcome_of
from training.risk.folds import folds_to_judge

_N_DRAWS: Final = 500
_FEWEST_IN_GROUP: Final = 5
OTHERS: Final = "(others)"
"""Name of the words that fewer than five people share, taken together."""


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One group of at least five people.

    ``auc`` has NaN where only one outcome occurs; ``gap`` is the mean stated chance less how often it happened;
    ``selected`` the share of the group among the tenth with the highest chances of all.
    """

    column: str
    word: str
    n_people: int
    happened: float
    auc: Interval
    gap: Interval
    selected: Interval


@dataclass(frozen=True, slots=True)
class Judgement:
    """Figures over ``n_rows`` cases of ``n_people`` people; ``method`` says which cases were judged and how."""

    method: str
    n_rows: int
    n_people: int
    happened: float
    figures: dict[str, Interval]
    bins: tuple[Bin, ...]
    groups: tuple[GroupFigures, ...]


def judge(table: CaseTable, categorical: frozenset[str], seed: int) -> Judgement:
    """Fit on part of the table, choice and calibration included, and judge on the rest."""
    outcome = outcome_of(table)
    folds = folds_to_judge(table, outcome, seed)
    judged = np.concatenate([fold.judge for fold in folds])
    chances = np.concatenate(
        [
            fit_table_risk(table.rows(fold.fit), categorical, seed, n_members=0).model.probabilities(
                table.frame.iloc[fold.judge]
            )
            for fold in folds
        ]
    )
    if len(folds) > 1:
        method = f"{len(folds)} parts of the people, each judged by a model of the others"
    elif table.time is not None:
        method = "the latest rows, judged by a model of the people of earlier ones"
    else:
        method = "a fifth of the people, judged by a model of the others"
    return judgement(table.rows(judged), chances, method, seed)


def judgement(table: CaseTable, chances: NDArray[np.float64], method: str, seed: int) -> Judgement:
    """Hold chances against the outcomes of a table, which it must have."""
    outcome = outcome_of(table)
    draws = Draws.of_people(table.ids, _N_DRAWS, seed)
    return Judgement(
        method=method,
        n_rows=len(table),
        n_people=draws.n_people,
        happened=float(outcome.mean()),
        figures=draws.intervals(chances, outcome, FIGURES),
        bins=reliability_bins(chances, outcome),
        groups=_groups(table, chances, outcome, seed),
    )


def _groups(
    table: CaseTable, chances: NDArray[np.float64], outcome: NDArray[np.bool_], seed: int
) -> tuple[GroupFigures, ...]:
    at_top = np.zeros(len(chances), bool)
    at_top[np.argsort(-chances, kind="stable")[: max(1, round(TOP * len(chances)))]] = True
    found = []
    for column, words in table.groups.items():
        pooled = pooled_words(words, table.ids)
        for word in np.unique(pooled):
            of_group = pooled == word
            draws = Draws.of_people(table.ids[of_group], _N_DRAWS, seed)
            intervals = draws.intervals(
                chances[of_group], outcome[of_group], {"auc": SortedChances.auc, "gap": SortedChances.gap}
            )
            found.append(
                GroupFigures(
                    column=column,
                    word=str(word),
                    n_people=draws.n_people,
                    happened=float(outcome[of_group].mean()),
                    auc=intervals["auc"],
                    gap=intervals["gap"],
                    selected=wilson(float(at_top[of_group].mean()), int(of_group.sum())),
                )
            )
    return tuple(found)


def pooled_words(words: NDArray[np.str_], ids: NDArray[np.str_]) -> NDArray[np.str_]:
    """Words with those of fewer than five people made one; it takes in the next larger one until it has five people."""
    different, place = np.unique(words, return_inverse=True)
    people = [len(np.unique(ids[place == number])) for number in range(len(different))]
    pooled: list[int] = []
    for number in np.argsort(people, kind="stable"):
        n_pooled = len(np.unique(ids[np.isin(place, pooled)]))
        if people[number] >= _FEWEST_IN_GROUP and (not pooled or n_pooled >= _FEWEST_IN_GROUP):
            break
        pooled.append(int(number))
    return np.where(np.isin(place, pooled), OTHERS, words)
