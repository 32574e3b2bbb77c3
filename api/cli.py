"""The command line: the one place that knows both the service and the training side."""

import json
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from api.commands import (
    allocation_price_commands,
    allocation_what_if_commands,
    job_commands,
    reading_commands,
    risk_commands,
)
from api.commands.allocation_commands import allocate_app
from api.commands.benchmark_commands import benchmark_app
from api.commands.catalogue_commands import catalogue_app
from api.commands.effect_commands import effects_app
from api.commands.export_commands import export_app
from api.commands.follow_up_commands import follow_up_app
from api.commands.gap_commands import gaps
from api.commands.job_commands import QueueOption
from api.commands.path_command import path
from api.commands.people_commands import people_of_posting, postings_of_learner
from api.commands.policy_commands import drift, print_policy_evaluation
from api.commands.privacy_commands import privacy_app
from api.commands.rejected_commands import rejected_app
from api.commands.serve_command import serve
from api.commands.simulate_command import simulate
from api.commands.skill_commands import skills_app
from api.commands.template_commands import template_app
from api.commands.terminal import LanguageOption, echo_counts, progress, today, with_clear_values
from api.commands.text_match_command import match_texts
from api.commands.titles_command import titles
from api.commands.train_effects_command import register as register_train_effects
from api.commands.user_commands import users_app
from data.domain import Language, LearnerId
from data.errors import AppError, InputError
from data.settings import Settings

if TYPE_CHECKING:
    from data.findings import Finding

app = typer.Typer(
    name="rumbo",
    help="Suggests the next IT or BPO certification. Settings: RUMBO_* variables; see the README.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
train_app = typer.Typer(help="Fit a model and register it as the challenger.", no_args_is_help=True)
app.add_typer(train_app, name="train")
reading_commands.register(train_app)
app.add_typer(allocate_app, name="allocate")
allocation_what_if_commands.register(allocate_app)
allocation_price_commands.register(allocate_app)
app.add_typer(benchmark_app, name="benchmark")
risk_commands.register(train_app)
app.add_typer(risk_commands.score_app, name="score")
register_train_effects(train_app)
app.add_typer(catalogue_app, name="catalogue")
app.add_typer(effects_app, name="effects")
app.add_typer(export_app, name="export")
app.add_typer(follow_up_app, name="follow-up")
app.add_typer(privacy_app, name="privacy")
app.add_typer(rejected_app, name="rejected")
app.add_typer(template_app, name="template")
app.add_typer(skills_app, name="skills")
app.add_typer(job_commands.app, name="jobs")
app.add_typer(users_app, name="users")
app.command("drift")(drift)
app.command("serve")(serve)
app.command("status")(job_commands.status)
app.command("simulate")(simulate)
app.command("match-texts")(match_texts)
app.command("titles")(titles)
app.command("gaps")(gaps)
app.command("match-people")(people_of_posting)
app.command("match-postings")(postings_of_learner)
app.command("path")(path)


def main() -> None:
    """Run a command; expected trouble ends in one line and exit code 1, never in a traceback."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        app()
    except AppError as error:
        _stop(error.detail)
    except OSError as error:
        _stop(f"{error.filename}: {error.strerror}" if error.filename else str(error))


def _stop(detail: str) -> NoReturn:
    typer.secho(f"error: {detail}", err=True, fg=typer.colors.RED)
    sys.exit(1)


@app.command()
def init() -> None:
    """Build the encoder and the database if they are missing."""
    from training.jobs import initialise

    initialise(Settings(), progress())


@app.command("import")
def import_rows(
    kind: Annotated[str, typer.Argument(help="postings, learners, certifications, skills, ...; see docs/formats.md")],
    path: Annotated[
        Path, typer.Argument(help="CSV, Excel, JSON or Markdown file, page with JobPosting, ESCO's folder")
    ],
    mapping: Annotated[
        Path | None, typer.Option(help="TOML file with columns and constants, or oulad, anuies-2017-2018")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Sheet of an Excel file; default: the first that shows")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and count all, keep nothing")] = False,
    guess: Annotated[
        bool, typer.Option("--guess", help="Write a mapping for the file instead of importing it")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="With --guess: file to write; default: FILE.toml here")] = None,
    force: Annotated[bool, typer.Option("--force", help="With --guess: write over an older file")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Certifications, skills, curricula: take away all that the file lacks")
    ] = False,
    queue: QueueOption = False,
) -> None:
    """Import one file or folder; bad rows are kept aside with their reason, the good ones load."""
    from training.imports import run_import

    if queue and (guess or dry_run):
        raise InputError("--guess and --dry-run tell at once; leave --queue out")
    if queue:
        given = {"kind": kind, "path": path, "mapping": mapping, "replace": replace, "sheet": sheet}
        job_commands.enqueue("import", given)
        return
    if guess:
        _guess_mapping(kind, path, sheet, out or Path(f"{path.stem}.toml"), force=force)
        return
    counts = run_import(
        Settings(), kind, path, mapping, progress(), today(), replace=replace, dry_run=dry_run, sheet=sheet
    )
    if dry_run:
        typer.echo("nothing was kept; without --dry-run it would be:")
    typer.echo(", ".join(f"{fate} {count}" for fate, count in counts.items()))


@app.command()
def embed(queue: QueueOption = False) -> None:
    """Encode changed texts, link the skills of new postings, count demand."""
    from training.jobs import run_embed

    if queue:
        job_commands.enqueue("embed", {})
        return
    echo_counts(run_embed(Settings(), progress()))


@app.command()
def index(queue: QueueOption = False) -> None:
    """Build the FAISS indexes from the stored vectors."""
    from training.jobs import run_index

    if queue:
        job_commands.enqueue("index", {})
        return
    echo_counts(run_index(Settings(), progress()))


@train_app.command("ranker")
@with_clear_values
def train_ranker(
    seed: Annotated[int, typer.Option(help="Equal seeds give equal models")] = 2026, queue: QueueOption = False
) -> None:
    """Fit the ranking bundle on what was imported."""
    from training.jobs import run_train_ranker

    if queue:
        job_commands.enqueue("train ranker", {"seed": seed})
        return
    typer.echo(run_train_ranker(Settings(), seed, progress()))


@app.command()
def evaluate(
    bundle: Annotated[str | None, typer.Option(help="Version; default: the challenger")] = None,
    world: Annotated[Path | None, typer.Option(help="Folder of the simulated country that was imported")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the bootstrap and of the random rival")] = 2026,
    out: Annotated[Path | None, typer.Option("--json", help="Also write the figures here")] = None,
    policy: Annotated[
        bool, typer.Option("--policy", help="Judge by what learners answered to places drawn by chance; needs no truth")
    ] = False,
    queue: QueueOption = False,
) -> None:
    """Judge a bundle on learners that no model saw, against rivals and the oracle."""
    from data.simulator.world import TRUTH_FOLDER
    from training.jobs import run_evaluate, version_to_judge
    from training.report import report_json, report_text

    if queue and policy:
        raise InputError("--policy tells at once; leave --queue out")
    if queue and out is not None:
        raise InputError("--json needs the figures at once; leave --queue out, or read them in MLflow")
    if queue:
        job_commands.enqueue("evaluate", {"bundle": bundle, "world": world, "seed": seed})
        return
    settings = Settings()
    if out is not None and not out.parent.is_dir():
        raise InputError(f"{out.parent} is no folder; the figures could not be written there")
    version = version_to_judge(settings, bundle)
    if policy:
        print_policy_evaluation(settings, version, seed, out)
        return
    truth = (world or settings.world_dir) / TRUTH_FOLDER
    report = run_evaluate(settings, version, truth, seed, progress())
    if out is not None:
        out.write_text(json.dumps(report_json(report), indent=2) + "\n", encoding="utf-8")
    typer.echo(report_text(report))


@app.command()
def promote(version: Annotated[str | None, typer.Argument(help="Default: the challenger")] = None) -> None:
    """Serve the challenger if it passes the gate."""
    from training.bundle_jobs import at_terminal

    typer.echo(f"{at_terminal(Settings(), version)} is served")


@app.command()
def rollback() -> None:
    """Serve the bundle that served before."""
    from training.bundle_jobs import at_terminal

    typer.echo(f"{at_terminal(Settings(), None, back=True)} is served")


@app.command()
def bundles() -> None:
    """Renew what pages know of each bundle, and list them with the gate's word."""
    from recommender.bundle_records import kept_records
    from training.bundle_jobs import renew_records

    settings = Settings()
    renew_records(settings)
    for record in kept_records(settings.bundle_records_dir):
        typer.echo(f"{record.version}  made {record.made_at}  {record.refusal or 'passes the gate'}")


@app.command()
def suggest(
    learner_id: Annotated[str, typer.Argument(help="Pseudonymous id of an invented learner")],
    k: Annotated[int, typer.Option("-k", min=1, max=50, help="Length of the list")] = 10,
    lang: LanguageOption = Language.ES,
) -> None:
    """Print a learner's suggestions with their reasons; shown is shown, so impressions are stored."""
    from api.app import bundle_holder
    from api.commands.plain_text import suggestions_text
    from api.services import suggest_for
    from data.account_store import rights_over_invented
    from data.catalogue import read_catalogue
    from data.database import writing
    from training.job_runs import opened

    settings = Settings()
    catalogue = read_catalogue(settings.reference)
    bundle = bundle_holder(settings, catalogue).current()
    with opened(settings) as engine, writing(engine) as connection:
        rights = rights_over_invented(connection, LearnerId(learner_id))
        found = suggest_for(connection, bundle, rights, moment=datetime.now(UTC), k=k)
    typer.echo(suggestions_text(found, catalogue, lang))


@app.command()
def worker(
    once: Annotated[bool, typer.Option("--once", help="End when no job waits any more")] = False,
    poll: Annotated[float, typer.Option(min=0.05, help="Seconds between two looks at an empty queue")] = 2.0,
) -> None:
    """Do queued jobs, one after the other; start several to have one step in where another was killed."""
    from api.commands.worker_steps import SERVICE_STEPS
    from training.worker import work_on_queue

    n_ended = work_on_queue(Settings(), once=once, poll_seconds=poll, progress=progress(), service_steps=SERVICE_STEPS)
    typer.echo(f"jobs ended: {n_ended}")


@app.command()
def demo(
    reset: Annotated[bool, typer.Option("--reset", help="Delete the demo first and make it anew")] = False,
) -> None:
    """Make the demo: an invented country, imported, embedded, learned from and ready to serve."""
    from api.accounts.demo_accounts import make_demo_accounts
    from data.catalogue import read_catalogue
    from data.database import migrate, writing
    from training.demo import reset as delete_demo
    from training.demo import run_demo
    from training.job_runs import opened

    settings = Settings()
    if reset:
        delete_demo(settings)
    run_demo(settings, today(), progress())
    with opened(settings) as engine:
        # A demo of an earlier version had no accounts.
        migrate(engine)
        with writing(engine) as connection:
            log_ins = make_demo_accounts(connection, read_catalogue(settings.reference), settings, datetime.now(UTC))
    typer.echo(f"the demo is ready: rumbo serve\n{log_ins}", nl=False)


@app.command()
def doctor() -> None:
    """Examine the installation; exit code 1 if something is wrong."""
    from training.doctor import examine_and_keep

    _tell(examine_and_keep(Settings()))


@app.command()
def backup(out: Annotated[Path, typer.Argument(help="New .tar.gz file")], queue: QueueOption = False) -> None:
    """Save database, catalogues, bundles and runs in one archive."""
    from training.archives.backup import back_up

    if queue:
        job_commands.enqueue("backup", {"out": out})
        return
    typer.echo(f"{out}: {back_up(Settings(), out, progress()) / 1e6:.1f} MB")


@app.command()
def restore(
    archive: Annotated[Path, typer.Argument(help="File that rumbo backup wrote")],
    verify: Annotated[
        bool, typer.Option("--verify", help="Read all of it back and compare it with the archive")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there")] = False,
    check: Annotated[bool, typer.Option("--check", help="Examine the archive and write nothing")] = False,
) -> None:
    """Put a backup back, into the database that the settings name; stop the service first."""
    from training.archives.archive import read_archive
    from training.archives.restore import restore as put_back
    from training.archives.restore_check import archive_findings, installation_findings

    settings = Settings()
    if check:
        _tell(archive_findings(read_archive(archive), settings))
        return
    restored = put_back(settings, archive, progress(), force=force, verify=verify)
    typer.echo(
        f"{restored.n_rows} rows and {len(restored.files)} files restored; next: rumbo init, embed, index, doctor"
    )
    if verify:
        _tell(installation_findings(restored, settings))


def _guess_mapping(kind: str, path: Path, sheet: str | None, out: Path, *, force: bool) -> None:
    """Write a mapping and say what was recognised and what is missing."""
    from data.catalogue import read_catalogue
    from data.importers.guess import guess_mapping, write_mapping

    guess = guess_mapping(kind, path, read_catalogue(Settings().reference), sheet=sheet)
    write_mapping(guess, out, force=force)
    for line in guess.told:
        typer.echo(line)
    typer.echo(f"written: {out}; next: rumbo import {kind} {path} --mapping {out} --dry-run")


def _tell(findings: "Sequence[Finding]") -> None:
    """One line a part; exit code 1 if one is ill."""
    width = max(10, *(len(finding.part) for finding in findings))
    for finding in findings:
        typer.echo(f"{'ok  ' if finding.is_well else 'ILL '} {finding.part:<{width}} {finding.detail}")
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(1)
