"""``rumbo template``: files to fill in."""

from pathlib import Path
from typing import Annotated

import typer

from data.domain import Language
from data.settings import Settings

template_app = typer.Typer(help="Files to fill in and import.", no_args_is_help=True)


@template_app.callback()
def _group() -> None:
    """Make ``learners`` a command of its own, as typer would take a lone one for the whole."""


@template_app.command("learners")
def write_learner_template(
    out: Annotated[Path, typer.Argument(help=".xlsx file to write")],
    lang: Annotated[Language, typer.Option("--lang", help="Language of the file")] = Language.ES,
) -> None:
    """Write the Excel file for learners and what they have studied; fill it in, then rumbo import learners FILE."""
    from api.i18n import texts
    from api.template_texts import template_texts
    from data.atomic_file import replaced_file
    from data.catalogue import read_catalogue
    from data.exporters.learner_template import learner_template

    content = learner_template(read_catalogue(Settings().reference), template_texts(texts(lang)))
    with replaced_file(out) as file:
        file.write(content)
    typer.echo(str(out))
