from tests.api.academia.plan_pages.words import PLAN, plain
from tests.api.academia.schools import Schools


class TestCell:
    def test_shows_each_skill_with_demand_coverage_source_and_both_sentences(self, analysed: Schools) -> None:
        page = analysed.west.get(f"{PLAN}/celda?materia=pwest-a1&area=software").text
        words = plain(page)
        assert "Python La piden 6 vacantes (86%). Se cubre 100%. Así lo corrigió la escuela." in words
        assert "Se necesita dominar bien python Vacante: Ingeniera &lt;b&gt; (inventada)" in words
        assert "Variables y ciclos Temario de Programación" in words
        assert f'href="{PLAN}/materias/pwest-a1"' in page

    def test_a_skill_that_is_not_taught_has_no_sentence_of_the_syllabus(self, analysed: Schools) -> None:
        words = plain(analysed.west.get(f"{PLAN}/celda?materia=pwest-a1&area=cloud").text)
        assert "AWS La piden 6 vacantes (86%). Se cubre 0%. La materia no la enseña." in words
        assert "Temario de" not in words

    def test_an_area_in_which_nothing_is_asked_for_says_so(self, analysed: Schools) -> None:
        words = plain(analysed.west.get(f"{PLAN}/celda?materia=pwest-a1&area=bpo&lang=en").text)
        assert "Nobody asks for skills of this area in this region." in words

    def test_what_does_not_exist_is_not_found_and_a_wrong_area_is_refused(self, analysed: Schools) -> None:
        assert analysed.west.get(f"{PLAN}/celda?materia=pother-a1&area=software").status_code == 404
        assert analysed.west.get(f"{PLAN}/celda?materia=pwest-a1&area=astrology").status_code == 422
