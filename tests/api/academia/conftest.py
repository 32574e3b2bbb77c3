"""Two schools with somebody logged in each."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from data.database import writing
from data.rights import Role
from tests.api.academia.schools import Schools
from tests.api.page_client import PageClient
from tests.api.people import enter, put_account, put_organisation
from tests.data.plans import EAST, WEST


@pytest.fixture
def schools(web_app: FastAPI, engine: sa.Engine) -> Iterator[Schools]:
    """The two schools of ``tests/data/plans.py``; no bundle is needed for their own pages."""
    with PageClient(web_app) as west:
        east = PageClient(web_app)
        with writing(engine) as connection:
            for browser, rights in ((west, WEST), (east, EAST)):
                name = str(rights.organisation_id)
                organisation_id = put_organisation(connection, name, institution_id=rights.institution_id)
                put_account(connection, Role.ACADEMIA, name=name, organisation_id=organisation_id)
                enter(browser, connection, name)
        yield Schools(web_app.state.parts.engine, west, east, WEST, EAST)
