"""The command that invents a country, or checks one."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.terminal import progress, with_clear_values
from data.errors import InputError
from data.settings import Settings
from data.simulator.worlds import MOST_TRUTH, World


@with_clear_values
def simulate(
    out: Annotated[Path | None, typer.Option(help="Folder to write; an older country there is replaced")] = None,
    learners: Annotated[int, typer.Option(help="Number of invented learners")] = 5_000,
    months: Annotated[int, typer.Option(help="Months of history")] = 12,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal files")] = 2026,
    world: Annotated[World, typer.Option(help="How the effect of certifications differs between people")] = (
        World.DEFAULT
    ),
    truth: Annotated[int, typer.Option(help="Learners whose potential outcomes are kept at most")] = MOST_TRUTH,
    check: Annotated[Path | None, typer.Option(help="Check the country in this folder instead of writing one")] = None,
) -> None:
    """Invent a country: raw event files as partners would send them, and the truth beside."""
    if out is None:
        if check is None:
            raise InputError("name a folder: --out to write a country, --check to check one")
        _check_country(check)
        return
    from data.catalogue import read_catalogue
    from data.simulator.world import is_world
    from data.simulator.world import simulate as write_world

    if check is not None:
        raise InputError("write a country with --out or check one with --check, not both")
    if out.exists() and not is_world(out) and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"{out} holds something else; name an empty or new folder")
    write_world(
        read_catalogue(Settings().reference),
        out,
        n_learners=learners,
        n_months=months,
        seed=seed,
        world=world,
        n_truth=truth,
        progress=progress(),
    )


def _check_country(folder: Path) -> None:
    """Print one line a check; exit code 1 if one fails."""
    from data.catalogue import read_catalogue
    from data.simulator.checks import country_checks

    found = country_checks(folder, read_catalogue(Settings().reference))
    for check in found:
        typer.echo(check.line)
    if not all(check.holds for check in found):
        raise typer.Exit(1)
