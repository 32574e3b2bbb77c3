"""How far one skill stands for another: a narrower one shows the broader, a broader one hints at the narrower."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from data.domain import Skill, SkillId

UP = 0.8
"""What a skill is worth as proof of the next broader one: who teaches Java teaches programming."""

DOWN = 0.3
"""What a skill is worth as proof of the next narrower one: who teaches programming may not touch Java."""


def skill_credit(skills: Mapping[SkillId, Skill]) -> csc_array:
    """Shape (n_skills, n_skills), skills in the order given: what the row's skill counts for the column's, in (0, 1].

    1 for the skill itself; ``UP`` or ``DOWN`` a step to its broader and narrower ones, multiplied over steps.
    """
    row = {skill_id: number for number, skill_id in enumerate(skills)}
    cells: dict[tuple[int, int], float] = {}
    for skill in skills.values():
        at, up, down = skill, 1.0, 1.0
        while True:
            cells[row[skill.id], row[at.id]] = up
            cells[row[at.id], row[skill.id]] = down
            if at.broader_skill_id is None:
                break
            at, up, down = skills[at.broader_skill_id], up * UP, down * DOWN
    rows, columns = np.array(list(cells), np.int64).reshape(-1, 2).T
    return csc_array((np.array(list(cells.values()), np.float32), (rows, columns)), shape=(len(row), len(row)))


def credited(levels: NDArray[np.float32], columns: NDArray[np.int64], credit: csc_array) -> NDArray[np.float32]:
    """How far rows of ``levels``, (n, n_skills), cover some skills, counting related ones partly: (n, n_columns).

    The best single proof counts: several partial ones do not add up to a whole.
    """
    covered = np.zeros((len(levels), len(columns)), np.float32)
    for place, column in enumerate(columns):
        first, end = credit.indptr[column], credit.indptr[column + 1]
        sources = credit.indices[first:end]
        covered[:, place] = (levels[:, sources] * credit.data[first:end]).max(axis=1)
    return covered


def best_proof(levels: NDArray[np.float32], column: int, credit: csc_array) -> int:
    """Column of the skill that counts most for one skill, given one row of levels, (n_skills,); itself in a tie."""
    first, end = credit.indptr[column], credit.indptr[column + 1]
    sources = credit.indices[first:end]
    counted = levels[sources] * credit.data[first:end]
    return column if counted.max() <= levels[column] else int(sources[counted.argmax()])
