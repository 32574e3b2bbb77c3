"""Two schools with somebody logged in each."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from data.database import writing
from data.rights import Role
from tests.api.academia.schools import Schools
from tests.api.page_client import PageClient
from tests.api.people import put_account, put_organisation
from tests.data.plans import EAST, WEST


@pytest.fixture
def schools(web_app: FastAPI, engine: sa.Engine) -> Iterator[Schools]:
    """The two schools of ``tests/data/plans.py``; no bundle is needed for their own pages."""
    with PageClient(web_app) as west:
        east = PageClient(web_app)
        with writing(engine) as connection:
            emails = [
                put_account(
                    connection,
                    Role.ACADEMIA,
                    name=str(rights.organisation_id),
                    organisation_id=put_organisation(
                        connection, rights.organisation_id, institution_id=rights.institution_id
                    ),
                )
                for rights in (WEST, EAST)
            ]
        for browser, email in zip((west, east), emails, strict=True):
            browser.log_in(email)
        yield Schools(web_app.state.parts.engine, west, east, WEST, EAST)
