"""The command that reads job titles."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.terminal import progress
from data.errors import InputError
from data.settings import Settings


def titles(
    titles_file: Annotated[Path, typer.Argument(metavar="TITLES", help="TSV file without a header: id, title")],
    out: Annotated[
        Path, typer.Option(help="TSV file to write: id, rank, occupation id, ESCO URI, labels, probability")
    ],
    top: Annotated[int, typer.Option(min=1, help="Occupations a title at most")] = 1,
) -> None:
    """Tell which occupations job titles mean: those of the catalogue, and of ESCO where it was imported."""
    from data.catalogue import read_catalogue
    from data.concept_store import stored_occupations
    from data.database import is_at_newest_revision, opened_engine
    from embeddings.encoder import load_encoder
    from embeddings.match_files import read_texts
    from embeddings.title_files import write_readings
    from embeddings.titles import TitleReader, titled_occupations
    from embeddings.vector_cache import VectorCache

    settings, tell = Settings(), progress()
    if not out.absolute().parent.is_dir():
        raise InputError(f"{out.parent} is no folder; the occupations could not be written there")
    asked = read_texts(titles_file)
    with opened_engine(settings.sqlalchemy_url) as engine, engine.connect() as connection:
        concepts = stored_occupations(connection) if is_at_newest_revision(engine) else []
    occupations = titled_occupations(read_catalogue(settings.reference).occupations.values(), concepts)
    encoder = load_encoder(settings.encoder, settings.models_dir)
    reader = TitleReader(occupations, encoder, VectorCache(settings.match_cache_dir), progress=tell)
    found = reader.read(list(asked.values()), top)
    write_readings(out, zip(asked, found, strict=True))
    n_without = sum(not some for some in found)
    typer.echo(f"{out}: {len(asked)} titles, {n_without} of them name no job")
