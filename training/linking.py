"""Reads the skills out of stored postings and counts demand: the part of ``rumbo embed`` that needs the database."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from data.catalogue import Catalogue
from data.columns import Col
from data.database import writing
from data.demand_store import Demand, replace_demand
from data.domain import SkillId
from data.errors import NotReadyError
from data.frame_store import posting_frame
from data.posting_store import due_for_linking, posting_texts, renew_evidence, replace_links
from data.reference_files import boilerplate_sentences
from embeddings.dictionary import SkillDictionary
from embeddings.protocols import Encoder, TextRole
from embeddings.skills import Confidence, SkillLinker, fit_confidence, linker_marker, nearest_skills
from embeddings.texts import posting_text
from embeddings.vector_file import VectorFile
from recommender.arrays import CatalogueArrays, catalogue_arrays
from recommender.demand import RegionalDemand, demand_as_of
from training.records import demand_events, read_records

Progress = Callable[[str], None]

_POSTINGS_A_STEP = 500
"""Postings linked in one transaction: a killed run has lost at most this much work."""


def link_postings(
    engine: sa.Engine,
    catalogue: Catalogue,
    encoder: Encoder,
    skills: VectorFile,
    reference: Path,
    progress: Progress,
) -> dict[str, int]:
    """Link every posting whose text, catalogue or encoder changed; returns counts of postings and links."""
    marker = linker_marker(catalogue.digest, encoder.fingerprint)
    with engine.connect() as connection:
        due = due_for_linking(connection, marker)
    if not due:
        progress("postings: skills linked already")
        return {"postings_linked": 0, "links": 0}
    linker = SkillLinker(
        SkillDictionary(catalogue.skills.values()),
        encoder,
        [SkillId(id_) for id_ in skills.ids],
        skills.vectors,
        calibrated_confidence(catalogue, encoder, skills, reference),
    )
    n_links = 0
    for first in range(0, len(due), _POSTINGS_A_STEP):
        with writing(engine) as connection:
            found = posting_texts(connection, due[first : first + _POSTINGS_A_STEP])
            links = linker.link([f"{posting.title}\n{posting.description}" for posting in found])
            replace_links(connection, {p.id: some for p, some in zip(found, links, strict=True)}, marker)
        n_links += sum(map(len, links))
        progress(f"postings: skills of {first + len(found)} of {len(due)} linked")
    return {"postings_linked": len(due), "links": n_links}


def calibrated_confidence(catalogue: Catalogue, encoder: Encoder, skills: VectorFile, reference: Path) -> Confidence:
    """How far a nearest skill can be believed, from sentences whose skills are known.

    Right answers come from the syllabus sentences of the catalogue's subjects; the shipped boilerplate sentences
    (benefits, company, equal opportunity) name no skill, so that any skill found there is wrong.
    """
    syllabi = [
        (text, frozenset(subject.skill_weights))
        for subject in catalogue.subjects.values()
        for text in (subject.syllabus.es, subject.syllabus.en)
    ]
    labelled = [*syllabi, *((text, frozenset()) for text in boilerplate_sentences(reference))]
    vectors = encoder.encode([text for text, _ in labelled], TextRole.QUERY)
    columns, scores = nearest_skills(vectors, skills.vectors)
    is_right = np.array([skills.ids[column] in known for column, (_, known) in zip(columns, labelled, strict=True)])
    return fit_confidence(scores, is_right)


def recount_demand(engine: sa.Engine, catalogue: Catalogue) -> dict[str, int]:
    """Count demand and holders anew as of the newest event, choose the sentences that show it, store both in one step.

    Raises
    ------
    NotReadyError
        If nothing was imported yet.
    """
    arrays = catalogue_arrays(catalogue)
    with writing(engine) as connection:
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
