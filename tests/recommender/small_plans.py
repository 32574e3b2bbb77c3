"""Plans of study over the tiny catalogue, whose skills and subjects have vectors set by hand."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.domain import CurriculumId, Label, SkillId, SkillKind, Subject, SubjectId
from embeddings.calibration import Calibration
from embeddings.skill_vocabulary import SkillVocabulary
from recommender.arrays import catalogue_arrays
from recommender.plan_demand import AskedSkills, PlanDemand, plan_demand
from recommender.skill_credit import skill_credit
from recommender.subjects import Corrections, Subjects, subjects_of, with_corrections
from recommender.teaching import fit_expected_weight

SKILLS = ("sql", "python", "cloud", "aws", "english", "teamwork")
HARD = (SkillKind.HARD, SkillKind.LANGUAGE)

NOTHING_EXPECTED = Calibration((0.0,), (0.0,))
"""What is neither stated nor named is not taught, so that figures can be worked out by hand."""


def subject(
    subject_id: str,
    plan: str,
    name: str,
    weights: Mapping[str, float] | None = None,
    semester: int = 1,
    needs: Collection[str] = (),
) -> Subject:
    """A subject of four hours a week whose syllabus is its name."""
    label = Label(name, name)
    return Subject(
        SubjectId(subject_id),
        CurriculumId(plan),
        label,
        semester,
        4,
        4,
        label,
        {SkillId(skill_id): weight for skill_id, weight in (weights or {}).items()},
        frozenset(map(SubjectId, needs)),
    )


def with_plans(catalogue: Catalogue, *subjects: Subject) -> Catalogue:
    """The catalogue with these subjects in place of its own."""
    first = next(iter(catalogue.curricula.values()))
    plans = dict.fromkeys(one.curriculum_id for one in subjects)
    curricula = {
        plan: replace(first, id=plan, subjects=tuple(one for one in subjects if one.curriculum_id == plan))
        for plan in plans
    }
    return replace(catalogue, curricula=curricula, subjects={one.id: one for one in subjects})


def asked(*postings: str) -> AskedSkills:
    """Postings that ask for skills named with blanks between them."""
    pairs = [(number, SKILLS.index(name)) for number, text in enumerate(postings) for name in text.split()]
    posting, skill = np.array(pairs, np.int64).T
    return AskedSkills(len(postings), posting, skill)


def small_subjects(catalogue: Catalogue, vectors: NDArray[np.float32] | None = None) -> Subjects:
    """The catalogue's subjects; without ``vectors`` every subject is as far from every skill."""
    n_skills, n_subjects = len(SKILLS), len(catalogue.subjects)
    skill_vectors = np.eye(n_skills, n_skills + n_subjects, dtype=np.float32)
    if vectors is None:
        vectors = np.eye(n_subjects, n_skills + n_subjects, k=n_skills, dtype=np.float32)
    vocabulary = SkillVocabulary(catalogue.skills.values())
    return subjects_of(catalogue.subjects.values(), vocabulary, catalogue_arrays(catalogue), vectors, skill_vectors)


def held_against(
    catalogue: Catalogue,
    postings: AskedSkills,
    vectors: NDArray[np.float32] | None = None,
    plan: str = "own",
    kinds: Collection[SkillKind] = HARD,
    corrections: Corrections | None = None,
    expected: Calibration | None = NOTHING_EXPECTED,
) -> PlanDemand:
    """A plan against postings; ``expected`` is fitted from the catalogue where it is ``None``."""
    arrays = catalogue_arrays(catalogue)
    subjects = with_corrections(small_subjects(catalogue, vectors), corrections or {}, arrays)
    return plan_demand(
        plan,
        subjects,
        expected or fit_expected_weight(subjects),
        postings,
        catalogue.skills,
        arrays,
        skill_credit(catalogue.skills),
        kinds=kinds,
    )


def two_subjects(catalogue: Catalogue) -> Catalogue:
    """A plan of ``a``, which teaches SQL, and ``b``, which teaches cloud computing and so AWS by 0.3."""
    return with_plans(
        catalogue, subject("a", "own", "Uno", {"sql": 0.9}, semester=2), subject("b", "own", "Dos", {"cloud": 1.0})
    )


TWENTY_POSTINGS = asked(*["sql cloud"] * 6, *["sql aws"] * 5, *["sql python"] * 9)
"""SQL 20 times, Python 9, cloud 6 and AWS 5: all are of the field of ``two_subjects``."""
