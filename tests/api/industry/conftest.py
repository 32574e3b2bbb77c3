"""Two companies with somebody logged in each, and a small encoder."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from api import skill_texts
from data.database import writing
from data.rights import CompanyRights, Role
from tests.api.industry.companies import Companies
from tests.api.page_client import PageClient
from tests.api.people import enter, put_account, put_organisation
from tests.api.small_bundle import ENCODER


@pytest.fixture
def companies(web_app: FastAPI, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Companies]:
    """No bundle is needed for their pages."""
    monkeypatch.setattr(skill_texts, "load_encoder", lambda model, models_dir: ENCODER)
    with PageClient(web_app) as west:
        east = PageClient(web_app)
        rights = []
        with writing(engine) as connection:
            for browser, name in ((west, "west-works"), (east, "east-works")):
                organisation_id = put_organisation(connection, name, Role.INDUSTRY)
                put_account(connection, Role.INDUSTRY, name=name, organisation_id=organisation_id)
                enter(browser, connection, name)
                rights.append(CompanyRights(organisation_id))
        yield Companies(web_app.state.parts, west, east, *rights)
