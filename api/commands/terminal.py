"""What the commands share: options, progress on standard error, counts on standard output."""

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Annotated, Any, ParamSpec, TypeVar

import sqlalchemy as sa
import typer

from data.domain import Language
from data.errors import InputError
from data.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")
LanguageOption = Annotated[Language, typer.Option("--lang", help="Language of the answer")]


def with_clear_values(command: Callable[P, T]) -> Callable[P, T]:
    """Show a wrong value as an input error instead of a traceback."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except ValueError as error:
            raise InputError(str(error)) from error

    return wrapped


def progress() -> Callable[[str], None]:
    """Write progress to standard error with the seconds since the start."""
    start = time.monotonic()
    return lambda line: typer.echo(f"{time.monotonic() - start:6.1f} s  {line}", err=True)


def echo_counts(counts: dict[str, Any]) -> None:
    """Write counts by name as one line."""
    typer.echo(", ".join(f"{name} {count}" for name, count in counts.items()))


def today() -> date:
    """The day, in UTC."""
    return datetime.now(UTC).date()


@contextmanager
def reading_database() -> Iterator[sa.Connection]:
    """A connection to this installation's database.

    Raises
    ------
    NotReadyError
        If it has no tables yet, or old ones.
    """
    from data.database import check_tables, open_engine

    engine = open_engine(Settings().sqlalchemy_url)
    try:
        check_tables(engine)
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
