import re

import pytest
from fastapi.testclient import TestClient

from api.pages import certifications
from tests.api.test_pages import n_statements


def names(page: str) -> list[str]:
    """Addresses of the certifications on a page of the list, in order."""
    return re.findall(r'<h3><a href="/certificaciones/([^"]+)">', page)


class TestList:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", ["acme-1", "acme-2", "acme-3", "zen-1", "zen-2"]),
            ("q=zenith+python", ["zen-2"]),
            ("area=cloud&level=associate", ["acme-2"]),
            ("vendor=zenith", ["zen-1", "zen-2"]),
            ("price=up_to_100", ["acme-1"]),
            ("price=to_confirm&language=es", ["zen-1", "zen-2"]),
            ("area=astrology", ["acme-1", "acme-2", "acme-3", "zen-1", "zen-2"]),
        ],
    )
    def test_shows_what_fits(self, client_without_bundle: TestClient, query: str, expected: list[str]) -> None:
        assert names(client_without_bundle.get(f"/certificaciones?{query}").text) == expected

    def test_says_that_nothing_fits_and_how_to_go_on(self, client_without_bundle: TestClient) -> None:
        page = client_without_bundle.get("/certificaciones?q=xyzzy").text
        assert "Ninguna certificación coincide" in page
        assert '<a href="/certificaciones">Ver todas</a>' in page

    def test_keeps_the_choice_in_the_form_and_in_the_pages_links(
        self, client_without_bundle: TestClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(certifications, "PAGE_SIZE", 1)
        page = client_without_bundle.get("/certificaciones?vendor=zenith&q=zen&page=2").text
        assert names(page) == ["zen-2"]
        assert '<option value="zenith" selected>' in page
        assert 'value="zen"' in page
        assert 'href="/certificaciones?q=zen&amp;vendor=zenith&amp;page=1#results"' in page

    def test_a_page_past_the_end_is_the_last_one(
        self, client_without_bundle: TestClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(certifications, "PAGE_SIZE", 2)
        assert names(client_without_bundle.get("/certificaciones?page=99").text) == ["zen-2"]

    def test_shows_a_dated_price_and_else_that_it_is_to_be_confirmed(self, client_without_bundle: TestClient) -> None:
        page = client_without_bundle.get("/certificaciones").text
        # 100 dollars at 18.5 pesos.
        assert "$1,850 (100 USD)" in page
        assert page.count("Precio por confirmar") == 4
        assert "150" not in page

    def test_escapes_what_was_searched(self, client_without_bundle: TestClient) -> None:
        page = client_without_bundle.get('/certificaciones?q="><script>alert(1)</script>').text
        assert "<script>alert" not in page


class TestCertification:
    def test_shows_facts_skills_and_jobs(self, client_without_bundle: TestClient) -> None:
        page = client_without_bundle.get("/certificaciones/acme-2").text
        for text in ("Acme Two", "60 horas (estimación)", "A-2", "36 meses", "6 meses", "AWS", "60%"):
            assert text in page
        # cloud 0.6 * 1.0 + aws 1.0 * 0.8 of 2.2.
        assert re.search(r"<strong>ingeniero de nube</strong> · cubre 64%", page)

    def test_says_in_words_what_must_be_held_first(self, client_without_bundle: TestClient) -> None:
        page = client_without_bundle.get("/certificaciones/acme-3?lang=en").text
        plain = " ".join(re.sub(r"<[^>]+>", " ", page).split())
        assert "you must meet every line: Acme Two Any one of these: Zenith SQL or Zenith Python" in plain

    def test_draws_it_with_alternatives_dashed(self, client_without_bundle: TestClient) -> None:
        page = client_without_bundle.get("/certificaciones/acme-3").text
        assert page.count('class="arrow"') == 2
        assert page.count('class="arrow alternative"') == 2
        assert page.count('aria-current="page"') == 1

    def test_links_to_what_it_opens(self, client_without_bundle: TestClient) -> None:
        page = client_without_bundle.get("/certificaciones/zen-1").text
        assert "Te abre la puerta a" in page
        assert '<a href="/certificaciones/acme-3">Acme Three</a>' in page

    def test_draws_nothing_for_one_without_needs(self, client_without_bundle: TestClient) -> None:
        page = client_without_bundle.get("/certificaciones/acme-1").text
        assert "Ninguna otra certificación del catálogo." in page

    def test_an_unknown_one_is_not_found(self, client_without_bundle: TestClient) -> None:
        assert client_without_bundle.get("/certificaciones/nothing").status_code == 404

    def test_needs_neither_bundle_nor_database(self, client_without_bundle: TestClient) -> None:
        for path in ("/certificaciones", "/certificaciones/acme-3", "/certificaciones-en-orden"):
            assert n_statements(client_without_bundle, path) == 0


class TestMap:
    def test_draws_every_certification_that_needs_or_opens_another(self, client_without_bundle: TestClient) -> None:
        page = client_without_bundle.get("/certificaciones-en-orden?lang=en").text
        assert "5 certifications on this map." in page
        drawn = re.findall(r'<a href="/certificaciones/([^"]+)">\s*<title>', page)
        assert sorted(drawn) == ["acme-1", "acme-2", "acme-3", "zen-1", "zen-2"]
        assert "Acme and Zenith" in page
