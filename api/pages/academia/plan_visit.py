"""What every page about a plan begins with: whose plan it is, the region, its analysis, what stands above."""

from dataclasses import dataclass, replace
from typing import Annotated, Final
from urllib.parse import urlencode

import sqlalchemy as sa
from fastapi import Depends, Path, Query, Request
from fastapi.responses import HTMLResponse

from api.academia.plan_analysis import PlanAnalysis
from api.academia.region import Region, region_of
from api.dependencies import ID_PATTERN, PageTextsDep, Parts, PartsDep, ReadingDep, SchoolDep
from api.i18n import Texts
from api.pages.academia.region import region_options
from api.pages.academia.ways import PlanHead, plan_head, plan_url
from api.pages.choices import Option
from api.pages.frame import Frame, frame_of, render
from data.account_store import Organisation, get_organisation
from data.errors import InputError, NotReadyError
from data.plan_store import plan_of
from data.rights import SchoolRights
from data.stored_plans import StoredPlan

REGION_FIELD: Final = "region"


@dataclass(frozen=True, slots=True)
class RegionChoice:
    """The region of a page, as addresses and as pages name it, and what may be chosen instead."""

    code: str
    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class NoAnalysisPage:
    """All that ``academia/no_analysis.html`` may use; ``why`` is a sentence."""

    frame: Frame
    title: str
    plan: PlanHead
    region: RegionChoice
    why: str


@dataclass(frozen=True, slots=True)
class PlanVisit:
    """Somebody of a school who looks at one of its plans, held against a region's postings."""

    request: Request
    t: Texts
    connection: sa.Connection
    rights: SchoolRights
    parts: Parts
    school: Organisation
    plan: StoredPlan
    region: Region

    def analysis(self) -> PlanAnalysis | str:
        """The analysis of the plan, or why there is none, in a sentence."""
        plan = self.plan
        try:
            analyst = self.parts.plans.current()
            return analyst.analyse(self.connection, plan.curriculum, plan.corrections, plan.version, self.region.state)
        except (NotReadyError, InputError) as error:
            return why_not(error, self.region, self.t)

    def url(self, page: str = "", **query: str) -> str:
        """The address of a page of this plan, which keeps the region."""
        path = plan_url(self.plan.curriculum.id) + (f"/{page}" if page else "")
        return f"{path}?{urlencode({REGION_FIELD: self.region.code, **query})}"

    def head(self) -> PlanHead:
        """Name and ways of the plan; the ways keep the region."""
        head = plan_head(self.plan, self.request.url.path, self.t)
        query = urlencode({REGION_FIELD: self.region.code})
        ways = tuple(replace(way, url=f"{way.url}?{query}") for way in head.ways)
        return replace(head, ways=ways)

    def region_choice(self) -> RegionChoice:
        """The region and its alternatives."""
        choices = region_options(self.region, self.school, self.parts.catalogue, self.t)
        return RegionChoice(self.region.code, self.region.name(self.t), choices)

    def frame(self, title: str, *, shows_invented: bool = False) -> Frame:
        """The frame of a page of this plan."""
        full = self.t("page.plan.title", page=title, plan=self.t.label(self.plan.curriculum.label))
        return frame_of(self.request, self.t, full, shows_invented=shows_invented)

    def no_analysis(self, title: str, why: str) -> HTMLResponse:
        """The page that says why there are no figures."""
        content = NoAnalysisPage(self.frame(title), title, self.head(), self.region_choice(), why)
        return render(self.request, "academia/no_analysis.html", content, self.t)


def plan_visit(
    request: Request,
    plan_id: Annotated[str, Path(max_length=32, pattern=ID_PATTERN)],
    rights: SchoolDep,
    parts: PartsDep,
    connection: ReadingDep,
    t: PageTextsDep,
    region: Annotated[str, Query(max_length=16)] = "",
) -> PlanVisit:
    """The visit of one of the school's own plans; another's is not found."""
    plan = plan_of(connection, rights, plan_id)
    school = get_organisation(connection, rights.organisation_id)
    return PlanVisit(request, t, connection, rights, parts, school, plan, region_of(region, school, parts.catalogue))


PlanVisitDep = Annotated[PlanVisit, Depends(plan_visit, scope="function")]


def why_not(error: NotReadyError | InputError, region: Region, t: Texts) -> str:
    """Why a plan has no figures, for those who can do something about it."""
    if isinstance(error, InputError):
        return t("page.plan.circle")
    return t("page.plan.no_postings", region=region.name(t))
