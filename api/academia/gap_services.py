"""What a plan of study misses of a region's demand, with the sentences of postings and syllabi that show it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa
from rapidfuzz import process

from api.academia.plan_analysis import PlanAnalyst
from api.academia.plan_evidence import ShownGap
from data.catalogue import Catalogue
from data.domain import Curriculum, SkillKind, State
from data.errors import NotFoundError
from data.importers.places import StateFinder
from data.names import plain_name

_SENTENCES_A_GAP: Final = 20
"""More than a page can wait for."""

_NAMED_IDS: Final = 3


@dataclass(frozen=True, slots=True)
class GapReport:
    """Gaps of a plan, most demanded first; ``state`` is ``None`` for the whole country.

    ``n_postings`` is of all postings of the region in the year up to ``as_of``.
    """

    curriculum: Curriculum
    state: State | None
    as_of: date
    n_postings: int
    is_invented: bool
    gaps: tuple[ShownGap, ...]


def gap_report(
    connection: sa.Connection,
    analyst: PlanAnalyst,
    *,
    curriculum: Curriculum,
    state: State | None,
    kinds: Collection[SkillKind],
    n: int,
) -> GapReport:
    """At most ``n`` gaps of a plan of the catalogue in a state, or in the whole country, among skills of some kinds.

    Raises
    ------
    NotReadyError
        If no postings were imported and embedded, too few in this region, or subjects or skills have no vectors yet.
    """
    # Plans of the catalogue are what they are: there is one version of each, and nobody corrects them.
    analysis = analyst.analyse(connection, curriculum, {}, version=0, state=state, kinds=kinds)
    shown = analyst.shown_gaps(connection, analysis, analysis.gaps[:n], _SENTENCES_A_GAP)
    return GapReport(curriculum, state, analysis.as_of, analysis.n_postings, analysis.is_invented, shown)


def found_curriculum(catalogue: Catalogue, named: str) -> Curriculum:
    """The plan of an id.

    Raises
    ------
    NotFoundError
        If there is none; the detail names those with the likest id or name.
    """
    for curriculum in catalogue.curricula.values():
        if curriculum.id == named:
            return curriculum
    names = {id_: plain_name(f"{id_} {one.label.es}") for id_, one in catalogue.curricula.items()}
    likest = [id_ for _, _, id_ in process.extract(plain_name(named), names, limit=_NAMED_IDS)]
    raise NotFoundError(
        f"no plan of study {named!r}; nearest: {', '.join(likest)}. Import your own: rumbo import curricula FILE"
    )


def found_state(catalogue: Catalogue, named: str) -> State:
    """The state of an ISO id, an INEGI or CURP code or a name.

    Raises
    ------
    NotFoundError
        If there is none; the detail names the likest.
    """
    state_id = StateFinder(catalogue.states.values()).find(named)
    if state_id is not None:
        return catalogue.states[state_id]
    names = {id_: plain_name(f"{id_} {state.label.es}") for id_, state in catalogue.states.items()}
    likest = [
        f"{id_} ({catalogue.states[id_].label.es})"
        for _, _, id_ in process.extract(plain_name(named), names, limit=_NAMED_IDS)
    ]
    raise NotFoundError(f"no state {named!r}; nearest: {', '.join(likest)}. Leave --region out for the whole country")
