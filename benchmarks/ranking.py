"""How well methods find what a learner takes next, on enrolments of real learners: ours against its rivals.

    python -m benchmarks.ranking COURSES.txt [--task warm|cold|unordered] [--method NAME] [--learners N] [--seed N]
                               [--json FILE]
    python -m benchmarks.ranking --world HOME --mlruns MLRUNS [--json FILE]

COURSES.txt has one learner a line: the learner's id, then ids of courses, oldest first. By default it is
``courses_interactions/train.txt`` in the folder that RUMBO_DEVELOPMENT_DATA names. Without ``--task`` all three run.

- *warm*: the last course of every learner is held out, the others are known in their order.
- *cold*: a fifth of the learners is cut to their first one to three courses, and the course after the cut is held out;
  all other learners are known whole.
- *unordered*: one course at random of a fifth of the learners is held out and nobody's order is known.

Every method is tuned on learners held out of what is known, never on the courses that are held out here. Methods that
cannot run on a bare log say why. ``--learners`` keeps a sample of the learners and ``--method``, which may be given
again, some of the rivals, for a quick look. With ``--world`` the methods suggest certifications in an invented country
whose truth is known, beside those that read more than who took what: the challenger in HOME against its rivals.

The intervals are 95 % bootstrap intervals over learners, of means and of
ours minus each rival's.
"""

import argparse
import json
import os
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import scipy.sparse as sp

from benchmarks.ranking_methods import OURS, rivals
from benchmarks.ranking_report import compared, report_text
from benchmarks.ranking_rivals import RankingTask
from benchmarks.ranking_worlds import read_world_task
from data.errors import InputError
from recommender.collaborative.histories import Histories, histories_of
from training.collaborative.held_out import HeldOut, hold_out

_COURSES: Final = "courses_interactions/train.txt"
_EVERYBODY: Final = sys.maxsize

WITHOUT_TEXTS: Final = {
    "popularity within group": "nothing is known of the learners but their courses",
    "content only": "the courses have no texts",
    "logistic regression": "neither learners nor courses have features beside the log that other methods read",
}


def main() -> None:
    """Print the figures as a table and write them as JSON where told."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("courses", type=Path, nargs="?", default=_default_courses())
    parser.add_argument("--task", choices=["warm", "cold", "unordered"], action="append")
    parser.add_argument("--method", action="append", help="of rivals; ours always runs; default: all")
    parser.add_argument("--learners", type=int)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--world", type=Path, help="home of an invented country, judged in place of COURSES.txt")
    parser.add_argument("--mlruns", type=Path, default=Path("mlruns"), help="of that country's challenger")
    given = parser.parse_args()
    if given.world:
        world = read_world_task(given.world, given.mlruns, given.seed, _progress)
        figures = [compared(world.task, world.rivals, given.seed, OURS, _progress)]
        sys.stdout.write(report_text(figures[0]))
        _keep(figures, given.json)
        return
    histories = read_courses(given.courses)
    if given.learners:
        histories = sample_of(histories, given.learners, given.seed)
    methods = [one for one in rivals(_progress) if not given.method or one.name in (*given.method, OURS)]
    figures = []
    for name in given.task or ["warm", "cold", "unordered"]:
        task = course_task(name, histories, given.seed)
        figures.append(compared(task, methods, given.seed, OURS, _progress))
        sys.stdout.write(report_text(figures[-1]))
    _keep(figures, given.json)


def _keep(figures: list[dict[str, Any]], path: Path | None) -> None:
    if path is not None:
        path.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def read_courses(path: Path) -> Histories:
    """Read one learner a line, the learner's id first, then courses from the oldest."""
    if not path.is_file():
        raise InputError(f"{path}: no such file; one learner a line, an id and then courses, oldest first")
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    lengths = np.array([len(line) - 1 for line in lines])
    courses = np.concatenate([np.array(line[1:], np.int64) for line in lines])
    found, items = np.unique(courses, return_inverse=True)
    learners = np.repeat(np.arange(len(lines)), lengths)
    return histories_of(learners, items, np.arange(len(items)), (len(lines), len(found)))


def sample_of(histories: Histories, n_learners: int, seed: int) -> Histories:
    """Some of the learners, with the items that they took alone."""
    rows = np.random.default_rng(seed).choice(
        histories.n_learners, min(n_learners, histories.n_learners), replace=False
    )
    part = histories.of(np.sort(rows))
    found, items = np.unique(part.items, return_inverse=True)
    return Histories(part.starts, items.astype(np.int32), part.steps, len(found))


def course_task(name: str, histories: Histories, seed: int) -> RankingTask:
    """Hold courses out as the module's docstring says."""
    rng = np.random.default_rng(seed)
    if name == "warm":
        held = hold_out(histories, _EVERYBODY, share=1.0, beginners=0.0, rng=rng)
    elif name == "cold":
        held = hold_out(histories, _EVERYBODY, share=0.2, beginners=1.0, rng=rng)
    else:
        held = hold_out(histories.without_time(), _EVERYBODY, share=0.2, beginners=0.0, rng=rng)
    ones = np.ones(len(held.targets))
    gains = sp.csr_array((ones, held.targets, np.arange(len(ones) + 1)), shape=(len(ones), histories.n_items))
    return RankingTask(name, held.known, held.learners, gains, groups=_groups(held), does_not_apply=WITHOUT_TEXTS)


def _groups(held: HeldOut) -> dict[str, Any]:
    """Learners by how many courses are known, and by how many took the course that was held out."""
    known = held.histories.lengths
    taken = held.known.item_counts[held.targets]
    return {
        "known courses": _banded(known, (1, 2, 3, 6, 11, 21)),
        "learners of the course": _banded(taken, (0, 100, 1_000, 5_000)),
    }


def _banded(values: "np.typing.NDArray[np.int64]", lows: tuple[int, ...]) -> "np.typing.NDArray[np.str_]":
    """The band of each value: from one of ``lows`` to below the next."""
    names = [f"{low}-{high - 1}" if high - 1 > low else f"{low}" for low, high in pairwise(lows)]
    return np.array([*names, f"{lows[-1]}+"])[np.searchsorted(lows, values, side="right") - 1]


def _default_courses() -> Path:
    return Path(os.environ.get("RUMBO_DEVELOPMENT_DATA", "../shared/data")) / _COURSES


def _progress(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')}  {line}\n")


if __name__ == "__main__":
    main()
