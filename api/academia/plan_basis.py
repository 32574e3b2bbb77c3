"""What the catalogue alone decides about plans of study: slow to read, so read once."""

from dataclasses import dataclass
from typing import Self

from scipy.sparse import csc_array

from data.catalogue import Catalogue
from data.domain import Curriculum
from data.settings import Settings
from embeddings.build import Kind, vectors_in_order
from embeddings.calibration import Calibration
from embeddings.protocols import Encoder, TextRole
from embeddings.skill_vocabulary import SkillVocabulary
from embeddings.texts import subject_text
from embeddings.vector_cache import VectorCache
from recommender.arrays import CatalogueArrays, catalogue_arrays
from recommender.skill_credit import skill_credit
from recommender.subjects import Subjects, subjects_of, with_plan
from recommender.teaching import fit_expected_weight


@dataclass(frozen=True, slots=True)
class PlanBasis:
    """The catalogue's skills, subjects and what they teach, and how they tell what other subjects may teach."""

    catalogue: Catalogue
    arrays: CatalogueArrays
    credit: csc_array
    vocabulary: SkillVocabulary
    subjects: Subjects
    expected_weight: Calibration

    @classmethod
    def of(cls, settings: Settings, catalogue: Catalogue, fingerprint: str) -> Self:
        """Read it with the vectors of an encoder.

        Raises
        ------
        NotReadyError
            If a subject or skill has no vector yet.
        """
        arrays = catalogue_arrays(catalogue)
        vectors = vectors_in_order(settings.vectors_dir, Kind.SUBJECTS, list(catalogue.subjects), fingerprint).vectors
        skills = vectors_in_order(settings.vectors_dir, Kind.SKILLS, list(catalogue.skills), fingerprint).vectors
        vocabulary = SkillVocabulary(catalogue.skills.values())
        subjects = subjects_of(catalogue.subjects.values(), vocabulary, arrays, vectors, skills)
        return cls(
            catalogue, arrays, skill_credit(catalogue.skills), vocabulary, subjects, fit_expected_weight(subjects)
        )

    def holds(self, curriculum: Curriculum) -> bool:
        """Whether it is a plan of the catalogue."""
        return self.catalogue.curricula.get(curriculum.id) == curriculum

    def subjects_with(self, curriculum: Curriculum, encoder: Encoder, cache: VectorCache) -> Subjects:
        """The catalogue's subjects and those of a plan, of which only new ones are encoded."""
        if self.holds(curriculum):
            return self.subjects
        texts = [subject_text(subject) for subject in curriculum.subjects]
        vectors = cache.vectors(texts, TextRole.PASSAGE, encoder, lambda _: None)
        skill_vectors = self.subjects.skill_vectors
        own = subjects_of(curriculum.subjects, self.vocabulary, self.arrays, vectors, skill_vectors)
        return with_plan(self.subjects, own)
