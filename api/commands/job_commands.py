"""Commands about jobs: what waits, runs and ended; cancel one, or try it once more."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from api.commands.status import job_text, status_of, status_text
from api.schemas.jobs import job_out
from data.database import check_tables, open_engine
from data.job_queue import JobQueue
from data.settings import Settings

app = typer.Typer(help="Cancel a job or try it once more; rumbo status lists them.", no_args_is_help=True)

QueueOption = Annotated[bool, typer.Option("--queue", help="Let a worker do it; prints the number of the job")]
NumberArgument = Annotated[int, typer.Argument(metavar="JOB", min=1, help="Number of the job")]


@contextmanager
def queue_of(settings: Settings) -> Iterator[JobQueue]:
    """The queue of an installation.

    Raises
    ------
    NotReadyError
        If the database has no tables yet, or old ones.
    """
    engine = open_engine(settings.sqlalchemy_url)
    try:
        check_tables(engine)
        yield JobQueue.of(engine, settings.home)
    finally:
        engine.dispose()


def enqueue(command: str, arguments: Mapping[str, Any]) -> None:
    """Ask for a command to be run by a worker and print the number of the job."""
    with queue_of(Settings()) as queue:
        typer.echo(queue.enqueue(command, arguments, datetime.now(UTC)))


def status(
    job: Annotated[int | None, typer.Argument(metavar="[JOB]", min=1, help="Number of one job, with its log")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs")] = False,
    settle: Annotated[
        bool, typer.Option("--settle", help="First mark commands whose process was killed as interrupted")
    ] = False,
) -> None:
    """Tell what waits, runs and ended, and what the installation holds; or all about one job."""
    settings = Settings()
    with queue_of(settings) as queue:
        if settle:
            queue.settle(datetime.now(UTC))
        if job is not None:
            found = queue.job(job)
            typer.echo(job_out(found).model_dump_json(indent=2) if as_json else job_text(found))
            return
        facts = status_of(settings, queue)
        typer.echo(facts.model_dump_json(indent=2) if as_json else status_text(facts))


@app.command()
def cancel(number: NumberArgument) -> None:
    """Cancel a job: at once if it waits, at its next report if it runs; what it wrote is rolled back."""
    with queue_of(Settings()) as queue:
        queue.cancel(number, datetime.now(UTC))


@app.command()
def retry(number: NumberArgument) -> None:
    """Queue a job that ended badly once more; prints the number of the new job."""
    with queue_of(Settings()) as queue:
        typer.echo(queue.retry(number, datetime.now(UTC)))
