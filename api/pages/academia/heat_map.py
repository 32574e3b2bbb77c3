"""The heat map of a plan as a table: subjects by semester down, areas across, each cell leads to its evidence."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from api.i18n import Texts
from data.catalogue import Catalogue
from data.domain import Area, Subject, SubjectId
from recommender.plan_coverage import PlanCoverage, SubjectCoverage

_SHADES_FROM: Final = (0.005, 0.25, 0.5, 0.75)
"""Where each darker shade begins; less than half a per cent is shown as 0 and has none."""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A share in [0, 1] in words; ``shade`` runs from 0 (nothing) to 4. ``url`` leads to what is behind it."""

    text: str
    shade: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A subject: how far it alone covers all that is asked for, and each area."""

    name: str
    overall: HeatCell
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class HeatSemester:
    """The subjects of one semester."""

    name: str
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Everything that ``academia/_heat_map.html`` draws; ``shares`` is the part of demand of each area."""

    areas: tuple[str, ...]
    shares: tuple[str, ...]
    plan: HeatRow
    semesters: tuple[HeatSemester, ...]


def heat_map_of(
    coverage: PlanCoverage, catalogue: Catalogue, t: Texts, cell_url: Callable[[SubjectId, Area], str] | None = None
) -> HeatMap:
    """The heat map; on paper, without ``cell_url``, its cells lead nowhere."""
    areas = tuple(one.area for one in coverage.areas)

    def row(one: SubjectCoverage) -> HeatRow:
        urls = [cell_url(one.subject_id, area) if cell_url else None for area in areas]
        cells = tuple(_cell(share, t, url) for share, url in zip(one.by_area, urls, strict=True))
        return HeatRow(t.label(catalogue.subjects[one.subject_id].label), _cell(one.overall, t), cells)

    return HeatMap(
        areas=tuple(t.word(area) for area in areas),
        shares=tuple(t.percent(one.demand_share) for one in coverage.areas),
        plan=HeatRow(
            t("page.plan.whole_plan"),
            _cell(coverage.overall, t),
            tuple(_cell(one.coverage, t) for one in coverage.areas),
        ),
        semesters=tuple(
            HeatSemester(t("page.plan.semester", number=number), tuple(map(row, some)))
            for number, some in _by_semester(coverage, catalogue)
        ),
    )


def shade_of(share: float) -> int:
    """The shade of a share in [0, 1], from 0 to 4.

    Examples
    --------
    >>> [shade_of(share) for share in (0.0, 0.004, 0.1, 0.25, 0.74, 1.0)]
    [0, 0, 1, 2, 3, 4]
    """
    return sum(share >= first for first in _SHADES_FROM)


def _cell(share: float, t: Texts, url: str | None = None) -> HeatCell:
    return HeatCell(t.percent(share), shade_of(share), url)


def _by_semester(coverage: PlanCoverage, catalogue: Catalogue) -> Iterator[tuple[int, list[SubjectCoverage]]]:
    """Subjects by rising semester, inside one in the plan's order."""

    def semester(one: SubjectCoverage) -> int:
        subject: Subject = catalogue.subjects[one.subject_id]
        return subject.semester

    for number, some in groupby(sorted(coverage.subjects, key=semester), semester):
        yield number, list(some)
