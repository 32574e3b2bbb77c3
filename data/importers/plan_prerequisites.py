"""Finds the subjects that another one of the same plan needs, as schools write them in one cell."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from data.catalogue_checks import order_problem
from data.domain import CurriculumId, Subject, SubjectId
from data.importers.fields import RowError
from data.importers.subjects import SubjectFinder
from data.names import plain_name

COLUMN: Final = "prerequisites"

_SEPARATORS: Final = re.compile(r"[;,]")
# What schools write where a subject needs none, in plain form; dashes are blank in that form.
_NONE_NEEDED: Final = frozenset(
    {"", "ninguna", "ninguno", "no", "no aplica", "n a", "none", "sin seriacion", "sin prerrequisitos"}
)


def names_in(cell: str) -> tuple[str, ...]:
    """The names of a cell, each once; none where the cell says that nothing is needed.

    Examples
    --------
    >>> names_in("SCD-1008; acf0901, SCD-1008"), names_in("Sin seriación"), names_in(" - ")
    (('SCD-1008', 'acf0901'), (), ())
    """
    names = (name.strip() for name in _SEPARATORS.split(cell))
    return tuple(dict.fromkeys(name for name in names if plain_name(name) not in _NONE_NEEDED))


class PlanPrerequisites:
    """Finds prerequisites among subjects of all plans; ``official_keys`` are those that no id holds."""

    def __init__(self, subjects: Iterable[Subject], official_keys: Mapping[SubjectId, str]) -> None:
        plans: defaultdict[CurriculumId, list[Subject]] = defaultdict(list)
        for subject in subjects:
            plans[subject.curriculum_id].append(subject)
        self._finders = {id_: SubjectFinder(own, official_keys) for id_, own in plans.items()}

    def ids(self, subject: Subject, names: Iterable[str]) -> tuple[SubjectId, ...]:
        """The subjects that ``names`` mean, by id, official key or name, each once and in their order.

        Raises
        ------
        RowError
            If the subject's plan has none or several of a name, or one that is not of an earlier semester.
        """
        return tuple(dict.fromkeys(self._named(subject, name).id for name in names))

    def _named(self, subject: Subject, name: str) -> Subject:
        found = self._finders[subject.curriculum_id].named(name)
        if not found:
            raise RowError(
                f"{COLUMN}: {name!r} is no subject of the plan {subject.curriculum_id}; give its id or official key"
            )
        if len(found) > 1:
            raise RowError(f"{COLUMN}: {name!r} may be {' or '.join(one.id for one in found)}; give the id")
        problem = order_problem(subject, found[0])
        if problem:
            raise RowError(f"{COLUMN}: {problem}")
        return found[0]
