"""What a plan of study teaches, misses and could teach, from the database and the catalogue's vectors."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from api.academia.plan_basis import PlanBasis
from api.academia.plan_evidence import (
    SENTENCES_A_CELL_SKILL,
    CellEvidence,
    ShownGap,
    is_shown,
    readable,
    shortest,
    syllabus_sentences,
)
from api.academia.region_postings import RegionPostings, asked_skills, first_day, region_postings
from api.academia.sentence_vectors import SentenceVectors, nearest
from api.deferred import Deferred
from api.recently_used import RecentlyUsed
from data import posting_store
from data.catalogue import Catalogue
from data.domain import Area, CertificationId, Curriculum, SkillId, SkillKind, State, StateId, SubjectId
from data.errors import InputError, NotFoundError
from data.own_curriculum import with_curriculum
from data.posting_store import Evidence
from data.settings import Settings
from embeddings.protocols import Encoder
from embeddings.vector_cache import VectorCache
from recommender.arrays import CatalogueArrays
from recommender.curriculum_graph import CurriculumGraph, curriculum_graph
from recommender.gap_closing import CertificationChange, GapEffort, gap_efforts, with_certification
from recommender.gaps import Gap, curriculum_gaps
from recommender.plan_comparison import PlanComparison, compare_plans
from recommender.plan_coverage import PlanCoverage, cell_skills, plan_coverage
from recommender.plan_demand import AskedSkills, PlanDemand, plan_demand
from recommender.subjects import Corrections, with_corrections
from recommender.teacher_needs import TeacherNeeds, teacher_needs

TAUGHT_KINDS: Final = frozenset({SkillKind.HARD, SkillKind.LANGUAGE})
"""Soft skills are left out unless asked for: postings name them as a matter of form."""

_MOST_ANALYSES: Final = 32


@dataclass(frozen=True, slots=True)
class PlanAnalysis:
    """A plan against a region's demand; ``state`` is ``None`` for the whole country.

    Attributes
    ----------
    catalogue
        The catalogue with the plan in it: names for every subject that is spoken of.
    n_postings
        All postings of the region in the year up to ``as_of``.
    is_invented
        Whether some of them are invented.
    gaps, efforts
        All gaps, most demanded first, and the effort of each.
    demand
        What further questions are answered from.
    """

    curriculum: Curriculum
    catalogue: Catalogue
    state: State | None
    as_of: date
    n_postings: int
    is_invented: bool
    gaps: tuple[Gap, ...]
    efforts: tuple[GapEffort, ...]
    coverage: PlanCoverage
    graph: CurriculumGraph
    demand: PlanDemand

    @property
    def region(self) -> RegionPostings:
        """The region, for further plans to be held against."""
        return RegionPostings(self.state, self.as_of, self.n_postings, self.is_invented)

    @property
    def state_id(self) -> StateId | None:
        """Id of the state."""
        return self.state.id if self.state else None


class PlanAnalyst:
    """Analyses plans; made once a process, used by many threads.

    What the catalogue alone decides is read at the first question and kept, and so are the last analyses. Only the
    subjects of a plan that is not the catalogue's are encoded.
    """

    def __init__(self, settings: Settings, catalogue: Catalogue, encoder: Encoder) -> None:
        self._encoder = encoder
        self._basis = Deferred(lambda: PlanBasis.of(settings, catalogue, encoder.fingerprint))
        self._vectors = VectorCache(settings.match_cache_dir)
        self._sentences = SentenceVectors(encoder)
        self._asked: RecentlyUsed[RegionPostings, AskedSkills] = RecentlyUsed(_MOST_ANALYSES)
        self._analyses: RecentlyUsed[tuple[object, ...], PlanAnalysis] = RecentlyUsed(_MOST_ANALYSES)

    @property
    def arrays(self) -> CatalogueArrays:
        """The catalogue as arrays; errors as in `analyse`."""
        return self._basis.current().arrays

    def analyse(
        self,
        connection: sa.Connection,
        curriculum: Curriculum,
        corrections: Corrections,
        version: int,
        state: State | None,
        kinds: Collection[SkillKind] = TAUGHT_KINDS,
    ) -> PlanAnalysis:
        """The analysis of a plan; ``version`` must differ whenever the plan or its corrections do.

        Raises
        ------
        NotReadyError
            If no postings were imported and embedded, too few in this region, or subjects or skills have no vectors.
        InputError
            If the plan has no subject, its prerequisites form a circle or a subject has the id of another plan's.
        """
        region = region_postings(connection, state)
        return self.analyse_in(connection, region, curriculum, corrections, version, kinds)

    def analyse_in(
        self,
        connection: sa.Connection,
        region: RegionPostings,
        curriculum: Curriculum,
        corrections: Corrections,
        version: int,
        kinds: Collection[SkillKind] = TAUGHT_KINDS,
    ) -> PlanAnalysis:
        """The same for a region that was counted already, as for several plans of one page; no statement if kept."""

        def made() -> PlanAnalysis:
            basis = self._basis.current()
            asked = self._asked.made(region, lambda: asked_skills(connection, region, basis.arrays))
            return self._made(basis, curriculum, corrections, region, asked, kinds)

        return self._analyses.made((curriculum.id, version, region, frozenset(kinds)), made)

    def _made(
        self,
        basis: PlanBasis,
        curriculum: Curriculum,
        corrections: Corrections,
        region: RegionPostings,
        asked: AskedSkills,
        kinds: Collection[SkillKind],
    ) -> PlanAnalysis:
        if not curriculum.subjects:
            raise InputError(f"plan {curriculum.id} has no subject yet; load its subjects first")
        catalogue = basis.catalogue if basis.holds(curriculum) else with_curriculum(basis.catalogue, curriculum)
        graph = curriculum_graph(curriculum)
        skills, arrays, credit = catalogue.skills, basis.arrays, basis.credit
        subjects = basis.subjects_with(curriculum, self._encoder, self._vectors)
        corrected = with_corrections(subjects, corrections, arrays) if corrections else subjects
        demand = plan_demand(
            curriculum.id, corrected, basis.expected_weight, asked, skills, arrays, credit, kinds=kinds
        )
        gaps = curriculum_gaps(demand, skills, arrays)
        return PlanAnalysis(
            curriculum,
            catalogue,
            region.state,
            region.as_of,
            region.n_postings,
            region.is_invented,
            gaps,
            gap_efforts(gaps, catalogue, arrays, credit),
            plan_coverage(demand, skills),
            graph,
            demand,
        )

    def shown_gaps(
        self, connection: sa.Connection, analysis: PlanAnalysis, gaps: Sequence[Gap], n_sentences: int = 3
    ) -> tuple[ShownGap, ...]:
        """Some gaps of an analysis, in the order given, with the sentences that show them.

        Each has the plainest of its ``n_sentences`` newest sentences. New ones are encoded, which takes some 20 ms
        each: ask for the gaps of one page, not for all.
        """
        quotes = self._quotes(connection, analysis, [gap.skill_id for gap in gaps], n_sentences)
        fits = {gap.fit.subject_id for gap in gaps}
        told = {id_: syllabus_sentences(analysis.catalogue.subjects[id_]) for id_ in fits}
        posted = (one.sentence for some in quotes.values() for one in some)
        vectors = self._sentences.of([*posted, *(text for texts in told.values() for text in texts)])
        return tuple(
            ShownGap(
                gap,
                nearest(quotes[gap.skill_id], lambda one: one.sentence, self._skill_vector(gap.skill_id), vectors),
                nearest(told[gap.fit.subject_id], str, self._skill_vector(gap.skill_id), vectors),
            )
            for gap in gaps
        )

    def cell_evidence(
        self, connection: sa.Connection, analysis: PlanAnalysis, subject_id: SubjectId, area: Area
    ) -> tuple[CellEvidence, ...]:
        """What is behind one cell of the heat map, most demanded skill first.

        Raises
        ------
        NotFoundError
            If the subject is not of the plan.
        """
        _check_subject(analysis, subject_id)
        found = cell_skills(analysis.demand, subject_id, area, analysis.catalogue.skills, self._basis.current().credit)
        quotes = self._quotes(connection, analysis, [skill.skill_id for skill in found], SENTENCES_A_CELL_SKILL)
        told = syllabus_sentences(analysis.catalogue.subjects[subject_id])
        vectors = self._sentences.of(told)
        return tuple(
            CellEvidence(
                skill,
                shortest(quotes[skill.skill_id]),
                nearest(told, str, self._skill_vector(skill.by_skill_id), vectors) if is_shown(skill) else None,
            )
            for skill in found
        )

    def with_certification(
        self, analysis: PlanAnalysis, certification_id: CertificationId, subject_id: SubjectId
    ) -> CertificationChange:
        """What changes if a subject also teaches what a certification is about.

        Raises
        ------
        NotFoundError
            If the subject is not of the plan, or there is no such certification.
        """
        _check_subject(analysis, subject_id)
        basis = self._basis.current()
        if certification_id not in basis.catalogue.certifications:
            raise NotFoundError(f"no certification {certification_id!r}")
        return with_certification(
            analysis.demand, certification_id, subject_id, basis.catalogue.skills, basis.arrays, basis.credit
        )

    def comparison(self, analysis: PlanAnalysis, others: Sequence[PlanAnalysis]) -> PlanComparison:
        """The plan beside others, of the catalogue or of schools, all held against what its own graduates are asked."""
        subjects = {id_: one for each in (analysis, *others) for id_, one in each.catalogue.subjects.items()}
        return compare_plans(analysis.demand, [one.demand for one in others], subjects, analysis.catalogue.skills)

    def teacher_needs(self, analysis: PlanAnalysis, levels: Mapping[SubjectId, NDArray[np.float32]]) -> TeacherNeeds:
        """What teachers lack; ``levels`` as in `recommender.teacher_needs.teacher_needs`."""
        basis = self._basis.current()
        return teacher_needs(
            analysis.demand, analysis.gaps, levels, basis.catalogue.certifications, basis.arrays, basis.credit
        )

    def _quotes(
        self, connection: sa.Connection, analysis: PlanAnalysis, skill_ids: Sequence[SkillId], n_each: int
    ) -> dict[SkillId, Sequence[Evidence]]:
        """Readable sentences of the region's postings for each skill."""
        since = first_day(analysis.as_of)
        quotes = posting_store.newest_sentences(connection, skill_ids, analysis.state_id, since, n_each)
        return {skill_id: readable(some) for skill_id, some in quotes.items()}

    def _skill_vector(self, skill_id: SkillId) -> NDArray[np.float32]:
        basis = self._basis.current()
        return np.asarray(basis.subjects.skill_vectors[basis.arrays.skill_row[skill_id]], np.float32)


def _check_subject(analysis: PlanAnalysis, subject_id: SubjectId) -> None:
    if subject_id not in analysis.demand.plan.subjects.ids:
        raise NotFoundError(f"plan {analysis.curriculum.id} has no subject {subject_id!r}")
