from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import Catalogue
from data.domain import Certification, CertificationId
from recommender.prerequisites import Need, Surroundings, connected_parts, surroundings
from tests.factories import make_certification

A, B, C, D, E = (CertificationId(name) for name in "abcde")


def chain(**needs: tuple[frozenset[CertificationId], ...]) -> dict[CertificationId, Certification]:
    """Certifications a to e, some with prerequisites."""
    return {id_: make_certification(id_, prerequisites=needs.get(id_, ())) for id_ in (A, B, C, D, E)}


class TestSurroundings:
    def test_layers_follow_what_must_be_held_first(self) -> None:
        found = surroundings(C, chain(b=(frozenset({A}),), c=(frozenset({B}),), d=(frozenset({C}),)))
        assert found.layers == ((A,), (B,), (C,), (D,))
        assert found.needs == (Need(A, B, False), Need(B, C, False), Need(C, D, False))

    def test_marks_alternatives(self) -> None:
        found = surroundings(C, chain(c=(frozenset({A, B}), frozenset({D}))))
        assert found.layers == ((A, B, D), (C,))
        assert found.needs == (Need(A, C, True), Need(B, C, True), Need(D, C, False))

    def test_leaves_out_what_else_is_asked_of_the_next(self) -> None:
        found = surroundings(A, chain(c=(frozenset({A}), frozenset({B}))))
        assert found.layers == ((A,), (C,))

    def test_of_a_lonely_certification_is_itself(self) -> None:
        assert surroundings(E, chain()) == Surroundings(((E,),), ())

    def test_reads_the_tiny_catalogue(self, catalogue: Catalogue) -> None:
        found = surroundings(CertificationId("acme-3"), catalogue.certifications)
        assert found.layers == (("acme-1", "zen-1", "zen-2"), ("acme-2",), ("acme-3",))


class TestConnectedParts:
    def test_come_largest_first_and_without_the_lonely(self) -> None:
        parts = connected_parts(chain(b=(frozenset({A}),), d=(frozenset({C}),), c=(frozenset({E}),)))
        assert [part.layers for part in parts] == [((E,), (C,), (D,)), ((A,), (B,))]

    @given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30))
    def test_a_need_always_leads_downwards_and_nobody_is_drawn_twice(self, pairs: list[tuple[int, int]]) -> None:
        ids = [CertificationId(f"n{number:02d}") for number in range(12)]
        # From a smaller number to a larger one alone, so that there is no circle.
        before: dict[CertificationId, set[CertificationId]] = {}
        for one, other in pairs:
            if one != other:
                before.setdefault(ids[max(one, other)], set()).add(ids[min(one, other)])
        graph = {id_: make_certification(id_, prerequisites=_each(before.get(id_, set()))) for id_ in ids}
        drawn = [id_ for part in connected_parts(graph) for layer in part.layers for id_ in layer]
        assert len(drawn) == len(set(drawn))
        assert set(drawn) == set(before) | {id_ for group in before.values() for id_ in group}
        for part in connected_parts(graph):
            layer_of = {id_: number for number, layer in enumerate(part.layers) for id_ in layer}
            assert all(layer_of[need.before] < layer_of[need.after] for need in part.needs)


def _each(ids: set[CertificationId]) -> tuple[frozenset[CertificationId], ...]:
    return tuple(frozenset({id_}) for id_ in sorted(ids))
