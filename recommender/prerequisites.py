"""The graph of what must be held before what: who stands around a certification, and how deep."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data.domain import Certification, CertificationId

Certifications = Mapping[CertificationId, Certification]


@dataclass(frozen=True, slots=True)
class Need:
    """``before`` opens the way to ``after``; one of several alternatives where ``is_alternative``."""

    before: CertificationId
    after: CertificationId
    is_alternative: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A part of the graph: ``layers`` hold ids, what comes first above; a need never leads to an upper layer."""

    layers: tuple[tuple[CertificationId, ...], ...]
    needs: tuple[Need, ...]


def surroundings(certification_id: CertificationId, certifications: Certifications) -> Surroundings:
    """Everything that a certification builds on, at any depth, and what it directly opens."""
    members = {certification_id, *_all_before(certification_id, certifications)}
    members |= {one.id for one in certifications.values() if certification_id in _before(one)}
    # What it opens may ask for others beside it: they are left out of the picture, not out of the page.
    return _layered(members, certifications)


def connected_parts(certifications: Certifications) -> tuple[Surroundings, ...]:
    """The whole graph in parts that do not touch, largest first; certifications without any need are left out."""
    neighbours: dict[CertificationId, set[CertificationId]] = {}
    for one in certifications.values():
        for before in _before(one):
            neighbours.setdefault(one.id, set()).add(before)
            neighbours.setdefault(before, set()).add(one.id)
    parts: list[set[CertificationId]] = []
    for start in neighbours:
        if not any(start in part for part in parts):
            parts.append(_reached(start, neighbours))
    parts.sort(key=lambda part: (-len(part), min(part)))
    return tuple(_layered(part, certifications) for part in parts)


def _before(one: Certification) -> frozenset[CertificationId]:
    return frozenset().union(*one.prerequisites)


def _all_before(certification_id: CertificationId, certifications: Certifications) -> set[CertificationId]:
    return _reached(certification_id, {one.id: _before(one) for one in certifications.values()}) - {certification_id}


def _reached(
    start: CertificationId, neighbours: Mapping[CertificationId, Iterable[CertificationId]]
) -> set[CertificationId]:
    found, waiting = {start}, [start]
    while waiting:
        for other in neighbours.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _layered(members: set[CertificationId], certifications: Certifications) -> Surroundings:
    """Members by the length of the longest way that leads to each; the graph has no circle."""
    ordered = [id_ for id_ in certifications if id_ in members]
    depth: dict[CertificationId, int] = {}

    def depth_of(id_: CertificationId) -> int:
        if id_ not in depth:
            before = _before(certifications[id_]) & members
            depth[id_] = 1 + max(map(depth_of, before)) if before else 0
        return depth[id_]

    for id_ in ordered:
        depth_of(id_)
    layers = tuple(
        tuple(id_ for id_ in ordered if depth[id_] == level) for level in range(max(depth.values(), default=-1) + 1)
    )
    needs = tuple(
        Need(before, id_, is_alternative=len(group) > 1)
        for id_ in ordered
        for group in certifications[id_].prerequisites
        for before in sorted(group & members)
    )
    return Surroundings(layers, needs)
