"""The command that learns what certifications do to dropping out, and reports it without making a bundle."""

from typing import Annotated

import typer

from api.commands import job_commands
from api.commands.job_commands import QueueOption
from api.commands.terminal import progress
from data.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command to ``rumbo train``."""
    app.command("effects")(train_effects)


def train_effects(
    seed: Annotated[int, typer.Option(help="Equal seeds give equal intervals")] = 2026, queue: QueueOption = False
) -> None:
    """Learn what holding a certification does to dropping out, and say whether history supports it.

    The same fit is a part of rumbo train ranker, whose bundle carries it where it is supported.
    """
    from training.effect_report import effect_text
    from training.train_effects import run_train_effects

    if queue:
        job_commands.enqueue("train effects", {"seed": seed})
        return
    typer.echo(effect_text(run_train_effects(Settings(), seed, progress())))
