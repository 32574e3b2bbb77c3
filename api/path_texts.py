"""A path in words: its steps with their reasons, what was reckoned with, or why there is none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from api.i18n import Texts
from api.path_services import PathAnswer
from data.catalogue import Catalogue
from data.domain import CertificationId, EnglishLevel, SkillId, SubjectId
from recommender.paths.calendar import exam_day
from recommender.paths.next_step import WithinReach
from recommender.paths.problem import Node, NodeId, NodeKind, Objective, Path, PathProblem
from recommender.paths.reasons import StepReason, StepReasonKey
from recommender.paths.unreachable import Obstacle, ObstacleKey

REASON_KEYS: Final[Mapping[StepReasonKey, str]] = {
    StepReasonKey.IS_TARGET: "path.reason.is_target",
    StepReasonKey.STANDS_FOR_TARGET: "path.reason.stands_for_target",
    StepReasonKey.OPENS: "path.reason.opens",
    StepReasonKey.RAISES_ENGLISH: "path.reason.raises_english",
    StepReasonKey.RENEWS: "path.reason.renews",
    StepReasonKey.SHOWS_SKILLS: "path.reason.shows_skills",
}

OBSTACLE_KEYS: Final[Mapping[ObstacleKey, str]] = {
    ObstacleKey.NOBODY_SHOWS: "path.obstacle.nobody_shows",
    ObstacleKey.NEVER_OPEN: "path.obstacle.never_open",
    ObstacleKey.ENGLISH: "path.obstacle.english",
    ObstacleKey.MONEY: "path.obstacle.money",
    ObstacleKey.HOURS: "path.obstacle.hours",
    ObstacleKey.DATE: "path.obstacle.date",
    ObstacleKey.EXPIRY: "path.obstacle.expiry",
    ObstacleKey.UNDECIDED: "path.obstacle.undecided",
}

KIND_KEYS: Final[Mapping[NodeKind, str]] = {
    NodeKind.CERTIFICATION: "path.kind.certification",
    NodeKind.SUBJECT: "path.kind.subject",
    NodeKind.ENGLISH_COURSE: "path.kind.english_course",
}

OBJECTIVE_KEYS: Final[Mapping[Objective, str]] = {
    Objective.HOURS: "path.objective.hours",
    Objective.MONEY: "path.objective.money",
    Objective.DATE: "path.objective.date",
}


@dataclass(frozen=True, slots=True)
class StepText:
    """One step, ready to print; ``certification_id`` is ``None`` where it is a subject or a course."""

    node_id: NodeId
    certification_id: CertificationId | None
    kind: str
    name: str
    day: str
    hours: str
    money: str
    tries: str
    reasons: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PathTeller:
    """Tells paths of one problem in one language."""

    t: Texts
    catalogue: Catalogue
    problem: PathProblem
    start: date
    expects_vouchers: bool

    def name(self, node_id: str) -> str:
        """The name of a step."""
        node = self.problem.nodes[NodeId(node_id)]
        if node.kind is NodeKind.CERTIFICATION:
            return self.catalogue.certifications[CertificationId(node_id)].name
        if node.kind is NodeKind.ENGLISH_COURSE:
            return self.t("path.english_course", level=self._level(node.english_given))
        return self.t.label(self.catalogue.subjects[SubjectId(node_id.removeprefix("subject:"))].label)

    def steps(self, answer: PathAnswer) -> tuple[StepText, ...]:
        """The steps of the best path."""
        path = answer.solution.path
        if path is None:
            return ()
        return tuple(
            self._step(self.problem.nodes[step.node_id], step.week, reasons)
            for step, reasons in zip(path.steps, answer.reasons, strict=True)
        )

    def totals(self, path: Path) -> str:
        """Hours, money and the day of the target."""
        return self.t("path.totals", hours=self.hours(path), money=self.money(path), day=self.day(path))

    def hours(self, path: Path) -> str:
        """Expected hours."""
        return self.t.count("time.hours", path.hours(self.problem))

    def money(self, path: Path) -> str:
        """Expected pesos."""
        return self.t.whole_money(path.money(self.problem))

    def day(self, path: Path) -> str:
        """When the target is reached."""
        return self.t.day(exam_day(self.start, path.finish)) if path.steps else self.t("path.today")

    def proof(self, answer: PathAnswer) -> str:
        """Whether nothing better exists, or how much better another path could be."""
        solution, path = answer.solution, answer.solution.path
        if path is None:
            return self.t("path.proof.none" if solution.is_proven else "path.proof.undecided")
        if solution.is_proven:
            return self.t("path.proof.best", objective=self.t(OBJECTIVE_KEYS[solution.objective]))
        if solution.objective is Objective.DATE:
            return self.t("path.proof.gap", bound=self.t.day(exam_day(self.start, int(solution.bound))))
        is_money = solution.objective is Objective.MONEY
        bound = self.t.whole_money(solution.bound) if is_money else self.t.count("time.hours", int(solution.bound))
        return self.t("path.proof.gap", bound=bound)

    def obstacle(self, obstacle: Obstacle) -> str:
        """One thing that stands in the way, with the least that would do."""
        t, key = self.t, OBSTACLE_KEYS[obstacle.key]
        if obstacle.key is ObstacleKey.NOBODY_SHOWS:
            return t(key, skills=t.listed(self._skill(id_) for id_ in obstacle.ids))
        if obstacle.ids:
            return t(key, names=t.listed(self.name(id_) for id_ in obstacle.ids))
        if obstacle.key is ObstacleKey.DATE:
            return t(
                key, have=t.day(exam_day(self.start, obstacle.have)), least=t.day(exam_day(self.start, obstacle.least))
            )
        if obstacle.key is ObstacleKey.MONEY:
            return t(key, have=t.whole_money(obstacle.have), least=t.whole_money(obstacle.least))
        return t(key, have=t.count("time.hours", obstacle.have), least=t.count("time.hours", obstacle.least))

    def _step(self, node: Node, week: int, reasons: tuple[StepReason, ...]) -> StepText:
        t = self.t
        is_certification = node.kind is NodeKind.CERTIFICATION
        return StepText(
            node_id=node.id,
            certification_id=CertificationId(node.id) if is_certification else None,
            kind=t(KIND_KEYS[node.kind]),
            name=self.name(node.id),
            day=t.day(exam_day(self.start, week)),
            hours=t.count("time.hours", node.expected_hours),
            money=t.whole_money(node.expected_price),
            tries=t.number(node.tries, 1),
            reasons=tuple(self._reason(reason) for reason in reasons),
            notes=tuple(self._notes(node)),
        )

    def _reason(self, reason: StepReason) -> str:
        return self.t(
            REASON_KEYS[reason.key],
            names=self.t.listed(self.name(id_) for id_ in reason.node_ids),
            skills=self.t.listed(self._skill(id_) for id_ in reason.skills),
            level=self._level(reason.english),
        )

    def _notes(self, node: Node) -> Iterator[str]:
        """What was assumed of a step."""
        t = self.t
        if node.kind is NodeKind.ENGLISH_COURSE:
            yield t("path.note.course")
            return
        if node.kind is NodeKind.SUBJECT:
            yield t("path.note.subject")
            return
        yield t("path.note.tries", chance=t.percent(node.pass_chance), tries=t.number(node.tries, 1))
        if self.expects_vouchers and node.price < node.retake_price:
            yield t("path.note.voucher", price=t.whole_money(node.price), retake=t.whole_money(node.retake_price))
        if self.catalogue.certifications[CertificationId(node.id)].list_price_usd is None:
            yield t("path.note.price_assumed")

    def _skill(self, id_: str) -> str:
        return self.t.label(self.catalogue.skills[SkillId(id_)].label)

    def _level(self, rank: int) -> str:
        return self.t.word(list(EnglishLevel)[rank])


def teller_of(answer: PathAnswer, catalogue: Catalogue, t: Texts) -> PathTeller:
    """Who tells an answer."""
    return PathTeller(t, catalogue, answer.problem, answer.start, answer.expects_vouchers)


def path_text(answer: PathAnswer, catalogue: Catalogue, t: Texts) -> str:
    """A block a step, then the trade-off."""
    teller, path = teller_of(answer, catalogue, t), answer.solution.path
    lines = [t("notice.invented")] if answer.learner.is_invented else []
    if path is None:
        return "\n".join([*lines, t("path.none"), *(f"  - {teller.obstacle(one)}" for one in answer.obstacles)])
    lines += [t("path.reached") if not path.steps else teller.totals(path), teller.proof(answer), ""]
    for number, step in enumerate(teller.steps(answer), start=1):
        lines.append(f"{number:>2}. {step.name} ({step.kind})")
        lines.append(f"    {t('path.step', day=step.day, hours=step.hours, money=step.money)}")
        lines += [f"    - {line}" for line in (*step.reasons, *step.notes)]
    if answer.trade_off:
        lines += ["", t("path.trade_off.title"), *(f"  - {teller.totals(one)}" for one in answer.trade_off)]
    return "\n".join(lines)


def path_json(answer: PathAnswer, catalogue: Catalogue, t: Texts) -> dict[str, Any]:
    """The whole answer; docs/api.md says what each field means."""
    teller, path = teller_of(answer, catalogue, t), answer.solution.path
    bound = answer.solution.bound
    return {
        "language": t.language.value,
        "notice": t("notice.invented") if answer.learner.is_invented else None,
        "objective": answer.solution.objective.value,
        "start": answer.start.isoformat(),
        "is_proven": answer.solution.is_proven,
        "bound": None if path is None else bound,
        "path": None if path is None else _path_json(path, teller),
        "steps": [_step_json(answer, place, text, teller) for place, text in enumerate(teller.steps(answer))],
        "not_reachable_because": [
            {"key": one.key.value, "ids": list(one.ids), "sentence": teller.obstacle(one)} for one in answer.obstacles
        ],
        "trade_off": [_path_json(one, teller) for one in answer.trade_off],
    }


def reach_text(
    problem: PathProblem, found: tuple[WithinReach, ...], start: date, catalogue: Catalogue, t: Texts
) -> str:
    """A line a certification that can be held in time."""
    teller = PathTeller(t, catalogue, problem, start, expects_vouchers=True)
    lines = [t.count("path.reach", len(found), day=t.day(exam_day(start, problem.means.last_week)))]
    return "\n".join([*lines, *(f"  - {teller.name(one.node_id)}: {teller.totals(one.path)}" for one in found)])


def _path_json(path: Path, teller: PathTeller) -> dict[str, Any]:
    problem = teller.problem
    return {
        "hours": path.hours(problem),
        "centavos": path.money(problem),
        "day": exam_day(teller.start, path.finish).isoformat() if path.steps else teller.start.isoformat(),
        "step_ids": [step.node_id for step in path.steps],
    }


def _step_json(answer: PathAnswer, place: int, text: StepText, teller: PathTeller) -> dict[str, Any]:
    node = answer.problem.nodes[text.node_id]
    path = answer.solution.path
    return {
        "id": text.node_id,
        "kind": node.kind.value,
        "name": text.name,
        "day": exam_day(teller.start, path.steps[place].week).isoformat() if path else None,
        "hours": node.expected_hours,
        "centavos": node.expected_price,
        "pass_chance": round(node.pass_chance, 4),
        "expected_tries": round(node.tries, 2),
        "expects_voucher": answer.expects_vouchers and node.price < node.retake_price,
        "reasons": [
            {"key": reason.key.value, "sentence": sentence}
            for reason, sentence in zip(answer.reasons[place], text.reasons, strict=True)
        ],
        "notes": list(text.notes),
    }
