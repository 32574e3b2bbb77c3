"""The import of a file or folder as a job: events into the tables, rows into the catalogue, ESCO's folder."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa

from data.catalogue import read_catalogue
from data.database import writing
from data.errors import InputError
from data.held_job import Reporter
from data.importers.catalogue_import import import_catalogue
from data.importers.catalogue_kinds import CATALOGUE_KINDS
from data.importers.company_scope import CompanyScope, company_scope
from data.importers.folder_kinds import FOLDER_KINDS
from data.importers.mapping import ColumnMapping, read_mapping
from data.importers.rejections import settle_whole_file
from data.importers.run import import_file
from data.importers.school_scope import SchoolScope, school_scope
from data.importers.shipped_mappings import mapping_file
from data.rights import OrganisationId
from data.settings import Settings
from training.job_runs import Counts, Progress, Runner, Work, run_job, run_unrecorded

_LEARNERS = "learners"
_POSTINGS = "postings"

MOST_REASONS_SHOWN = 20
"""Rejected rows of a file told at once; all of them are stored."""


def run_import(
    settings: Settings,
    kind: str,
    path: Path,
    mapping: Path | None,
    progress: Progress,
    today: date,
    *,
    replace: bool = False,
    dry_run: bool = False,
    sheet: str | None = None,
    organisation_id: str | None = None,
    run: Runner = run_job,
) -> Counts:
    """Import one file or folder; see ``data.importers``: ``run``, ``folder_kinds`` and ``catalogue_import``.

    With ``dry_run`` nothing is kept, not even that there was a run. ``sheet`` is of an Excel file and comes before
    that of the mapping. ``organisation_id`` is the school or company that sends the file, if one does.

    Raises
    ------
    InputError
        If ``replace`` is asked for a kind that does not belong to the catalogue, or a mapping is given for a folder.
    """
    columns = ColumnMapping() if mapping is None else read_mapping(mapping_file(mapping))
    if sheet is not None or path.suffix.lower() == ".csv":
        # Refused rows of a workbook come back as a CSV file with the workbook's own mapping.
        columns = dataclasses.replace(columns, sheet=sheet)
    if kind in CATALOGUE_KINDS:
        work = _catalogue_import(settings, kind, path, columns, today, replace=replace, dry_run=dry_run)
    elif replace:
        raise InputError(f"only {', '.join(CATALOGUE_KINDS)} can be replaced")
    elif kind in FOLDER_KINDS:
        if columns != ColumnMapping():
            raise InputError(f"{kind} takes no mapping: its files are recognised by their own columns")
        work = _folder_import(kind, path, dry_run=dry_run)
    else:
        work = _event_import(settings, kind, path, columns, today, organisation_id, dry_run=dry_run)
    arguments = {
        "kind": kind,
        "path": str(path.absolute()),
        "mapping": None if mapping is None else str(mapping_file(mapping).absolute()),
        "replace": replace,
        "sheet": sheet,
        "organisation_id": organisation_id,
    }
    counts = (run_unrecorded if dry_run else run)(settings, "import", arguments, work, progress)
    if counts["in"] == 0:
        progress(f"{path.name} has no rows")
    return counts


def _event_import(
    settings: Settings,
    kind: str,
    path: Path,
    columns: ColumnMapping,
    today: date,
    organisation_id: str | None,
    *,
    dry_run: bool,
) -> Work:
    """Imports rows into the tables."""

    def work(engine: sa.Engine, report: Reporter) -> Counts:
        return import_file(
            kind,
            path,
            columns,
            engine,
            read_catalogue(settings.reference),
            settings.pseudonym_secret,
            today,
            lambda n_rows, share: report(f"{kind}: {n_rows} rows read, {share:.0%} of the file", share),
            tell=report,
            tell_rejected=_first_reasons(report),
            school=_school(engine, organisation_id) if kind == _LEARNERS else None,
            company=_company(engine, organisation_id) if kind == _POSTINGS else None,
            dry_run=dry_run,
        ).as_dict()

    return work


def _school(engine: sa.Engine, organisation_id: str | None) -> SchoolScope | None:
    """What the school that sends a file may touch, as it is now."""
    if organisation_id is None:
        return None
    with engine.begin() as connection:
        return school_scope(connection, OrganisationId(organisation_id))


def _company(engine: sa.Engine, organisation_id: str | None) -> CompanyScope | None:
    """The company that sends a file, as it is now."""
    if organisation_id is None:
        return None
    with engine.begin() as connection:
        return company_scope(connection, OrganisationId(organisation_id), datetime.now(UTC))


def _folder_import(kind: str, path: Path, *, dry_run: bool) -> Work:
    """Imports a folder of files with columns of their own."""

    def work(engine: sa.Engine, report: Reporter) -> Counts:
        return FOLDER_KINDS[kind](path, engine, lambda line: report(f"{kind}: {line}"), dry_run=dry_run).as_dict()

    return work


def _catalogue_import(
    settings: Settings, kind: str, path: Path, columns: ColumnMapping, today: date, *, replace: bool, dry_run: bool
) -> Work:
    """Extends the catalogue; what cannot be taken goes to ``rejected_row``."""

    def work(engine: sa.Engine, report: Reporter) -> Counts:
        done = import_catalogue(
            kind,
            path,
            columns,
            settings.reference,
            settings.catalogues_dir,
            today=today,
            replace=replace,
            dry_run=dry_run,
        )
        tell = _first_reasons(report)
        for line, reason in done.rejected:
            tell(line, reason)
        if not dry_run:
            with writing(engine) as connection:
                settle_whole_file(connection, kind, path, done.rejected)
            if done.counts.n_changed or done.n_removed:
                report(
                    f"catalogue {done.folder.name} is in use; next: rumbo embed, index, train ranker, evaluate, promote"
                )
        return {**done.counts.as_dict(), **({"removed": done.n_removed} if replace else {})}

    return work


def _first_reasons(progress: Progress) -> Callable[[int, str], None]:
    """Tells line and reason of the first rejected rows."""
    n_told = 0

    def tell(line: int, reason: str) -> None:
        nonlocal n_told
        n_told += 1
        if n_told <= MOST_REASONS_SHOWN:
            progress(f"line {line}: {reason}")

    return tell
