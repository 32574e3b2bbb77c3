"""Commands that measure methods on files of anybody's."""

import typer

from api.policy_commands import logged

benchmark_app = typer.Typer(help="Measure a method on a file.", no_args_is_help=True)
benchmark_app.command("logged")(logged)
