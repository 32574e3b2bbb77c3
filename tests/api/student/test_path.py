import re

import pytest

from tests.api.page_client import PageClient
from tests.api.test_pages import n_statements


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


class TestPathPage:
    def test_shows_the_steps_their_reasons_and_a_picture(self, ana: PageClient) -> None:
        page = ana.get("/mi/camino?meta=certification:acme-2&lang=es")
        assert page.status_code == 200
        text = plain(page.text)
        assert "Es lo que buscas." in text
        assert "Hay que aprobarla antes de Acme Two." in text
        assert "no hay un camino mejor (menos horas)" in text
        assert page.text.index("Acme One") < page.text.index("Es lo que buscas.")
        assert page.text.count('class="bar"') == len(
            re.findall(r"<tr><th scope=\"row\">", page.text.split("others-heading")[0])
        )

    def test_says_why_a_target_is_out_of_reach_and_what_would_do(self, ana: PageClient) -> None:
        text = plain(ana.get("/mi/camino?meta=certification:acme-2&horas=1&antes=2026-12-10&lang=en").text)
        assert "Not reachable, because:" in text
        assert "The hours are not enough" in text

    @pytest.mark.parametrize(
        "query", ["meta=certification:nothing", "meta=certification:acme-1&horas=99", "meta=x&dinero=a"]
    )
    def test_says_what_is_wrong_in_the_form(self, ana: PageClient, query: str) -> None:
        page = ana.get(f"/mi/camino?{query}")
        assert page.status_code == 422
        assert 'role="alert"' in page.text

    def test_asks_the_database_the_same_number_of_questions_for_any_target(self, ana: PageClient) -> None:
        counts = {n_statements(ana, f"/mi/camino?meta=certification:{one}") for one in ("acme-1", "acme-3")}
        assert len(counts) == 1


class TestPathApi:
    def test_answers_with_steps_and_proof(self, ana: PageClient) -> None:
        found = ana.get("/v1/me/path?target=certification:acme-2&trade_off=true&lang=en").json()
        assert [step["id"] for step in found["steps"]] == ["acme-1", "acme-2"]
        assert found["is_proven"] is True
        assert found["bound"] == found["path"]["hours"]
        assert found["trade_off"]

    def test_shows_skills_by_id_or_name(self, ana: PageClient) -> None:
        found = ana.get("/v1/me/path?target=skills:sql,Python").json()
        assert found["is_proven"] is True

    def test_says_honestly_that_there_is_no_way(self, ana: PageClient) -> None:
        found = ana.get("/v1/me/path?target=certification:acme-2&by=2026-12-01&hours_a_week=1").json()
        assert found["path"] is None
        assert {one["key"] for one in found["not_reachable_because"]} >= {"hours"}

    @pytest.mark.parametrize(
        ("query", "key"),
        [
            ("target=certification:nothing", "error.path_target"),
            ("target=certification:acme-1&by=2020-01-01", "error.path_means"),
            ("target=certification:acme-1&hours_a_week=0", "error.input"),
        ],
    )
    def test_refuses_what_it_cannot_plan_with(self, ana: PageClient, query: str, key: str) -> None:
        refused = ana.get(f"/v1/me/path?{query}")
        assert (refused.status_code, refused.json()["key"]) == (422, key)

    def test_shows_nobody_another_learners_path(self, ana: PageClient) -> None:
        assert ana.get("/v1/learners/nobody/path?target=certification:acme-1").status_code == 404
