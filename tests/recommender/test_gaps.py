"""Plans against postings over the tiny catalogue, whose skills and subjects have vectors set by hand."""

from collections.abc import Collection

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.domain import SkillKind
from embeddings.calibration import Calibration
from recommender.arrays import catalogue_arrays
from recommender.gaps import Gap, curriculum_gaps, wilson_interval
from recommender.plan_demand import FEWEST_POSTINGS, AskedSkills
from recommender.subject_fit import FitKey
from tests.recommender.small_plans import HARD, SKILLS, asked, held_against, subject, with_plans


def gaps(
    catalogue: Catalogue,
    postings: AskedSkills,
    vectors: NDArray[np.float32] | None = None,
    plan: str = "own",
    n: int | None = None,
    kinds: Collection[SkillKind] = HARD,
) -> tuple[Gap, ...]:
    """Gaps of a plan, what is to be expected of its subjects fitted from the others."""
    demand = held_against(catalogue, postings, vectors, plan, kinds, expected=None)
    return curriculum_gaps(demand, catalogue.skills, catalogue_arrays(catalogue), n)


class TestCurriculumGaps:
    def test_are_ranked_by_demand_and_tell_share_and_interval(self, catalogue: Catalogue) -> None:
        own = with_plans(catalogue, subject("a", "own", "Uno", {"sql": 0.9}))
        found = gaps(own, asked(*["sql python"] * 6, *["sql aws"] * 5, *["sql"] * 9))
        assert [(gap.skill_id, gap.n_postings, gap.share) for gap in found] == [("python", 6, 0.3), ("aws", 5, 0.25)]
        assert (found[0].low, found[0].high) == wilson_interval(6, 20)

    def test_ties_are_ordered_by_skill_and_only_so_many_are_given(self, catalogue: Catalogue) -> None:
        own = with_plans(catalogue, subject("a", "own", "Uno", {"sql": 0.9}))
        postings = asked(*["sql python aws english"] * 6)
        assert [gap.skill_id for gap in gaps(own, postings)] == ["aws", "english", "python"]
        assert [gap.skill_id for gap in gaps(own, postings, n=2)] == ["aws", "english"]

    def test_say_nothing_of_fewer_than_five_postings(self, catalogue: Catalogue) -> None:
        own = with_plans(catalogue, subject("a", "own", "Uno", {"sql": 0.9}))
        assert FEWEST_POSTINGS == 5
        assert gaps(own, asked(*["sql python"] * 4, *["sql"] * 20)) == ()
        assert len(gaps(own, asked(*["sql python"] * 5, *["sql"] * 20))) == 1

    def test_leave_out_what_a_syllabus_names(self, catalogue: Catalogue) -> None:
        own = with_plans(catalogue, subject("a", "own", "Programación en Python", {"sql": 0.9}))
        assert gaps(own, asked(*["sql python"] * 6)) == ()

    def test_leave_out_a_skill_of_which_a_narrower_one_is_taught(self, catalogue: Catalogue) -> None:
        own = with_plans(catalogue, subject("a", "own", "Uno", {"aws": 0.9}))
        assert gaps(own, asked(*["aws cloud"] * 6)) == ()

    def test_count_a_broader_skill_partly_and_name_it_as_the_place(self, catalogue: Catalogue) -> None:
        own = with_plans(
            catalogue, subject("a", "own", "Uno", {"sql": 0.9}), subject("b", "own", "Dos", {"cloud": 1.0})
        )
        (gap,) = gaps(own, asked(*["cloud aws"] * 6))
        assert gap.skill_id == "aws"
        assert gap.coverage == pytest.approx(0.3)
        assert (gap.fit.subject_id, gap.fit.key, gap.fit.skill_id) == ("b", FitKey.TEACHES_BROADER, "cloud")

    def test_leave_out_what_is_asked_for_outside_the_field_of_the_plan(self, catalogue: Catalogue) -> None:
        own = with_plans(catalogue, subject("a", "own", "Uno", {"sql": 0.9}))
        found = gaps(own, asked(*["sql english"] * 5, *["python aws english"] * 7))
        assert [gap.skill_id for gap in found] == ["english"]
        assert found[0].n_postings == 12

    def test_keep_to_the_kinds_asked_for(self, catalogue: Catalogue) -> None:
        own = with_plans(catalogue, subject("a", "own", "Uno", {"sql": 0.9}))
        postings = asked(*["sql teamwork"] * 6)
        assert gaps(own, postings) == ()
        assert [gap.skill_id for gap in gaps(own, postings, kinds=list(SkillKind))] == ["teamwork"]

    def test_take_a_subject_of_one_name_in_another_plan_for_the_same(self, catalogue: Catalogue) -> None:
        plans = with_plans(
            catalogue,
            subject("a", "own", "Bases de datos I", {}),
            subject("b", "own", "Redes", {"cloud": 1.0}),
            subject("c", "other", "BASES DE DATOS 1", {"sql": 1.0, "python": 0.4}),
            subject("d", "third", "Bases de Datos 1", {"sql": 1.0, "python": 0.4}),
        )
        (gap,) = gaps(plans, asked(*["cloud python sql"] * 6))
        assert gap.skill_id == "python"
        assert (gap.fit.subject_id, gap.fit.key, gap.fit.like_subject_id) == ("a", FitKey.TAUGHT_ELSEWHERE, "c")
        assert gap.coverage == pytest.approx(0.4)

    def test_put_a_skill_where_the_text_is_nearest_within_its_area(self, catalogue: Catalogue) -> None:
        plans = with_plans(
            catalogue, subject("a", "own", "Uno", {"sql": 1.0}), subject("b", "own", "Dos", {"cloud": 1.0})
        )
        vectors = np.eye(2, len(SKILLS) + 2, k=len(SKILLS), dtype=np.float32)
        vectors[1, SKILLS.index("aws")] = 2.0
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        aws = next(gap for gap in gaps(plans, asked(*["sql cloud aws python"] * 6), vectors) if gap.skill_id == "aws")
        assert aws.fit.subject_id == "b"

    def test_say_so_where_no_subject_is_near(self, catalogue: Catalogue) -> None:
        own = with_plans(catalogue, subject("a", "own", "Uno", {"sql": 0.9}), subject("b", "own", "Dos", {}))
        (gap,) = gaps(own, asked(*["sql english"] * 6))
        assert (gap.skill_id, gap.fit.key) == ("english", FitKey.NONE_NEAR)

    def test_count_a_language_only_where_a_subject_says_so(self, catalogue: Catalogue) -> None:
        plans = with_plans(
            catalogue,
            subject("a", "own", "Uno", {"sql": 0.9}),
            subject("b", "own", "Contabilidad", {}),
            subject("c", "other", "Contabilidad", {"english": 1.0, "python": 0.4}),
        )
        expected = Calibration((0.0, 1.0), (0.0, 0.6))
        demand = held_against(plans, asked(*["sql english python"] * 6), expected=expected)
        accounting = dict(zip(SKILLS, demand.covered[1], strict=True))
        assert accounting["english"] == 0
        assert accounting["python"] > 0

    def test_are_refused_for_a_plan_without_subjects(self, catalogue: Catalogue) -> None:
        with pytest.raises(ValueError, match="'nobody' has no subject"):
            gaps(catalogue, asked("sql"), plan="nobody")


class TestWilsonInterval:
    @given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
    def test_holds_the_share_and_stays_in_range(self, counts: tuple[int, int]) -> None:
        n_hits, n = counts
        low, high = wilson_interval(n_hits, n)
        assert 0 <= low <= n_hits / n + 1e-9
        assert n_hits / n - 1e-9 <= high <= 1

    def test_is_as_published(self) -> None:
        # 15 of 148, method 3 in Newcombe (1998), table I: 0.0624 to 0.1605.
        assert wilson_interval(15, 148) == pytest.approx((0.0624, 0.1605), abs=1e-4)

    def test_refuses_what_is_no_share(self) -> None:
        with pytest.raises(ValueError, match="3 of 2"):
            wilson_interval(3, 2)
