import re

import pytest

from tests.api.page_client import PageClient
from tests.api.test_pages import n_statements


def cells(page: str) -> dict[str, list[str]]:
    """Text of the cells of each row of the comparison, by the row's name."""
    found = {}
    for row in re.findall(r'<tr role="row">(.*?)</tr>', page, re.S):
        texts = [
            " ".join(re.sub(r"<[^>]+>", " ", re.sub(r'<span class="cell-head".*?</span>', "", cell)).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        ]
        found[texts[0]] = texts[1:]
    return found


class TestComparison:
    def test_sets_certifications_side_by_side(self, ana: PageClient) -> None:
        found = cells(ana.get("/mi/comparar?c=zen-1&c=acme-3&lang=es").text)
        assert found[""] == ["Zenith SQL", "Acme Three"]
        assert found["Solo ésta te enseña"] == ["SQL", "AWS"]
        assert found["También te enseña"] == ["Nada", "Nada"]
        assert found["Demanda en tu estado"] == ["SQL: 3 de 8 vacantes", "AWS: 0 de 8 vacantes"]
        assert found["Preparación"] == ["30 horas, unas 5 semanas", "120 horas, unas 20 semanas"]
        assert found["Nivel"] == ["básico", "profesional"]
        assert found["Inglés que necesitas"] == ["Sin inglés", "B2 El tuyo: B1"]
        assert found["Requisitos"] == [
            "No pide otra certificación antes.",
            "Antes necesitas: Acme Two y Zenith Python o Zenith SQL.",
        ]
        assert all(re.fullmatch(r"\d+%, estimada", text) for text in found["Probabilidad de aprobar"])

    def test_tells_shared_skills_from_own(self, ana: PageClient) -> None:
        found = cells(ana.get("/mi/comparar?c=acme-1&c=acme-2&c=zen-1&lang=en").text)
        assert found["Only this one teaches you"] == ["Nothing", "AWS", "SQL"]
        assert found["It teaches you as well"] == ["cloud", "cloud", "Nothing"]

    def test_shows_what_the_learner_pays(self, ana: PageClient) -> None:
        # 100 USD x 18.5 x .6 x .3.
        assert "Tú pagas $333.00" in cells(ana.get("/mi/comparar?c=acme-1").text)["Precio del examen"][0]

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("c=acme-1&c=acme-2&c=acme-3&c=zen-1", "Elige hasta 3 certificaciones"),
            ("c=nothing", "no está en el catálogo"),
        ],
    )
    def test_says_what_is_wrong(self, ana: PageClient, query: str, said: str) -> None:
        page = ana.get(f"/mi/comparar?{query}")
        assert page.status_code == 422
        assert said in page.text

    def test_counts_one_named_twice_once(self, ana: PageClient) -> None:
        page = ana.get("/mi/comparar?c=acme-1&c=acme-1&c=acme-2&c=acme-3")
        assert page.status_code == 200

    def test_without_any_says_how_to_choose(self, ana: PageClient) -> None:
        assert "Marca “Comparar”" in ana.get("/mi/comparar").text

    def test_stores_nothing_and_sends_a_fixed_number_of_statements(self, ana: PageClient) -> None:
        assert n_statements(ana, "/mi/comparar?c=acme-1") == 9
        assert n_statements(ana, "/mi/comparar?c=acme-1&c=zen-1&c=zen-2") == 9
