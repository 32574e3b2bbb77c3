import json
import re

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.datastructures import Headers

from api.web.same_origin import is_same_origin
from tests.api.test_pages import impression_ids, rows

PATHS = (
    "/",
    "/certificaciones/acme-1",
    "/certificaciones-en-orden",
    "/carreras",
    "/carreras/MX-JAL",
    "/academia/ingles",
    "/explora",
    "/explora?curriculum=systems",
    "/learners/ana",
    "/learners/nobody",
    "/nowhere",
)


class TestIsSameOrigin:
    @pytest.mark.parametrize(
        ("headers", "expected"),
        [
            ({}, True),
            ({"sec-fetch-site": "same-origin", "origin": "https://rumbo.example"}, True),
            ({"sec-fetch-site": "none"}, True),
            ({"sec-fetch-site": "same-site"}, False),
            ({"sec-fetch-site": "cross-site"}, False),
            ({"origin": "http://localhost:8000"}, True),
            ({"origin": "http://localhost:8001"}, False),
            ({"origin": "null"}, False),
        ],
    )
    def test_trusts_what_the_browser_says(self, headers: dict[str, str], expected: bool) -> None:
        assert is_same_origin(Headers({"host": "localhost:8000", **headers})) is expected


class TestCrossOriginPost:
    @pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}])
    def test_is_refused_and_stores_nothing(
        self, client: TestClient, engine: sa.Engine, headers: dict[str, str]
    ) -> None:
        shown = impression_ids(client.get("/learners/ana").text)[0]
        form = {"impression_id": shown, "answer": "yes"}
        page = client.post("/learners/ana/answers", data=form, headers=headers)
        assert page.status_code == 403
        assert "vino de otro sitio" in page.text
        problem = client.post("/v1/learners/ana/answers", json=form, headers=headers)
        assert problem.status_code == 403
        assert problem.json()["key"] == "error.cross_origin"
        assert rows(engine)["feedback"] == 0


class TestHeaders:
    @pytest.mark.parametrize("path", [*PATHS, "/v1/learners/ana/suggestions", "/healthz"])
    def test_keep_a_page_to_itself(self, client: TestClient, path: str) -> None:
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "script-src" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"

    def test_let_the_search_page_run_our_own_script_and_no_other(self, client: TestClient) -> None:
        page = client.get("/certificaciones")
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert re.findall(r"script-src ([^;]*)", policy) == ["'self'"]
        assert re.findall(r"<script([^>]*)>", page.text) == [' src="/static/vendor/htmx/htmx.min.js" defer']
        assert not re.search(r"<[^>]* on[a-z]+=", page.text)

    def test_are_there_when_the_program_fails(self, web_app: FastAPI) -> None:
        def fail() -> None:
            raise RuntimeError("a mistake in the program")

        web_app.add_api_route("/fail", fail)
        with TestClient(web_app, raise_server_exceptions=False) as client:
            page = client.get("/fail")
        assert page.status_code == 500
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "a mistake" not in page.text

    def test_let_static_files_be_cached(self, client: TestClient) -> None:
        answer = client.get("/static/rumbo.css")
        assert answer.status_code == 200
        assert "cache-control" not in answer.headers


class TestHost:
    @pytest.mark.parametrize(
        ("host", "status"), [("localhost:8000", 200), ("[::1]:8000", 200), ("rebound.example", 400)]
    )
    def test_other_names_are_refused(self, client: TestClient, host: str, status: int) -> None:
        assert client.get("/healthz", headers={"host": host}).status_code == status


def without_data_blocks(page: str) -> tuple[str, list[str]]:
    """A page without its blocks of JSON-LD, which no browser runs or follows, and what stands in them."""
    block = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
    return block.sub("", page), block.findall(page)


class TestHtml:
    @pytest.mark.parametrize("path", PATHS)
    def test_names_no_other_host_and_runs_no_script(self, client: TestClient, path: str) -> None:
        page, blocks = without_data_blocks(client.get(path).text)
        for block in blocks:
            assert "<" not in block
            assert json.loads(block)["@context"]
        assert "http:" not in page
        assert "https:" not in page
        assert 'href="//' not in page
        assert "<script" not in page
        assert "style=" not in page
        assert not re.search(r"<[^>]* on[a-z]+=", page)


def test_each_answer_says_how_long_the_service_worked(client: TestClient) -> None:
    spent = client.get("/healthz").headers["Server-Timing"].removeprefix("app;dur=")
    assert 0 < float(spent) < 60_000
