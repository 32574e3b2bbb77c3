"""The structural equations of the invented country: what makes people accept, enrol, pass, find a job, stay.

Everything here is a potential outcome: the chance that something happens *if* a certification is shown, taken or
held, for every person and certification at once.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.domain import Area, FundKind, LearnerKind
from data.simulator.parameters import Parameters
from data.simulator.people import AREAS, KINDS, People

Matrix = NDArray[np.float64]


def logistic(utility: Matrix) -> Matrix:
    """1 / (1 + exp(-utility))."""
    return 1.0 / (1.0 + np.exp(-utility))


@dataclass(frozen=True, slots=True)
class Offer:
    """The catalogue and the market as the equations see them; certifications are columns.

    ``price_pesos`` has shape (n_states, n_certifications): what is left after discount and public funds; ``full_pesos``
    is after the discount alone. ``demand`` has shape (n_states, n_certifications): weighted mean share of positions
    that ask for the certification's skills. ``taste`` adds up region x area, region x certification and fame.
    """

    skills: Matrix
    goal_needs: Matrix
    area: NDArray[np.int64]
    level: NDArray[np.float64]
    english_needed: NDArray[np.float64]
    hours: NDArray[np.float64]
    full_pesos: NDArray[np.float64]
    price_pesos: Matrix
    demand: Matrix
    taste: Matrix
    prerequisites: tuple[tuple[frozenset[int], ...], ...]


def draw_offer(rng: np.random.Generator, catalogue: Catalogue, parameters: Parameters, skill_demand: Matrix) -> Offer:
    """Lay the catalogue out and draw the country's tastes; ``skill_demand`` has shape (n_states, n_skills)."""
    certifications = list(catalogue.certifications.values())
    rows = {c.id: row for row, c in enumerate(certifications)}
    skills = _weights([c.skill_weights for c in certifications], catalogue)
    discount = {a.vendor_id: a.discount for a in catalogue.agreements.values()}
    full = np.array(
        [
            (c.assumed_price_usd if c.list_price_usd is None else c.list_price_usd)
            * (1 - discount.get(c.vendor_id, 0.0))
            * parameters.enrol["pesos_per_dollar"]
            for c in certifications
        ]
    )
    area = np.array([AREAS.index(c.area) for c in certifications])
    n_states = len(catalogue.states)
    numbers = parameters.people
    taste = (
        numbers["regional_taste_spread"] * rng.normal(size=(n_states, len(AREAS)))[:, area]
        + numbers["regional_fame_spread"] * rng.normal(size=(n_states, len(certifications)))
    ) * parameters.accept["regional"] + parameters.accept["fame"] * rng.normal(size=len(certifications))
    return Offer(
        skills=skills,
        goal_needs=_weights([o.skill_weights for o in catalogue.occupations.values()], catalogue),
        area=area,
        level=np.array([float(c.level.rank) for c in certifications]),
        english_needed=np.array([float(c.english_needed.rank) for c in certifications]),
        hours=np.array([float(c.preparation_hours) for c in certifications]),
        full_pesos=full,
        price_pesos=full[None, :] * (1 - _public_shares(catalogue))[:, None],
        demand=skill_demand @ skills.T / skills.sum(axis=1),
        taste=taste,
        prerequisites=tuple(
            tuple(frozenset(rows[p] for p in group) for group in c.prerequisites) for c in certifications
        ),
    )


def _weights(rows: list[dict], catalogue: Catalogue) -> Matrix:  # type: ignore[type-arg]
    columns = {skill_id: column for column, skill_id in enumerate(catalogue.skills)}
    matrix = np.zeros((len(rows), len(columns)))
    for row, weights in enumerate(rows):
        for skill_id, weight in weights.items():
            matrix[row, columns[skill_id]] = weight
    return matrix


def _public_shares(catalogue: Catalogue) -> NDArray[np.float64]:
    shares = [
        sum(
            f.share_paid
            for f in catalogue.funds.values()
            if f.kind is FundKind.FEDERAL or (f.kind is FundKind.STATE and f.state_id == state_id)
        )
        for state_id in catalogue.states
    ]
    return np.minimum(np.array(shares, dtype=np.float64), 0.9)


@dataclass(frozen=True, slots=True)
class Responses:
    """Chances for every person (row) and certification (column); ``skills`` arguments have shape (n, n_skills)."""

    people: People
    offer: Offer
    parameters: Parameters

    def accept(self, skills: Matrix, semester: NDArray[np.float64]) -> Matrix:
        """Chance of saying yes to a suggestion that is looked at."""
        p, people, offer = self.parameters.accept, self.people, self.offer
        return logistic(
            p["intercept"]
            + p["interest"] * people.interest[:, offer.area]
            + p["goal_gap"] * self._goal_gap(skills)
            + p["demand"] * np.sqrt(offer.demand[people.state])
            + p["price_hinge"] * self._price_excess(with_voucher=True)
            + p["weeks_hinge"] * self._weeks_excess(p["weeks_free"])
            + p["english_gap"] * self._english_gap() ** p["english_gap_power"]
            + p["familiarity_bump"] * self._familiarity_bump(skills)
            + p["level_distance"] * self._level_distance(semester) ** p["level_power"]
            + p["keenness"] * people.keenness[:, None]
            + offer.taste[people.state]
        )

    def enrol(self, *, with_voucher: bool) -> Matrix:
        """Chance that who said yes then enrols."""
        p = self.parameters.enrol
        return logistic(
            p["intercept"]
            + p["price_hinge"] * self._price_excess(with_voucher=with_voucher)
            + p["keenness"] * self.people.keenness[:, None]
        )

    def passes(self, skills: Matrix) -> Matrix:
        """Chance that who enrolled passes the exam."""
        p, people, offer = self.parameters.exam, self.people, self.offer
        return logistic(
            p["intercept"]
            + p["ability"] * people.ability[:, None]
            + p["level"] * offer.level[None, :]
            + p["familiarity"] * (self._familiarity(skills) - 0.4)
            + p["english_gap"] * self._english_gap()
            + p["weeks_hinge"] * self._weeks_excess(p["weeks_free"])
        )

    def job(self, semester: NDArray[np.float64]) -> Matrix:
        """Chance that a passed exam brings a job within six months."""
        p, people = self.parameters.job, self.people
        late = np.clip((semester - 5.0) / 4.0, 0.0, 1.0)
        professional = people.kind == KINDS.index(LearnerKind.PROFESSIONAL)
        return logistic(
            p["intercept"]
            + p["demand"] * np.sqrt(self.offer.demand[people.state])
            + p["english"] * (people.english - 3.0)[:, None]
            + (p["late_studies"] * late + p["professional"] * professional)[:, None]
        )

    def effect(self, semester: NDArray[np.float64]) -> Matrix:
        """Change of the monthly log-odds of dropping out that holding the certification makes (zero or negative)."""
        p, people, offer = self.parameters.dropout, self.people, self.offer
        top = np.argsort(-people.interest, axis=1, kind="stable")[:, : p["effect_interest_top"]]
        liked = (top[:, :, None] == offer.area[None, None, :]).any(axis=1)
        studies = (semester > 0) & ~people.effect_is_null
        early = np.clip((p["effect_semester_limit"] - semester) / p["effect_semester_limit"], 0.0, 1.0)
        soft = np.isin(offer.area, [AREAS.index(Area.ENGLISH), AREAS.index(Area.SOFT_SKILLS)])
        change = p["effect"] * liked * early[:, None] + p["effect_soft"] * (soft[None, :] & ~liked)
        return np.asarray(change * studies[:, None])

    def leave(
        self, fail_share: NDArray[np.float64], semester: NDArray[np.float64], change: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Monthly chance of dropping out, for any shape of ``change`` that broadcasts over people in the first axis."""
        p, people = self.parameters.dropout, self.people
        base = (
            p["monthly_intercept"]
            + p["grade"] * people.ability
            + p["fails"] * fail_share
            + p["finances"] * people.finances
            + p["keenness"] * people.keenness
            + p["early"] * (semester <= 4)
        )
        base = base[:, None] if change.ndim == 2 else base
        studies = (semester > 0)[:, None] if change.ndim == 2 else semester > 0
        return np.asarray(logistic(base + np.maximum(change, p["effect_cap"])) * studies)

    def _goal_gap(self, skills: Matrix) -> Matrix:
        """Share of what the goal needs that is missing and that the certification teaches."""
        needs = self.offer.goal_needs[self.people.goal]
        missing = needs * (1 - skills)
        return np.asarray(missing @ self.offer.skills.T / np.maximum(needs.sum(axis=1), 1e-9)[:, None])

    def _familiarity(self, skills: Matrix) -> Matrix:
        """Weighted share of the certification's skills that are held."""
        return np.asarray(skills @ self.offer.skills.T / self.offer.skills.sum(axis=1))

    def _familiarity_bump(self, skills: Matrix) -> Matrix:
        p = self.parameters.accept
        distance = (self._familiarity(skills) - p["familiarity_centre"]) / p["familiarity_width"]
        return np.asarray(np.exp(-(distance**2)))

    def _english_gap(self) -> Matrix:
        return np.maximum(0.0, self.offer.english_needed[None, :] - self.people.english[:, None])

    def _weeks_excess(self, free: float) -> Matrix:
        """How far preparation is beyond the free weeks, in units of eight weeks, at most 3."""
        weeks = self.offer.hours[None, :] / self.people.weekly_hours[:, None]
        return np.minimum(3.0, np.maximum(0.0, weeks - free) / 8.0)

    def _price_excess(self, *, with_voucher: bool) -> Matrix:
        """How far the price is beyond the budget, relative to it, at most 2."""
        price = self.offer.price_pesos[self.people.state] if with_voucher else self.offer.full_pesos[None, :]
        return np.clip(price / self.people.budget_pesos[:, None] - 1.0, 0.0, 2.0)

    def _level_distance(self, semester: NDArray[np.float64]) -> Matrix:
        """Distance of the level from the one that suits the stage: students climb, others want associate."""
        suits = np.where(semester > 0, np.clip((semester - 1.0) / 4.0, 0.0, 1.5), 1.2)
        return np.asarray(np.abs(self.offer.level[None, :] - suits[:, None]))
