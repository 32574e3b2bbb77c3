"""Why each step is on a path, as keys and values."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from recommender.paths.problem import NodeId, Path, PathProblem, Step


class StepReasonKey(StrEnum):
    """What a step is on the path for."""

    IS_TARGET = "is_target"
    STANDS_FOR_TARGET = "stands_for_target"
    OPENS = "opens"
    RAISES_ENGLISH = "raises_english"
    RENEWS = "renews"
    SHOWS_SKILLS = "shows_skills"


@dataclass(frozen=True, slots=True)
class StepReason:
    """A reason; ``node_ids`` are the later steps it opens or the target it stands for, ``skills`` those it adds."""

    key: StepReasonKey
    node_ids: tuple[NodeId, ...] = ()
    skills: tuple[str, ...] = ()
    english: int = 0


def reasons_of(problem: PathProblem, path: Path) -> tuple[tuple[StepReason, ...], ...]:
    """The reasons of each step, in the order of the path."""
    return tuple(tuple(_reasons(problem, path, place)) for place in range(len(path.steps)))


def _reasons(problem: PathProblem, path: Path, place: int) -> Iterator[StepReason]:
    step = path.steps[place]
    node, target = problem.nodes[step.node_id], problem.target
    if any(node.id in group for group in target.groups):
        yield StepReason(StepReasonKey.IS_TARGET)
    stood_for = sorted({id_ for group in target.groups for id_ in group if node.id in problem.nodes[id_].equivalents})
    if stood_for:
        yield StepReason(StepReasonKey.STANDS_FOR_TARGET, tuple(stood_for))
    if node.id in problem.standing.held:
        yield StepReason(StepReasonKey.RENEWS)
    added = sorted((node.skills & target.skills.keys()) - _shown_before(problem, path, place))
    if added:
        yield StepReason(StepReasonKey.SHOWS_SKILLS, skills=tuple(added))
    opened = tuple(later.node_id for later in path.steps[place + 1 :] if _opens(problem, step, later))
    if opened:
        raises = node.english_given > 0
        key = StepReasonKey.RAISES_ENGLISH if raises else StepReasonKey.OPENS
        yield StepReason(key, opened, english=node.english_given)


def _shown_before(problem: PathProblem, path: Path, place: int) -> frozenset[str]:
    """Skills shown without a step: by the learner, and by the other steps that come earlier."""
    before = (problem.nodes[step.node_id].skills for step in path.steps[:place])
    lasting = (problem.nodes[id_].skills for id_, last in problem.standing.held.items() if last >= path.finish)
    return problem.standing.skills.union(*before, *lasting)


def _opens(problem: PathProblem, step: Step, later: Step) -> bool:
    return step.week < later.week and any(step.node_id in group for group in problem.needs_of(later.node_id))
