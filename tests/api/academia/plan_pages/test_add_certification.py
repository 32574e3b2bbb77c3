import re

from tests.api.academia.plan_pages.words import PLAN, plain
from tests.api.academia.schools import Schools


class TestAddCertification:
    def test_offers_first_what_closes_gaps(self, analysed: Schools) -> None:
        page = analysed.west.get(f"{PLAN}/agregar").text
        groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page, re.S)
        offered = {label: re.findall(r'value="([^"]+)"', options) for label, options in groups}
        assert offered["Cierran las brechas más pedidas"] == ["acme-2"]
        assert offered["Todas las demás"] == ["acme-1", "acme-3", "zen-2", "zen-1"]
        assert offered["Semestre 2"] == ["pwest-a2"]
        assert "Qué cambiaría con" not in page

    def test_shows_coverage_before_and_after_and_which_gaps_close(self, analysed: Schools) -> None:
        page = analysed.west.get(f"{PLAN}/agregar?certificacion=acme-2&materia=pwest-a1").text
        words = plain(page)
        # AWS, 6 of 19 pairs of posting and skill, goes from 0 to 1: (6 + 3.5 + 6) / 19.
        assert "Con Acme Two dentro de Programación, el plan pasaría de cubrir 50% a cubrir 82%" in words
        assert "Nube 0% 100%" in words
        assert "Se cerraría 1 brecha: AWS" in words
        assert "Quedarían 0 brechas." in words
        assert "unas 60 horas; la materia tiene 4 a la semana durante 16 semanas, es decir 64. Caben." in words

    def test_says_where_it_takes_more_hours_than_there_are(self, analysed: Schools) -> None:
        words = plain(analysed.west.get(f"{PLAN}/agregar?certificacion=acme-3&materia=pwest-a1&lang=en").text)
        assert "They do not fit" in words

    def test_says_where_nothing_closes(self, analysed: Schools) -> None:
        words = plain(analysed.west.get(f"{PLAN}/agregar?certificacion=zen-2&materia=pwest-a1").text)
        assert "No se cerraría ninguna brecha. Quedaría 1 brecha." in words

    def test_stores_nothing(self, analysed: Schools) -> None:
        before = analysed.plan(analysed.west_rights, "pwest")
        analysed.west.get(f"{PLAN}/agregar?certificacion=acme-2&materia=pwest-a1")
        assert analysed.plan(analysed.west_rights, "pwest") == before

    def test_what_is_unknown_counts_as_not_chosen(self, analysed: Schools) -> None:
        page = analysed.west.get(f"{PLAN}/agregar?certificacion=nothing&materia=pother-a1").text
        assert "Qué cambiaría con" not in page
