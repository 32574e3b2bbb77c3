"""Delay and blocking factor, by hand and against a count of every chain on small random plans."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain import Area, Curriculum, CurriculumId, Label
from data.errors import InputError
from recommender.curriculum_graph import Requirement, Semester, SubjectComplexity, curriculum_graph
from tests.recommender.small_plans import subject


def plan(needs: dict[str, str], semesters: dict[str, int] | None = None) -> Curriculum:
    """A plan from subject to the subjects it needs, one letter each."""
    subjects = tuple(
        subject(id_, "own", id_, semester=(semesters or {}).get(id_, 1), needs=needs[id_]) for id_ in needs
    )
    return Curriculum(CurriculumId("own"), Label("Uno", "One"), Area.SOFTWARE, 9, None, subjects)


@st.composite
def acyclic(draw: st.DrawFn) -> dict[str, str]:
    """Needs of at most eight subjects: each may need those drawn before it, and the plan has them in any order."""
    names = "abcdefgh"[: draw(st.integers(0, 8))]
    needs = {
        name: "".join(sorted(draw(st.sets(st.sampled_from(names[:at])) if at else st.just(set()))))
        for at, name in enumerate(names)
    }
    return {name: needs[name] for name in draw(st.permutations(names))}


def chains(needs: dict[str, str]) -> Iterator[str]:
    """Every chain of prerequisites, of one subject on, by walking all of them."""

    def ending_at(name: str) -> Iterator[str]:
        yield name
        for one in needs[name]:
            yield from (chain + name for chain in ending_at(one))

    for name in needs:
        yield from ending_at(name)


class TestCurriculumGraph:
    def test_counts_the_longest_chain_and_those_kept_waiting(self) -> None:
        # a -> b -> d, a -> c, and e alone: the figures of each by hand.
        graph = curriculum_graph(plan({"a": "", "b": "a", "c": "a", "d": "b", "e": ""}))
        assert graph.subjects == (
            SubjectComplexity("a", delay=3, blocking=3),
            SubjectComplexity("b", delay=3, blocking=1),
            SubjectComplexity("c", delay=2, blocking=0),
            SubjectComplexity("d", delay=3, blocking=0),
            SubjectComplexity("e", delay=1, blocking=0),
        )
        assert graph.complexity == 6 + 4 + 2 + 3 + 1
        assert graph.longest_chain == ("a", "b", "d")
        assert [one.subject_id for one in graph.by_complexity] == ["a", "b", "d", "c", "e"]

    def test_counts_a_subject_that_is_reached_twice_once(self) -> None:
        graph = curriculum_graph(plan({"a": "", "b": "a", "c": "a", "d": "bc"}))
        assert graph.subjects[0] == SubjectComplexity("a", delay=3, blocking=3)

    def test_is_drawn_by_semester(self) -> None:
        graph = curriculum_graph(plan({"c": "ab", "a": "", "b": ""}, {"a": 1, "b": 1, "c": 4}))
        assert graph.semesters == (Semester(1, ("a", "b")), Semester(4, ("c",)))
        assert graph.requirements == (Requirement("a", "c"), Requirement("b", "c"))

    def test_of_an_empty_plan_is_empty(self) -> None:
        graph = curriculum_graph(plan({}))
        assert (graph.subjects, graph.longest_chain, graph.semesters, graph.complexity) == ((), (), (), 0)

    def test_names_the_subjects_of_a_circle(self) -> None:
        with pytest.raises(
            InputError, match=r"plan own: subjects need each other in a circle: b \(b\) -> c \(c\) -> b"
        ):
            curriculum_graph(plan({"a": "", "b": "ac", "c": "b"}))

    def test_names_who_needs_what_is_not_there(self) -> None:
        with pytest.raises(InputError, match=r"a \(a\) needs 'x', which is no subject of the plan"):
            curriculum_graph(plan({"a": "x"}))

    @given(acyclic())
    def test_agrees_with_a_count_of_all_chains(self, needs: dict[str, str]) -> None:
        graph, every = curriculum_graph(plan(needs)), list(chains(needs))
        for one in graph.subjects:
            through = [chain for chain in every if one.subject_id in chain]
            waiting = {chain[-1] for chain in every if chain[0] == one.subject_id} - {one.subject_id}
            assert (one.delay, one.blocking) == (max(map(len, through)), len(waiting))
        assert "".join(graph.longest_chain) in [*every, ""]
        assert len(graph.longest_chain) == max(map(len, every), default=0)

    @given(acyclic())
    def test_is_the_same_in_every_order_of_the_plan(self, needs: dict[str, str]) -> None:
        turned = dict(reversed(needs.items()))
        assert set(curriculum_graph(plan(needs)).subjects) == set(curriculum_graph(plan(turned)).subjects)
