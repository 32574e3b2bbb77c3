"""The whole report of a plan on one page, to print or to take away as a file that needs nothing else."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from api.academia.plan_analysis import PlanAnalysis
from api.academia.plan_comparing import typical_of_area
from api.dependencies import NowDep
from api.pages.academia.comparison import Compared, compared_with
from api.pages.academia.gap_cards import GapCard, GapOrder
from api.pages.academia.heat_map import HeatMap, heat_map_of
from api.pages.academia.overview import answer_of, basis_of, cards_of
from api.pages.academia.plan_visit import PlanVisit, PlanVisitDep, RegionChoice
from api.pages.academia.prerequisites import Bottlenecks, bottlenecks_of
from api.pages.academia.training_needs import Training, training_of
from api.pages.academia.ways import PlanHead
from api.pages.frame import Frame, render
from data.names import plain_name

N_GAPS: Final = 20

_API_DIR: Final = Path(__file__).resolve().parents[2]
_STYLES: Final = ("static/vendor/pico/pico.min.css", "static/rumbo.css", "static/plan.css")

router = APIRouter(prefix="/academia/planes/{plan_id}", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Report:
    """What the report says; ``compared`` is ``None`` where the catalogue has no typical plan of the area."""

    school: str
    plan: str
    region: str
    day: str
    answer: str
    basis: str
    is_invented: bool
    heat_map: HeatMap
    gaps: tuple[GapCard, ...]
    n_gaps: int
    bottlenecks: Bottlenecks | None
    compared: Compared | None
    training: Training


@dataclass(frozen=True, slots=True)
class ReportPage:
    """All that ``academia/report.html`` may use."""

    frame: Frame
    plan: PlanHead
    region: RegionChoice
    report: Report
    download_url: str


@dataclass(frozen=True, slots=True)
class ReportFile:
    """All that ``academia/report_file.html`` may use; ``styles`` is what the style sheets hold."""

    frame: Frame
    report: Report
    styles: Markup


@router.get("/informe")
def show_report(visit: PlanVisitDep, now: NowDep) -> HTMLResponse:
    """Show the report."""
    title = visit.t("page.report.title")
    analysis = visit.analysis()
    if isinstance(analysis, str):
        return visit.no_analysis(title, analysis)
    content = ReportPage(
        visit.frame(title, shows_invented=analysis.is_invented),
        visit.head(),
        visit.region_choice(),
        report_of(visit, analysis, now.date()),
        visit.url("informe/descargar"),
    )
    return render(visit.request, "academia/report.html", content, visit.t)


@router.get("/informe/descargar")
def download_report(visit: PlanVisitDep, now: NowDep) -> HTMLResponse:
    """Give the report as one file; the page says why where there is none."""
    title = visit.t("page.report.title")
    analysis = visit.analysis()
    if isinstance(analysis, str):
        return visit.no_analysis(title, analysis)
    frame = visit.frame(title, shows_invented=analysis.is_invented)
    content = ReportFile(frame, report_of(visit, analysis, now.date()), _styles())
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(visit)}"'}
    return render(visit.request, "academia/report_file.html", content, visit.t, headers=headers)


def report_of(visit: PlanVisit, analysis: PlanAnalysis, day: date) -> Report:
    """The report of a plan on a day."""
    t, region = visit.t, visit.region.name(visit.t)
    typical = [one.id for one in typical_of_area(visit.plan.curriculum.area, visit.parts.catalogue)[:1]]
    return Report(
        school=visit.school.name,
        plan=t.label(analysis.curriculum.label),
        region=region,
        day=t.day(day),
        answer=answer_of(analysis, region, t),
        basis=basis_of(analysis, t),
        is_invented=analysis.is_invented,
        heat_map=heat_map_of(analysis.coverage, analysis.catalogue, t),
        gaps=cards_of(visit, analysis, GapOrder.DEMAND, N_GAPS),
        n_gaps=len(analysis.gaps),
        bottlenecks=bottlenecks_of(analysis.graph, analysis.curriculum, t),
        compared=compared_with(visit, analysis, typical, {}) if typical else None,
        training=training_of(visit, analysis, day),
    )


def _file_name(visit: PlanVisit) -> str:
    """A name of plain letters, as headers carry no others."""
    words = plain_name(visit.plan.curriculum.label.es).split()
    letters = "-".join("".join(letter for letter in word if letter.isascii() and letter.isalnum()) for word in words)
    return f"rumbo-{letters[:60] or 'plan'}.html"


@cache
def _styles() -> Markup:
    """The style sheets one after another; they are the program's own and hold no markup."""
    return Markup("\n".join((_API_DIR / name).read_text(encoding="utf-8") for name in _STYLES))  # noqa: S704
