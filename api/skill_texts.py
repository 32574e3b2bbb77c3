"""Skills found in texts, as they leave the program: the same shape in files and in the JSON API."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from data.catalogue import Catalogue
from data.concept_store import skill_concepts
from data.database import is_at_newest_revision
from data.settings import Settings
from data.technology_store import technology_names
from embeddings.encoder import load_encoder
from embeddings.skill_extractor import build_extractor
from embeddings.skills import FoundSkill, SkillExtractor


def installed_extractor(settings: Settings, catalogue: Catalogue, engine: sa.Engine) -> SkillExtractor:
    """The reader of skills of this installation; it knows what was imported when it is made.

    Without a database it knows what is shipped.

    Raises
    ------
    NotReadyError
        If the encoder is missing; the detail names the command.
    """
    has_tables = is_at_newest_revision(engine)
    with engine.connect() as connection:
        concepts = skill_concepts(connection) if has_tables else ()
        names = technology_names(connection) if has_tables else ()
    encoder = load_encoder(settings.encoder, settings.models_dir)
    return build_extractor(catalogue, encoder, settings.vectors_dir, lambda _: None, concepts, names)


def skills_json(found: Sequence[FoundSkill]) -> list[dict[str, Any]]:
    """Skills as plain values, in their order."""
    return [
        {
            "surface": skill.surface,
            "start": skill.start,
            "end": skill.end,
            "kind": skill.kind.value,
            "label_es": skill.label.es,
            "label_en": skill.label.en,
            "uri": skill.uri,
            "skill_id": skill.skill_id,
            "required": skill.is_required,
            "negated": skill.is_negated,
            "probability": skill.probability,
            "sentence": skill.sentence,
        }
        for skill in found
    ]
