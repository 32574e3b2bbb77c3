"""A gap report for reading, as an aligned table, and why a missing skill fits where it does."""

from collections.abc import Mapping
from typing import Final

from api.academia.gap_services import GapReport
from api.academia.plan_evidence import ShownGap
from api.academia.region import region_name
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


def gaps_text(report: GapReport, catalogue: Catalogue, t: Texts) -> str:
    """A table with a row a gap, and under each row the two sentences and why it is that subject."""
    head = t(
        "gaps.head",
        plan=t.label(report.curriculum.label),
        region=region_name(report.state, t),
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
