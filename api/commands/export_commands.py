"""``rumbo export``: what others read with their own programs."""

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from api.commands.terminal import LanguageOption, reading_database, today
from data.domain import Language
from data.errors import InputError

if TYPE_CHECKING:
    from api.i18n import Texts
    from data.catalogue import Catalogue
    from data.exporters.linked_data.terms import Thing
    from data.exporters.tables import Table
    from data.settings import Settings

_WINDOW: Final = timedelta(days=365)
_AT_ONCE: Final = 1_000

export_app = typer.Typer(help="Files for the programs of others.", no_args_is_help=True)


class TableKind(StrEnum):
    """What can be written as a table."""

    CERTIFICATIONS = "certifications"
    SKILLS = "skills"
    DEMAND = "demand"


class LinkedKind(StrEnum):
    """What can be written as JSON-LD."""

    CERTIFICATIONS = "certifications"
    CURRICULA = "curricula"
    POSTINGS = "postings"


@export_app.command("jsonld")
def write_linked_data(
    kind: Annotated[LinkedKind, typer.Argument(help="certifications, curricula, or open postings of the last year")],
    out: Annotated[Path, typer.Option("--out", help=".jsonld file to write")],
) -> None:
    """Write schema.org's JSON-LD in both languages; rumbo import reads the same back."""
    from data.exporters.linked_data.files import write_document
    from data.settings import Settings

    typer.echo(f"{out}: {write_document(out, _things(kind, Settings()))}")


def _things(kind: LinkedKind, settings: "Settings") -> "Iterator[Thing]":
    from data.catalogue import read_catalogue
    from data.exporters.linked_data.courses import programme
    from data.exporters.linked_data.credentials import credential

    catalogue = read_catalogue(settings.reference)
    if kind is LinkedKind.CERTIFICATIONS:
        yield from (credential(one, catalogue) for one in catalogue.certifications.values())
    elif kind is LinkedKind.CURRICULA:
        plans = catalogue.curricula.values()
        yield from (programme(one, catalogue.skills, catalogue.institutions) for one in plans)
    else:
        yield from _postings(catalogue)


def _postings(catalogue: "Catalogue") -> "Iterator[Thing]":
    from data.exporters.linked_data.postings import job_posting
    from data.published_posting_store import open_postings, published

    with reading_database() as connection:
        ids = open_postings(connection, today() - _WINDOW, today())
        for start in range(0, len(ids), _AT_ONCE):
            for one in published(connection, ids[start : start + _AT_ONCE]):
                yield job_posting(one, catalogue)


@export_app.command("table")
def write_table(
    kind: Annotated[TableKind, typer.Argument(help="certifications, skills, or demand by state and skill")],
    out: Annotated[Path, typer.Option("--out", help=".csv or .xlsx file to write")],
    lang: LanguageOption = Language.ES,
) -> None:
    """Write a table that a spreadsheet opens; nothing in it can run as a formula."""
    from api.i18n import texts
    from data.atomic_file import replaced_file
    from data.exporters.table_csv import csv_pieces
    from data.exporters.table_excel import excel_pieces
    from data.settings import Settings

    writers = {".csv": csv_pieces, ".xlsx": excel_pieces}
    pieces = writers.get(out.suffix.lower())
    if pieces is None:
        raise InputError(f"{out}: name a file that ends with .csv or .xlsx")
    with replaced_file(out) as file:
        file.writelines(pieces(_table(kind, Settings(), texts(lang))))
    typer.echo(str(out))


def _table(kind: TableKind, settings: "Settings", t: "Texts") -> "Table":
    from api.catalogue_tables import certification_table, demand_table, skill_table
    from data.catalogue import read_catalogue
    from data.demand_store import demand_of

    catalogue = read_catalogue(settings.reference)
    if kind is TableKind.CERTIFICATIONS:
        return certification_table(catalogue.certifications.values(), catalogue, t)
    if kind is TableKind.SKILLS:
        return skill_table(catalogue, t)
    with reading_database() as connection:
        found = [(id_, one) for id_ in catalogue.states for one in demand_of(connection, id_)]
    return demand_table(found, catalogue, t)
