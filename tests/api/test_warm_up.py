"""What is slow to make is made beside the first requests, and a part that cannot be made stops nothing."""

from typing import NoReturn

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from api.web.warm_up import start_warm_up, warm_up
from data import demand_store
from data.database import reading
from tests.api.page_client import PageClient


def not_again() -> NoReturn:
    pytest.fail("made a second time")


def test_the_counts_of_careers_are_there_for_the_first_visitor(client: PageClient, engine: sa.Engine) -> None:
    parts = client.app.state.parts
    start_warm_up(parts).join()
    with reading(engine) as connection:
        stamp = demand_store.count_stamp(connection)
    assert stamp is not None
    assert parts.careers.current(stamp, not_again).as_of == stamp.as_of
    assert client.get("/carreras").status_code == 200


def test_a_service_without_a_bundle_or_an_encoder_starts_all_the_same(
    client_without_bundle: PageClient, web_app: FastAPI
) -> None:
    warm_up(web_app.state.parts)
    assert client_without_bundle.get("/carreras").status_code == 200
