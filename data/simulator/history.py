"""Months of life in the invented country: lists shown, answers, vouchers, exams, jobs, drop-out, graduation."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.domain import Answer, OutcomeKind
from data.simulator.answers import ANSWERS, draw_answers
from data.simulator.areas import AREAS
from data.simulator.days import NEVER, SECONDS_A_DAY
from data.simulator.event_log import EventLog
from data.simulator.lists import ShownLists, draw_lists, eligible_certifications
from data.simulator.offer import Offer, weighted_skills
from data.simulator.parameters import Parameters
from data.simulator.people import People
from data.simulator.responses import Responses
from data.simulator.transcripts import Transcripts

OUTCOMES: Final = tuple(OutcomeKind)
_BLOCK: Final = 1_024
"""Viewers whose lists are drawn at once, to save memory."""


@dataclass(frozen=True, slots=True)
class Showing:
    """The lists of one month: ``viewer`` and ``shown_at`` (seconds) have one entry a list."""

    viewer: NDArray[np.int64]
    shown_at: NDArray[np.int64]
    lists: ShownLists

    @property
    def day(self) -> NDArray[np.int64]:
        """Ordinal of the day of each list."""
        return self.shown_at // SECONDS_A_DAY


class Country:
    """The state of everybody, moved forward month by month.

    ``skills`` (n, n_skills), ``held``, ``refused`` and ``pending`` (n, n_certifications) describe the present;
    ``effect`` (n,) is the change of the monthly log-odds of leaving from certifications held. ``gone_on`` (n,) is the
    day of dropping out or graduating. ``skills`` is taken over and changed in place.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        parameters: Parameters,
        responses: Responses,
        transcripts: Transcripts,
        skills: NDArray[np.float32],
    ) -> None:
        self._parameters = parameters
        self._responses = responses
        self._transcripts = transcripts
        self._next_attempt = 0
        curricula = list(catalogue.curricula.values())
        self._taught = weighted_skills([s.skill_weights for c in curricula for s in c.subjects], catalogue)
        self._n_semesters = np.array([c.n_semesters for c in curricula])
        self._area_studied = np.array([AREAS.index(c.area) for c in curricula])[self.people.curriculum]
        n, m = len(self.people), len(self.offer)
        self._exams = np.zeros((0, 3), np.int64)  # Day, person, certification.
        self.skills = skills
        self.held = np.zeros((n, m), bool)
        self.refused = np.zeros((n, m), bool)
        self.pending = np.zeros((n, m), bool)
        self.is_gone = np.zeros(n, bool)
        self.gone_on = np.full(n, NEVER)
        self.effect = np.zeros(n)
        self.n_attempts = np.zeros(n)
        self.n_fails = np.zeros(n)
        self.times_taken = np.ones(m)
        self.events = EventLog()

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

    @property
    def dropped_out_on(self) -> NDArray[np.int64]:
        """Ordinal of the day on which somebody dropped out, ``NEVER`` for all others, shape (n,)."""
        return np.where(self.is_gone, self.gone_on, NEVER)

    def live_through(self, chance: np.random.SeedSequence, month_start: date, month_end: date) -> None:
        """Move everybody from the first day of a month to the day before ``month_end``.

        Each step has a stream of chance of its own, so that worlds agree until an effect makes them differ.
        """
        leaving, exams, showing, answers = map(np.random.default_rng, chance.spawn(4))
        self.study_until(month_start)
        self._leave_and_graduate(leaving, month_start, month_end)
        self._sit_exams(exams, month_end)
        shown = self._show_lists(showing, month_start, month_end)
        self._answer(answers, shown, month_start)

    def study_until(self, day: date) -> None:
        """Add what subjects finished before ``day`` taught, in proportion to the grade."""
        attempts = self._transcripts
        end = int(np.searchsorted(attempts.day, day.toordinal(), side="left"))
        part = slice(self._next_attempt, end)
        self._next_attempt = end
        person, passed = attempts.person[part], attempts.passed[part]
        np.add.at(self.n_attempts, person, 1)
        np.add.at(self.n_fails, person, ~passed)
        subject, grade = attempts.subject[part][passed], attempts.grade[part][passed]
        weights = self._taught.weights[subject] * (grade / 100).astype(np.float32)[:, None]
        self._learn(person[passed], self._taught.columns[subject], weights)

    def _learn(self, person: NDArray[np.int64], columns: NDArray[np.int64], weights: NDArray[np.float32]) -> None:
        """Raise skills of people (k,) to at least ``weights`` (k, few) in ``columns`` (k, few)."""
        places = person[:, None] * self.skills.shape[1] + columns
        np.maximum.at(self.skills.reshape(-1), places.ravel(), weights.ravel())

    def _leave_and_graduate(self, rng: np.random.Generator, month_start: date, month_end: date) -> None:
        semester = self.people.semester(month_start)
        chance = self._responses.leave(
            self._responses.leaving_log_odds(semester, self.fail_share), self.effect, semester
        )
        is_here = self.gone_on == NEVER
        leaves = (rng.random(len(self.people)) < chance) & is_here
        n_semesters = self._n_semesters[self.people.curriculum]
        is_done = (semester > n_semesters + 1) & (semester <= n_semesters + 1.2) & is_here & ~leaves
        graduates = is_done & (rng.random(len(self.people)) < self._parameters.studies["graduate_chance"])
        day = month_start.toordinal() + rng.integers((month_end - month_start).days, size=len(self.people))
        self.is_gone |= leaves
        self.gone_on = np.where(leaves | graduates, day, self.gone_on)
        for kind, who in ((OutcomeKind.DROPPED_OUT, leaves), (OutcomeKind.GRADUATED, graduates)):
            person = np.flatnonzero(who)
            self._record_outcomes(kind, person, day[person], np.full(len(person), -1))

    def _record_outcomes(
        self,
        kind: OutcomeKind,
        person: NDArray[np.int64],
        day: NDArray[np.int64],
        certification: NDArray[np.int64],
    ) -> None:
        self.events.add(
            "outcomes",
            person=person,
            certification=certification,
            kind=np.full(len(person), OUTCOMES.index(kind)),
            occurred_on=day,
        )

    def _sit_exams(self, rng: np.random.Generator, month_end: date) -> None:
        is_due = self._exams[:, 0] < month_end.toordinal()
        due, self._exams = self._exams[is_due], self._exams[~is_due]
        self.pending[due[:, 1], due[:, 2]] = False
        due = due[~self.is_gone[due[:, 1]]]
        due = due[np.lexsort((due[:, 2], due[:, 1], due[:, 0]))]
        day, person, certification = due.T
        overlap = self._responses.overlap(person, certification, self.skills)
        passed = rng.random(len(due)) < self._responses.passes(person, certification, overlap)
        semester = self.people.semester(month_end)
        finds_job = passed & (rng.random(len(due)) < self._responses.job(person, certification, semester))
        hired_on = np.where(finds_job, day + rng.integers(20, 180, size=len(due)), NEVER)
        self.events.add(
            "exam_results",
            person=person,
            certification=certification,
            taken_on=day,
            passed=passed,
            hired_on=hired_on,
        )
        self._record_outcomes(OutcomeKind.HIRED, person[finds_job], hired_on[finds_job], certification[finds_job])
        self._hold(person[passed], certification[passed], semester)
        tries_again = ~passed & (rng.random(len(due)) < self._parameters.exam["retry_share"])
        self._expect_exam(
            day[tries_again] + self._parameters.exam["retry_days"], person[tries_again], certification[tries_again]
        )

    def _expect_exam(self, day: NDArray[np.int64], person: NDArray[np.int64], certification: NDArray[np.int64]) -> None:
        self.pending[person, certification] = True
        self._exams = np.concatenate([self._exams, np.stack([day, person, certification], axis=1)])

    def _hold(self, person: NDArray[np.int64], certification: NDArray[np.int64], semester: NDArray[np.float64]) -> None:
        effect = self._responses.effect(person, certification, semester, self.fail_share)
        taught = self.offer.skills
        self.held[person, certification] = True
        self._learn(person, taught.columns[certification], taught.weights[certification])
        np.add.at(self.effect, person, effect)
        np.add.at(self.times_taken, certification, 1)

    def _show_lists(self, rng: np.random.Generator, month_start: date, month_end: date) -> Showing:
        numbers = self._parameters.lists
        viewer = np.flatnonzero((rng.random(len(self.people)) < numbers["chance_a_month"]) & ~self.is_gone)
        day = month_start.toordinal() + rng.integers((month_end - month_start).days, size=len(viewer))
        second = rng.integers(7 * 3600, 23 * 3600, size=len(viewer))
        is_here = day <= self.gone_on[viewer]
        viewer, day, second = viewer[is_here], day[is_here], second[is_here]
        popular = numbers["pull_popularity"] * np.log(self.times_taken)
        logits_by_area = popular + numbers["pull_area"] * (self.offer.area == np.arange(len(AREAS))[:, None])
        blocks = []
        for start in range(0, len(viewer), _BLOCK):
            block = viewer[start : start + _BLOCK]
            eligible = eligible_certifications(self.offer, self.held[block])
            eligible &= ~self.refused[block] & ~self.pending[block]
            blocks.append(draw_lists(rng, logits_by_area[self._area_studied[block]], eligible, numbers["length"]))
        empty = np.zeros((0, numbers["length"]))
        lists = ShownLists(
            np.concatenate([empty.astype(np.int64), *(block.shown for block in blocks)]),
            np.concatenate([empty, *(block.propensity for block in blocks)]),
        )
        return Showing(viewer, day * SECONDS_A_DAY + second, lists)

    def _answer(self, rng: np.random.Generator, showing: Showing, month_start: date) -> None:
        shown = showing.lists.shown
        row, place = np.nonzero(shown >= 0)
        certification = shown[row, place]
        semester = self.people.semester(month_start)
        chance = np.zeros(shown.shape)
        overlap = self._responses.overlap(showing.viewer[row], certification, self.skills)
        chance[row, place] = self._responses.accept(showing.viewer[row], certification, overlap, semester)
        numbers = {**self._parameters.examine, **self._parameters.accept}
        answers = draw_answers(rng, chance, shown >= 0, numbers)
        first = self.events.n_rows("impressions")
        place_in_log = first + np.arange(len(row))
        self.events.add(
            "impressions",
            person=showing.viewer[row].astype(np.int32),
            # A list is numbered by its first impression.
            list=place_in_log - place,
            certification=certification.astype(np.int16),
            rank=(place + 1).astype(np.int8),
            shown_at=showing.shown_at[row],
            propensity=showing.lists.propensity[row, place],
        )
        answer = answers[row, place]
        said = np.flatnonzero(answer)
        self.events.add(
            "feedback",
            person=showing.viewer[row[said]],
            certification=certification[said],
            answer=answer[said],
            answered_at=showing.shown_at[row[said]] + 20 + 7 * place[said],
            impression=place_in_log[said],
        )
        never = answer == ANSWERS.index(Answer.NEVER)
        self.refused[showing.viewer[row[never]], certification[never]] = True
        says_yes = answers == ANSWERS.index(Answer.YES)
        willing = np.flatnonzero(says_yes.any(axis=1))
        first_yes = says_yes[willing].argmax(axis=1)
        self._perhaps_enrol(rng, showing.viewer[willing], shown[willing, first_yes], showing.day[willing])

    def _perhaps_enrol(
        self,
        rng: np.random.Generator,
        person: NDArray[np.int64],
        certification: NDArray[np.int64],
        day: NDArray[np.int64],
    ) -> None:
        """Who said yes may get a voucher, and may enrol at the price that is left; else the voucher lapses."""
        n = len(person)
        full = self.offer.full_pesos[certification]
        # What costs nothing needs no voucher.
        has_voucher = (rng.random(n) < self._parameters.enrol["voucher_share"]) & (full > 0)
        price = np.where(has_voucher, self._responses.price_pesos(person, certification), full)
        enrols = rng.random(n) < self._responses.enrol(person, price)
        enrolled_on = day + rng.integers(2, 15, size=n)
        weeks = np.maximum(3.0, self.offer.hours[certification] / self.people.weekly_hours[person])
        weeks *= rng.uniform(0.7, 1.3, size=n)
        exam_day = enrolled_on + np.rint(7 * np.minimum(weeks, 40.0)).astype(np.int64)
        paid = np.rint(100 * price).astype(np.int64)
        self.events.add(
            "vouchers",
            person=person[has_voucher],
            certification=certification[has_voucher],
            granted_on=day[has_voucher] + 1,
            redeemed_on=np.where(enrols, enrolled_on, NEVER)[has_voucher],
            public_centavos=(np.rint(100 * full).astype(np.int64) - paid)[has_voucher],
        )
        self.events.add(
            "enrolments",
            person=person[enrols],
            certification=certification[enrols],
            enrolled_on=enrolled_on[enrols],
            price_paid_centavos=paid[enrols],
            has_voucher=has_voucher[enrols],
        )
        self._expect_exam(exam_day[enrols], person[enrols], certification[enrols])
