from datetime import date

import numpy as np
from scipy.sparse import csc_array

from data.domain import LearnerId
from recommender.people_near import People, nearness, skill_levels
from recommender.skill_credit import credited

DAY = date(2026, 11, 20)


def people(*ids: str, skills: list[list[float]] | None = None) -> People:
    """People of the first state, with two skills or those given."""
    usual = np.tile(np.array([0.5, 0.0], np.float32), (len(ids), 1))
    levels = usual if skills is None else np.array(skills, np.float32)
    raw = np.array([id_.encode() for id_ in ids], np.bytes_)
    return People(raw, np.zeros(len(ids), np.int64), csc_array(levels), True, DAY).in_order()


def ids(*names: str) -> list[LearnerId]:
    return [LearnerId(name) for name in names]


class TestPeople:
    def test_are_found_by_id_whatever_order_they_came_in(self) -> None:
        found = people("b", "B", "a", skills=[[0.125, 0], [0.25, 0], [0.5, 0]])
        assert [found.learner_id(row) for row in range(3)] == ["B", "a", "b"]
        assert found.skills.toarray()[:, 0].tolist() == [0.25, 0.5, 0.125]
        assert found.rows_of(ids("b", "z", "B", "longer than any")).tolist() == [0, 2]
        assert found.rows_of([]).tolist() == people().rows_of(ids("a")).tolist() == []

    def test_join_others(self) -> None:
        joined = people("c").with_others([people("a", skills=[[0.0, 0.75]]), people()])
        assert joined.learner_ids.tolist() == [b"a", b"c"]
        assert joined.skills.toarray().tolist() == [[0.0, 0.75], [0.5, 0.0]]

    def test_who_is_not_counted_is_of_no_state(self) -> None:
        assert people("a", "b").uncounted(ids("b", "z")).state.tolist() == [0, -1]

    def test_who_is_left_out_is_gone(self) -> None:
        left = people("a", "b", "c").without(ids("b"))
        assert left.learner_ids.tolist() == [b"a", b"c"]
        assert left.skills.shape == (2, 2)


class TestSkillLevels:
    def test_are_those_of_whole_rows(self) -> None:
        rng = np.random.default_rng(4)
        skills = rng.random((30, 12), np.float32) * (rng.random((30, 12)) < 0.3)
        credit = csc_array(np.where(rng.random((12, 12)) < 0.3, rng.random((12, 12)), 0).astype(np.float32))
        columns = np.array([7, 0, 11])
        names = [f"p{number:02}" for number in range(30)]
        found = skill_levels(people(*names, skills=skills.tolist()), columns, credit)
        np.testing.assert_allclose(found, credited(skills.astype(np.float32), columns, credit), rtol=1e-6)


class TestNearness:
    def test_weighs_what_is_asked_for(self) -> None:
        same = csc_array(np.eye(2, dtype=np.float32))
        two = people("a", "b", skills=[[1.0, 0.0], [0.5, 1.0]])
        shares = nearness(two, np.array([0, 1]), np.array([1.0, 0.4], np.float32), same)
        # 1 / 1.4, and (.5 + .4) / 1.4.
        np.testing.assert_allclose(shares, [0.714286, 0.642857], rtol=1e-5)

    def test_is_nothing_where_nothing_is_asked_for(self) -> None:
        none = np.zeros(0, np.int64)
        shares = nearness(people("a"), none, np.zeros(0, np.float32), csc_array(np.eye(2, dtype=np.float32)))
        assert shares.tolist() == [0.0]
