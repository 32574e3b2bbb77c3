"""A school's plan whose figures can be worked out by hand: what it teaches is corrected, what is asked is counted."""

from datetime import date
from itertools import product

import pytest
import sqlalchemy as sa

from api import app as application
from data.catalogue import Catalogue
from data.database import writing
from data.demand_store import Demand, replace_demand
from data.domain import Label, LinkedSkill, PostingId, SkillId, StateId, SubjectId
from data.plan_store import correct_skill
from data.posting_store import replace_links
from data.settings import Settings
from embeddings.build import catalogue_texts, embed_texts
from tests.api.academia.schools import Schools
from tests.api.small_bundle import ENCODER
from tests.data.plans import DATABASES, MOMENT, PLAN_ID, PROGRAMMING, make_plan, make_subject
from tests.data.rows import add_postings, posting_row

N_POSTINGS = 6
TAUGHT = {(PROGRAMMING, "python"): 1.0, (DATABASES, "sql"): 0.5}
"""All that the plan teaches; every other pair of subject and skill is denied."""


@pytest.fixture
def ready(schools: Schools, settings: Settings, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> Schools:
    """The two schools where plans can be analysed, as soon as there are postings."""
    monkeypatch.setattr(application, "load_encoder", lambda model, models_dir: ENCODER)
    for kind, by_id in catalogue_texts(catalogue).items():
        embed_texts(kind, by_id, ENCODER, settings.vectors_dir, lambda _: None)
    return schools


@pytest.fixture
def analysed(ready: Schools, catalogue: Catalogue) -> Schools:
    """The west school with a plan of two subjects, and six postings of Jalisco that ask for Python, SQL and AWS each.

    The posting of every small application asks for SQL once more.
    """
    first = make_subject(PROGRAMMING, label=Label("Programación", "Programming"))
    second = make_subject(
        DATABASES, label=Label("Bases", "Databases"), semester=2, prerequisite_ids=frozenset({PROGRAMMING})
    )
    ready.put(ready.west_rights, make_plan(PLAN_ID, first, second))
    with writing(ready.engine) as connection:
        for subject_id, skill_id in product((PROGRAMMING, DATABASES), catalogue.skills):
            correct(connection, ready, subject_id, skill_id, TAUGHT.get((subject_id, skill_id), 0.0))
        ask_for(connection, "python", "sql", "aws")
    return ready


def correct(
    connection: sa.Connection, schools: Schools, subject_id: SubjectId, skill_id: SkillId, weight: float
) -> None:
    """Say how far a subject of the west school teaches a skill."""
    correct_skill(connection, schools.west_rights, subject_id, skill_id, weight, MOMENT)


def ask_for(connection: sa.Connection, *skill_ids: str) -> None:
    """Postings of Jalisco that ask for all the skills, each in a sentence of its own."""
    ids = [f"ads:{number}" for number in range(N_POSTINGS)]
    add_postings(connection, *(posting_row(id_, title="Ingeniera <b>", posted_on=date(2026, 9, 1)) for id_ in ids))
    links = {
        PostingId(id_): [
            LinkedSkill(SkillId(name), f"Se necesita dominar bien {name}", "dictionary", 1.0) for name in skill_ids
        ]
        for id_ in ids
    }
    replace_links(connection, links, "test")
    demand = [Demand(StateId("MX-JAL"), SkillId("python"), N_POSTINGS, N_POSTINGS, 0, N_POSTINGS)]
    replace_demand(connection, demand, date(2026, 10, 1))
