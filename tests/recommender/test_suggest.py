"""Tests of the whole use case on a small fitted bundle."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain import Answer, CertificationId, EnglishLevel, LearnerKind
from recommender.bundle import Bundle
from recommender.demand import RegionalDemand
from recommender.features import COLUMN, FEATURES
from recommender.profile import LearnerHistory
from recommender.suggest import LEAST_EXPLORED_LENGTH, assess, explored_order, suggest
from recommender.suggestion import ObstacleKey, ReasonKey, SuggestionList
from recommender.value import Worth
from tests.factories import (
    JALISCO,
    NUEVO_LEON,
    TODAY,
    make_answer,
    make_demand,
    make_exam,
    make_history,
    make_transcript,
)

# With a grade, as a list that holds an unknown number (NaN) does not equal itself.
STUDENT = make_history(
    [make_transcript("s-team")],
    started_on=date(2025, 8, 15),
    curriculum_id="systems",
    goal_occupation_id="data-analyst",
)


def suggested(
    bundle: Bundle,
    person: LearnerHistory = STUDENT,
    k: int = 10,
    today: date = TODAY,
    demand: RegionalDemand | None = None,
) -> SuggestionList:
    region = RegionalDemand.empty(TODAY, bundle.arrays) if demand is None else demand
    return suggest(person, bundle=bundle, demand=region, as_of=TODAY, today=today, k=k)


def shown(found: SuggestionList) -> list[str]:
    return [item.certification_id for item in found.items]


class TestSuggest:
    @pytest.mark.parametrize("k", [1, 2, 10])
    def test_equal_input_gives_an_equal_list(self, bundle: Bundle, k: int) -> None:
        assert suggested(bundle, k=k) == suggested(bundle, k=k)

    def test_keeps_the_features_that_the_models_read(self, bundle: Bundle) -> None:
        (first, *_) = suggested(bundle, make_history()).items
        assert len(first.features) == len(FEATURES)
        assert first.features[COLUMN["weekly_hours"]] == 10.0
        assert np.isnan(first.features[COLUMN["grade"]])

    def test_orders_by_value_and_ranks_from_1(self, bundle: Bundle) -> None:
        found = suggested(bundle)
        totals = [item.value.total for item in found.items]
        assert totals == sorted(totals, reverse=True)
        assert [item.rank for item in found.items] == [1, 2, 3]
        assert not any(item.is_exploration for item in found.items)

    def test_says_what_it_was_made_from(self, bundle: Bundle) -> None:
        found = suggested(bundle)
        assert (found.learner_id, found.bundle_version, found.data_as_of) == ("ana", bundle.version, TODAY)
        assert found.n_eligible == 3

    def test_respects_prerequisites(self, bundle: Bundle) -> None:
        assert sorted(shown(suggested(bundle))) == ["acme-1", "zen-1", "zen-2"]
        started = make_history(exams=[make_exam("acme-1")])
        assert sorted(shown(suggested(bundle, started))) == ["acme-2", "zen-1", "zen-2"]
        # acme-3 wants acme-2 and one of zen-1 and zen-2.
        ready = make_history(exams=[make_exam(id_) for id_ in ("acme-1", "acme-2", "zen-2")])
        assert sorted(shown(suggested(bundle, ready))) == ["acme-3", "zen-1"]

    @settings(max_examples=20)
    @given(
        st.lists(st.sampled_from(["acme-1", "acme-2", "zen-1", "zen-2"]), unique=True),
        st.sets(st.sampled_from(["acme-1", "zen-1", "zen-2"])),
        st.integers(1, 4),
        st.sampled_from(EnglishLevel),
        st.integers(0, 30),
    )
    def test_never_shows_what_is_refused_held_or_out_of_reach(
        self, bundle: Bundle, held: list[str], refused: set[str], k: int, english: EnglishLevel, day: int
    ) -> None:
        person = make_history(
            exams=[make_exam(id_) for id_ in held],
            answers=[make_answer(id_, Answer.NEVER) for id_ in sorted(refused)],
            english=english,
        )
        found = suggested(bundle, person, k, TODAY + timedelta(days=day))
        assert not {*held, *refused} & set(shown(found))
        assert len(found.items) == min(k, found.n_eligible)
        for id_ in shown(found):
            certification = bundle.catalogue.certifications[id_]
            assert certification.english_needed.rank - english.rank <= 2
            assert all(group & set(held) for group in certification.prerequisites)

    def test_gives_an_empty_list_where_nothing_is_left(self, bundle: Bundle) -> None:
        answers = [make_answer(id_, Answer.NEVER) for id_ in bundle.arrays.certification_ids]
        found = suggested(bundle, make_history(answers=answers))
        assert (found.items, found.n_eligible) == ((), 0)

    def test_shows_no_price_where_none_is_known(self, bundle: Bundle) -> None:
        by_id = {item.certification_id: item for item in suggested(bundle).items}
        assert by_id["zen-1"].price.list_centavos is None
        assert by_id["zen-1"].price.learner_centavos is None
        # 100 dollars at 18.5 pesos.
        assert by_id["acme-1"].price.list_centavos == 185_000

    def test_the_numbers_of_a_reason_are_those_of_the_demand(self, bundle: Bundle) -> None:
        demand = make_demand(
            bundle.arrays,
            {(JALISCO, "sql"): (7, 9, 1), (JALISCO, "python"): (2, 2, 0), (NUEVO_LEON, "sql"): (1, 1, 0)},
            16,
        )
        for item in suggested(bundle, demand=demand).items:
            for reason in item.reasons:
                if reason.key is ReasonKey.REGIONAL_DEMAND:
                    cell = bundle.arrays.state_row[JALISCO], bundle.arrays.skill_row[reason.skill_ids[0]]
                    assert reason.n_postings == demand.postings[cell]
                    assert (reason.state_id, reason.n_postings_in_state) == (JALISCO, 16)
        with_demand = [
            item.certification_id
            for item in suggested(bundle, demand=demand).items
            if ReasonKey.REGIONAL_DEMAND in {reason.key for reason in item.reasons}
        ]
        assert sorted(with_demand) == ["zen-1", "zen-2"]

    def test_parts_the_skills_into_added_and_held(self, bundle: Bundle) -> None:
        found = suggested(bundle, make_history(exams=[make_exam("zen-1")]))
        by_id = {item.certification_id: item for item in found.items}
        assert (by_id["zen-2"].skills_added, by_id["zen-2"].skills_held) == (("python",), ("sql",))

    def test_gives_weeks_at_the_learners_hours(self, bundle: Bundle) -> None:
        found = suggested(bundle, make_history(weekly_hours=8.0))
        assert {item.certification_id: item.weeks for item in found.items} == {
            "acme-1": 2.5,
            "zen-1": 3.75,
            "zen-2": 5.0,
        }

    def test_who_does_not_study_gets_no_change_of_risk(self, bundle: Bundle) -> None:
        professional = make_history(kind=LearnerKind.PROFESSIONAL)
        assert {item.risk_change for item in suggested(bundle, professional).items} == {None}
        assert all(item.value.retention_worth == 0 for item in suggested(bundle, professional).items)
        assert not any(item.is_studying for item in suggested(bundle, professional).items)

    def test_a_student_gets_a_change_of_risk_with_its_range(self, bundle: Bundle) -> None:
        for item in suggested(bundle).items:
            assert item.is_studying
            assert item.risk_change is not None
            assert item.risk_change.low < item.risk_change.expected < item.risk_change.high

    def test_while_the_effect_is_not_known_it_counts_and_is_not_stated(self, bundle: Bundle) -> None:
        guessed = replace(bundle, effects=replace(bundle.effects, is_known=False))
        items, known = suggested(guessed).items, suggested(bundle).items
        assert all(item.is_studying and item.risk_change is None for item in items)
        assert [item.value for item in items] == [item.value for item in known]

    def test_a_programme_that_pays_for_positions_alone_follows_demand(self, bundle: Bundle) -> None:
        demand = make_demand(bundle.arrays, {(JALISCO, "sql"): (7, 9, 1)})
        regional = replace(bundle, worth=Worth(grade=0.0, position=1e9, learner_kept=0.0))
        assert shown(suggested(regional, demand=demand))[0] == "zen-1"

    def test_spares_no_place_of_a_short_list(self, bundle: Bundle) -> None:
        best = shown(suggested(bundle))
        for number in range(5):
            found = suggested(bundle, k=2, today=TODAY + timedelta(days=number))
            assert shown(found) == best[:2]
            assert not any(item.is_exploration for item in found.items)


class TestExploredOrder:
    @given(st.integers(0, 30), st.integers(1, 12), st.integers(0, 2), st.integers(0, 2**32 - 1))
    def test_shows_each_at_most_once_with_a_chance(self, n: int, k: int, n_explored: int, seed: int) -> None:
        order = np.random.default_rng(seed).permutation(n)
        chosen, chances, places = explored_order(order, k, n_explored, np.random.default_rng(seed))
        assert len(chosen) == len(chances) == min(n, k)
        assert len(set(chosen.tolist())) == len(chosen)
        assert set(chosen.tolist()) <= set(order.tolist())
        assert ((chances > 0) & (chances <= 1)).all()
        assert len(places) == (n_explored if n > k >= LEAST_EXPLORED_LENGTH else 0)
        fixed = [column for number, column in enumerate(chosen.tolist()) if number not in places]
        assert fixed == order[: len(fixed)].tolist()
        # Over all certifications the chances add up to the places there are.
        if places:
            assert len(fixed) + (n - len(fixed)) * chances[places[0]] == pytest.approx(k)

    @given(st.integers(0, 2**32 - 1))
    def test_the_same_seed_gives_the_same_list(self, seed: int) -> None:
        one, other = (explored_order(np.arange(20), 10, 2, np.random.default_rng(seed)) for _ in range(2))
        np.testing.assert_equal(one, other)

    @pytest.mark.parametrize("n_explored", [1, 2])
    def test_stated_chances_are_the_frequencies_over_seeds(self, n_explored: int) -> None:
        n_seeds, k = 6_000, 8
        frequency: Counter[int] = Counter()
        stated: dict[int, float] = {}
        for seed in range(n_seeds):
            chosen, chances, _ = explored_order(np.arange(12), k, n_explored, np.random.default_rng(seed))
            frequency.update(chosen.tolist())
            stated.update(zip(chosen.tolist(), chances.tolist(), strict=True))
        # The standard deviation of a share of a third over 6 000 draws is 0.0061.
        for column in range(12):
            assert frequency[column] / n_seeds == pytest.approx(stated[column], abs=0.03)

    @pytest.mark.parametrize(
        ("k", "n_explored", "places"), [(10, 1, (5,)), (10, 2, (5, 8)), (6, 1, (5,)), (6, 2, (4, 5)), (5, 2, ())]
    )
    def test_draws_the_sixth_and_ninth_place_or_the_last_ones(
        self, k: int, n_explored: int, places: tuple[int, ...]
    ) -> None:
        assert explored_order(np.arange(20), k, n_explored, np.random.default_rng(0))[2] == places

    def test_leaves_a_list_alone_that_holds_everything(self) -> None:
        chosen, chances, places = explored_order(np.array([3, 1]), 2, 1, np.random.default_rng(0))
        assert (chosen.tolist(), chances.tolist(), places) == ([3, 1], [1.0, 1.0], ())

    @pytest.mark.parametrize(("k", "n_explored"), [(0, 1), (10, 3), (10, -1)])
    def test_refuses_a_list_without_places_or_too_much_exploration(self, k: int, n_explored: int) -> None:
        with pytest.raises(ValueError, match="cannot explore"):
            explored_order(np.arange(20), k, n_explored, np.random.default_rng(0))


class TestAssess:
    def test_says_of_each_the_same_as_a_suggestion_of_it(self, bundle: Bundle) -> None:
        demand = make_demand(bundle.arrays, {(JALISCO, "sql"): (3, 7, 0)})
        listed = {item.certification_id: item for item in suggested(bundle, demand=demand).items}
        found = assess(STUDENT, list(listed), bundle=bundle, demand=demand, as_of=TODAY)
        for one in found:
            item = listed[one.suggestion.certification_id]
            assert one.suggestion.pass_chance == pytest.approx(item.pass_chance)
            assert (one.suggestion.price, one.suggestion.weeks) == (item.price, item.weeks)
            assert one.suggestion.skills_added == item.skills_added
            assert one.obstacles == ()

    def test_speaks_of_what_cannot_be_begun_as_well(self, bundle: Bundle) -> None:
        demand = make_demand(bundle.arrays, {(JALISCO, "aws"): (4, 9, 0)})
        (one,) = assess(STUDENT, [CertificationId("acme-3")], bundle=bundle, demand=demand, as_of=TODAY)
        assert [found.key for found in one.obstacles] == [ObstacleKey.PREREQUISITES]
        assert one.n_postings == {"aws": 4}
        assert 0 < one.suggestion.pass_chance < 1

    def test_refuses_what_the_catalogue_lacks(self, bundle: Bundle) -> None:
        with pytest.raises(KeyError):
            assess(
                STUDENT,
                [CertificationId("magic")],
                bundle=bundle,
                demand=RegionalDemand.empty(TODAY, bundle.arrays),
                as_of=TODAY,
            )
