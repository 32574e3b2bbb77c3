"""Postings over the tiny catalogue, with skills already read out of them."""

from datetime import date

import sqlalchemy as sa

from data.catalogue import Catalogue
from data.database import writing
from data.demand_store import Demand, replace_demand
from data.domain import LinkedSkill, PostingId, SkillId, StateId
from data.posting_store import replace_links
from data.settings import Settings
from embeddings.build import catalogue_texts, embed_texts
from tests.api.small_bundle import ENCODER
from tests.data.rows import add_postings, posting_row

AS_OF = date(2026, 10, 1)


def embed_catalogue(settings: Settings, catalogue: Catalogue) -> None:
    """Store vectors of everything in the catalogue."""
    for kind, by_id in catalogue_texts(catalogue).items():
        embed_texts(kind, by_id, ENCODER, settings.vectors_dir, lambda _: None)


def add_ads(
    engine: sa.Engine,
    n: int,
    *skill_ids: str,
    state_id: str = "MX-JAL",
    first: int = 0,
    is_invented: bool = True,
) -> None:
    """Postings that ask for the skills, each in a sentence of its own."""
    ids = [f"board:{number}" for number in range(first, first + n)]
    with writing(engine) as connection:
        rows = (posting_row(id_, state_id=state_id, posted_on=AS_OF, is_invented=is_invented) for id_ in ids)
        add_postings(connection, *rows)
        links = {
            PostingId(id_): [
                LinkedSkill(SkillId(name), f"Se necesita dominar bien {name} ({id_})", "dictionary", 1.0)
                for name in skill_ids
            ]
            for id_ in ids
        }
        replace_links(connection, links, "test")
        replace_demand(connection, [Demand(StateId(state_id), SkillId("sql"), n, n, 0, n)], AS_OF)
