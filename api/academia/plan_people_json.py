"""Shapes of what holds up the students of a plan and what its teachers would need, as JSON."""

from collections.abc import Iterator, Sequence

from pydantic import Field

from api.academia.gap_json import (
    DECIMALS,
    ClosingCertificationOut,
    PlanFiguresOut,
    closing_out,
    figures_of,
    subject_out,
)
from api.academia.plan_analysis import PlanAnalysis
from api.i18n import Texts
from api.schemas.common import BodyOut, NamedOut
from data.domain import Curriculum
from recommender.curriculum_graph import CurriculumGraph
from recommender.teacher_needs import SubjectNeeds, TeacherNeeds


class HeldUpOut(NamedOut):
    """How much hangs on passing a subject."""

    semester: int
    complexity: int = Field(description="Both of the following together")
    delay: int = Field(description="Subjects on the longest chain through it, itself counted")
    blocking: int = Field(description="Subjects that cannot be taken before it is passed")
    needs: list[NamedOut]


class PrerequisitesOut(BodyOut):
    """The prerequisites of a plan, most complex subject first."""

    subjects: list[HeldUpOut]
    longest_chain: list[NamedOut] = Field(description="First subject first")


class TeacherNeedOut(NamedOut):
    """A demanded skill that no teacher of a subject holds."""

    n_postings: int
    best_level: float = Field(description="How far the best teacher of the subject holds it")
    is_gap: bool = Field(description="Whether the subject should teach it and does not yet")
    certifications: list[ClosingCertificationOut] = Field(description="At most three that would give it")


class SubjectNeedsOut(NamedOut):
    """A subject and what its teachers lack."""

    n_teachers: int
    needs: list[TeacherNeedOut]


class TrainingNeedsOut(PlanFiguresOut):
    """What the teachers of a plan would need."""

    n_teachers: int
    subjects: list[SubjectNeedsOut]
    without_teacher: list[SubjectNeedsOut] = Field(description="Subjects in demand of which no teacher is known")


def prerequisites_out(graph: CurriculumGraph, curriculum: Curriculum, t: Texts) -> PrerequisitesOut:
    """The prerequisites of a plan; subjects on which nothing hangs come last."""
    subjects = {subject.id: subject for subject in curriculum.subjects}
    named = {id_: NamedOut(id=id_, name=t.label(subject.label)) for id_, subject in subjects.items()}
    return PrerequisitesOut(
        subjects=[
            HeldUpOut(
                **named[one.subject_id].model_dump(),
                semester=subjects[one.subject_id].semester,
                complexity=one.complexity,
                delay=one.delay,
                blocking=one.blocking,
                needs=[named[id_] for id_ in subjects if id_ in subjects[one.subject_id].prerequisite_ids],
            )
            for one in graph.by_complexity
        ],
        longest_chain=[named[subject_id] for subject_id in graph.longest_chain],
    )


def training_out(found: TeacherNeeds, n_teachers: int, analysis: PlanAnalysis, t: Texts) -> TrainingNeedsOut:
    """What teachers would need."""
    return TrainingNeedsOut(
        **figures_of(analysis, t),
        n_teachers=n_teachers,
        subjects=list(_subjects(found.subjects, analysis, t)),
        without_teacher=list(_subjects(found.without_teacher, analysis, t)),
    )


def _subjects(found: Sequence[SubjectNeeds], analysis: PlanAnalysis, t: Texts) -> Iterator[SubjectNeedsOut]:
    catalogue = analysis.catalogue
    for one in found:
        yield SubjectNeedsOut(
            **subject_out(one.subject_id, catalogue, t).model_dump(),
            n_teachers=one.n_teachers,
            needs=[
                TeacherNeedOut(
                    id=need.skill_id,
                    name=t.label(catalogue.skills[need.skill_id].label),
                    n_postings=need.n_postings,
                    best_level=round(need.best_level, DECIMALS),
                    is_gap=need.is_gap,
                    certifications=[closing_out(each, catalogue) for each in need.certifications],
                )
                for need in one.needs
            ],
        )
