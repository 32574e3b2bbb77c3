"""Puts a reader of skills together from what an installation has."""

from collections.abc import Callable, Iterable
from pathlib import Path

from data.catalogue import Catalogue
from data.concept_store import SkillConcept
from data.technologies import read_technologies
from embeddings.protocols import Encoder
from embeddings.skill_linking import build_linker
from embeddings.skill_model import SkillModel
from embeddings.skill_vocabulary import SkillVocabulary
from embeddings.skills import SkillExtractor


def build_extractor(
    catalogue: Catalogue,
    encoder: Encoder,
    vectors_dir: Path,
    progress: Callable[[str], None],
    concepts: Iterable[SkillConcept] = (),
    onet_names: Iterable[str] = (),
) -> SkillExtractor:
    """A reader that knows the catalogue, the shipped technologies and what was imported.

    Raises
    ------
    NotReadyError
        If the shipped model is missing.
    BundleTamperedError
        If it is not the one that its card describes.
    """
    skills = list(catalogue.skills.values())
    vocabulary = SkillVocabulary(skills, read_technologies(), concepts, onet_names)
    linker = build_linker(skills, vocabulary, encoder, vectors_dir, progress)
    return SkillExtractor(vocabulary, SkillModel.load(), linker)
