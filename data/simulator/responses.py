"""The structural equations of the invented country: what makes people accept, enrol, pass, find a job, stay.

Everything here is a potential outcome: the chance that something happens *if* a certification is shown, taken or
held. It is asked for pairs: ``person`` and ``certification`` are row numbers of any shapes that broadcast together, so
one equation serves the few pairs of a month and the whole table of the truth.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.domain import LearnerKind
from data.simulator.areas import KINDS
from data.simulator.effects import Moment, change_of_log_odds, least_change
from data.simulator.offer import Offer
from data.simulator.parameters import Parameters
from data.simulator.people import People
from data.simulator.worlds import World

Numbers = NDArray[np.int64]
Matrix = NDArray[np.float64]


def logistic(utility: Matrix) -> Matrix:
    """1 / (1 + exp(-utility))."""
    return 1.0 / (1.0 + np.exp(-utility))


@dataclass(frozen=True, slots=True)
class Overlap:
    """What pairs have in common: one entry a pair of person and certification.

    ``familiarity`` is the weighted share of the certification's skills that are held; ``goal_gap`` the share of what
    the goal needs that is missing and that the certification teaches.
    """

    familiarity: NDArray[np.float32]
    goal_gap: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Responses:
    """Chances of pairs; ``semester`` and ``fail_share`` have shape (n_people,)."""

    people: People
    offer: Offer
    parameters: Parameters
    world: World

    def overlap(self, person: Numbers, certification: Numbers, skills: NDArray[np.float32]) -> Overlap:
        """What ``skills``, shape (n_people, n_skills), have in common with certifications and goals."""
        taught = self.offer.skills
        columns, weights = taught.columns[certification], taught.weights[certification]
        n_skills = skills.shape[1]
        goal = self.people.goal[person]
        # Places in the flat tables: one index is read several times faster than two.
        held = skills.reshape(-1)[person[..., None] * n_skills + columns]
        missing = self.offer.goal_needs.reshape(-1)[goal[..., None] * n_skills + columns] * (1 - held)
        needed = np.maximum(self.offer.goal_needs.sum(axis=1), 1e-9)[goal]
        return Overlap(
            familiarity=np.einsum("...k,...k->...", held, weights) / weights.sum(axis=-1),
            goal_gap=np.einsum("...k,...k->...", missing, weights) / needed,
        )

    def accept(self, person: Numbers, certification: Numbers, overlap: Overlap, semester: Matrix) -> Matrix:
        """Chance of saying yes to a suggestion that is looked at."""
        p, people, offer = self.parameters.accept, self.people, self.offer
        state = people.state[person]
        distance = (overlap.familiarity - p["familiarity_centre"]) / p["familiarity_width"]
        return logistic(
            p["intercept"]
            + p["interest"] * people.interest[person, offer.area[certification]]
            + p["goal_gap"] * overlap.goal_gap
            + p["demand"] * np.sqrt(offer.demand[state, certification])
            + p["price_hinge"] * self._price_excess(person, self.price_pesos(person, certification))
            + p["weeks_hinge"] * self._weeks_excess(person, certification, p["weeks_free"])
            + p["english_gap"] * self._english_gap(person, certification) ** p["english_gap_power"]
            + p["familiarity_bump"] * np.exp(-(distance**2))
            + p["level_distance"] * self._level_distance(certification, semester[person]) ** p["level_power"]
            + p["keenness"] * people.keenness[person]
            + offer.taste[state, certification]
        )

    def enrol(self, person: Numbers, price_pesos: Matrix) -> Matrix:
        """Chance that who said yes enrols at a price."""
        p = self.parameters.enrol
        return logistic(
            p["intercept"]
            + p["price_hinge"] * self._price_excess(person, price_pesos)
            + p["keenness"] * self.people.keenness[person]
        )

    def passes(self, person: Numbers, certification: Numbers, overlap: Overlap) -> Matrix:
        """Chance that who enrolled passes the exam."""
        p, people, offer = self.parameters.exam, self.people, self.offer
        return logistic(
            p["intercept"]
            + p["ability"] * people.ability[person]
            + p["level"] * offer.level[certification]
            + p["familiarity"] * (overlap.familiarity - 0.4)
            + p["english_gap"] * self._english_gap(person, certification)
            + p["weeks_hinge"] * self._weeks_excess(person, certification, p["weeks_free"])
        )

    def job(self, person: Numbers, certification: Numbers, semester: Matrix) -> Matrix:
        """Chance that a passed exam brings a job within six months."""
        p, people = self.parameters.job, self.people
        late = np.clip((semester[person] - 5.0) / 4.0, 0.0, 1.0)
        is_professional = people.kind[person] == KINDS.index(LearnerKind.PROFESSIONAL)
        return logistic(
            p["intercept"]
            + p["demand"] * np.sqrt(self.offer.demand[people.state[person], certification])
            + p["english"] * (people.english[person] - 3.0)
            + p["late_studies"] * late
            + p["professional"] * is_professional
        )

    def effect(self, person: Numbers, certification: Numbers, semester: Matrix, fail_share: Matrix) -> Matrix:
        """Change of the monthly log-odds of dropping out that holding the certification makes (zero or negative)."""
        people = self.people
        moment = Moment(
            interest=people.interest[person],
            is_null=people.effect_is_null[person],
            semester=semester[person],
            log_odds=self.leaving_log_odds(semester, fail_share)[person],
            area=self.offer.area[certification],
        )
        change = change_of_log_odds(self.world, self.parameters.dropout, moment)
        return np.asarray(change * (semester[person] > 0))

    def leaving_log_odds(self, semester: Matrix, fail_share: Matrix) -> Matrix:
        """Monthly log-odds of dropping out of those who hold nothing, shape (n_people,)."""
        p, people = self.parameters.dropout, self.people
        return np.asarray(
            p["monthly_intercept"]
            + p["grade"] * people.ability
            + p["fails"] * fail_share
            + p["finances"] * people.finances
            + p["keenness"] * people.keenness
            + p["early"] * (semester <= 4)
        )

    def leave(self, log_odds: Matrix, change: Matrix, semester: Matrix) -> Matrix:
        """Monthly chance of dropping out, zero for who does not study; the arguments broadcast together."""
        least = least_change(self.world, self.parameters.dropout)
        return np.asarray(logistic(log_odds + np.maximum(change, least)) * (semester > 0))

    def price_pesos(self, person: Numbers, certification: Numbers) -> Matrix:
        """What a voucher leaves to pay."""
        return np.asarray(self.offer.price_pesos[self.people.state[person], certification])

    def _english_gap(self, person: Numbers, certification: Numbers) -> Matrix:
        return np.maximum(0.0, self.offer.english_needed[certification] - self.people.english[person])

    def _weeks_excess(self, person: Numbers, certification: Numbers, free: float) -> Matrix:
        """How far preparation is beyond the free weeks, in units of eight weeks, at most 3."""
        weeks = self.offer.hours[certification] / self.people.weekly_hours[person]
        return np.minimum(3.0, np.maximum(0.0, weeks - free) / 8.0)

    def _price_excess(self, person: Numbers, price_pesos: Matrix) -> Matrix:
        """How far the price is beyond the budget, relative to it, at most 2."""
        return np.clip(price_pesos / self.people.budget_pesos[person] - 1.0, 0.0, 2.0)

    def _level_distance(self, certification: Numbers, semester: Matrix) -> Matrix:
        """Distance of the level from the one that suits the stage: students climb, others want associate."""
        suits = np.where(semester > 0, np.clip((semester - 1.0) / 4.0, 0.0, 1.5), 1.2)
        return np.asarray(np.abs(self.offer.level[certification] - suits))
