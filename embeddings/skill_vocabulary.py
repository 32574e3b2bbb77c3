"""Names of skills from all sources, each form leading to one term: shipped skills, technologies, public concepts.

Sources overlap. The first that has a form keeps it, in the order technologies, catalogue, concepts, O*NET; what a later
source knows of it (the catalogue's id, a concept's address) is added to the term.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from data.concept_store import SkillConcept
from data.domain import Label, Skill, SkillId, SkillKind
from data.technologies import Technology
from embeddings.skill_words import cut_words, stem

Key = tuple[str, ...]

_SIGNS = frozenset({"c++", "c#", "f#", "j#", "a+", "security+", "network+", "es6+"})
"""Names that end in a sign."""


class TermSource(StrEnum):
    """Where a name comes from."""

    TECHNOLOGY = "technology"
    CATALOGUE = "catalogue"
    CONCEPT = "concept"
    ONET = "onet"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that texts name; ``category`` is a word of the technology list or the source's own name."""

    label: Label
    kind: SkillKind
    source: TermSource
    category: str
    needs_context: bool = False
    skill_id: SkillId | None = None
    uri: str | None = None

    @property
    def is_proper_name(self) -> bool:
        """Whether it is called the same in both languages, as products are."""
        return self.label.es == self.label.en

    @property
    def id(self) -> str:
        """Its identity among all terms."""
        return f"{self.source}:{self.label.en}|{self.label.es}"


class SkillVocabulary:
    """Terms by their forms, on plain whole words."""

    def __init__(
        self,
        skills: Iterable[Skill],
        technologies: Iterable[Technology] = (),
        concepts: Iterable[SkillConcept] = (),
        onet_names: Iterable[str] = (),
    ) -> None:
        self.terms: list[Term] = []
        self._exact: dict[Key, int] = {}
        self._stemmed: dict[Key, int] = {}
        self._found_by_label: set[int] = set()
        for technology in technologies:
            label, context = technology.label, technology.needs_context
            term = Term(label, technology.kind, TermSource.TECHNOLOGY, technology.category, context)
            self._add(term, (label.en, label.es, *technology.aliases))
        for skill in skills:
            forms = (skill.label.es, skill.label.en, *skill.aliases_es, *skill.aliases_en)
            source = TermSource.CATALOGUE
            self._add(Term(skill.label, skill.kind, source, source, skill_id=skill.id, uri=skill.esco_uri), forms)
        for concept in concepts:
            source = TermSource.CONCEPT
            term = Term(concept.label, concept.kind, source, source, uri=concept.uri)
            self._add(term, (concept.label.es, concept.label.en, *concept.aliases))
        for name in onet_names:
            source = TermSource.ONET
            self._add(Term(Label(name, name), SkillKind.HARD, source, source), (name,))
        self.words = frozenset(word for key in self._exact for word in key)
        self._longest: dict[str, int] = {}
        for key in (*self._exact, *self._stemmed):
            first = stem(key[0])
            self._longest[first] = max(self._longest.get(first, 0), len(key))

    def longest(self, first_word: str) -> int:
        """Number of words of the longest form that begins so; 0 if none does."""
        return self._longest.get(stem(first_word), 0)

    def term(self, key: Key) -> Term | None:
        """The term of a form, in any number where it is no proper name."""
        place = self._exact.get(key)
        if place is None:
            place = self._stemmed.get(tuple(map(stem, key)))
        return None if place is None else self.terms[place]

    def _add(self, term: Term, forms: Iterable[str]) -> None:
        place = len(self.terms)
        self.terms.append(term)
        for form in forms:
            for key in _keys(form):
                self._put(key, place, term)

    def _put(self, key: Key, place: int, term: Term) -> None:
        # A lone letter names nothing safely, unless the list says that it takes context.
        if len("".join(key)) == 1 and not term.needs_context:
            return
        holder = self._exact.setdefault(key, place)
        if holder != place:
            self._complete(holder, term, key)
        if not term.is_proper_name:
            self._stemmed.setdefault(tuple(map(stem, key)), place)

    def _complete(self, holder: int, term: Term, key: Key) -> None:
        """Tell a term what a later source knows under one of its forms; its label tells more than its aliases."""
        known = self.terms[holder]
        is_label = key in {*_keys(known.label.es), *_keys(known.label.en)}
        if is_label and holder not in self._found_by_label:
            self.terms[holder] = replace(known, skill_id=term.skill_id or known.skill_id, uri=term.uri or known.uri)
            self._found_by_label.add(holder)
        else:
            self.terms[holder] = replace(known, skill_id=known.skill_id or term.skill_id, uri=known.uri or term.uri)


def _keys(form: str) -> Iterator[Key]:
    """Ways of writing a form as words: as it stands and, for ``Node.js`` and the like, as one word."""
    key = tuple(word.key for word in cut_words(form, _SIGNS))
    if not key:
        return
    yield key
    if len(key) > 1 and key[-1] == "js":
        yield ("".join(key),)
