"""``rumbo match-people`` and ``rumbo match-postings``: postings and invented people, each with the reasons."""

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.terminal import LanguageOption
from data.domain import Language, LearnerId, PostingId
from data.settings import Settings

if TYPE_CHECKING:
    import sqlalchemy as sa

    from api.i18n import Texts
    from api.people_services import Match, Matcher
    from data.catalogue import Catalogue

TopOption = Annotated[int, typer.Option(min=1, max=500, help="Length of the list")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text")]


def people_of_posting(
    posting_id: Annotated[str, typer.Argument(help="Id of a posting, such as import:P000123")],
    top: TopOption = 10,
    as_json: JsonOption = False,
    lang: LanguageOption = Language.ES,
) -> None:
    """Name the invented people who fit a posting best, why, and what would close the gap."""
    from api.commands.people_texts import people_text
    from api.people_services import match_people

    _tell(lambda given, matcher: match_people(given, matcher, PostingId(posting_id), top), people_text, as_json, lang)


def postings_of_learner(
    learner_id: Annotated[str, typer.Argument(help="Pseudonymous id of an invented learner")],
    top: TopOption = 10,
    as_json: JsonOption = False,
    lang: LanguageOption = Language.ES,
) -> None:
    """Name the postings that fit an invented learner best, why, and what would close the gap."""
    from api.commands.people_texts import postings_text
    from api.people_services import match_postings

    _tell(
        lambda given, matcher: match_postings(given, matcher, LearnerId(learner_id), top), postings_text, as_json, lang
    )


def _tell(
    match: "Callable[[sa.Connection, Matcher], Sequence[Match]]",
    as_text: "Callable[[Sequence[Match], Catalogue, Texts], str]",
    as_json: bool,
    language: Language,
) -> None:
    """Print what ``match`` finds in the installation."""
    from api.commands.people_texts import matches_json
    from api.i18n import texts
    from api.people_services import Matcher
    from data.catalogue import read_catalogue
    from data.database import opened_engine, reading
    from embeddings.encoder import installed_fingerprint

    settings, t = Settings(), texts(language)
    catalogue = read_catalogue(settings.reference)
    fingerprint = installed_fingerprint(settings.encoder, settings.models_dir)
    with opened_engine(settings.sqlalchemy_url) as engine, reading(engine) as connection:
        found = match(connection, Matcher.of(connection, settings, catalogue, fingerprint))
    if as_json:
        typer.echo(json.dumps(matches_json(found, catalogue, t), ensure_ascii=False, indent=2))
    else:
        typer.echo(as_text(found, catalogue, t))
