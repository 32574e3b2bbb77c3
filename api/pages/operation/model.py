"""One bundle: what it is, what the gate says of it and why, its figures, its card."""

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.dependencies import PageTextsDep, PartsDep, operator
from api.i18n import Texts
from api.navigation import Way
from api.operation.bundle_list import BundleStanding, ListedBundle, list_bundles
from api.pages.frame import Frame, frame_of
from api.pages.operation.models import figure_text, promotion_url
from api.pages.operation.tables import figures_table
from api.pages.operation.ways import MODELS, VersionPath, operation_ways
from api.pages.operation.words import made_text, standing_word, verdict_text
from api.pages.table_files import render_tables
from api.plain_markdown import Block, blocks_of
from recommender.bundle_records import BundleRecord

router = APIRouter(prefix=f"{MODELS}/{{version}}", include_in_schema=False, dependencies=[Depends(operator)])


@dataclass(frozen=True, slots=True)
class ModelPage:
    """All that ``operation/model.html`` may use; ``promotion_url`` is missing where the gate would refuse."""

    frame: Frame
    ways: tuple[Way, ...]
    version: str
    state: str
    standing: str
    verdict: str
    facts: tuple[tuple[str, str], ...]
    promotion_url: str | None
    figures: tuple[tuple[str, str], ...]
    card: tuple[Block, ...]
    report: str


@router.get("")
def show_model(request: Request, version: VersionPath, parts: PartsDep, t: PageTextsDep) -> Response:
    """Show one bundle."""
    one = list_bundles(parts.settings).of(version)
    record = one.record
    page = ModelPage(
        frame=frame_of(request, t, t("page.model.title", version=version), shows_invented=False),
        ways=operation_ways(request.url.path, t),
        version=version,
        state="done" if one.standing is BundleStanding.SERVED else "queued",
        standing=standing_word(one.standing, t),
        verdict=verdict_text(one, t),
        facts=_facts(one, record, t),
        promotion_url=promotion_url(version) if one.may_be_promoted else None,
        figures=tuple((one.name, figure_text(one, t)) for one in record.figures) if record else (),
        card=blocks_of(record.card) if record else (),
        report=record.report if record else "",
    )
    tables = [figures_table(record.figures, t)] if record and record.figures else []
    return render_tables(request, "operation/model.html", page, t, tables)


def _facts(one: ListedBundle, record: BundleRecord | None, t: Texts) -> tuple[tuple[str, str], ...]:
    found = [(t("page.model.folder"), "" if one.is_here else t("page.models.gone"))]
    if record is not None:
        found += [
            (t("page.models.made"), made_text(record, t)),
            (t("page.model.data_as_of"), record.data_as_of),
            (t("page.models.data"), record.data_sha256),
        ]
    return tuple((name, value) for name, value in found if value)
