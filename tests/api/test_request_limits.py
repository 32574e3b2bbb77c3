"""How often a caller may call: the count by itself, and the answer to one request too many."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from api import app as application
from api.web.request_limits import Allowances
from data.settings import Settings
from tests.api.page_client import PageClient


class Seconds:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class TestAllowances:
    def test_are_used_up_and_come_back(self) -> None:
        clock = Seconds()
        allowances = Allowances(2, clock)
        assert [allowances.use("a") for _ in range(3)] == pytest.approx([0, 0, 30])
        clock.now = 20
        assert allowances.use("a") == pytest.approx(10)
        clock.now = 30
        assert [allowances.use("a"), allowances.use("a")] == pytest.approx([0, 30])

    def test_are_each_callers_own(self) -> None:
        allowances = Allowances(1, Seconds())
        assert [allowances.use("a"), allowances.use("b")] == [0, 0]

    def test_do_not_pile_up(self) -> None:
        clock = Seconds()
        allowances = Allowances(2, clock)
        allowances.use("a")
        clock.now = 3_600
        assert [allowances.use("a") > 0 for _ in range(3)] == [False, False, True]

    def test_of_zero_set_no_limit(self) -> None:
        allowances = Allowances(0, Seconds())
        assert {allowances.use("a") for _ in range(1_000)} == {0}

    @given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 20))
    def test_never_let_through_more_than_one_burst_and_what_came_back(
        self, pauses: list[float], per_minute: int
    ) -> None:
        clock = Seconds()
        allowances = Allowances(per_minute, clock)
        n_taken = 0
        for pause in pauses:
            clock.now += pause
            n_taken += allowances.use("a") == 0
        assert n_taken <= per_minute + clock.now * per_minute / 60 + 1e-6


class TestRequests:
    @pytest.fixture
    def limited(self, web_app: FastAPI, settings: Settings) -> Iterator[PageClient]:
        """Two requests a minute for a key, five for an address."""
        tight = settings.model_copy(update={"key_requests_per_minute": 2, "address_requests_per_minute": 5})
        with PageClient(application.create_app(tight)) as opened:
            yield opened

    def test_too_many_of_one_key_are_answered_with_429(self, limited: PageClient) -> None:
        headers = {"authorization": "Bearer x", "accept-language": "en"}
        answers = [limited.get("/v1/jobs", headers=headers) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [401, 401, 429]
        assert answers[2].headers["content-type"] == "application/problem+json"
        assert answers[2].json()["key"] == "error.too_many_requests"
        assert 0 < int(answers[2].headers["retry-after"]) <= 30

    def test_ever_new_keys_are_stopped_by_their_address(self, limited: PageClient) -> None:
        keys = [{"authorization": f"Bearer {number}"} for number in range(6)]
        assert [limited.get("/v1/jobs", headers=key).status_code for key in keys] == [401] * 5 + [429]

    def test_pages_are_not_counted(self, limited: PageClient) -> None:
        assert {limited.get("/healthz").status_code for _ in range(9)} == {200}
