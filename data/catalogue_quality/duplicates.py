"""Names that stand for two things, and things that stand there twice."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator

from data.catalogue import Catalogue
from data.catalogue_quality.finding import Finding
from data.domain import Occupation, Skill, SkillId
from data.names import plain_name

CHECK = "duplicate"


def duplicates(catalogue: Catalogue) -> Iterator[Finding]:
    """Every name, identifier or list of skills that two rows of one file share."""
    yield from _shared("skills.csv", "name", _names(catalogue.skills.values()))
    yield from _shared("occupations.csv", "name", _names(catalogue.occupations.values()))
    yield from _shared("skills.csv", "ESCO identifier", _esco(catalogue.skills.values()))
    yield from _shared("occupations.csv", "ESCO identifier", _esco(catalogue.occupations.values()))
    certifications = catalogue.certifications.values()
    yield from _shared(
        "certifications.csv", "name", ((one.id, (one.vendor_id, plain_name(one.name))) for one in certifications)
    )
    yield from _shared(
        "certifications.csv",
        "exam code",
        ((one.id, (one.vendor_id, one.level, code)) for one in certifications for code in one.exam_codes),
    )
    yield from _shared(
        "certification_skills.csv", "list of skills", ((one.id, _weights(one.skill_weights)) for one in certifications)
    )
    yield from _shared(
        "occupation_skills.csv",
        "list of skills",
        ((one.id, _weights(one.skill_weights)) for one in catalogue.occupations.values()),
    )
    yield from _shared("vendors.csv", "name", ((one.id, plain_name(one.name)) for one in catalogue.vendors.values()))
    yield from _shared("clusters.csv", "name", ((one.id, plain_name(one.name)) for one in catalogue.clusters.values()))
    yield from _shared(
        "institutions.csv",
        "name and state",
        ((one.id, (one.state_id, plain_name(one.name))) for one in catalogue.institutions.values()),
    )
    yield from _shared(
        "curricula.csv",
        "name and institution",
        ((one.id, (one.institution_id, plain_name(one.label.es))) for one in catalogue.curricula.values()),
    )
    for curriculum in catalogue.curricula.values():
        yield from _shared(
            "subjects.csv", "name in one plan", ((one.id, plain_name(one.label.es)) for one in curriculum.subjects)
        )
    subjects = catalogue.subjects.values()
    yield from _shared("subjects.csv", "syllabus", ((one.id, plain_name(one.syllabus.es)) for one in subjects))


def _names(nouns: Iterable[Skill] | Iterable[Occupation]) -> Iterator[tuple[str, Hashable]]:
    """Labels and aliases by language; the same word may be a label in both."""
    for noun in nouns:
        for language, texts in (("es", (noun.label.es, *noun.aliases_es)), ("en", (noun.label.en, *noun.aliases_en))):
            for text in texts:
                yield noun.id, (language, plain_name(text))


def _esco(nouns: Iterable[Skill] | Iterable[Occupation]) -> Iterator[tuple[str, Hashable]]:
    return ((noun.id, noun.esco_uri) for noun in nouns if noun.esco_uri)


def _weights(skill_weights: dict[SkillId, float]) -> Hashable:
    return tuple(sorted(skill_weights.items()))


def _shared(file: str, what: str, pairs: Iterable[tuple[str, Hashable]]) -> Iterator[Finding]:
    """A finding for each value that rows have in common; a row that repeats itself counts too."""
    holders: defaultdict[Hashable, list[str]] = defaultdict(list)
    for row_id, value in pairs:
        holders[value].append(row_id)
    for value, row_ids in holders.items():
        if len(row_ids) > 1:
            others = ", ".join(row_ids[1:])
            shown = value[-1] if isinstance(value, tuple) and isinstance(value[-1], str) else value
            yield Finding(CHECK, file, row_ids[0], f"shares its {what} with {others}: {str(shown)[:80]}")
