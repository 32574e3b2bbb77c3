import dataclasses

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data.domain import Skill, SkillId
from recommender.skill_credit import DOWN, UP, credited, skill_credit
from tests.factories import make_skill


def chain(*skill_ids: str) -> dict[SkillId, Skill]:
    """Skills of which each is the next broader one of the one after it."""
    skills = [make_skill(skill_id) for skill_id in skill_ids]
    for place in range(1, len(skills)):
        skills[place] = dataclasses.replace(skills[place], broader_skill_id=skills[place - 1].id)
    return {skill.id: skill for skill in skills}


class TestSkillCredit:
    def test_falls_with_every_step_and_is_one_for_the_skill_itself(self) -> None:
        credit = skill_credit(chain("programming", "java", "spring")).toarray()
        expected = [[1, DOWN, DOWN**2], [UP, 1, DOWN], [UP**2, UP, 1]]
        np.testing.assert_allclose(credit, expected, rtol=1e-6)

    def test_gives_nothing_for_skills_without_a_common_line(self) -> None:
        credit = skill_credit({**chain("programming", "java"), **chain("cloud")}).toarray()
        assert not credit[2, :2].any()
        assert not credit[:2, 2].any()


class TestCredited:
    def test_takes_the_best_single_proof(self) -> None:
        credit = skill_credit(chain("programming", "java", "spring"))
        levels = np.array([[0.5, 1.0, 0.0]], np.float32)
        np.testing.assert_allclose(
            credited(levels, np.array([0, 2]), credit), [[max(0.5, UP), max(0.5 * DOWN**2, DOWN)]], rtol=1e-6
        )

    @given(st.lists(st.floats(0, 1, width=32), min_size=3, max_size=3))
    def test_never_falls_below_what_is_held_nor_above_one(self, levels: list[float]) -> None:
        held = np.array([levels], np.float32)
        covered = credited(held, np.arange(3), skill_credit(chain("programming", "java", "spring")))
        assert (covered >= held).all()
        assert (covered <= 1).all()
