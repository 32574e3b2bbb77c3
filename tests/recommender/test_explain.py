"""Tests of the reasons for a suggestion."""

import numpy as np
import pytest

from data.domain import EnglishLevel
from recommender.arrays import CatalogueArrays
from recommender.candidates import Source
from recommender.demand import RegionalDemand
from recommender.explain import added_and_held, reasons_for
from recommender.features import COLUMN, FEATURES
from recommender.profile import LearnerHistory
from recommender.suggestion import Reason, ReasonKey
from tests.factories import JALISCO, TODAY, make_demand, make_exam, make_history, make_profiles, make_transcript

ACME_1, ACME_2, ACME_3, ZEN_1, ZEN_2 = range(5)


def reasons(
    arrays: CatalogueArrays,
    column: int,
    person: LearnerHistory,
    demand: RegionalDemand | None = None,
    sources: tuple[Source, ...] = (),
    is_exploration: bool = False,
    **features: float,
) -> dict[ReasonKey, Reason]:
    """Reasons by key, in their order, where all features are 0 but those given."""
    row = np.zeros(len(FEATURES), np.float32)
    for name, value in features.items():
        row[COLUMN[name]] = value
    demand = RegionalDemand.empty(TODAY, arrays) if demand is None else demand
    found = reasons_for(
        column, row, make_profiles(arrays, person), arrays, demand, sources, is_exploration=is_exploration
    )
    return {reason.key: reason for reason in found}


class TestGoal:
    def test_names_the_skills_that_the_goal_lacks_weightiest_first(self, arrays: CatalogueArrays) -> None:
        analyst = make_history(goal_occupation_id="data-analyst")
        found = reasons(arrays, ZEN_2, analyst)[ReasonKey.GOAL_SKILLS]
        # Python: needed 0.6, taught 1; SQL: needed 1, taught 0.3; of 1.6 in all.
        assert found.skill_ids == ("python", "sql")
        assert found.weight == pytest.approx(0.2 + 0.9 / 1.6)

    def test_is_silent_without_goal_or_where_the_goal_needs_none_of_it(self, arrays: CatalogueArrays) -> None:
        assert ReasonKey.GOAL_SKILLS not in reasons(arrays, ZEN_2, make_history())
        analyst = make_history(goal_occupation_id="data-analyst")
        assert ReasonKey.GOAL_SKILLS not in reasons(arrays, ACME_1, analyst)

    def test_does_not_name_a_skill_already_held(self, arrays: CatalogueArrays) -> None:
        analyst = make_history(exams=[make_exam("zen-1")], goal_occupation_id="data-analyst")
        assert reasons(arrays, ZEN_2, analyst)[ReasonKey.GOAL_SKILLS].skill_ids == ("python",)


class TestDemand:
    def test_gives_the_numbers_of_the_demand_for_the_first_skill(self, arrays: CatalogueArrays) -> None:
        demand = make_demand(arrays, {(JALISCO, "cloud"): (6, 20, 3), (JALISCO, "aws"): (4, 9, 0)}, 25)
        found = reasons(arrays, ACME_2, make_history(), demand)[ReasonKey.REGIONAL_DEMAND]
        # AWS weighs 1 x 4/25 here, cloud 0.6 x 6/25 a little less.
        assert found.skill_ids == ("aws", "cloud")
        assert (found.state_id, found.n_postings, found.n_postings_in_state) == (JALISCO, 4, 25)
        assert found.weight == pytest.approx(0.15 + 4 / 25)

    def test_is_silent_where_nobody_asks(self, arrays: CatalogueArrays) -> None:
        demand = make_demand(arrays, {(JALISCO, "sql"): (6, 20, 3)})
        assert ReasonKey.REGIONAL_DEMAND not in reasons(arrays, ACME_2, make_history(), demand)
        assert ReasonKey.REGIONAL_DEMAND not in reasons(arrays, ZEN_1, make_history(state_id="MX-NLE"), demand)
        assert ReasonKey.REGIONAL_DEMAND not in reasons(arrays, ZEN_1, make_history(state_id="??"), demand)

    def test_is_silent_on_skills_that_are_held_for_certain(self, arrays: CatalogueArrays) -> None:
        demand = make_demand(arrays, {(JALISCO, "sql"): (6, 20, 3)})
        holder = make_history(exams=[make_exam("zen-1")])
        assert ReasonKey.REGIONAL_DEMAND not in reasons(arrays, ZEN_2, holder, demand)


class TestPath:
    def test_names_what_opened_it(self, arrays: CatalogueArrays) -> None:
        holder = make_history(exams=[make_exam("zen-2"), make_exam("acme-2"), make_exam("zen-1")])
        found = reasons(arrays, ACME_3, holder)[ReasonKey.NEXT_ON_PATH]
        assert found.certification_ids == ("acme-2", "zen-1", "zen-2")

    def test_is_silent_without_prerequisites(self, arrays: CatalogueArrays) -> None:
        assert ReasonKey.NEXT_ON_PATH not in reasons(arrays, ACME_1, make_history(exams=[make_exam("zen-2")]))


class TestOthers:
    def test_says_that_it_fits_the_studies(self, arrays: CatalogueArrays) -> None:
        assert ReasonKey.FITS_STUDIES in reasons(arrays, ZEN_2, make_history(), area_is_studied=1.0)
        assert ReasonKey.FITS_STUDIES not in reasons(arrays, ZEN_2, make_history())

    @pytest.mark.parametrize(
        ("liked", "sources", "is_said"),
        [(0.13, (Source.SIMILAR,), True), (0.11, (Source.SIMILAR,), False), (0.13, (Source.GOAL,), False)],
        ids=["liked more than usual", "liked as usual", "not how it was found"],
    )
    def test_speaks_of_similar_learners_where_they_like_it_a_fifth_more(
        self, arrays: CatalogueArrays, liked: float, sources: tuple[Source, ...], is_said: bool
    ) -> None:
        found = reasons(
            arrays,
            ZEN_2,
            make_history(),
            sources=sources,
            state_group_popularity=liked,
            national_popularity=0.1,
        )
        assert (ReasonKey.SIMILAR_LEARNERS in found) == is_said

    @pytest.mark.parametrize(
        ("english", "key"),
        [
            (EnglishLevel.A2, ReasonKey.ENGLISH_STRETCH),
            (EnglishLevel.B1, ReasonKey.ENGLISH_FITS),
            (EnglishLevel.C2, ReasonKey.ENGLISH_FITS),
        ],
    )
    def test_compares_english_with_the_level_needed(
        self, arrays: CatalogueArrays, english: EnglishLevel, key: ReasonKey
    ) -> None:
        found = reasons(arrays, ACME_2, make_history(english=english))
        assert found[key].english == "B1"
        assert len([one for one in found if one.value.startswith("english")]) == 1

    def test_says_nothing_of_english_where_none_is_needed(self, arrays: CatalogueArrays) -> None:
        assert reasons(arrays, ZEN_1, make_history()) == {}

    def test_owns_up_to_trying_something_out(self, arrays: CatalogueArrays) -> None:
        assert list(reasons(arrays, ZEN_1, make_history(), is_exploration=True)) == [ReasonKey.EXPLORATION]

    def test_puts_the_weightiest_first(self, arrays: CatalogueArrays) -> None:
        demand = make_demand(arrays, {(JALISCO, "aws"): (10, 20, 3)})
        holder = make_history(exams=[make_exam("acme-1")])
        found = reasons(arrays, ACME_2, holder, demand, is_exploration=True, area_is_studied=1.0)
        assert list(found) == [
            ReasonKey.REGIONAL_DEMAND,
            ReasonKey.NEXT_ON_PATH,
            ReasonKey.FITS_STUDIES,
            ReasonKey.ENGLISH_FITS,
            ReasonKey.EXPLORATION,
        ]


class TestAddedAndHeld:
    def test_parts_skills_at_half_certainty(self, arrays: CatalogueArrays) -> None:
        # SQL at 0.9 x 0.55 = 0.495 counts as new, at 0.9 x 0.6 = 0.54 as held.
        for grade, added, held in ((55.0, [1, 0], []), (60.0, [1], [0])):
            profiles = make_profiles(arrays, make_history([make_transcript("s-data", grade)]))
            found = added_and_held(ZEN_2, profiles, arrays)
            assert [columns.tolist() for columns in found] == [added, held]
