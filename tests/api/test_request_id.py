"""The name of a request: in the header, in a problem, and in the log."""

import logging
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

HEADER = "X-Request-ID"


class TestRequestId:
    def test_is_the_callers_where_it_is_sane(self, client_without_bundle: TestClient) -> None:
        answer = client_without_bundle.get("/healthz", headers={HEADER: "nightly.run-42"})
        assert answer.headers[HEADER] == "nightly.run-42"

    @pytest.mark.parametrize("given", ["", "short", "x" * 65, "two words", "<script>", "a\tb:c d e f"])
    def test_is_made_where_it_is_not(self, client_without_bundle: TestClient, given: str) -> None:
        made = client_without_bundle.get("/healthz", headers={HEADER: given}).headers[HEADER]
        assert re.fullmatch("[0-9a-f]{32}", made)

    def test_stands_in_a_problem_and_in_the_log(
        self, client_without_bundle: TestClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.INFO, logger="api.web.errors"):
            answer = client_without_bundle.get("/v1/learners/nobody/suggestions", headers={HEADER: "nightly.run-42"})
        assert answer.json()["request_id"] == answer.headers[HEADER] == "nightly.run-42"
        assert "nightly.run-42" in caplog.text

    def test_is_there_when_the_program_fails(self, web_app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
        def fail() -> None:
            raise RuntimeError("a mistake in the program")

        web_app.add_api_route("/v1/fail", fail)
        with TestClient(web_app, raise_server_exceptions=False) as client:
            answer = client.get("/v1/fail", headers={HEADER: "nightly.run-42"})
        assert answer.status_code == 500
        assert answer.json()["request_id"] == answer.headers[HEADER] == "nightly.run-42"
        assert "request nightly.run-42 failed: RuntimeError" in caplog.text
