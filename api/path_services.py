"""A learner's best path to a certification, an occupation or skills, from what the database knows of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from api import services
from api.web.forms import HOURS_RANGE
from data import learner_store
from data.catalogue import Catalogue
from data.domain import CertificationId, Learner, LearnerKind, OccupationId, SkillId
from data.errors import InputError
from data.rights import LearnerRights
from recommender.bundle import Bundle
from recommender.paths.building import PathBuilder, Wish, certification_node, wish_of_occupation, wish_of_skills
from recommender.paths.calendar import means_from
from recommender.paths.next_step import WithinReach, within_reach
from recommender.paths.problem import Objective, Path, PathProblem
from recommender.paths.reasons import StepReason, reasons_of
from recommender.paths.solve import Solution, solve
from recommender.paths.trade_off import trade_off
from recommender.paths.unreachable import Obstacle, obstacles_to
from recommender.suggest import pass_chances

MOST_PESOS: Final = 1_000_000.0

MOST_SKILLS: Final = 200


class UnknownTargetError(InputError):
    """A target that is no certification, occupation or skill of the catalogue."""

    key = "error.path_target"


class MeansError(InputError):
    """Hours, money or days that no path can be made from."""

    key = "error.path_means"


@dataclass(frozen=True, slots=True)
class PathQuestion:
    """What a learner asks for: where to, what there should be least of, and what they have.

    ``hours_a_week`` is that of the learner's profile where it is ``None``; ``start`` is today. Money in pesos; no money
    named means no limit.
    """

    wish: Wish
    objective: Objective = Objective.HOURS
    hours_a_week: float | None = None
    pesos_a_month: float | None = None
    pesos_saved: float = 0.0
    start: date | None = None
    by: date | None = None
    expects_vouchers: bool = True
    with_trade_off: bool = False

    def __post_init__(self) -> None:
        if self.hours_a_week is not None and not HOURS_RANGE[0] <= self.hours_a_week <= HOURS_RANGE[1]:
            raise MeansError(f"hours a week from {HOURS_RANGE[0]:g} to {HOURS_RANGE[1]:g}, got {self.hours_a_week}")
        for pesos in (self.pesos_a_month or 0.0, self.pesos_saved):
            if not 0 <= pesos <= MOST_PESOS:
                raise MeansError(f"pesos from 0 to {MOST_PESOS:,.0f}, got {pesos}")


@dataclass(frozen=True, slots=True)
class PathAnswer:
    """The best path and why each step is on it; where there is none, what stands in the way."""

    learner: Learner
    start: date
    problem: PathProblem
    solution: Solution
    reasons: tuple[tuple[StepReason, ...], ...]
    obstacles: tuple[Obstacle, ...]
    trade_off: tuple[Path, ...]
    expects_vouchers: bool


def wish_of(text: str, catalogue: Catalogue) -> Wish:
    """The wish that ``certification:ID`` or ``occupation:URI`` (or its id) or ``skills:ID,ID`` names.

    Raises
    ------
    UnknownTargetError
        If the catalogue has no such thing.
    """
    kind, _, name = text.partition(":")
    if kind == "certification" and name in catalogue.certifications:
        return Wish(certification_id=CertificationId(name))
    if kind == "occupation":
        for one in catalogue.occupations.values():
            if name and name in (one.id, one.esco_uri):
                return wish_of_occupation(OccupationId(one.id), catalogue)
    if kind == "skills" and name:
        return wish_of_skills(skills_named(name.split(","), catalogue))
    raise UnknownTargetError(
        f"{text!r} is no target of the catalogue; name one as certification:ID, occupation:URI or skills:FILE"
    )


def skills_named(names: Sequence[str], catalogue: Catalogue) -> tuple[SkillId, ...]:
    """Skills by id or by name in either language, in the order given; blank lines are passed over.

    Raises
    ------
    UnknownTargetError
        If the catalogue lacks one; the detail names its line.
    """
    known = {name.casefold(): one.id for one in catalogue.skills.values() for name in (one.label.en, one.label.es)}
    known |= {str(id_): id_ for id_ in catalogue.skills}
    found = []
    for line, name in enumerate(names, start=1):
        wanted = name.strip().casefold()
        if wanted and wanted not in known:
            raise UnknownTargetError(f"line {line}: the catalogue has no skill {name.strip()!r}")
        if wanted:
            found.append(known[wanted])
    if not 0 < len(found) <= MOST_SKILLS:
        raise UnknownTargetError(f"name 1 to {MOST_SKILLS} skills, one a line; got {len(found)}")
    return tuple(found)


def find_path(
    connection: sa.Connection, bundle: Bundle, rights: LearnerRights, question: PathQuestion, moment: datetime
) -> PathAnswer:
    """Answer a learner's question; nothing is stored.

    Raises
    ------
    ObjectionError
        If the learner objects to automated decisions.
    MeansError
        If the last day is less than a week after the first.
    """
    learner, builder = _builder(connection, bundle, rights, question, moment)
    start = question.start or moment.date()
    problem = _problem(builder, learner, question, start)
    solution = solve(problem, question.objective)
    path = solution.path
    return PathAnswer(
        learner=learner,
        start=start,
        problem=problem,
        solution=solution,
        reasons=() if path is None else reasons_of(problem, path),
        obstacles=obstacles_to(problem) if path is None else (),
        trade_off=trade_off(problem) if question.with_trade_off and path is not None else (),
        expects_vouchers=question.expects_vouchers,
    )


def find_within_reach(
    connection: sa.Connection, bundle: Bundle, rights: LearnerRights, question: PathQuestion, moment: datetime
) -> tuple[PathProblem, tuple[WithinReach, ...]]:
    """Which certifications can be held by the last day, each by itself; the wish of the question does not matter."""
    learner, builder = _builder(connection, bundle, rights, question, moment)
    problem = _problem(builder, learner, question, question.start or moment.date())
    return problem, within_reach(problem, map(certification_node, bundle.catalogue.certifications))


def _builder(
    connection: sa.Connection, bundle: Bundle, rights: LearnerRights, question: PathQuestion, moment: datetime
) -> tuple[Learner, PathBuilder]:
    services.refuse_objectors(connection, rights)
    learner = learner_store.get_learner(connection, rights.learner_id)
    day = services.data_as_of(connection, moment)
    history = services.history_of(connection, learner, bundle.catalogue)
    demand = services.regional_demand(connection, bundle, learner.state_id, day)
    chances = pass_chances(history, bundle=bundle, demand=demand, as_of=day)
    return learner, PathBuilder(
        history, bundle.catalogue, bundle.arrays, chances, bundle.pesos_per_dollar, question.expects_vouchers
    )


def _problem(builder: PathBuilder, learner: Learner, question: PathQuestion, start: date) -> PathProblem:
    month = question.pesos_a_month
    try:
        means = means_from(
            start,
            hours_a_week=question.hours_a_week or learner.weekly_hours,
            has_holidays=learner.kind is not LearnerKind.PROFESSIONAL,
            money_a_month=None if month is None else round(100 * month),
            saved=round(100 * question.pesos_saved),
            by=question.by,
        )
    except ValueError as error:
        raise MeansError(str(error)) from error
    return builder.problem(question.wish, means, start)
