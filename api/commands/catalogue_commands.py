"""Commands that look after the reference files."""

from datetime import datetime
from typing import Annotated

import typer

from api.commands.terminal import LanguageOption
from api.commands.terminal import today as this_day
from data.domain import Language
from data.settings import Settings

catalogue_app = typer.Typer(help="Look after the reference files.", no_args_is_help=True)


@catalogue_app.command("check")
def check_reference_files(
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day to reckon the age of rows from; default: today")
    ] = None,
) -> None:
    """Count the catalogue and look for broken rows, duplicates, circles, outliers, missing translations, old rows."""
    from data.catalogue_quality.report import check_catalogue, report_lines

    report = check_catalogue(Settings().reference, today.date() if today else this_day())
    for line in report_lines(report):
        typer.echo(line)
    if not report.is_clean:
        raise typer.Exit(1)


@catalogue_app.command("family")
def family_of_degree(
    titles: Annotated[list[str], typer.Argument(help='Titles of degrees, such as "Ing. en Sist. Comp."')],
    lang: LanguageOption = Language.ES,
) -> None:
    """Tell which family of degrees each title belongs to; a hyphen for none that IT or BPO look for."""
    from data.programme_titles import ProgrammeMatcher

    matcher = ProgrammeMatcher(Settings().reference)
    for title in titles:
        family = matcher.family_of(title)
        named = f"{family.id}\t{family.label.in_language(lang)}" if family else "-\t-"
        typer.echo(f"{named}\t{title}")
