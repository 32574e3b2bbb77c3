"""Which subjects of a plan hold up its students: how many each waits for and keeps waiting."""

from dataclasses import dataclass

from data.domain import Curriculum, SubjectId


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
    raise NotImplementedError
