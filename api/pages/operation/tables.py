"""Tables of the operator's pages as files."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from api.i18n import Texts
from api.operation.bundle_list import ListedBundle
from api.operation.drift_look import RateDrift
from api.operation.finding_words import part_name, said_finding
from api.pages.operation.words import drift_word, kind_name, place_word, rate_name, verdict_text, well_word
from api.row_reasons import said_reason
from data.exporters.tables import Cell, Share, Table
from data.findings import Finding
from data.rejected_store import ReasonCount, RefusedFile, RejectedRow
from recommender.bundle_records import Figure
from recommender.drift import ColumnDrift

_DIGITS: Final = 6
"""More of a figure than the page shows, and none that stand for nothing."""


def findings_table(findings: Iterable[Finding], t: Texts) -> Table:
    """Parts of the installation as the last examination found them."""
    headings = ("page.operation.part", "page.operation.state", "page.operation.found")
    rows = (
        (part_name(one.part, t), well_word(one.is_well, t), said_finding(one.detail, t) or one.detail)
        for one in findings
    )
    return Table("instalacion", t("page.operation.doctor"), tuple(map(t, headings)), rows)


def bundles_table(bundles: Iterable[ListedBundle], t: Texts) -> Table:
    """Every bundle; what is not recorded is empty."""

    def row(one: ListedBundle) -> tuple[Cell, ...]:
        record = one.record
        known = (_made_at(record.made_at), record.data_sha256) if record else (None, None)
        headline = _figure_cells(record.headline if record else None)
        return (one.version, place_word(one, t), *known, *headline, verdict_text(one, t))

    headings = (
        "page.models.version",
        "page.models.standing",
        "page.models.made",
        "page.models.data",
        "tables.headline",
        "tables.low",
        "tables.high",
        "page.models.verdict",
    )
    return Table("modelos", t("page.models.title"), tuple(map(t, headings)), map(row, bundles))


def figures_table(figures: Iterable[Figure], t: Texts) -> Table:
    """All that was measured of a bundle."""
    headings = ("page.model.figure", "tables.value", "tables.low", "tables.high")
    rows = ((one.name, *_figure_cells(one)) for one in figures)
    return Table("cifras", t("page.model.figures"), tuple(map(t, headings)), rows)


def rates_table(rates: Iterable[RateDrift], t: Texts) -> Table:
    """Rates then and now; the interval is that of the difference."""

    def row(one: RateDrift) -> tuple[Cell, ...]:
        shares = (one.then, one.now, one.now - one.then, one.low, one.high)
        return (rate_name(one.name, t), drift_word(one.drift, t), *(Share(share) for share in shares))

    headings = (
        "page.drift.rate",
        "page.operation.state",
        "page.drift.then",
        "page.drift.now",
        "tables.difference",
        "tables.low",
        "tables.high",
    )
    return Table("proporciones", t("page.drift.rates"), tuple(map(t, headings)), map(row, rates))


def columns_table(name: str, caption: str, columns: Iterable[ColumnDrift], t: Texts) -> Table:
    """Columns that the model reads, with how far each has moved."""
    headings = (
        t("page.drift.column"),
        t("page.operation.state"),
        "PSI",
        t("page.drift.distance"),
        t("page.drift.unseen"),
        t("page.drift.missing"),
    )
    rows = (
        (
            one.column,
            drift_word(one.drift, t),
            round(one.stability_index, _DIGITS),
            None if one.distance is None else round(one.distance, _DIGITS),
            Share(one.unseen),
            Share(one.missing - one.missing_then),
        )
        for one in columns
    )
    return Table(name, caption, headings, rows)


def refused_files_table(files: Iterable[RefusedFile], t: Texts) -> Table:
    """Files with refused rows, without their folders."""
    headings = ("page.refused_files.file", "page.refused_files.kind", "page.refused_files.rows")
    rows = ((one.name, kind_name(one.kind, t), one.n_rows) for one in files)
    return Table("archivos", t("page.refused_files.files"), tuple(map(t, headings)), rows)


def reasons_table(reasons: Iterable[ReasonCount], t: Texts) -> Table:
    """Why rows were refused."""
    headings = ("page.rejected.reason", "page.refused_files.kind", "page.refused_files.rows")
    rows = ((said_reason(one.reason, t), kind_name(one.kind, t), one.n_rows) for one in reasons)
    return Table("motivos", t("page.refused_files.reasons"), tuple(map(t, headings)), rows)


def refused_rows_table(refused: Iterable[RejectedRow], t: Texts) -> Table:
    """Where the refused rows of a file are and why; what stands in them may be of people, and is not here."""
    headings = ("page.rejected.line", "page.rejected.reason")
    rows = ((one.line, said_reason(one.reason, t)) for one in refused)
    return Table("filas", t("page.refused_files.title"), tuple(map(t, headings)), rows)


def _made_at(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _figure_cells(one: Figure | None) -> tuple[Cell, Cell, Cell]:
    """A figure with the ends of its interval."""
    if one is None:
        return (None, None, None)
    low, high = (None if end is None else round(end, _DIGITS) for end in (one.low, one.high))
    return (round(one.value, _DIGITS), low, high)
