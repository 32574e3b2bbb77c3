"""``rumbo rejected``: what imports refused, and the refused rows as a file to mend."""

from pathlib import Path
from typing import Annotated, Final

import typer
from typer.core import TyperGroup

from api.commands.terminal import reading_database

_LIST: Final = "list"
_OPTIONS_OF_THE_GROUP: Final = ("--help",)


class _ListByDefault(TyperGroup):
    """Reads ``rumbo rejected postings`` as ``rumbo rejected list postings``."""

    # The base class names a private class of typer's, of which this one is a kind.
    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Put the command in front where none is named."""
        is_named = bool(args) and (args[0] in self.commands or args[0] in _OPTIONS_OF_THE_GROUP)
        return super().parse_args(ctx, args if is_named else [_LIST, *args])


rejected_app = typer.Typer(help="Rows that imports refused.", cls=_ListByDefault)


@rejected_app.command(_LIST)
def list_rejected(
    kind: Annotated[str | None, typer.Argument(help="postings, learners, ...; default: all")] = None,
    limit: Annotated[int, typer.Option(min=0, help="Rows to show below the counts")] = 50,
) -> None:
    """Count the refused rows by reason and show the first, with file and line."""
    from data.rejected_store import count_reasons, rejected_rows

    with reading_database() as connection:
        counts, rows = count_reasons(connection, kind), rejected_rows(connection, kind, limit)
    n_rows = sum(count.n_rows for count in counts)
    typer.echo(f"refused rows: {n_rows}")
    for count in counts:
        typer.echo(f"{count.n_rows:8}  {count.kind}: {count.reason}")
    for row in rows:
        typer.echo(f"{row.file}, line {row.line}: {row.reason}")
    if len(rows) < n_rows and limit:
        typer.echo(f"and {n_rows - len(rows)} more; see --limit")


@rejected_app.command("export")
def export_rejected(
    kind: Annotated[str, typer.Argument(help="postings, learners, certifications, ...")],
    out: Annotated[Path, typer.Argument(help="CSV file to write; mend it, then rumbo import KIND OUT.csv")],
    file: Annotated[Path | None, typer.Option(help="Only rows of this file")] = None,
    sheet: Annotated[str | None, typer.Option(help="Sheet of an Excel file, as given to rumbo import")] = None,
) -> None:
    """Write the refused rows as they stand in their files, with file, line and reason."""
    from data.exporters.rejected_rows import write_rejected
    from data.rejected_store import rejected_rows

    with reading_database() as connection:
        rows = rejected_rows(connection, kind)
    done = write_rejected(rows, out, file, sheet)
    typer.echo(f"{out}: {done.n_written} rows; mend them and run rumbo import {kind} {out}")
    if done.n_unreadable:
        typer.echo(f"{done.n_unreadable} rows cannot be taken apart into columns; mend them in their own file")
