"""Finds the subject that a transcript means: by our id, by its official key or by its name."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from data.catalogue import Catalogue
from data.domain import CurriculumId, Subject, SubjectId
from data.names import plain_name

_ROMAN: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8"}


class SubjectFinder:
    """Finds the subjects of all plans by one text.

    An official key is what follows the plan's mark in our id: ``SCD-1008`` is ``isc-scd1008``. Names are alike whatever
    their case, accents and kind of numerals.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._by_id = {str(subject_id): subject for subject_id, subject in catalogue.subjects.items()}
        self._by_key: defaultdict[str, dict[SubjectId, Subject]] = defaultdict(dict)
        self._by_name: defaultdict[str, dict[SubjectId, Subject]] = defaultdict(dict)
        for subject in catalogue.subjects.values():
            self._by_key[_plain_key(subject.id.partition("-")[2])][subject.id] = subject
            for name in (subject.label.es, subject.label.en):
                self._by_name[_plain_subject(name)][subject.id] = subject

    def named(self, text: str) -> tuple[Subject, ...]:
        """All subjects that ``text`` may mean: that of this id, otherwise those of this key, otherwise of this name."""
        if text in self._by_id:
            return (self._by_id[text],)
        found = self._by_key.get(_plain_key(text)) or self._by_name.get(_plain_subject(text)) or {}
        return tuple(found.values())


def one_of(subjects: Sequence[Subject], curriculum_id: CurriculumId | None) -> SubjectId | None:
    """The only one of the learner's own plan, otherwise the only one at all; ``None`` where several are left."""
    own = [subject for subject in subjects if subject.curriculum_id == curriculum_id] or subjects
    return own[0].id if len(own) == 1 else None


def _plain_key(key: str) -> str:
    return "".join(letter for letter in key.casefold() if letter.isalnum())


def _plain_subject(name: str) -> str:
    return " ".join(_ROMAN.get(word, word) for word in plain_name(name).split())
