"""The command that matches texts with texts."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.terminal import progress
from data.errors import InputError
from data.settings import Settings
from embeddings.match_weights import TextKind


def match_texts(
    queries: Annotated[Path, typer.Argument(help="TSV file without a header: id, text")],
    corpus: Annotated[Path, typer.Argument(help="TSV file of the texts to choose from, in the same form")],
    kind: Annotated[TextKind, typer.Option(help="What the queries are")],
    out: Annotated[Path, typer.Option(help="TSV file to write: query id, corpus id, rank, score")],
    top: Annotated[int, typer.Option(min=1, help="Texts a query at most")] = 10,
) -> None:
    """Rank the texts of one file for each text of another, in Spanish, English or across."""
    from embeddings.encoder import load_encoder
    from embeddings.match import match_texts as best_matches
    from embeddings.match_files import read_texts, write_run
    from embeddings.vector_cache import VectorCache

    settings, tell = Settings(), progress()
    if not out.absolute().parent.is_dir():
        raise InputError(f"{out.parent} is no folder; the run could not be written there")
    asked, offered = read_texts(queries), read_texts(corpus)
    encoder = load_encoder(settings.encoder, settings.models_dir)
    found = best_matches(asked, offered, kind, top, encoder, VectorCache(settings.match_cache_dir), progress=tell)
    write_run(out, found)
    typer.echo(f"{out}: {len(asked)} queries, {min(top, len(offered))} of {len(offered)} texts each")
