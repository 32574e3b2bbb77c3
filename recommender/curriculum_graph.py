"""Which subjects of a plan hold up its students: how many each waits for and keeps waiting."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from data.domain import Curriculum, Subject, SubjectId
from data.errors import InputError

_Neighbours = Mapping[SubjectId, Sequence[SubjectId]]


class CircleError(InputError):
    """Subjects of a plan need each other in a circle; the detail names them."""

    key = "error.plan_circle"


@dataclass(frozen=True, slots=True)
class SubjectComplexity:
    """How much hangs on passing a subject.

    ``delay`` is the number of subjects on the longest chain of prerequisites through it, itself counted (at least 1);
    ``blocking`` the number of subjects that cannot be taken before it is passed, at any distance.
    """

    subject_id: SubjectId
    delay: int
    blocking: int

    @property
    def complexity(self) -> int:
        """Both together."""
        return self.delay + self.blocking


@dataclass(frozen=True, slots=True)
class Requirement:
    """``before`` must be passed to take ``after``."""

    before: SubjectId
    after: SubjectId


@dataclass(frozen=True, slots=True)
class Semester:
    """The subjects of one semester, in the plan's order."""

    number: int
    subject_ids: tuple[SubjectId, ...]


@dataclass(frozen=True, slots=True)
class CurriculumGraph:
    """A plan's subjects and what must be passed before what.

    Attributes
    ----------
    subjects
        In the plan's order.
    longest_chain
        A longest chain of prerequisites, first subject first; the first in the plan's order of several. One subject
        where nothing is required, none in an empty plan.
    semesters
        Rising, those without a subject left out: the layers of a drawing.
    requirements
        The lines of a drawing, by the plan's order of ``after`` and then ``before``.
    """

    subjects: tuple[SubjectComplexity, ...]
    longest_chain: tuple[SubjectId, ...]
    semesters: tuple[Semester, ...]
    requirements: tuple[Requirement, ...]

    @property
    def complexity(self) -> int:
        """Sum over all subjects: the structural complexity of the plan."""
        return sum(subject.complexity for subject in self.subjects)

    @property
    def by_complexity(self) -> tuple[SubjectComplexity, ...]:
        """Most complex first, ties in the plan's order."""
        return tuple(sorted(self.subjects, key=lambda subject: -subject.complexity))


def curriculum_graph(curriculum: Curriculum) -> CurriculumGraph:
    """The graph of a plan's prerequisites.

    Raises
    ------
    InputError
        If subjects need each other in a circle, or one needs what is no subject of the plan; the detail names them.

    Notes
    -----
    Delay and blocking factor of Heileman, Abdallah, Slim and Hickman, "Curricular Analytics" (2018), arXiv:1811.09676.
    """
    before = _required(curriculum)
    order = _order(curriculum, before)
    after: dict[SubjectId, list[SubjectId]] = {id_: [] for id_ in before}
    for id_, needed in before.items():
        for one in needed:
            after[one].append(id_)
    chain_to, chain_from = _chain_lengths(order, before), _chain_lengths(order[::-1], after)
    delay = {id_: chain_to[id_] + chain_from[id_] - 1 for id_ in before}
    kept_waiting = _reached(order[::-1], after)
    return CurriculumGraph(
        tuple(SubjectComplexity(id_, delay[id_], len(kept_waiting[id_])) for id_ in before),
        _longest_chain(delay, chain_to, after),
        _semesters(curriculum.subjects),
        tuple(Requirement(one, id_) for id_, needed in before.items() for one in needed),
    )


def _required(curriculum: Curriculum) -> dict[SubjectId, list[SubjectId]]:
    """What each subject needs directly, all in the plan's order."""
    place = {subject.id: number for number, subject in enumerate(curriculum.subjects)}
    for subject in curriculum.subjects:
        unknown = sorted(subject.prerequisite_ids - place.keys())
        if unknown:
            raise InputError(
                f"plan {curriculum.id}: {_named(subject)} needs {unknown[0]!r}, which is no subject of the plan;"
                " add it or leave it out"
            )
    return {subject.id: sorted(subject.prerequisite_ids, key=place.__getitem__) for subject in curriculum.subjects}


def _order(curriculum: Curriculum, before: _Neighbours) -> list[SubjectId]:
    """Subjects so that what is needed comes first."""
    try:
        return list(TopologicalSorter(before).static_order())
    except CycleError as error:
        by_id = {subject.id: subject for subject in curriculum.subjects}
        circle = " -> ".join(_named(by_id[id_]) for id_ in error.args[1])
        raise CircleError(
            f"plan {curriculum.id}: subjects need each other in a circle: {circle}; take one of these steps out"
        ) from error


def _named(subject: Subject) -> str:
    return f"{subject.label.es} ({subject.id})"


def _chain_lengths(order: Iterable[SubjectId], neighbours: _Neighbours) -> dict[SubjectId, int]:
    """Subjects on the longest chain that ends at each; neighbours come first in ``order``."""
    lengths: dict[SubjectId, int] = {}
    for id_ in order:
        lengths[id_] = 1 + max((lengths[one] for one in neighbours[id_]), default=0)
    return lengths


def _reached(order: Iterable[SubjectId], neighbours: _Neighbours) -> dict[SubjectId, set[SubjectId]]:
    """Everything that can be reached from each, itself left out; neighbours come first in ``order``."""
    reached: dict[SubjectId, set[SubjectId]] = {}
    for id_ in order:
        reached[id_] = set(neighbours[id_]).union(*(reached[one] for one in neighbours[id_]))
    return reached


def _longest_chain(
    delay: Mapping[SubjectId, int], chain_to: Mapping[SubjectId, int], after: _Neighbours
) -> tuple[SubjectId, ...]:
    longest = max(delay.values(), default=0)
    chain: list[SubjectId] = []
    candidates: Iterable[SubjectId] = delay
    while len(chain) < longest:
        on_chain = (id_ for id_ in candidates if delay[id_] == longest and chain_to[id_] == len(chain) + 1)
        chain.append(next(on_chain))
        candidates = after[chain[-1]]
    return tuple(chain)


def _semesters(subjects: Sequence[Subject]) -> tuple[Semester, ...]:
    return tuple(
        Semester(number, tuple(subject.id for subject in subjects if subject.semester == number))
        for number in sorted({subject.semester for subject in subjects})
    )
