"""The equations on three people of the tiny catalogue, worked out by hand."""

import numpy as np
import pytest

from data.catalogue import Catalogue
from data.domain import Area, LearnerKind
from data.simulator.areas import AREAS, KINDS
from data.simulator.offer import draw_offer
from data.simulator.parameters import Parameters, read_parameters
from data.simulator.people import People
from data.simulator.places import state_shares, student_state_shares
from data.simulator.responses import Responses
from data.simulator.worlds import World

STUDENT, LATE_STUDENT, PROFESSIONAL = range(3)
ACME_1, ACME_2, ACME_3, ZEN_1, ZEN_2 = range(5)
SEMESTER = np.array([1.0, 8.0, 0.0])
NO_FAILS = np.zeros(3)


@pytest.fixture
def people() -> People:
    """All in the first state, aim at data analysis and like data most; neither able nor keen beyond the mean."""
    interest = np.zeros((3, len(AREAS)))
    interest[:, AREAS.index(Area.DATA_AI)] = 2.0
    interest[:, AREAS.index(Area.CLOUD)] = 1.0
    kinds = [LearnerKind.STUDENT, LearnerKind.STUDENT, LearnerKind.PROFESSIONAL]
    zeros = np.zeros(3, np.int64)
    return People(
        kind=np.array([KINDS.index(kind) for kind in kinds]),
        state=zeros,
        institution=zeros,
        curriculum=zeros,
        started_day=zeros,
        goal=zeros,
        goal_is_stated=np.ones(3, bool),
        english=np.full(3, 2.0),
        english_is_tested=np.ones(3, bool),
        weekly_hours=np.full(3, 10.0),
        budget_pesos=np.full(3, 1_000.0),
        ability=np.zeros(3),
        keenness=np.array([0.0, 1.0, 0.0]),
        finances=np.zeros(3),
        interest=interest,
        effect_is_null=np.zeros(3, bool),
    )


@pytest.fixture
def parameters() -> Parameters:
    return read_parameters()


@pytest.fixture
def responses(people: People, parameters: Parameters, catalogue: Catalogue) -> Responses:
    demand = np.zeros((len(catalogue.states), len(catalogue.skills)))
    return Responses(
        people, draw_offer(np.random.default_rng(1), catalogue, parameters, demand), parameters, World.DEFAULT
    )


def column(catalogue: Catalogue, skill_id: str) -> int:
    return list(catalogue.skills).index(skill_id)


class TestOverlap:
    def test_weighs_what_is_held_and_what_the_goal_misses(self, responses: Responses, catalogue: Catalogue) -> None:
        skills = np.zeros((3, len(catalogue.skills)), np.float32)
        skills[STUDENT, column(catalogue, "sql")] = 0.5
        found = responses.overlap(np.array([STUDENT, LATE_STUDENT]), np.array([ZEN_2, ZEN_2]), skills)
        # zen-2 teaches python (1.0) and sql (0.3); the goal needs sql (1.0) and python (0.6).
        np.testing.assert_allclose(found.familiarity, [0.3 * 0.5 / 1.3, 0.0], rtol=1e-6)
        np.testing.assert_allclose(found.goal_gap, [(0.6 + 0.3 * 0.5) / 1.6, (0.6 + 0.3) / 1.6], rtol=1e-6)

    def test_of_a_table_is_that_of_its_pairs(self, responses: Responses, catalogue: Catalogue) -> None:
        skills = np.random.default_rng(1).random((3, len(catalogue.skills)), dtype=np.float32)
        table = responses.overlap(np.arange(3)[:, None], np.arange(5)[None, :], skills)
        for person in range(3):
            for certification in range(5):
                pair = responses.overlap(np.array([person]), np.array([certification]), skills)
                np.testing.assert_allclose(pair.familiarity[0], table.familiarity[person, certification], rtol=1e-6)
                np.testing.assert_allclose(pair.goal_gap[0], table.goal_gap[person, certification], rtol=1e-6)


class TestEnrol:
    def test_falls_with_a_price_beyond_the_budget_and_rises_with_keenness(self, responses: Responses) -> None:
        people = np.array([STUDENT, STUDENT, LATE_STUDENT])
        found = responses.enrol(people, np.array([900.0, 1_500.0, 9_000.0]))
        log_odds = [0.2, 0.2 - 1.2 * 0.5, 0.2 - 1.2 * 2 + 0.3]
        np.testing.assert_allclose(found, 1 / (1 + np.exp(-np.array(log_odds))))

    def test_voucher_pays_federal_and_state_share_of_the_discounted_price(self, responses: Responses) -> None:
        # 100 dollars, 40 % off by the vendor, 35 % paid by each fund of Jalisco's people.
        found = responses.price_pesos(np.array([STUDENT]), np.array([ACME_1]))
        np.testing.assert_allclose(found, [100 * 0.6 * 18.5 * 0.3])


class TestLeave:
    def test_is_for_students_alone_and_less_for_the_keen_and_later(self, responses: Responses) -> None:
        log_odds = responses.leaving_log_odds(SEMESTER, NO_FAILS)
        np.testing.assert_allclose(log_odds[:2], [-5.2 + 0.7, -5.2 - 0.4])
        found = responses.leave(log_odds, np.zeros(3), SEMESTER)
        np.testing.assert_allclose(found[:2], 1 / (1 + np.exp([4.5, 5.6])))
        assert found[PROFESSIONAL] == 0.0

    def test_effects_add_up_to_the_cap(self, responses: Responses) -> None:
        log_odds = responses.leaving_log_odds(SEMESTER, NO_FAILS)
        capped, more = (responses.leave(log_odds, np.full(3, change), SEMESTER) for change in (-1.8, -5.0))
        np.testing.assert_array_equal(capped, more)


class TestEffect:
    def test_helps_early_students_who_like_the_area_and_nobody_else(self, responses: Responses) -> None:
        people, certifications = np.arange(3)[:, None], np.array([ZEN_1, ZEN_2])[None, :]
        found = responses.effect(people, certifications, SEMESTER, NO_FAILS)
        np.testing.assert_allclose(found, [[-1.1 * 6 / 7, 0.0], [0.0, 0.0], [0.0, 0.0]])


class TestPlaces:
    def test_students_live_where_they_are_enrolled(self, catalogue: Catalogue) -> None:
        np.testing.assert_allclose(student_state_shares(catalogue), [0.75, 0.25])

    def test_jobs_stand_evenly_in_the_leading_states(self, catalogue: Catalogue, parameters: Parameters) -> None:
        np.testing.assert_allclose(state_shares(catalogue, parameters), [0.5, 0.5])
