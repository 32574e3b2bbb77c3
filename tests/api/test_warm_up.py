"""What is slow to make is made beside the first requests, and a part that cannot be made stops nothing."""

from typing import NoReturn

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from api.dependencies import Parts
from api.web.warm_up import start_warm_up, warm_up
from data import demand_store
from data.database import reading
from tests.api.page_client import PageClient


def not_again() -> NoReturn:
    pytest.fail("made a second time")


def assert_counts_are_there(parts: Parts, engine: sa.Engine) -> None:
    with reading(engine) as connection:
        stamp = demand_store.count_stamp(connection)
    assert stamp is not None
    assert parts.careers.current(stamp, not_again).as_of == stamp.as_of


def test_the_counts_of_careers_are_there_for_the_first_visitor(client: PageClient, engine: sa.Engine) -> None:
    parts = client.app.state.parts
    start_warm_up(parts).join()
    assert_counts_are_there(parts, engine)
    assert client.get("/carreras").status_code == 200


def test_a_part_that_cannot_be_made_keeps_none_of_the_others_back(
    client_without_bundle: PageClient, web_app: FastAPI, engine: sa.Engine
) -> None:
    warm_up(web_app.state.parts)
    assert_counts_are_there(web_app.state.parts, engine)
    assert client_without_bundle.get("/carreras").status_code == 200
