"""The sentences of postings and syllabi that show what is asked for and what is taught."""

from dataclasses import dataclass

from data.posting_store import Evidence
from recommender.gaps import Gap
from recommender.plan_coverage import CellSkill


@dataclass(frozen=True, slots=True)
class ShownGap:
    """A gap with the posting's sentence that asks for the skill and the subject's sentence nearest to it."""

    gap: Gap
    evidence: Evidence
    syllabus_sentence: str


@dataclass(frozen=True, slots=True)
class CellEvidence:
    """A skill behind a cell of the heat map, with a posting's sentence (and title) and the subject's nearest one."""

    skill: CellSkill
    evidence: Evidence
    syllabus_sentence: str
