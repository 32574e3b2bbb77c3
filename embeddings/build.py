"""Vectors of the whole catalogue and of postings as files, and FAISS indexes made from them."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from data.catalogue import Catalogue
from data.errors import ForeignIndexError, InputError, NotReadyError
from embeddings import texts
from embeddings.index import VectorIndex
from embeddings.protocols import Encoder, TextRole
from embeddings.vector_file import VectorFile, refresh

Progress = Callable[[str], None]


class Kind(StrEnum):
    """What vectors are kept of."""

    CERTIFICATIONS = "certifications"
    OCCUPATIONS = "occupations"
    SKILLS = "skills"
    SUBJECTS = "subjects"
    POSTINGS = "postings"


def catalogue_texts(catalogue: Catalogue) -> dict[Kind, dict[str, str]]:
    """The text of every catalogue item, by kind and id."""
    return {
        Kind.CERTIFICATIONS: {
            c.id: texts.certification_text(c, catalogue.skills) for c in catalogue.certifications.values()
        },
        Kind.OCCUPATIONS: {o.id: texts.occupation_text(o) for o in catalogue.occupations.values()},
        Kind.SKILLS: {s.id: texts.skill_text(s) for s in catalogue.skills.values()},
        Kind.SUBJECTS: {s.id: texts.subject_text(s) for s in catalogue.subjects.values()},
    }


def embed_texts(
    kind: Kind, by_id: Mapping[str, str], encoder: Encoder, vectors_dir: Path, progress: Progress
) -> VectorFile:
    """Encode what changed of one kind and store its vectors in one step."""
    path = vector_path(vectors_dir, kind)
    vectors = refresh(
        _previous(path),
        list(by_id),
        list(by_id.values()),
        encoder,
        TextRole.PASSAGE,
        lambda line: progress(f"{kind}: {line}"),
    )
    vectors.save(path)
    return vectors


def build_indexes(vectors_dir: Path, indexes_dir: Path, fingerprint: str, progress: Progress) -> dict[str, int]:
    """Make one index a kind from the stored vectors; returns the number of vectors in each.

    Raises
    ------
    NotReadyError
        If a kind was not embedded yet.
    ForeignIndexError
        If stored vectors come from another encoder.
    """
    counts = {}
    for kind in Kind:
        found = VectorFile.load(vector_path(vectors_dir, kind))
        if found.fingerprint != fingerprint:
            raise ForeignIndexError(
                f"vectors of {kind} are of {found.fingerprint}, the encoder here is {fingerprint}; run rumbo embed"
            )
        index = VectorIndex.build(found.ids, found.vectors, kind=kind.value, fingerprint=fingerprint)
        index.save(indexes_dir / kind.value)
        counts[kind.value] = len(found.ids)
        progress(f"{kind}: {len(found.ids)} vectors indexed")
    return counts


def vector_path(vectors_dir: Path, kind: Kind) -> Path:
    """File of one kind's vectors."""
    return vectors_dir / f"{kind.value}.npz"


def vectors_in_order(vectors_dir: Path, kind: Kind, ids: Sequence[str], fingerprint: str) -> VectorFile:
    """Stored vectors of one kind in the order of ``ids``.

    Raises
    ------
    NotReadyError
        If an id has no vector.
    ForeignIndexError
        If they come from another encoder.
    """
    found = VectorFile.load(vector_path(vectors_dir, kind))
    if found.fingerprint != fingerprint:
        raise ForeignIndexError(
            f"vectors of {kind} are of {found.fingerprint}, the encoder here is {fingerprint}; run rumbo embed"
        )
    rows = {id_: row for row, id_ in enumerate(found.ids)}
    missing = [id_ for id_ in ids if id_ not in rows]
    if missing:
        raise NotReadyError(f"{len(missing)} {kind} have no vector, such as {missing[0]}; run rumbo embed")
    order = [rows[id_] for id_ in ids]
    return VectorFile(
        tuple(ids), tuple(found.text_hashes[row] for row in order), found.vectors[order], found.fingerprint
    )


def _previous(path: Path) -> VectorFile | None:
    """Vectors of last time; a damaged or missing file means encoding everything anew."""
    try:
        return VectorFile.load(path)
    except (NotReadyError, InputError):
        return None
