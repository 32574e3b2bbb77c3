"""Ana, an invented student of the small application, logged in."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from data.domain import LearnerId
from data.rights import LearnerRights, Role
from tests.api.page_client import PageClient
from tests.api.people import logged_in

HERS = LearnerRights(LearnerId("ana"))
EVAS = LearnerRights(LearnerId("eva"))


@pytest.fixture
def ana(client: PageClient, engine: sa.Engine) -> PageClient:
    """Her browser."""
    return logged_in(client, engine, Role.STUDENT, learner_id="ana")


@pytest.fixture
def manager(web_app: FastAPI, ana: PageClient, engine: sa.Engine) -> Iterator[PageClient]:
    """Another browser of the same application, of a manager of the programme."""
    with PageClient(web_app) as opened:
        yield logged_in(opened, engine, Role.MANAGER)
