"""A gap report for reading, as an aligned table, and for programs, as JSON."""

from collections.abc import Mapping
from typing import Any, Final

from api.academia.gap_services import GapReport
from api.academia.plan_evidence import ShownGap
from api.i18n import Texts
from data.catalogue import Catalogue
from recommender.subject_fit import Fit, FitKey

_FIT_TEXTS: Final[Mapping[FitKey, str]] = {
    FitKey.TAUGHT_A_LITTLE: "gaps.fit.taught_a_little",
    FitKey.TEACHES_BROADER: "gaps.fit.teaches_broader",
    FitKey.TAUGHT_ELSEWHERE: "gaps.fit.taught_elsewhere",
    FitKey.TEACHES_RELATED: "gaps.fit.teaches_related",
    FitKey.NEAR_IN_MEANING: "gaps.fit.near_in_meaning",
    FitKey.NONE_NEAR: "gaps.fit.none_near",
}

_DECIMALS: Final = 4


def gaps_text(report: GapReport, catalogue: Catalogue, t: Texts) -> str:
    """A table with a row a gap, and under each row the two sentences and why it is that subject."""
    head = t(
        "gaps.head",
        plan=t.label(report.curriculum.label),
        region=_region(report, t),
        total=t.number(report.n_postings),
        day=t.day(report.as_of),
    )
    lines = [t("gaps.invented"), ""] if report.is_invented else []
    if not report.gaps:
        return "\n".join([*lines, head, t("gaps.none")])
    names = ("gaps.skill", "gaps.demand", "gaps.coverage", "gaps.subject")
    rows = [tuple(t(name) for name in names), *(_cells(shown, catalogue, t) for shown in report.gaps)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(names))]
    tabled = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines += [head, "", f"    {tabled[0]}"]
    for number, (row, shown) in enumerate(zip(tabled[1:], report.gaps, strict=True), start=1):
        lines.append(f"{number:>2}. {row}")
        lines += [f"      {line}" for line in _grounds(shown, catalogue, t)]
    return "\n".join(lines)


def gaps_json(report: GapReport, catalogue: Catalogue, t: Texts) -> dict[str, Any]:
    """The whole report; docs/api.md says what each field means."""
    return {
        "curriculum": {"id": report.curriculum.id, "name": t.label(report.curriculum.label)},
        "region": {"id": report.state.id if report.state else None, "name": _region(report, t)},
        "language": t.language.value,
        "notice": t("gaps.invented") if report.is_invented else None,
        "data_as_of": report.as_of.isoformat(),
        "n_postings": report.n_postings,
        "gaps": [_gap(rank, shown, catalogue, t) for rank, shown in enumerate(report.gaps, start=1)],
    }


def fit_sentence(fit: Fit, catalogue: Catalogue, t: Texts) -> str:
    """Why a missing skill fits where it does; a clause that ends its sentence."""
    values = {"subject": t.label(catalogue.subjects[fit.subject_id].label)}
    if fit.skill_id:
        values["skill"] = t.label(catalogue.skills[fit.skill_id].label)
    if fit.like_subject_id:
        like = catalogue.subjects[fit.like_subject_id]
        values["like"] = t.label(like.label)
        values["plan"] = t.label(catalogue.curricula[like.curriculum_id].label)
    return t(_FIT_TEXTS[fit.key], **values)


def _gap(rank: int, shown: ShownGap, catalogue: Catalogue, t: Texts) -> dict[str, Any]:
    gap, skill = shown.gap, catalogue.skills[shown.gap.skill_id]
    like = gap.fit.like_subject_id
    return {
        "rank": rank,
        "subject": {"id": gap.fit.subject_id, "name": t.label(catalogue.subjects[gap.fit.subject_id].label)},
        "skill": {
            "id": skill.id,
            "label_es": skill.label.es,
            "label_en": skill.label.en,
            "uri": skill.esco_uri,
            "kind": skill.kind.value,
        },
        "demand": {
            "n_postings": gap.n_postings,
            "share": round(gap.share, _DECIMALS),
            "interval": [round(gap.low, _DECIMALS), round(gap.high, _DECIMALS)],
        },
        "coverage": round(gap.coverage, _DECIMALS),
        "posting": {
            "id": shown.evidence.posting_id,
            "title": shown.evidence.title,
            "sentence": shown.evidence.sentence,
            "is_invented": shown.evidence.is_invented,
        },
        "syllabus": {"sentence": shown.syllabus_sentence},
        "why": {
            "key": gap.fit.key.value,
            "sentence": fit_sentence(gap.fit, catalogue, t),
            "skill_id": gap.fit.skill_id,
            "like_subject": {
                "id": like,
                "name": t.label(catalogue.subjects[like].label),
                "curriculum_id": catalogue.subjects[like].curriculum_id,
            }
            if like
            else None,
        },
    }


def _cells(shown: ShownGap, catalogue: Catalogue, t: Texts) -> tuple[str, ...]:
    gap = shown.gap
    subject = catalogue.subjects[gap.fit.subject_id]
    return (
        t.label(catalogue.skills[gap.skill_id].label),
        t(
            "gaps.demand_cell",
            n=t.number(gap.n_postings),
            share=t.percent(gap.share),
            low=t.percent(gap.low),
            high=t.percent(gap.high),
        ),
        t.percent(gap.coverage),
        "-" if gap.fit.key is FitKey.NONE_NEAR else f"{t.label(subject.label)} ({subject.id})",
    )


def _grounds(shown: ShownGap, catalogue: Catalogue, t: Texts) -> tuple[str, ...]:
    posting = t("gaps.posting", id=shown.evidence.posting_id, sentence=shown.evidence.sentence)
    why = t("gaps.why", reason=fit_sentence(shown.gap.fit, catalogue, t))
    if shown.gap.fit.key is FitKey.NONE_NEAR:
        return posting, why
    return posting, t("gaps.syllabus", sentence=shown.syllabus_sentence), why


def _region(report: GapReport, t: Texts) -> str:
    return t.label(report.state.label) if report.state else t("gaps.whole_country")
