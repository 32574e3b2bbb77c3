"""Each arrow of the data flow as one function: may be repeated, survives being killed, writes a row in ``job_run``."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from data.catalogue import Catalogue, read_catalogue
from data.database import migrate, reading, refresh_statistics
from data.domain import LearnerId
from data.errors import BundleTamperedError, ForeignIndexError, NotReadyError
from data.held_job import Reporter
from data.importers.pseudonyms import learner_id_of
from data.settings import Settings
from embeddings.build import Kind, build_indexes, catalogue_texts, embed_texts, vectors_in_order
from embeddings.encoder import installed_fingerprint, load_encoder
from embeddings.index import VectorIndex
from recommender.bundle import Bundle, load_bundle, promoted_versions, read_manifest
from recommender.people_files import PeopleFiles
from recommender.texts import TextVectors
from training.build_bundle import Inputs, build_bundle, rows_of
from training.bundle_jobs import renew_records
from training.bundle_plots import reliability_plots
from training.bundle_run import bundle_run
from training.evaluate import Report, evaluate
from training.fit_ranker import RankerParameters
from training.job_runs import Counts, Progress, Runner, opened, run_job
from training.linking import link_postings, posting_texts_by_id, recount_demand
from training.people_count import count_people
from training.promote import NOT_COMPARABLE
from training.records import read_records
from training.report import flat_metrics, report_text


def initialise(settings: Settings, progress: Progress) -> None:
    """Make the folders, build the encoder if it is missing and bring the database to the newest revision."""
    settings.home.mkdir(parents=True, exist_ok=True)
    if settings.encoder is None:
        from embeddings.weights import build_default_encoder

        build_default_encoder(settings.models_dir, progress)
    with opened(settings) as engine:
        migrate(engine)
    progress("database at the newest revision")


def run_embed(settings: Settings, progress: Progress, run: Runner = run_job) -> Counts:
    """Encode changed texts, link the skills of new postings, count demand and people anew."""
    catalogue = read_catalogue(settings.reference)

    def work(engine: sa.Engine, report: Reporter) -> Counts:
        encoder = load_encoder(settings.encoder, settings.models_dir)
        embed = partial(embed_texts, encoder=encoder, vectors_dir=settings.vectors_dir, progress=report)
        for kind, texts in catalogue_texts(catalogue).items():
            embed(kind, texts)
        counts = link_postings(engine, catalogue, encoder, settings.vectors_dir, report)
        embed(Kind.POSTINGS, posting_texts_by_id(engine))
        today = datetime.now(UTC).date()
        counts = {**counts, **recount_demand(engine, catalogue, today)}
        counts = {**counts, **count_people(engine, catalogue, PeopleFiles(settings.people_dir), today, report)}
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
        inputs = inputs_of(settings, engine)
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
        Tracker(settings.mlruns).log_bundle(folder, bundle_run(manifest, parameters, len(rows)))
        renew_records(settings)
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
        inputs = inputs_of(settings, engine)
        bundle = bundle_of(settings, version, inputs)
        rows = rows_of(inputs, report)
        champion, tags = champion_of(settings, version, inputs)
        judged = evaluate(
            bundle, champion, inputs.records, rows, world, pseudonym_of(settings), seed=seed, progress=report
        )
        Tracker(settings.mlruns).log_metrics(
            version, flat_metrics(judged), report_text(judged), tags=tags, plots=reliability_plots(bundle, rows)
        )
        renew_records(settings)
        found.append(judged)
        return {"learners": int(judged.facts["learners_judged"])}

    arguments = {"bundle": version, "world": str(world.parent.absolute()), "seed": seed}
    run(settings, "evaluate", arguments, work, progress)
    return found[0]


def inputs_of(settings: Settings, engine: sa.Engine) -> Inputs:
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


def bundle_of(settings: Settings, version: str, inputs: Inputs) -> Bundle:
    """Open a bundle of this installation."""
    return load_bundle(settings.bundles_dir / version, inputs.catalogue, inputs.vectors.fingerprint)


def champion_of(settings: Settings, version: str, inputs: Inputs) -> tuple[Bundle | None, dict[str, str]]:
    """The bundle that serves, if it is another one and can still be judged, and what the run shall say if it cannot."""
    served = promoted_versions(settings.bundles_dir)
    if not served or served[-1] == version:
        return None, {}
    try:
        return bundle_of(settings, served[-1], inputs), {}
    except (NotReadyError, ForeignIndexError, BundleTamperedError):
        return None, {NOT_COMPARABLE: served[-1]}


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


def pseudonym_of(settings: Settings) -> Callable[[str], LearnerId]:
    """The function from a partner's number of a person to our id."""
    return partial(learner_id_of, settings.pseudonym_secret)


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
