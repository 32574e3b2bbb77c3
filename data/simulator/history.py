"""Months of life in the invented country: lists shown, answers, vouchers, exams, jobs, drop-out, graduation."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.domain import Answer, LearnerKind, OutcomeKind
from data.simulator.lists import ShownLists, draw_lists, eligible_certifications
from data.simulator.parameters import Parameters
from data.simulator.people import AREAS, KINDS, People
from data.simulator.responses import Offer, Responses
from data.simulator.transcripts import Transcripts, subject_skill_rows

Rows = list[dict[str, Any]]


@dataclass(slots=True)
class Events:
    """What partners would have recorded, one list of rows a file; people and certifications as row numbers."""

    impressions: Rows = field(default_factory=list)
    feedback: Rows = field(default_factory=list)
    enrolments: Rows = field(default_factory=list)
    exam_results: Rows = field(default_factory=list)
    outcomes: Rows = field(default_factory=list)


class Country:
    """The state of everybody, moved forward month by month.

    ``skills`` (n, n_skills), ``held``, ``refused`` and ``pending`` (n, n_certifications) describe the present;
    ``effect`` (n,) is the change of the monthly log-odds of leaving from certifications held.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        catalogue: Catalogue,
        parameters: Parameters,
        responses: Responses,
        transcripts: Transcripts,
    ) -> None:
        self._rng = rng
        self._parameters = parameters
        self._responses = responses
        self._transcripts = transcripts
        self._taught = subject_skill_rows(catalogue)
        self._curricula = list(catalogue.curricula.values())
        self._next_attempt = 0
        self._exams: list[tuple[int, int, int]] = []  # day, person, certification
        n, m = len(self.people), responses.offer.skills.shape[0]
        self.skills = responses.people.selftaught.copy()
        self.held = np.zeros((n, m), bool)
        self.refused = np.zeros((n, m), bool)
        self.pending = np.zeros((n, m), bool)
        self.is_gone = np.zeros(n, bool)
        self.gone_on = np.full(n, np.iinfo(np.int64).max)
        self.effect = np.zeros(n)
        self.n_attempts = np.zeros(n)
        self.n_fails = np.zeros(n)
        self.times_taken = np.ones(m)
        self.events = Events()

    @property
    def people(self) -> People:
        """The people who live here."""
        return self._responses.people

    @property
    def offer(self) -> Offer:
        """What there is to take."""
        return self._responses.offer

    @property
    def fail_share(self) -> NDArray[np.float64]:
        """Share of attempts failed so far, shape (n,)."""
        return np.asarray(self.n_fails / np.maximum(self.n_attempts, 1))

    def last_day(self, person: int) -> int:
        """Ordinal of the day on which somebody dropped out; the largest number for who did not."""
        return int(self.gone_on[person]) if self.is_gone[person] else int(np.iinfo(np.int64).max)

    def live_through(self, month_start: date, month_end: date) -> None:
        """Move everybody from the first day of a month to the day before ``month_end``."""
        self.study_until(month_start)
        self._leave_and_graduate(month_start, month_end)
        self._sit_exams(month_end)
        self._show_lists(month_start, month_end)

    def study_until(self, day: date) -> None:
        """Add what subjects finished before ``day`` taught."""
        attempts = self._transcripts
        end = int(np.searchsorted(attempts.day, day.toordinal(), side="left"))
        part = slice(self._next_attempt, end)
        self._next_attempt = end
        person, passed = attempts.person[part], attempts.passed[part]
        np.add.at(self.n_attempts, person, 1)
        np.add.at(self.n_fails, person, ~passed)
        for who, subject, grade in zip(
            person[passed], attempts.subject[part][passed], attempts.grade[part][passed], strict=True
        ):
            self.skills[who] = np.maximum(self.skills[who], self._taught[subject] * grade / 100.0)

    def _leave_and_graduate(self, month_start: date, month_end: date) -> None:
        semester = self.people.semester(month_start)
        chance = self._responses.leave(self.fail_share, semester, self.effect)
        has_finished = self.gone_on < np.iinfo(np.int64).max
        leavers = np.flatnonzero((self._rng.random(len(self.people)) < chance) & ~has_finished)
        self._record_outcomes(leavers, OutcomeKind.DROPPED_OUT, month_start, month_end)
        self.is_gone[leavers] = True
        n_semesters = np.array([c.n_semesters for c in self._curricula])[self.people.curriculum]
        done = (semester > n_semesters + 1) & (semester <= n_semesters + 1.2) & ~self.is_gone & ~has_finished
        graduates = np.flatnonzero(done & (self._rng.random(len(self.people)) < 0.8))
        self._record_outcomes(graduates, OutcomeKind.GRADUATED, month_start, month_end)

    def _record_outcomes(
        self, people: NDArray[np.int64], kind: OutcomeKind, month_start: date, month_end: date
    ) -> None:
        days = self._rng.integers((month_end - month_start).days, size=len(people))
        for person, day in zip(people, days, strict=True):
            on = month_start + timedelta(days=int(day))
            self.gone_on[person] = min(self.gone_on[person], on.toordinal())
            self.events.outcomes.append(
                {"person": int(person), "kind": kind.value, "occurred_on": on, "certification": -1}
            )

    def _sit_exams(self, month_end: date) -> None:
        due = sorted(exam for exam in self._exams if exam[0] < month_end.toordinal())
        self._exams = [exam for exam in self._exams if exam[0] >= month_end.toordinal()]
        if not due:
            return
        chances = self._responses.passes(self.skills)
        semester = self.people.semester(month_end)
        effects = self._responses.effect(semester)
        jobs = self._responses.job(semester)
        for day, person, certification in due:
            self.pending[person, certification] = False
            if self.is_gone[person]:
                continue
            passed = bool(self._rng.random() < chances[person, certification])
            on = date.fromordinal(day)
            self.events.exam_results.append(
                {"person": person, "certification": certification, "taken_on": on, "passed": passed}
            )
            if passed:
                self._hold(person, certification, effects)
                self._perhaps_hire(person, certification, on, jobs[person, certification])
            elif self._rng.random() < self._parameters.exam["retry_share"]:
                self.pending[person, certification] = True
                self._exams.append((day + 60, person, certification))

    def _hold(self, person: int, certification: int, effects: NDArray[np.float64]) -> None:
        self.held[person, certification] = True
        self.skills[person] = np.maximum(self.skills[person], self.offer.skills[certification])
        self.effect[person] += effects[person, certification]
        self.times_taken[certification] += 1

    def _perhaps_hire(self, person: int, certification: int, on: date, chance: float) -> None:
        if self._rng.random() < chance:
            hired_on = on + timedelta(days=int(self._rng.integers(20, 180)))
            self.events.outcomes.append(
                {
                    "person": person,
                    "kind": OutcomeKind.HIRED.value,
                    "occurred_on": hired_on,
                    "certification": certification,
                }
            )

    def _show_lists(self, month_start: date, month_end: date) -> None:
        numbers, rng = self._parameters.lists, self._rng
        viewers = np.flatnonzero((rng.random(len(self.people)) < numbers["chance_a_month"]) & ~self.is_gone)
        eligible = eligible_certifications(self.offer, self.held[viewers])
        eligible &= ~self.refused[viewers] & ~self.pending[viewers]
        studied = np.array([AREAS.index(c.area) for c in self._curricula])[self.people.curriculum[viewers]]
        logits = numbers["pull_popularity"] * np.log(self.times_taken)[None, :] + numbers["pull_area"] * (
            self.offer.area[None, :] == studied[:, None]
        )
        lists = draw_lists(rng, viewers, logits, eligible, numbers["length"])
        self._answer(lists, month_start, month_end)

    def _answer(self, lists: ShownLists, month_start: date, month_end: date) -> None:
        rng = self._rng
        accept = self._responses.accept(self.skills, self.people.semester(month_start))
        n_days = (month_end - month_start).days
        looked = np.arange(1, lists.shown.shape[1] + 1) ** -self._parameters.examine["position_power"]
        for viewer, shown, propensity in zip(lists.viewers, lists.shown, lists.propensity, strict=True):
            seconds = int(rng.integers(7 * 3600, 23 * 3600))
            day = month_start + timedelta(days=int(rng.integers(n_days)))
            if day.toordinal() > self.gone_on[viewer]:
                continue
            shown_at = datetime.combine(day, clock_time()) + timedelta(seconds=seconds)
            shown, propensity = shown[shown >= 0], propensity[shown >= 0]
            self._record_list(int(viewer), shown, propensity, shown_at)
            looks = rng.random(len(shown)) < looked[: len(shown)]
            draws = rng.random(len(shown))
            says_yes = looks & (draws < accept[viewer, shown])
            self._record_answers(int(viewer), shown, looks, says_yes, shown_at)
            if says_yes.any():
                self._perhaps_enrol(int(viewer), int(shown[says_yes.argmax()]), day)

    def _record_list(
        self,
        viewer: int,
        shown: NDArray[np.int64],
        propensity: NDArray[np.float64],
        shown_at: datetime,
    ) -> None:
        list_number = len(self.events.impressions)
        for place, (certification, chance) in enumerate(zip(shown, propensity, strict=True), start=1):
            self.events.impressions.append(
                {
                    "person": viewer,
                    "list": list_number,
                    "certification": int(certification),
                    "rank": place,
                    "shown_at": shown_at,
                    "propensity": float(chance),
                }
            )

    def _record_answers(
        self,
        viewer: int,
        shown: NDArray[np.int64],
        looks: NDArray[np.bool_],
        says_yes: NDArray[np.bool_],
        shown_at: datetime,
    ) -> None:
        p = self._parameters.accept
        draws = self._rng.random(len(shown))
        first = len(self.events.impressions) - len(shown)
        for place, certification in enumerate(shown):
            if says_yes[place]:
                answer = Answer.YES
            elif looks[place] and draws[place] < p["never_share"]:
                answer = Answer.NEVER
                self.refused[viewer, certification] = True
            elif looks[place] and draws[place] < p["never_share"] + p["not_now_share"]:
                answer = Answer.NOT_NOW
            else:
                continue
            self.events.feedback.append(
                {
                    "person": viewer,
                    "certification": int(certification),
                    "answer": answer.value,
                    "answered_at": shown_at + timedelta(seconds=20 + 7 * place),
                    "impression": first + place,
                }
            )

    def _perhaps_enrol(self, viewer: int, certification: int, day: date) -> None:
        rng = self._rng
        p = self._parameters.enrol
        has_voucher = bool(rng.random() < p["voucher_share"])
        people, offer = self.people, self.offer
        price = (
            offer.price_pesos[people.state[viewer], certification] if has_voucher else offer.full_pesos[certification]
        )
        excess = np.clip(price / people.budget_pesos[viewer] - 1.0, 0.0, 2.0)
        utility = p["intercept"] + p["price_hinge"] * excess + p["keenness"] * people.keenness[viewer]
        if rng.random() >= 1 / (1 + np.exp(-utility)):
            return
        enrolled_on = day + timedelta(days=int(rng.integers(2, 15)))
        weeks = max(3.0, offer.hours[certification] / people.weekly_hours[viewer]) * rng.uniform(0.7, 1.3)
        self.pending[viewer, certification] = True
        self._exams.append((enrolled_on.toordinal() + round(7 * min(weeks, 40.0)), viewer, certification))
        self.events.enrolments.append(
            {
                "person": viewer,
                "certification": certification,
                "enrolled_on": enrolled_on,
                "price_paid_centavos": round(100 * float(price)),
                "has_voucher": has_voucher,
            }
        )


def is_student(people: People) -> NDArray[np.bool_]:
    """Who studies, shape (n,)."""
    return np.asarray(people.kind == KINDS.index(LearnerKind.STUDENT))
