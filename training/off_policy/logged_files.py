"""Reads a log of choices and a policy to judge by it: ``rumbo benchmark logged LOG --target T``."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import InputError
from recommender.table_risk.encoding import CaseEncoding
from training.case_table.mapping import CaseMapping
from training.case_table.reading import CaseTable, column_names, read_cases
from training.off_policy.estimators import LoggedChoices
from training.off_policy.logged_design import choose_design

NAMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "id": ("context_id", "learner_id", "external_id", "user_id", "id"),
        "action": ("action", "certification_id", "item_id", "arm"),
        "reward": ("reward", "outcome"),
        "propensity": ("propensity", "logged_probability", "pscore"),
        "probability": ("probability", "target_probability"),
    }
)
"""Names by which each column is found, the first that is there."""

_FIRST_ROW: Final = 2
_MOST_CHANCES: Final = 60_000_000
"""Choices times actions; each takes up to 32 bytes."""

_SUM_TOLERANCE: Final = 0.001
"""Chances of one context may miss 1 by this much, as files round them."""


@dataclass(frozen=True, slots=True)
class LogColumns:
    """What a mapping says: our name of a column and the file's, and which columns are context."""

    named: Mapping[str, str]
    context: frozenset[str] | None
    categorical: frozenset[str]


@dataclass(frozen=True, slots=True)
class LoggedFile:
    """The choices of a log with a policy's weights.

    ``unsupported`` is the mean chance that the policy gives to actions which the log never made; ``model`` says what
    the reward model sees.
    """

    choices: LoggedChoices
    unsupported: float
    n_actions: int
    model: str


def read_logged(log: Path, target: Path, mapping: Path | None, *, seed: int) -> LoggedFile:
    """Read both files and prepare the reward model's columns, chosen by cross-validation within the log.

    Raises
    ------
    InputError
        If a file cannot be read, lacks a column, or a chance cannot be one; the detail names file, row and column.
    """
    columns = _read_columns(mapping)
    header = _header(log, columns)
    logged = read_cases(
        log, CaseMapping(id=header["id"], categorical=frozenset({header["action"]}) | columns.categorical)
    )
    reward = _numbers(log, logged, header["reward"])
    propensity = _numbers(log, logged, header["propensity"])
    _refuse(log, header["propensity"], propensity, (propensity > 0) & (propensity <= 1), "above 0 and at most 1")
    words = _words(log, logged, header["action"])
    policy = _Policy.read(target, columns, words)
    actions = {word: number for number, word in enumerate(policy.actions)}
    action = np.array([actions[word] for word in words], np.int64)
    chances = policy.chances(log, logged.ids)
    if chances.size > _MOST_CHANCES:
        raise InputError(
            f"{log}: {len(reward)} choices among {len(actions)} actions are too many to hold; take a sample"
        )
    context = _context(logged.frame, columns, set(header.values()))
    unit = pd.factorize(logged.ids)[0].astype(np.int64)
    design = choose_design(context, action, chances, reward, unit, seed=seed)
    seen = np.isin(np.arange(len(policy.actions)), action)
    return LoggedFile(
        LoggedChoices(
            reward=reward,
            weight=chances[np.arange(len(reward)), action] / propensity,
            logged=design.logged,
            target=design.target,
            unit=unit,
        ),
        unsupported=float(chances[:, ~seen].sum(axis=1).mean()),
        n_actions=len(policy.actions),
        model=design.name,
    )


@dataclass(frozen=True, slots=True)
class _Policy:
    """Chances of shape (n_contexts, n_actions); ``ids`` is ``None`` where they are the same everywhere."""

    path: Path
    ids: NDArray[np.str_] | None
    actions: tuple[str, ...]
    table: NDArray[np.float64]

    @classmethod
    def read(cls, path: Path, columns: LogColumns, logged_actions: Sequence[str]) -> "_Policy":
        """Read a file of context, action and probability."""
        header = _header(path, columns, needed=("action", "probability"))
        id_column = header.get("id")
        table = read_cases(path, CaseMapping(id=id_column, categorical=frozenset({header["action"]})))
        chance = _numbers(path, table, header["probability"])
        _refuse(path, header["probability"], chance, (chance >= 0) & (chance <= 1), "from 0 to 1")
        words = _words(path, table, header["action"])
        actions = tuple(sorted({*logged_actions, *words}))
        ids = table.ids if id_column else np.full(len(words), "")
        row, names = pd.factorize(ids)
        column = pd.Index(actions).get_indexer(pd.Index(words))
        repeated = pd.Series(row * len(actions) + column).duplicated().to_numpy()
        if repeated.any():
            number = int(np.flatnonzero(repeated)[0])
            raise InputError(f"{path}, row {number + _FIRST_ROW}: the action {words[number]} is there twice")
        chances = np.zeros((len(names), len(actions)))
        chances[row, column] = chance
        sums = chances.sum(axis=1)
        wrong = np.abs(sums - 1.0) > _SUM_TOLERANCE
        if wrong.any():
            number = int(np.flatnonzero(wrong[row])[0])
            raise InputError(
                f"{path}, row {number + _FIRST_ROW}: the probabilities of this context add up to"
                f" {sums[row[number]]:.4f}, not 1"
            )
        return cls(path, np.asarray(names, dtype=np.str_) if id_column else None, actions, chances / sums[:, None])

    def chances(self, log: Path, ids: NDArray[np.str_]) -> NDArray[np.float64]:
        """The policy's chances for each logged choice, shape (n, n_actions)."""
        if self.ids is None:
            return np.broadcast_to(self.table, (len(ids), len(self.actions)))
        row = pd.Index(self.ids).get_indexer(pd.Index(ids))
        if (row < 0).any():
            number = int(np.flatnonzero(row < 0)[0])
            raise InputError(f"{log}, row {number + _FIRST_ROW}: its context has no row in {self.path}")
        return np.asarray(self.table[row])


def _read_columns(mapping: Path | None) -> LogColumns:
    """A mapping file: our names = the file's, and the lists ``context`` and ``categorical``."""
    if mapping is None:
        return LogColumns({}, None, frozenset())
    try:
        given = tomllib.loads(mapping.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(f"{mapping}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{mapping}: is not a TOML file: {error}") from error
    lists = {name: given.pop(name) for name in ("context", "categorical") if name in given}
    for name, value in given.items():
        if name not in NAMES or not isinstance(value, str):
            raise InputError(
                f"{mapping}, {name}: known are {', '.join(NAMES)} (texts), context and categorical (lists)"
            )
    for name, value in lists.items():
        if not isinstance(value, list) or not all(isinstance(column, str) for column in value):
            raise InputError(f"{mapping}, {name}: must be a list of columns")
    context = frozenset(lists["context"]) if "context" in lists else None
    return LogColumns(given, context, frozenset(lists.get("categorical", ())))


def _header(
    path: Path, columns: LogColumns, needed: Collection[str] = ("id", "action", "reward", "propensity")
) -> dict[str, str]:
    """The file's name of each of our columns that it has."""
    present = set(column_names(path))
    found = {}
    for ours, usual in NAMES.items():
        names = (columns.named[ours],) if ours in columns.named else usual
        there = [name for name in names if name in present]
        if there:
            found[ours] = there[0]
        elif ours in needed:
            raise InputError(
                f"{path}: there is no column {' or '.join(names)}; rename it, or name it as {ours} in --mapping"
            )
    return found


def _context(frame: pd.DataFrame, columns: LogColumns, taken: set[str]) -> NDArray[np.float64]:
    """Columns of what was known before the choice, as numbers."""
    further = [name for name in frame.columns if name not in taken]
    if columns.context is not None:
        absent = sorted(columns.context - set(further))
        if absent:
            raise InputError(f"there is no column {absent[0]} for the context in the log")
        further = [name for name in further if name in columns.context]
    if not further:
        return np.empty((len(frame), 0))
    return CaseEncoding.fit(frame[further], columns.categorical & set(further)).dense(frame[further])


def _numbers(path: Path, table: CaseTable, column: str) -> NDArray[np.float64]:
    values = table.frame[column]
    if not pd.api.types.is_numeric_dtype(values):
        raise InputError(f"{path}, {column}: must hold numbers")
    numbers = values.to_numpy(np.float64)
    _refuse(path, column, numbers, ~np.isnan(numbers), "filled in")
    return numbers


def _words(path: Path, table: CaseTable, column: str) -> list[str]:
    values = table.frame[column]
    if values.isna().any():
        number = int(np.flatnonzero(values.isna())[0])
        raise InputError(f"{path}, row {number + _FIRST_ROW}, {column}: must be filled in")
    return [str(value) for value in values]


def _refuse(path: Path, column: str, numbers: NDArray[np.float64], good: NDArray[np.bool_], rule: str) -> None:
    if not good.all():
        number = int(np.flatnonzero(~good)[0])
        raise InputError(f"{path}, row {number + _FIRST_ROW}, {column}: {numbers[number]:g} must be {rule}")
