"""``rumbo allocate serve-prices``: suggestions are ordered by what the last allocation found scarce."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.terminal import LanguageOption
from data.domain import Language
from data.errors import InputError
from data.settings import Settings

if TYPE_CHECKING:
    from recommender.allocation.running.verify import OpenedRun


def register(allocate_app: typer.Typer) -> None:
    """Add the command to ``rumbo allocate``."""
    allocate_app.command("serve-prices")(serve_prices)


def serve_prices(
    folder: Annotated[Path, typer.Argument(help="Folder that rumbo allocate wrote")],
    scenario: Annotated[Path | None, typer.Option(help="The scenario, if it was moved since")] = None,
    lang: LanguageOption = Language.ES,
) -> None:
    """Order suggestions by a verified run's prices: a copy of the served bundle with them serves from now on.

    ``rumbo rollback`` goes back to the bundle's own prices.
    """
    from api.allocation.allocation_services import check
    from api.i18n import texts
    from data.allocation.recorded_run import NotVerifiedError
    from recommender.allocation.running.verify import OpenedRun

    settings = Settings()
    checked = check(settings, folder, scenario)
    if checked.differences:
        raise NotVerifiedError(f"{folder} is not what it states: {checked.differences[0]}; run rumbo allocate verify")
    run = OpenedRun.read(folder, scenario)
    if run.inputs.scenario.from_database is None:
        raise InputError(f"{folder}: only a run with [from_database] has values in pesos, as suggestions have")
    typer.echo(texts(lang)("allocation.prices_served", version=put_prices(settings, run, folder.name)))


def put_prices(settings: Settings, run: "OpenedRun", source: str) -> str:
    """Serve a copy of the served bundle with a run's prices; returns its version."""
    from data.catalogue import read_catalogue
    from recommender.allocation.served_prices import served_prices
    from recommender.arrays import catalogue_arrays
    from recommender.bundle import current_bundle_folder, point_to, promoted_versions, write_repriced

    catalogue = read_catalogue(settings.reference)
    prices = served_prices(run.inputs.built, run.nodes, catalogue, catalogue_arrays(catalogue))
    version = write_repriced(current_bundle_folder(settings.bundles_dir), settings.bundles_dir, prices, source)
    served = promoted_versions(settings.bundles_dir)
    if served[-1] != version:
        point_to(settings.bundles_dir, [*served, version])
    return version
