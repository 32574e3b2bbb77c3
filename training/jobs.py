"""Each arrow of the data flow as one function: may be repeated, survives being killed, writes a row in ``job_run``."""

import dataclasses
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data.catalogue import Catalogue, read_catalogue
from data.database import is_at_newest_revision, migrate, opened_engine, reading, refresh_statistics, writing
from data.domain import LearnerId
from data.errors import AppError, InputError, NotReadyError
from data.held_job import HeldJob, JobCancelledError, JobStoppedError, Reporter
from data.importers.catalogue_import import import_catalogue
from data.importers.catalogue_kinds import CATALOGUE_KINDS
from data.importers.folder_kinds import FOLDER_KINDS
from data.importers.mapping import ColumnMapping, read_mapping
from data.importers.pseudonyms import learner_id_of
from data.importers.rejections import settle_whole_file
from data.importers.run import import_file
from data.importers.shipped_mappings import mapping_file
from data.job_queue import JobQueue
from data.job_store import JobLostError
from data.settings import Settings
from embeddings.build import Kind, build_indexes, catalogue_texts, embed_texts, vectors_in_order
from embeddings.encoder import installed_fingerprint, load_encoder
from embeddings.index import VectorIndex
from recommender.bundle import load_bundle, read_manifest
from recommender.texts import TextVectors
from training.build_bundle import Inputs, build_bundle, rows_of
from training.cards import model_card
from training.evaluate import Report, evaluate
from training.fit_ranker import RankerParameters
from training.linking import link_postings, posting_texts_by_id, recount_demand
from training.records import read_records
from training.report import flat_metrics, report_text

Progress = Callable[[str], None]
Counts = dict[str, int]
Work = Callable[[sa.Engine, Reporter], Counts]
"""What a job does, given the database and somebody to report to."""
Runner = Callable[[Settings, str, Mapping[str, Any], Work, Progress], Counts]
"""Runs a job's work: ``run_job`` in a row of its own, a worker in the row that it has claimed."""

MOST_REASONS_SHOWN = 20
"""Rejected rows of a file told at once; all of them are stored."""


def opened(settings: Settings) -> AbstractContextManager[sa.Engine]:
    """The database, its connections closed at the end."""
    return opened_engine(settings.sqlalchemy_url)


def run_job(settings: Settings, command: str, arguments: Mapping[str, Any], work: Work, progress: Progress) -> Counts:
    """Do ``work`` at once and record it; waits while another process runs a command of the same lane.

    Raises
    ------
    NotReadyError
        If the database has no tables yet, or old ones.
    """
    is_told = False

    def wait() -> None:
        nonlocal is_told
        if not is_told:
            progress(f"{command}: waiting for another process to end a job")
            is_told = True

    with opened(settings) as engine:
        _check_tables(engine)
        held = JobQueue.of(engine, settings.home).begin(command, arguments, datetime.now(UTC), wait)
        return run_held(held, engine, work, progress)


def run_unrecorded(
    settings: Settings, _command: str, _arguments: Mapping[str, Any], work: Work, progress: Progress
) -> Counts:
    """Do ``work`` without a row, for a dry run."""
    with opened(settings) as engine:
        _check_tables(engine)
        return work(engine, lambda line, share=None: progress(line))


def _check_tables(engine: sa.Engine) -> None:
    if not is_at_newest_revision(engine):
        raise NotReadyError("the database's tables are missing or old; run rumbo init")


def run_held(held: HeldJob, engine: sa.Engine, work: Work, progress: Progress) -> Counts:
    """Do the work of a job that this process holds, record how it ended and release it; a failure is raised again."""

    def report(line: str, share: float | None = None) -> None:
        progress(line)
        held.report(line, share)

    try:
        held.report(f"attempt {held.claim.attempt} by {held.claim.worker}")
        counts = work(engine, report)
        held.finish(counts)
    except JobLostError:
        raise
    except JobStoppedError:
        held.put_back()
        raise
    except JobCancelledError:
        held.cancel()
        raise
    except (AppError, ValueError, OSError) as error:
        _record_failure(held, f"{type(error).__name__}: {error}")
        raise
    except Exception as error:
        # The text of an error that nobody foresaw may repeat what stood in a row.
        _record_failure(held, f"a mistake in the program: {type(error).__name__}")
        raise
    finally:
        held.release()
    return counts


def _record_failure(held: HeldJob, message: str) -> None:
    """Write why a job failed; a database without room for that line must not hide the cause."""
    try:
        held.fail(message)
    except AppError:
        return


def initialise(settings: Settings, progress: Progress) -> None:
    """Make the folders, build the encoder if it is missing and bring the database to the newest revision."""
    settings.home.mkdir(parents=True, exist_ok=True)
    if settings.encoder is None:
        from embeddings.weights import build_default_encoder

        build_default_encoder(settings.models_dir, progress)
    with opened(settings) as engine:
        migrate(engine)
    progress("database at the newest revision")


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
    run: Runner = run_job,
) -> Counts:
    """Import one file or folder; see ``data.importers``: ``run``, ``folder_kinds`` and ``catalogue_import``.

    With ``dry_run`` nothing is kept, not even that there was a run. ``sheet`` is of an Excel file and comes before
    that of the mapping.

    Raises
    ------
    InputError
        If ``replace`` is asked for a kind that does not belong to the catalogue, or a mapping is given for a folder.
    """
    columns = ColumnMapping() if mapping is None else read_mapping(mapping_file(mapping))
    columns = columns if sheet is None else dataclasses.replace(columns, sheet=sheet)
    if kind in CATALOGUE_KINDS:
        work = _catalogue_import(settings, kind, path, columns, today, replace=replace, dry_run=dry_run)
    elif replace:
        raise InputError(f"only {', '.join(CATALOGUE_KINDS)} can be replaced")
    elif kind in FOLDER_KINDS:
        if columns != ColumnMapping():
            raise InputError(f"{kind} takes no mapping: its files are recognised by their own columns")
        work = _folder_import(kind, path, dry_run=dry_run)
    else:
        work = _event_import(settings, kind, path, columns, today, dry_run=dry_run)
    arguments = {
        "kind": kind,
        "path": str(path.absolute()),
        "mapping": None if mapping is None else str(mapping_file(mapping).absolute()),
        "replace": replace,
        "sheet": sheet,
    }
    counts = (run_unrecorded if dry_run else run)(settings, "import", arguments, work, progress)
    if counts["in"] == 0:
        progress(f"{path.name} has no rows")
    return counts


def _event_import(
    settings: Settings, kind: str, path: Path, columns: ColumnMapping, today: date, *, dry_run: bool
) -> Work:
    """Imports rows into the tables."""

    def work(engine: sa.Engine, report: Reporter) -> Counts:
        return import_file(
            kind,
            path,
            columns,
            engine,
            read_catalogue(settings.reference),
            pseudonym_key(settings),
            today,
            lambda n_rows, share: report(f"{kind}: {n_rows} rows read, {share:.0%} of the file", share),
            tell=report,
            tell_rejected=_first_reasons(report),
            dry_run=dry_run,
        ).as_dict()

    return work


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


def run_embed(settings: Settings, progress: Progress, run: Runner = run_job) -> Counts:
    """Encode changed texts, link the skills of new postings and count demand anew."""
    catalogue = read_catalogue(settings.reference)

    def work(engine: sa.Engine, report: Reporter) -> Counts:
        encoder = load_encoder(settings.encoder, settings.models_dir)
        embed = partial(embed_texts, encoder=encoder, vectors_dir=settings.vectors_dir, progress=report)
        vectors = {kind: embed(kind, texts) for kind, texts in catalogue_texts(catalogue).items()}
        counts = link_postings(engine, catalogue, encoder, vectors[Kind.SKILLS], settings.reference, report)
        embed(Kind.POSTINGS, posting_texts_by_id(engine))
        counts = {**counts, **recount_demand(engine, catalogue)}
        refresh_statistics(engine)
        return counts

    return run(settings, "embed", {}, work, progress)


def run_index(settings: Settings, progress: Progress, run: Runner = run_job) -> Counts:
    """Build a FAISS index of each kind."""
    fingerprint = installed_fingerprint(settings.encoder, settings.models_dir)

    def work(_engine: sa.Engine, report: Reporter) -> Counts:
        return build_indexes(settings.vectors_dir, settings.indexes_dir, fingerprint, report)

    return run(settings, "index", {}, work, progress)


def run_train_ranker(settings: Settings, seed: int, progress: Progress, run: Runner = run_job) -> str:
    """Fit a bundle, log it and register it as the challenger; returns its version."""
    from training.tracking import Tracker

    version = ""

    def work(engine: sa.Engine, report: Reporter) -> Counts:
        nonlocal version
        inputs = _inputs(settings, engine)
        rows = rows_of(inputs, report)
        parameters = RankerParameters()
        folder = build_bundle(
            inputs,
            rows,
            settings.bundles_dir,
            parameters,
            seed=seed,
            facts={"made_at": datetime.now(UTC).isoformat(timespec="seconds")},
            progress=report,
        )
        manifest, version = read_manifest(folder), folder.name
        report("writing the run to MLflow")
        Tracker(settings.mlruns).log_bundle(
            folder,
            parameters={
                **dataclasses.asdict(parameters),
                "seed": seed,
                "split": "sha256 of learner id, 66/9/25",
            },
            metrics={"rows": float(len(rows))},
            tags={"data_sha256": manifest["data_sha256"], "catalogue": inputs.catalogue.digest},
            card=model_card(manifest, parameters, len(rows)),
        )
        return {"rows": len(rows)}

    run(settings, "train ranker", {"seed": seed}, work, progress)
    return version


def run_evaluate(
    settings: Settings, version: str, world: Path, seed: int, progress: Progress, run: Runner = run_job
) -> Report:
    """Judge a bundle against its rivals and keep the figures with its run."""
    from training.tracking import Tracker

    found: list[Report] = []

    def work(engine: sa.Engine, report: Reporter) -> Counts:
        inputs = _inputs(settings, engine)
        bundle = load_bundle(settings.bundles_dir / version, inputs.catalogue, inputs.vectors.fingerprint)
        rows = rows_of(inputs, report)
        judged = evaluate(bundle, inputs.records, rows, world, pseudonym_of(settings), seed=seed, progress=report)
        Tracker(settings.mlruns).log_metrics(version, flat_metrics(judged), report_text(judged))
        found.append(judged)
        return {"learners": int(judged.facts["learners_judged"])}

    arguments = {"bundle": version, "world": str(world.parent.absolute()), "seed": seed}
    run(settings, "evaluate", arguments, work, progress)
    return found[0]


def version_to_judge(settings: Settings, named: str | None) -> str:
    """The bundle that was named, else the challenger.

    Raises
    ------
    NotReadyError
        If there is no challenger.
    """
    from training.tracking import CHALLENGER, Tracker

    version = named or Tracker(settings.mlruns).version_of(CHALLENGER)
    if version is None:
        raise NotReadyError("there is no challenger; run rumbo train ranker")
    return version


def pseudonym_key(settings: Settings) -> bytes:
    """The key of pseudonyms, as bytes."""
    return settings.pseudonym_key.get_secret_value().encode()


def pseudonym_of(settings: Settings) -> Callable[[str], LearnerId]:
    """The function from a partner's number of a person to our id."""
    return partial(learner_id_of, pseudonym_key(settings))


def _inputs(settings: Settings, engine: sa.Engine) -> Inputs:
    """What models are fitted and judged from.

    Raises
    ------
    NotReadyError
        If nothing was imported, embedded or indexed yet.
    """
    catalogue = read_catalogue(settings.reference)
    fingerprint = installed_fingerprint(settings.encoder, settings.models_dir)
    with reading(engine) as connection:
        try:
            records = read_records(connection)
        except ValueError as error:
            raise NotReadyError(f"{error}; run rumbo import first") from error
    index = VectorIndex.load(settings.indexes_dir / Kind.CERTIFICATIONS.value)
    return Inputs(catalogue, records, _vectors(settings, catalogue, fingerprint), index, settings.pesos_per_dollar)


def _vectors(settings: Settings, catalogue: Catalogue, fingerprint: str) -> TextVectors:
    stored = {
        kind: vectors_in_order(settings.vectors_dir, kind, ids, fingerprint).vectors
        for kind, ids in (
            (Kind.CERTIFICATIONS, list(catalogue.certifications)),
            (Kind.OCCUPATIONS, list(catalogue.occupations)),
            (Kind.SKILLS, list(catalogue.skills)),
        )
    }
    return TextVectors(fingerprint, stored[Kind.CERTIFICATIONS], stored[Kind.OCCUPATIONS], stored[Kind.SKILLS])
