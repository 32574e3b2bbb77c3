"""Tables of a plan's analysis as files."""

from collections.abc import Iterator, Sequence

from api.academia.plan_analysis import PlanAnalysis
from api.i18n import Texts
from data.exporters.tables import Cell, Share, Table
from recommender.gap_closing import GapEffort
from recommender.subject_fit import FitKey


def gaps_table(efforts: Sequence[GapEffort], analysis: PlanAnalysis, t: Texts) -> Table:
    """All gaps in the page's order, with demand, where each would fit and what would close it."""
    catalogue = analysis.catalogue

    def row(effort: GapEffort) -> tuple[Cell, ...]:
        gap = effort.gap
        fits = gap.fit.key is not FitKey.NONE_NEAR
        return (
            t.label(catalogue.skills[gap.skill_id].label),
            gap.n_postings,
            Share(gap.share),
            Share(gap.low),
            Share(gap.high),
            Share(gap.coverage),
            t.label(catalogue.subjects[gap.fit.subject_id].label) if fits else None,
            None if effort.hours is None else round(effort.hours),
            t.listed(catalogue.certifications[one.certification_id].name for one in effort.certifications),
        )

    headings = (
        "page.region.skill",
        "page.region.postings",
        "tables.share",
        "tables.share_low",
        "tables.share_high",
        "page.plan.covered",
        "page.plan.subject",
        "page.certification.hours",
        "tables.certifications",
    )
    return Table("brechas", t("tables.gaps"), tuple(map(t, headings)), map(row, efforts))


def heat_table(analysis: PlanAnalysis, t: Texts) -> Table:
    """Subjects down, areas across, each share as a number; the whole plan comes first."""
    coverage, subjects = analysis.coverage, analysis.catalogue.subjects

    def rows() -> Iterator[tuple[Cell, ...]]:
        areas = (Share(one.coverage) for one in coverage.areas)
        yield (t("page.plan.whole_plan"), None, Share(coverage.overall), *areas)
        for one in coverage.subjects:
            subject = subjects[one.subject_id]
            yield (t.label(subject.label), subject.semester, Share(one.overall), *map(Share, one.by_area))

    headings = (
        t("page.plan.subject"),
        t("tables.semester"),
        t("page.plan.covered"),
        *(t.word(one.area) for one in coverage.areas),
    )
    return Table("materias", t("tables.coverage"), headings, rows())
