"""Puts a school's own plan of study beside those of the catalogue, so that it is read like them."""

from dataclasses import replace

from data.catalogue import Catalogue
from data.domain import Curriculum
from data.errors import InputError


def with_curriculum(catalogue: Catalogue, curriculum: Curriculum) -> Catalogue:
    """The catalogue with one plan more, its subjects last; a plan of the same id gives way to it.

    Raises
    ------
    InputError
        If one of its subjects has the id of a subject of another plan.
    """
    former = catalogue.curricula.get(curriculum.id)
    replaced = {subject.id for subject in former.subjects} if former else set()
    others = {id_: subject for id_, subject in catalogue.subjects.items() if id_ not in replaced}
    own = {subject.id: subject for subject in curriculum.subjects}
    taken = sorted(own.keys() & others.keys())
    if taken:
        raise InputError(
            f"plan {curriculum.id}: {len(taken)} of its subjects have ids of another plan's, such as {taken[0]}"
            f" of {others[taken[0]].curriculum_id}; give them ids of their own"
        )
    curricula = {id_: one for id_, one in catalogue.curricula.items() if id_ != curriculum.id}
    return replace(catalogue, curricula={**curricula, curriculum.id: curriculum}, subjects={**others, **own})
