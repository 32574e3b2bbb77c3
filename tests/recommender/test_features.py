"""Tests of the columns that every model reads, one at a time against values worked out by hand."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from data.domain import Answer, EnglishLevel, LearnerKind
from recommender.arrays import CatalogueArrays
from recommender.behaviour import behaviour_as_of
from recommender.demand import RegionalDemand
from recommender.features import COLUMN, FEATURES, feature_table, group_of, learner_pesos
from recommender.profile import LearnerHistory
from tests.factories import (
    JALISCO,
    NUEVO_LEON,
    TODAY,
    make_answer,
    make_answer_events,
    make_demand,
    make_exam,
    make_history,
    make_profiles,
    make_transcript,
    make_vectors,
)

LAST = TODAY.toordinal()
# Twenty cloud students of Jalisco say yes to acme-2, twenty data students of Nuevo León no to zen-1.
SHOWN = [(LAST - 1, n, 0, 1, 1, 1.0, True, LAST - 1) for n in range(20)] + [
    (LAST - 1, 100 + n, 1, 2, 3, 1.0, False, LAST - 1) for n in range(20)
]

ANALYST = make_history(
    [make_transcript("s-data", 80.0)],  # SQL: 0.9 x 0.8 = 0.72
    goal_occupation_id="data-analyst",
    curriculum_id="systems",
    started_on=date(2025, 11, 1),
)
STRANGER = make_history(state_id="??", kind=LearnerKind.PROFESSIONAL)
HOLDER = make_history(
    [make_transcript("s-prog", 60.0, passed=False), make_transcript("s-net", 90.0)],
    [make_exam("acme-1"), make_exam("zen-1", passed=False)],
    [make_answer("acme-2"), make_answer("zen-2", Answer.NOT_NOW)],
    state_id=NUEVO_LEON,
    english=EnglishLevel.A1,
    english_tested=True,
    weekly_hours=4.0,
    goal_occupation_id="cloud-engineer",
)


def regional_demand(arrays: CatalogueArrays) -> RegionalDemand:
    cells = {(JALISCO, "sql"): (5, 9, 1), (JALISCO, "python"): (2, 3, 3), (NUEVO_LEON, "aws"): (10, 40, 0)}
    return make_demand(arrays, cells)


def table(arrays: CatalogueArrays, *histories: LearnerHistory) -> NDArray[np.float32]:
    behaviour = behaviour_as_of(make_answer_events(SHOWN), TODAY, arrays)
    profiles = make_profiles(arrays, *histories)
    return feature_table(profiles, arrays, regional_demand(arrays), behaviour, make_vectors(arrays), 20.0)


def column(arrays: CatalogueArrays, name: str, history: LearnerHistory) -> NDArray[np.float32]:
    """One feature of one learner, for acme-1, acme-2, acme-3, zen-1 and zen-2."""
    return table(arrays, history)[0, :, COLUMN[name]]


class TestSkillColumns:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            # Needs SQL 1 and Python 0.6, lacks 0.28 and 0.6 of them; 1.6 in all.
            ("goal_gap_covered", [0, 0, 0, 0.28 / 1.6, (0.3 * 0.28 + 0.6) / 1.6]),
            ("goal_match", [0, 0, 0, 1, (0.3 + 0.6) / 1.3]),
            ("familiarity", [0, 0, 0, 0.72, 0.3 * 0.72 / 1.3]),
            # Half of Jalisco's ten postings ask for SQL, a fifth for Python.
            ("demand_of_all_skills", [0, 0, 0, 0.5, (0.3 * 0.5 + 0.2) / 1.3]),
            ("demand_of_new_skills", [0, 0, 0, 0.5 * 0.28, (0.3 * 0.5 * 0.28 + 0.2) / 1.3]),
            # Eight SQL positions are unmet, of Python none.
            ("unmet_positions", [0, 0, 0, np.log(9) * 0.28, 0.3 * np.log(9) * 0.28 / 1.3]),
        ],
    )
    def test_compares_what_is_taught_with_what_is_lacking(
        self, arrays: CatalogueArrays, name: str, expected: list[float]
    ) -> None:
        np.testing.assert_allclose(column(arrays, name, ANALYST), expected, rtol=1e-5, atol=1e-7)

    def test_demand_is_that_of_the_learners_own_state(self, arrays: CatalogueArrays) -> None:
        northerner = make_history(state_id=NUEVO_LEON)
        np.testing.assert_allclose(column(arrays, "demand_of_all_skills", northerner), [0, 1 / 1.6, 1, 0, 0], rtol=1e-6)


class TestTextColumns:
    def test_similarity_to_the_goal_is_the_cosine_of_the_texts(self, arrays: CatalogueArrays) -> None:
        vectors = make_vectors(arrays)
        expected = [float(vectors.occupations[0] @ one) for one in vectors.certifications]
        np.testing.assert_allclose(column(arrays, "text_goal", ANALYST), expected, atol=1e-6)

    def test_without_goal_it_is_the_mean_over_occupations(self, arrays: CatalogueArrays) -> None:
        vectors = make_vectors(arrays)
        expected = [float(np.mean(vectors.occupations @ one)) for one in vectors.certifications]
        np.testing.assert_allclose(column(arrays, "text_goal", STRANGER), expected, atol=1e-6)

    def test_similarity_to_the_profile_does_not_depend_on_how_sure_a_lone_skill_is(
        self, arrays: CatalogueArrays
    ) -> None:
        vectors = make_vectors(arrays)
        expected = vectors.certifications @ vectors.skills[0]
        np.testing.assert_allclose(column(arrays, "text_profile", ANALYST), expected, atol=1e-6)


class TestInterestColumns:
    @pytest.mark.parametrize(
        ("name", "history", "expected"),
        [
            ("area_is_studied", ANALYST, [0, 0, 0, 0, 1]),  # the plan is one of software
            ("area_is_goal", ANALYST, [0, 0, 0, 1, 0]),
            ("area_is_goal", HOLDER, [1, 1, 1, 0, 0]),
            ("area_is_goal", STRANGER, [0, 0, 0, 0, 0]),
            ("declined", HOLDER, [0, 0, 0, 0, 1]),
            ("failed", HOLDER, [0, 0, 0, 1, 0]),
            ("vendor_held", HOLDER, [1, 1, 1, 0, 0]),
            ("yes_share_in_area", HOLDER, [2 / 4, 2 / 4, 2 / 4, 1 / 3, 1 / 4]),
            ("yes_share_overall", HOLDER, [(2 / 4 + 1 / 4 + 10 / 3) / 12] * 5),
        ],
    )
    def test_tells_what_the_learner_leans_to(
        self, arrays: CatalogueArrays, name: str, history: LearnerHistory, expected: list[float]
    ) -> None:
        np.testing.assert_allclose(column(arrays, name, history), expected, rtol=1e-6)


class TestBehaviourColumns:
    def test_popularity_is_read_at_the_learners_state_and_group(self, arrays: CatalogueArrays) -> None:
        behaviour = behaviour_as_of(make_answer_events(SHOWN), TODAY, arrays)
        cloud, data, north = 1, 2, 1
        expected = {
            "national_popularity": behaviour.national,
            "state_popularity": behaviour.by_state[north],
            "group_popularity": behaviour.by_group[cloud],
            "state_group_popularity": behaviour.by_state_and_group[north, cloud],
            "state_area_popularity": behaviour.by_state_and_area[north, [cloud, cloud, cloud, data, 0]],
        }
        for name, values in expected.items():
            np.testing.assert_array_equal(column(arrays, name, HOLDER), values, err_msg=name)

    def test_an_unknown_state_gets_the_country_and_an_unknown_group_too(self, arrays: CatalogueArrays) -> None:
        behaviour = behaviour_as_of(make_answer_events(SHOWN), TODAY, arrays)
        for name in ("state_popularity", "group_popularity", "state_group_popularity"):
            np.testing.assert_array_equal(column(arrays, name, STRANGER), behaviour.national, err_msg=name)
        assert column(arrays, "state_area_popularity", STRANGER)[3] == pytest.approx(
            behaviour.by_state_and_area[:, 2].mean()
        )

    def test_taken_together_is_the_mean_over_what_is_held_or_wanted(self, arrays: CatalogueArrays) -> None:
        both = [(LAST, n, 0, 1, c, 1.0, True, LAST) for n in range(30) for c in (0, 1, 3)]
        behaviour = behaviour_as_of(make_answer_events(both), TODAY, arrays)
        profiles = make_profiles(arrays, HOLDER)
        found = feature_table(profiles, arrays, regional_demand(arrays), behaviour, make_vectors(arrays), 20.0)[
            0, :, COLUMN["taken_together"]
        ]
        # acme-1 is held and acme-2 wanted; each pair is 30 / 40 alike, nothing is like itself.
        np.testing.assert_allclose(found, [0.375, 0.375, 0, 0.75, 0], rtol=1e-6)


class TestChosenCertifications:
    def test_have_the_very_bits_that_they_have_among_all(self, arrays: CatalogueArrays) -> None:
        behaviour = behaviour_as_of(make_answer_events(SHOWN), TODAY, arrays)
        profiles, chosen = make_profiles(arrays, ANALYST, HOLDER, STRANGER), np.array([[4, 0], [2, 2], [1, 3]])
        parts = feature_table(profiles, arrays, regional_demand(arrays), behaviour, make_vectors(arrays), 20.0, chosen)
        whole = table(arrays, ANALYST, HOLDER, STRANGER)
        assert parts.shape == (3, 2, len(FEATURES))
        np.testing.assert_array_equal(parts, whole[np.arange(3)[:, None], chosen])


class TestNumbers:
    def test_tell_which_certification_area_and_state_a_row_speaks_of(self, arrays: CatalogueArrays) -> None:
        assert column(arrays, "certification", STRANGER).tolist() == [0, 1, 2, 3, 4]
        assert column(arrays, "area", STRANGER).tolist() == arrays.area.tolist()
        assert column(arrays, "state", ANALYST).tolist() == [arrays.state_row[JALISCO]] * 5
        assert column(arrays, "group", ANALYST).tolist() == [int(arrays.occupation_area[0])] * 5
        assert column(arrays, "group", STRANGER).tolist() == [-1] * 5


class TestOtherColumns:
    @pytest.mark.parametrize(
        ("name", "history", "expected"),
        [
            ("level", ANALYST, [0, 1, 2, 0, 0]),
            ("english_gap", HOLDER, [1, 2, 3, 0, 0]),  # A1 against A2, B1, B2, none, A1
            ("weeks", HOLDER, [5, 15, 30, 7.5, 10]),
            # Dollars x 20 pesos x (1 - discount) x (1 - 0.35).
            ("learner_price", HOLDER, [780, 1170, 2340, 780, 877.5]),
            ("preparation_hours", ANALYST, [20, 60, 120, 30, 40]),
            ("in_spanish", ANALYST, [1, 0, 0, 1, 1]),
            ("experience_months", ANALYST, [0, 6, 24, 0, 0]),
            ("english", HOLDER, [1] * 5),
            ("english_tested", HOLDER, [1] * 5),
            ("kind", STRANGER, [1] * 5),
            ("semester", ANALYST, [3] * 5),
            ("progress", ANALYST, [1] * 5),
            ("grade", HOLDER, [75] * 5),
            ("fail_share", HOLDER, [0.5] * 5),
            ("weekly_hours", HOLDER, [4] * 5),
            ("n_held", HOLDER, [1] * 5),
        ],
    )
    def test_says_what_the_certification_and_the_person_are(
        self, arrays: CatalogueArrays, name: str, history: LearnerHistory, expected: list[float]
    ) -> None:
        np.testing.assert_allclose(column(arrays, name, history), expected, rtol=1e-6)


class TestGroupOf:
    def test_is_the_goals_area_or_else_the_plans(self, arrays: CatalogueArrays) -> None:
        profiles = make_profiles(arrays, ANALYST, make_history(curriculum_id="systems"), STRANGER)
        assert group_of(profiles, arrays).tolist() == [2, 0, -1]


class TestLearnerPesos:
    def test_an_unknown_state_pays_without_public_funds(self, arrays: CatalogueArrays) -> None:
        pesos = learner_pesos(make_profiles(arrays, STRANGER), arrays, 20.0)
        np.testing.assert_allclose(pesos[0], [1200, 1800, 3600, 1200, 1350], rtol=1e-6)


learners = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(LearnerKind),
        "state_id": st.sampled_from([JALISCO, NUEVO_LEON, "??"]),
        "english": st.sampled_from(EnglishLevel),
        "weekly_hours": st.floats(0.5, 100.0),
        "curriculum_id": st.sampled_from([None, "systems", "unknown"]),
        "goal_occupation_id": st.sampled_from([None, "data-analyst", "cloud-engineer", "unknown"]),
        "started_on": st.none() | st.dates(date(2015, 1, 1), date(2027, 1, 1)),
    }
)
ids = st.sampled_from(["acme-1", "acme-2", "acme-3", "zen-1", "zen-2", "unknown"])


@st.composite
def histories(draw: st.DrawFn) -> LearnerHistory:
    facts: dict[str, Any] = draw(learners)
    subjects = draw(st.lists(st.tuples(st.sampled_from(["s-data", "s-prog", "?"]), st.booleans())))
    return make_history(
        [make_transcript(id_, draw(st.none() | st.floats(0, 100)), passed) for id_, passed in subjects],
        [make_exam(id_, passed) for id_, passed in draw(st.lists(st.tuples(ids, st.booleans()), max_size=4))],
        [make_answer(id_, said) for id_, said in draw(st.lists(st.tuples(ids, st.sampled_from(Answer)), max_size=4))],
        **facts,
    )


class TestFeatureTable:
    def test_numbers_each_name_once(self) -> None:
        assert len(COLUMN) == len(FEATURES)
        assert [FEATURES[number] for number in COLUMN.values()] == list(FEATURES)

    @settings(max_examples=40)
    @given(st.lists(histories(), min_size=1, max_size=4))
    def test_gives_a_learner_the_same_row_alone_as_among_others(
        self, arrays: CatalogueArrays, people: list[LearnerHistory]
    ) -> None:
        together = table(arrays, *people)
        alone = np.concatenate([table(arrays, person) for person in people])
        assert together.shape == (len(people), 5, len(FEATURES))
        # Matrix products of one row and of many differ in their last digits.
        np.testing.assert_allclose(together, alone, rtol=1e-5, atol=1e-6)

    @settings(max_examples=40)
    @given(histories())
    def test_leaves_nothing_unknown_but_the_grade(self, arrays: CatalogueArrays, person: LearnerHistory) -> None:
        found = table(arrays, person)[0]
        unknown = {name for name, number in COLUMN.items() if not np.isfinite(found[:, number]).all()}
        has_grade = any(entry.grade is not None for entry in person.transcript)
        assert unknown == (set() if has_grade else {"grade"})
