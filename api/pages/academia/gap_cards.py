"""Gaps of a plan in words: demand, both sentences, where it would fit and why, the effort, and what would close it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from api.academia.gap_texts import fit_sentence
from api.academia.plan_evidence import ShownGap
from api.i18n import Texts
from api.pages.prerequisite_picture import certification_url
from data.catalogue import Catalogue
from data.domain import CertificationId, EnglishLevel, SkillKind, Subject, SubjectId
from data.posting_store import Evidence
from recommender.closing_certifications import ClosingCertification
from recommender.gap_closing import GapEffort, by_postings_an_hour
from recommender.gaps import Gap
from recommender.subject_fit import FitKey


class GapOrder(StrEnum):
    """What comes first among gaps: most demand, or most demand for each hour of effort."""

    DEMAND = "demanda"
    EFFORT = "esfuerzo"


@dataclass(frozen=True, slots=True)
class Quote:
    """A posting's sentence with its title."""

    sentence: str
    title: str
    is_invented: bool


@dataclass(frozen=True, slots=True)
class SyllabusQuote:
    """A sentence of a syllabus, or a subject's name where it has none, as ``source`` says."""

    sentence: str
    source: str


@dataclass(frozen=True, slots=True)
class ClosingLink:
    """A certification that would close a gap; ``try_url`` leads to what would change with it inside a subject."""

    name: str
    url: str
    facts: str
    try_url: str


@dataclass(frozen=True, slots=True)
class GapCard:
    """One gap in words; ``syllabus`` is ``None`` where no subject is near."""

    skill: str
    demand: str
    coverage: str
    fit: str
    effort: str
    posting: Quote
    syllabus: SyllabusQuote | None
    closed_by: str
    certifications: tuple[ClosingLink, ...]


def ordered_efforts(efforts: Sequence[GapEffort], order: GapOrder) -> Sequence[GapEffort]:
    """The gaps in an order; ``efforts`` come by demand."""
    return by_postings_an_hour(efforts) if order is GapOrder.EFFORT else efforts


def gap_cards(
    efforts: Sequence[GapEffort],
    shown: Sequence[ShownGap],
    catalogue: Catalogue,
    t: Texts,
    try_url: Callable[[CertificationId, SubjectId], str],
) -> Iterator[GapCard]:
    """A card for each gap; ``efforts`` and ``shown`` are of the same gaps, in one order."""
    for effort, one in zip(efforts, shown, strict=True):
        gap = effort.gap
        is_near = gap.fit.key is not FitKey.NONE_NEAR
        yield GapCard(
            skill=t.label(catalogue.skills[gap.skill_id].label),
            demand=t.count(
                "page.plan.demand",
                gap.n_postings,
                share=t.percent(gap.share),
                low=t.percent(gap.low),
                high=t.percent(gap.high),
            ),
            coverage=t("page.plan.covered_so_far", share=t.percent(gap.coverage)),
            fit=_fit(gap, catalogue, t),
            effort=_effort(effort, catalogue, t),
            posting=quote_of(one.evidence),
            syllabus=syllabus_quote(one.syllabus_sentence, catalogue.subjects[gap.fit.subject_id], t)
            if is_near
            else None,
            closed_by=t("page.plan.closed_by" if is_near else "page.plan.closed_anywhere"),
            certifications=tuple(
                _closing(found, catalogue, t, try_url(found.certification_id, gap.fit.subject_id))
                for found in effort.certifications
            ),
        )


def quote_of(evidence: Evidence) -> Quote:
    """What is shown of a posting."""
    return Quote(evidence.sentence, evidence.title, evidence.is_invented)


def syllabus_quote(sentence: str, subject: Subject, t: Texts) -> SyllabusQuote:
    """What is shown of a subject; one that was loaded without a syllabus has its name in that place."""
    name = t.label(subject.label)
    has_syllabus = subject.syllabus.es not in ("", subject.label.es)
    return SyllabusQuote(sentence, t("page.plan.syllabus_of" if has_syllabus else "page.plan.name_of", subject=name))


def closing_facts(found: ClosingCertification, t: Texts) -> str:
    """Level, hours and what students need before, in one line."""
    facts = [
        t("card.level", level=t.word(found.level)),
        t.count("page.plan.preparation", found.preparation_hours),
    ]
    if found.english_needed is not EnglishLevel.NONE:
        facts.append(t("page.plan.english_needed", level=t.word(found.english_needed)))
    if found.needed_before:
        facts.append(t("page.plan.needs_others"))
    if found.experience_months:
        facts.append(t.count("page.plan.experience", found.experience_months))
    return " · ".join(facts)


def _fit(gap: Gap, catalogue: Catalogue, t: Texts) -> str:
    """Where the skill would fit best and why; where no subject is near, only that."""
    why = fit_sentence(gap.fit, catalogue, t)
    why = why[0].upper() + why[1:]
    if gap.fit.key is FitKey.NONE_NEAR:
        return why
    return f"{t('page.plan.fits_in', subject=t.label(catalogue.subjects[gap.fit.subject_id].label))} {why}"


def _effort(effort: GapEffort, catalogue: Catalogue, t: Texts) -> str:
    if effort.hours is None:
        is_language = catalogue.skills[effort.gap.skill_id].kind is SkillKind.LANGUAGE
        return t("page.plan.language_effort" if is_language else "page.plan.no_certification")
    return t.count("page.plan.effort", max(1, round(effort.hours)))


def _closing(found: ClosingCertification, catalogue: Catalogue, t: Texts, try_url: str) -> ClosingLink:
    one = catalogue.certifications[found.certification_id]
    return ClosingLink(one.name, certification_url(one.id), closing_facts(found, t), try_url)
