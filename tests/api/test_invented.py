"""Every page of figures that count invented people says so, and no other does."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from data.rights import Role
from data.tables import learner, posting
from tests.api.page_client import PageClient
from tests.api.people import logged_in
from tests.api.rights_table import ALLOWED, MANAGER

NO_FIGURES = {"/programa/estudios/nuevo"}
OF_MANAGERS = {route.removeprefix("GET ") for route, roles in ALLOWED.items() if roles == MANAGER}
PAGES = sorted(url for url in OF_MANAGERS - NO_FIGURES if url.startswith("/programa") and "{" not in url)
QUERIES = {"/programa/demanda/vacantes": "?desde=2026-07-01&hasta=2026-09-30&area=cloud"}
BANNER = "Datos inventados"


@pytest.fixture
def manager(web_app: FastAPI, engine: sa.Engine, request: pytest.FixtureRequest) -> Iterator[PageClient]:
    """A manager of an installation whose people are invented, or none of them; the parameter says which."""
    if not request.param:
        with engine.begin() as connection:
            for table in (learner, posting):
                connection.execute(sa.update(table).values(is_invented=False))
    with PageClient(web_app) as client:
        yield logged_in(client, engine, Role.MANAGER)


@pytest.mark.parametrize("manager", [True, False], indirect=True, ids=["invented", "real"])
def test_pages_of_the_programme_have_the_banner_where_people_are_invented(
    manager: PageClient, request: pytest.FixtureRequest
) -> None:
    pages = {url: manager.get(url + QUERIES.get(url, "")) for url in PAGES}
    assert {page.status_code for page in pages.values()} == {200}
    is_invented = "invented" in request.node.callspec.id
    assert {url for url, page in pages.items() if (BANNER in page.text) is not is_invented} == set()
    assert BANNER not in manager.get("/programa/estudios/nuevo").text
