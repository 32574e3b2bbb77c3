"""What a plan of study misses of a region's demand, with the sentences of postings and syllabi that show it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from rapidfuzz import process

from data import demand_store, posting_store
from data.catalogue import Catalogue
from data.domain import Curriculum, PostingId, SkillId, SkillKind, State, Subject
from data.errors import NotFoundError, NotReadyError
from data.importers.places import StateFinder
from data.names import plain_name
from data.posting_store import Evidence
from data.settings import Settings
from embeddings.build import Kind, vectors_in_order
from embeddings.protocols import Encoder, TextRole
from embeddings.sentences import sentences, words
from recommender.arrays import CatalogueArrays, catalogue_arrays
from recommender.demand import WINDOW_DAYS
from recommender.gaps import FEWEST_POSTINGS, AskedSkills, Gap, curriculum_gaps
from recommender.teaching import subjects_of

_SENTENCES_A_SKILL: Final = 20
"""Newest sentences of postings among which the plainest is chosen."""

_FEWEST_WORDS, _MOST_WORDS = 4, 30
"""A shorter piece of a posting is a heading or a bare name, a longer one a paragraph; shown where there is no other."""

_NAMED_IDS: Final = 3


@dataclass(frozen=True, slots=True)
class ShownGap:
    """A gap with the posting's sentence that asks for the skill and the subject's sentence nearest to it."""

    gap: Gap
    evidence: Evidence
    syllabus_sentence: str


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
    settings: Settings,
    catalogue: Catalogue,
    encoder: Encoder,
    *,
    curriculum: Curriculum,
    state: State | None,
    kinds: Collection[SkillKind],
    n: int,
) -> GapReport:
    """At most ``n`` gaps of a plan in a state, or in the whole country, among skills of some kinds.

    Raises
    ------
    NotReadyError
        If no postings were imported and embedded, too few in this region, or subjects or skills have no vectors yet.
    """
    as_of = demand_store.as_of(connection)
    if as_of is None:
        raise _not_counted(connection)
    state_id, since = state.id if state else None, as_of - timedelta(days=WINDOW_DAYS - 1)
    posting_ids = posting_store.linked_posting_ids(connection, state_id, since)
    if len(posting_ids) < FEWEST_POSTINGS:
        raise NotReadyError(
            f"fewer than {FEWEST_POSTINGS} postings of the year up to {as_of} in"
            f" {state.label.es if state else 'the country'}, too few to count; import more and run rumbo embed"
            + (", or leave --region out" if state else "")
        )
    arrays = catalogue_arrays(catalogue)
    vectors = {
        kind: vectors_in_order(settings.vectors_dir, kind, ids, encoder.fingerprint).vectors
        for kind, ids in ((Kind.SUBJECTS, list(catalogue.subjects)), (Kind.SKILLS, list(catalogue.skills)))
    }
    subjects = subjects_of(catalogue, arrays, vectors[Kind.SUBJECTS], vectors[Kind.SKILLS])
    asked = _asked_skills(connection, posting_ids, arrays)
    gaps = curriculum_gaps(curriculum.id, subjects, asked, catalogue.skills, arrays, kinds=kinds, n=n)
    quotes = posting_store.newest_sentences(
        connection, [gap.skill_id for gap in gaps], state_id, since, _SENTENCES_A_SKILL
    )
    shown = _shown(gaps, quotes, catalogue, arrays, encoder, vectors[Kind.SKILLS])
    return GapReport(
        curriculum,
        state,
        as_of,
        len(posting_ids),
        any(one.evidence.is_invented for one in shown),
        shown,
    )


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


def _not_counted(connection: sa.Connection) -> NotReadyError:
    if posting_store.count_postings(connection):
        return NotReadyError("the skills of the postings were not read yet; run rumbo embed")
    return NotReadyError("no postings were imported; run rumbo import postings FILE, then rumbo embed")


def _asked_skills(connection: sa.Connection, posting_ids: Sequence[PostingId], arrays: CatalogueArrays) -> AskedSkills:
    """The skills of some postings as numbers; those that the catalogue lost are passed over."""
    row = {posting_id: number for number, posting_id in enumerate(posting_ids)}
    pairs = [
        (row[posting_id], arrays.skill_row[skill_id])
        for posting_id, skill_id in posting_store.skills_asked(connection, posting_ids)
        if skill_id in arrays.skill_row
    ]
    posting, skill = np.array(pairs, np.int64).reshape(-1, 2).T
    return AskedSkills(len(posting_ids), posting, skill)


def _shown(
    gaps: Sequence[Gap],
    quotes: Mapping[SkillId, Sequence[Evidence]],
    catalogue: Catalogue,
    arrays: CatalogueArrays,
    encoder: Encoder,
    skill_vectors: NDArray[np.float32],
) -> tuple[ShownGap, ...]:
    """The gaps with their sentences, each text encoded once."""
    asked = {gap.skill_id: _readable(quotes[gap.skill_id]) for gap in gaps}
    taught = {gap.fit.subject_id: _syllabus_sentences(catalogue.subjects[gap.fit.subject_id]) for gap in gaps}
    posted = [evidence.sentence for some in asked.values() for evidence in some]
    texts = list(dict.fromkeys([*posted, *(text for some in taught.values() for text in some)]))
    near = encoder.encode(texts, TextRole.QUERY) @ skill_vectors.T if texts else np.zeros((0, len(skill_vectors)))
    row = {text: number for number, text in enumerate(texts)}

    def nearness(text: str, skill_id: SkillId) -> float:
        return float(near[row[text], arrays.skill_row[skill_id]])

    return tuple(
        ShownGap(
            gap,
            max(asked[gap.skill_id], key=lambda evidence: nearness(evidence.sentence, gap.skill_id)),
            max(taught[gap.fit.subject_id], key=lambda text: nearness(text, gap.skill_id)),
        )
        for gap in gaps
    )


def _readable(quotes: Sequence[Evidence]) -> Sequence[Evidence]:
    """Those that are a sentence's length, or all where none is."""
    return [one for one in quotes if _FEWEST_WORDS <= len(words(one.sentence)) <= _MOST_WORDS] or quotes


def _syllabus_sentences(subject: Subject) -> list[str]:
    """The sentences of a syllabus; the subject's name where it has none."""
    return sentences(subject.syllabus.es) or [subject.label.es]
