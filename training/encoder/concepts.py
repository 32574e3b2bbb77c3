"""What the encoder learns from: things with names and descriptions in two languages, none of them kept for figures."""

import csv
import gzip
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from data.catalogue import Catalogue
from data.domain import Language
from data.errors import InputError
from data.importers.esco_files import ConceptFile, find_esco_files
from embeddings.sentences import plain
from training.encoder.concept_split import Part, occupation_part, skill_part

SKILL_ADDRESS = "http://data.europa.eu/esco/skill/"
_LONGEST_NAME = 120
_ONET_FILE = "Technology_Skills.txt"
_OCCUPATION = "Occupation"
_KINDS_READ = ("KnowledgeSkillCompetence", _OCCUPATION)


class Topic(StrEnum):
    """Sort of thing; those of one sort are the hardest to tell apart."""

    SKILL = "skill"
    OCCUPATION = "occupation"
    TECHNOLOGY = "technology"
    CREDENTIAL = "credential"


@dataclass(slots=True)
class NamedConcept:
    """One thing under all its names; the first of a language is its label."""

    id: str
    topic: Topic
    names: dict[Language, list[str]] = field(default_factory=lambda: {language: [] for language in Language})
    descriptions: dict[Language, list[str]] = field(default_factory=lambda: {language: [] for language in Language})

    def add_names(self, language: Language, names: Iterable[str]) -> None:
        """Add names that it has not in this language yet."""
        known = {name.casefold() for name in self.names[language]}
        for name in names:
            tidy = " ".join(name.split())
            if tidy and len(tidy) <= _LONGEST_NAME and tidy.casefold() not in known:
                known.add(tidy.casefold())
                self.names[language].append(tidy)

    def add_description(self, language: Language, text: str | None) -> None:
        """Add a description unless there is one."""
        if text and text.strip() and not self.descriptions[language]:
            self.descriptions[language].append(" ".join(text.split()))


def read_esco(folder: Path) -> dict[str, NamedConcept]:
    """Skills and occupations of ESCO's CSV files by address, names of the newest version first, of every part.

    The table of labels and alternatives by hierarchy level, which ESCO's researchers publish beside the download,
    is read where it lies in the folder, as it has the English alternatives of all skills.

    Raises
    ------
    InputError
        If the folder holds no file of ESCO.
    """
    concepts: dict[str, NamedConcept] = {}
    for file in find_esco_files(folder).concepts:
        for row in _rows(file.path):
            if row["conceptType"] in _KINDS_READ:
                _add_row(concepts, row, file)
    for path in sorted(folder.glob("*labels_and_alternatives_en.csv*")):
        for row in _rows(path):
            concept = concepts.get(SKILL_ADDRESS + row["id"])
            if concept is not None and row["type"] in ("preferredLabel", "altLabels"):
                concept.add_names(Language.EN, [row["description"]])
    return concepts


def read_technologies(folder: Path) -> list[NamedConcept]:
    """Products of O*NET's table of technologies, described by the commodities that they belong to.

    Raises
    ------
    InputError
        If the table is not in the folder.
    """
    path = folder / _ONET_FILE
    if not path.is_file():
        raise InputError(f"{path}: not found; name the folder that holds O*NET's {_ONET_FILE}")
    commodities: dict[str, dict[str, None]] = {}
    for row in _rows(path, delimiter="\t"):
        commodities.setdefault(row["Example"], {})[row["Commodity Title"]] = None
    found = []
    for name, titles in sorted(commodities.items()):
        concept = NamedConcept(f"onet:{name}", Topic.TECHNOLOGY)
        for language in Language:  # a product is called the same in both
            concept.add_names(language, [name])
        concept.descriptions[Language.EN] = list(titles)
        found.append(concept)
    return found


def catalogue_concepts(catalogue: Catalogue) -> list[NamedConcept]:
    """Skills, occupations, certifications and subjects of the catalogue, those that ESCO knows under its addresses."""
    found = []
    for skill in catalogue.skills.values():
        concept = NamedConcept(skill.esco_uri or f"skill:{skill.id}", Topic.SKILL)
        concept.add_names(Language.ES, [skill.label.es, *skill.aliases_es])
        concept.add_names(Language.EN, [skill.label.en, *skill.aliases_en])
        found.append(concept)
    for occupation in catalogue.occupations.values():
        concept = NamedConcept(occupation.esco_uri or f"occupation:{occupation.id}", Topic.OCCUPATION)
        concept.add_names(Language.ES, [occupation.label.es, *occupation.aliases_es])
        concept.add_names(Language.EN, [occupation.label.en, *occupation.aliases_en])
        found.append(concept)
    for certification in catalogue.certifications.values():
        concept = NamedConcept(f"certification:{certification.id}", Topic.CREDENTIAL)
        concept.descriptions = {
            Language.ES: [certification.summary.es],
            Language.EN: [certification.summary.en],
        }
        for language in Language:
            concept.add_names(language, [certification.name])
        found.append(concept)
    for subject in catalogue.subjects.values():
        concept = NamedConcept(f"subject:{subject.id}", Topic.CREDENTIAL)
        concept.add_names(Language.ES, [subject.label.es])
        concept.add_names(Language.EN, [subject.label.en])
        concept.add_description(Language.ES, subject.syllabus.es)
        concept.add_description(Language.EN, subject.syllabus.en)
        found.append(concept)
    return found


def part_of(concept: NamedConcept) -> Part:
    """What a concept may be used for; what ESCO does not know always trains."""
    if not concept.id.startswith("http"):
        return Part.TRAIN
    return (occupation_part if concept.topic is Topic.OCCUPATION else skill_part)(concept.id)


def concepts_to_train_on(esco: Mapping[str, NamedConcept], others: Iterable[NamedConcept]) -> tuple[NamedConcept, ...]:
    """Concepts of the part that trains, without any name that a concept of another part has, in either language.

    The catalogue's concepts join those of ESCO that they stand for. A concept that is left without a name in both
    languages is left out.
    """
    merged = {id_: _copy(concept) for id_, concept in esco.items() if part_of(concept) is Part.TRAIN}
    taken = {
        plain(name)
        for concept in esco.values()
        if part_of(concept) is not Part.TRAIN
        for names in concept.names.values()
        for name in names
    }
    for other in others:
        if part_of(other) is Part.TRAIN:
            concept = merged.setdefault(other.id, NamedConcept(other.id, other.topic))
            for language in Language:
                concept.add_names(language, other.names[language])
                for text in other.descriptions[language]:
                    concept.descriptions[language].append(text)
    for concept in merged.values():
        for language in Language:
            concept.names[language] = [name for name in concept.names[language] if plain(name) not in taken]
    return tuple(merged[id_] for id_ in sorted(merged) if all(merged[id_].names.values()))


def both_forms(label: str) -> list[str]:
    """The two forms of a Spanish label that gives both genders of an occupation; else the label alone.

    Examples
    --------
    >>> both_forms("gestor procesal/gestora procesal")
    ['gestor procesal', 'gestora procesal']
    >>> both_forms("técnico de TCP/IP")
    ['técnico de TCP/IP']
    """
    parts = [part.strip() for part in label.split("/")]
    if len(parts) != 2 or not all(parts) or parts[0][:3].casefold() != parts[1][:3].casefold():
        return [label]
    return parts


def _add_row(concepts: dict[str, NamedConcept], row: Mapping[str, str], file: ConceptFile) -> None:
    topic = Topic.OCCUPATION if row["conceptType"] == _OCCUPATION else Topic.SKILL
    concept = concepts.setdefault(row["conceptUri"], NamedConcept(row["conceptUri"], topic))
    label = row["preferredLabel"]
    labels = both_forms(label) if topic is Topic.OCCUPATION and file.language is Language.ES else [label]
    aliases = row["altLabels"].replace(" | ", "\n").split("\n")
    concept.add_names(file.language, [*labels, *aliases])
    concept.add_description(file.language, row["description"])


def _copy(concept: NamedConcept) -> NamedConcept:
    return NamedConcept(
        concept.id,
        concept.topic,
        {language: list(names) for language, names in concept.names.items()},
        {language: list(texts) for language, texts in concept.descriptions.items()},
    )


def _rows(path: Path, delimiter: str = ",") -> Iterator[dict[str, str]]:
    """Rows of a CSV file, packed or not."""
    with path.open("rb") as raw:
        is_packed = raw.read(2) == b"\x1f\x8b"
    opened = gzip.open if is_packed else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as text:
        yield from csv.DictReader(text, delimiter=delimiter)
