"""Finds the subject that a partner means: by our id, by its official key or by its name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from data.domain import CurriculumId, Subject, SubjectId
from data.names import plain_key, plain_name, with_arabic_numerals


class SubjectFinder:
    """Finds subjects by one text.

    An official key is our id or what follows a hyphen in it: ``SCD-1008`` is ``isc-scd1008``; ``official_keys`` are
    further ones. Names are alike whatever their case, accents and kind of numerals.
    """

    def __init__(
        self, subjects: Iterable[Subject], official_keys: Mapping[SubjectId, str] = MappingProxyType({})
    ) -> None:
        self._by_id: dict[str, Subject] = {}
        self._by_key: defaultdict[str, dict[SubjectId, Subject]] = defaultdict(dict)
        self._by_name: defaultdict[str, dict[SubjectId, Subject]] = defaultdict(dict)
        for subject in subjects:
            self._by_id[subject.id] = subject
            parts = subject.id.split("-")
            for n_before in range(len(parts)):
                self._by_key[plain_key("".join(parts[n_before:]))][subject.id] = subject
            if subject.id in official_keys:
                self._by_key[plain_key(official_keys[subject.id])][subject.id] = subject
            for name in (subject.label.es, subject.label.en):
                self._by_name[_plain_subject(name)][subject.id] = subject

    def named(self, text: str) -> tuple[Subject, ...]:
        """All subjects that ``text`` may mean: that of this id, otherwise those of this key or name."""
        if text in self._by_id:
            return (self._by_id[text],)
        by_key, by_name = self._by_key.get(plain_key(text), {}), self._by_name.get(_plain_subject(text), {})
        return tuple({**by_key, **by_name}.values())


def one_of(subjects: Sequence[Subject], curriculum_id: CurriculumId | None) -> SubjectId | None:
    """The only one of the learner's own plan, otherwise the only one at all; ``None`` where several are left."""
    own = [subject for subject in subjects if subject.curriculum_id == curriculum_id] or subjects
    return own[0].id if len(own) == 1 else None


def _plain_subject(name: str) -> str:
    return with_arabic_numerals(plain_name(name))
