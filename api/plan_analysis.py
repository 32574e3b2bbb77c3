"""What a plan of study teaches, misses and could teach, from the database and the catalogue's vectors."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from api.plan_evidence import CellEvidence, ShownGap
from data.catalogue import Catalogue
from data.domain import Area, CertificationId, Curriculum, CurriculumId, SkillId, SkillKind, State, SubjectId
from data.settings import Settings
from embeddings.protocols import Encoder
from recommender.curriculum_graph import CurriculumGraph
from recommender.gap_closing import CertificationChange, GapEffort
from recommender.gaps import Gap
from recommender.plan_comparison import PlanComparison
from recommender.plan_coverage import PlanCoverage
from recommender.plan_demand import PlanDemand
from recommender.teacher_needs import TeacherNeeds

Corrections = Mapping[tuple[SubjectId, SkillId], float]
"""What coordinators say that a subject teaches, in [0, 1], in place of everything guessed."""

TAUGHT_KINDS: Final = frozenset({SkillKind.HARD, SkillKind.LANGUAGE})
"""Soft skills are left out unless asked for: postings name them as a matter of form."""


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


class PlanAnalyst:
    """Analyses plans; made once a process, used by many threads.

    What the catalogue alone decides is read at the first question and kept, and so are the last analyses. Only the
    subjects of a plan that is not the catalogue's are encoded.
    """

    def __init__(self, settings: Settings, catalogue: Catalogue, encoder: Encoder) -> None:
        raise NotImplementedError

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
            If the plan's prerequisites form a circle or a subject has the id of another plan's.
        """
        raise NotImplementedError

    def shown_gaps(
        self, connection: sa.Connection, analysis: PlanAnalysis, gaps: Sequence[Gap]
    ) -> tuple[ShownGap, ...]:
        """Some gaps of an analysis, in the order given, with the sentences that show them.

        It encodes sentences: ask for those on the page alone.
        """
        raise NotImplementedError

    def cell_evidence(
        self, connection: sa.Connection, analysis: PlanAnalysis, subject_id: SubjectId, area: Area
    ) -> tuple[CellEvidence, ...]:
        """What is behind one cell of the heat map, most demanded skill first.

        Raises
        ------
        NotFoundError
            If the subject is not of the plan.
        """
        raise NotImplementedError

    def with_certification(
        self, analysis: PlanAnalysis, certification_id: CertificationId, subject_id: SubjectId
    ) -> CertificationChange:
        """What changes if a subject also teaches what a certification is about.

        Raises
        ------
        NotFoundError
            If the subject is not of the plan, or there is no such certification.
        """
        raise NotImplementedError

    def comparison(self, analysis: PlanAnalysis, other_ids: Sequence[CurriculumId]) -> PlanComparison:
        """The plan beside others of the catalogue.

        Raises
        ------
        NotFoundError
            If there is no such plan.
        """
        raise NotImplementedError

    def teacher_needs(self, analysis: PlanAnalysis, levels: Mapping[SubjectId, NDArray[np.float32]]) -> TeacherNeeds:
        """What teachers lack; ``levels`` as in `recommender.teacher_needs.teacher_needs`."""
        raise NotImplementedError
