"""Reads the skills out of stored postings and counts demand: the part of ``rumbo embed`` that needs the database."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from data.catalogue import Catalogue
from data.columns import Col
from data.concept_store import skill_concepts
from data.database import writing
from data.demand_store import Demand, replace_demand
from data.errors import NotReadyError
from data.frame_store import posting_frame
from data.need_store import end_expired
from data.posting_store import due_for_linking, posting_texts, renew_evidence, replace_links
from data.technology_store import technology_names
from embeddings.posting_skills import linked_skills
from embeddings.protocols import Encoder
from embeddings.skill_extractor import build_extractor
from embeddings.skill_model import SkillModel
from embeddings.skills import linker_marker
from embeddings.texts import posting_text
from recommender.arrays import CatalogueArrays, catalogue_arrays
from recommender.demand import RegionalDemand, demand_as_of
from training.records import demand_events, read_records

Progress = Callable[[str], None]

_POSTINGS_A_STEP = 500
"""Postings linked in one transaction: a killed run has lost at most this much work."""


def link_postings(
    engine: sa.Engine, catalogue: Catalogue, encoder: Encoder, vectors_dir: Path, progress: Progress
) -> dict[str, int]:
    """Link every posting whose text, catalogue, model or encoder changed; returns counts of postings and links."""
    marker = installed_marker(catalogue, encoder.fingerprint)
    with engine.connect() as connection:
        due = due_for_linking(connection, marker)
        concepts, technologies = skill_concepts(connection), technology_names(connection)
    if not due:
        progress("postings: skills linked already")
        return {"postings_linked": 0, "links": 0}
    extractor = build_extractor(catalogue, encoder, vectors_dir, progress, concepts, technologies)
    n_links = 0
    for first in range(0, len(due), _POSTINGS_A_STEP):
        with writing(engine) as connection:
            found = posting_texts(connection, due[first : first + _POSTINGS_A_STEP])
            links = {posting.id: linked_skills(extractor, posting.title, posting.description) for posting in found}
            replace_links(connection, links, marker)
        n_links += sum(map(len, links.values()))
        progress(f"postings: skills of {first + len(found)} of {len(due)} linked")
    return {"postings_linked": len(due), "links": n_links}


def installed_marker(catalogue: Catalogue, fingerprint: str) -> str:
    """The marker of postings that were linked by what is installed now."""
    return linker_marker(catalogue.digest, SkillModel.load().digest, fingerprint)


def recount_demand(engine: sa.Engine, catalogue: Catalogue, today: date) -> dict[str, int]:
    """Count demand and holders anew as of the newest event, choose the sentences that show it, store both in one step.

    Needs of companies that have expired before ``today`` are ended first.

    Raises
    ------
    NotReadyError
        If nothing was imported yet.
    """
    arrays = catalogue_arrays(catalogue)
    with writing(engine) as connection:
        end_expired(connection, today)
        try:
            records = read_records(connection)
        except ValueError as error:
            raise NotReadyError(f"{error}; run rumbo import first") from error
        demand = demand_as_of(demand_events(records, arrays), records.as_of, arrays)
        rows = _stored(demand, arrays)
        replace_demand(connection, rows, records.as_of)
        renew_evidence(connection)
    return {"demand_rows": len(rows)}


def _stored(demand: RegionalDemand, arrays: CatalogueArrays) -> Sequence[Demand]:
    """One row for each state and skill with a posting or a holder."""
    states, skills = np.nonzero((demand.postings > 0) | (demand.holders > 0))
    return [
        Demand(
            arrays.state_ids[state],
            arrays.skill_ids[skill],
            int(demand.postings[state, skill]),
            int(demand.positions[state, skill]),
            int(demand.holders[state, skill]),
            int(demand.postings_in_state[state]),
        )
        for state, skill in zip(states, skills, strict=True)
    ]


def posting_texts_by_id(engine: sa.Engine) -> dict[str, str]:
    """Text of every posting, by id."""
    with engine.connect() as connection:
        ids = posting_frame(connection)[Col.POSTING].tolist()
        found = posting_texts(connection, ids)
    return {posting.id: posting_text(posting.title, posting.description) for posting in found}
