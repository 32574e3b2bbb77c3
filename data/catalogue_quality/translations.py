"""Texts that one language may have borrowed from the other by neglect."""

from collections.abc import Collection, Iterator
from typing import Final

from data.catalogue import Catalogue
from data.catalogue_quality.finding import Finding
from data.domain import Label
from data.names import plain_name

CHECK = "untranslated"

# Words that no Spanish text, and words that no English one, is likely to hold.
_ENGLISH_WORDS: Final = frozenset(
    ["the", "of", "and", "with", "for", "from", "how", "your", "that", "this", "using", "skills", "management"]
)
_SPANISH_WORDS: Final = frozenset(
    ["el", "la", "los", "las", "del", "con", "para", "por", "una", "y", "que", "como", "gestión"]
)


def untranslated(catalogue: Catalogue, loanwords: Collection[str]) -> Iterator[Finding]:
    """Labels equal in both languages that are neither proper names nor ``loanwords``, and texts in the wrong one.

    A label counts as a proper name if it has a capital, a digit or a sign such as ``+``.
    """
    borrowed = {plain_name(word) for word in loanwords}
    for file, row_id, label in _labels(catalogue):
        is_name = label.es != label.es.lower() or not label.es.replace(" ", "").replace("-", "").isalpha()
        if label.es == label.en and not is_name and plain_name(label.es) not in borrowed:
            yield Finding(CHECK, file, row_id, f"the label is the same in both languages: {label.es}")
        if not is_name:
            yield from _strangers(file, row_id, label)
    for file, row_id, text in _sentences(catalogue):
        if text.es == text.en:
            yield Finding(CHECK, file, row_id, "the text is the same in both languages")
        yield from _strangers(file, row_id, text)


def _strangers(file: str, row_id: str, label: Label) -> Iterator[Finding]:
    """Words that show a text to be in the other language."""
    for language, text, foreign in (("Spanish", label.es, _ENGLISH_WORDS), ("English", label.en, _SPANISH_WORDS)):
        found = sorted(set(text.lower().replace(",", " ").replace(".", " ").split()) & foreign)
        # A title quoted inside a sentence brings a word or two; a sentence in the other language brings more.
        if len(found) > (0 if len(text.split()) < 6 else 2):
            yield Finding(CHECK, file, row_id, f"the {language} text holds {', '.join(found)}: {text[:80]}")


def _labels(catalogue: Catalogue) -> Iterator[tuple[str, str, Label]]:
    for skill in catalogue.skills.values():
        yield "skills.csv", skill.id, skill.label
    for occupation in catalogue.occupations.values():
        yield "occupations.csv", occupation.id, occupation.label
    for subject in catalogue.subjects.values():
        yield "subjects.csv", subject.id, subject.label
    for curriculum in catalogue.curricula.values():
        yield "curricula.csv", curriculum.id, curriculum.label


def _sentences(catalogue: Catalogue) -> Iterator[tuple[str, str, Label]]:
    for certification in catalogue.certifications.values():
        yield "certifications.csv", certification.id, certification.summary
    for subject in catalogue.subjects.values():
        yield "subjects.csv", subject.id, subject.syllabus
