import re

from tests.api.academia.plan_pages.words import PLAN, plain
from tests.api.academia.schools import Schools


class TestReport:
    def test_holds_everything_on_one_page(self, analysed: Schools) -> None:
        page = analysed.west.get(f"{PLAN}/informe").text
        words = plain(page)
        for said in (
            "Informe del plan Sistemas",
            "Org west. Vacantes de Jalisco. 20 de noviembre de 2026.",
            "Con 7 vacantes del año que termina el 1 de octubre de 2026.",
            "Estas vacantes son inventadas",
            "El plan cubre 50% de lo que piden",
            "La cobertura es el promedio",
            "Programación 32% 100% 0% 0%",
            "Se necesita dominar bien aws",
            "La cadena más larga tiene 2 materias: Programación → Bases.",
            "Tu plan Ingeniería en Sistemas",
            "Todavía no hay docentes registrados en este plan.",
        ):
            assert said in words, said

    def test_its_own_part_leads_nowhere(self, analysed: Schools) -> None:
        page = analysed.west.get(f"{PLAN}/informe").text
        report = page[page.index('<article class="report">') : page.index("</main>")]
        assert "<a " not in report

    def test_the_file_needs_nothing_else(self, analysed: Schools) -> None:
        answer = analysed.west.get(f"{PLAN}/informe/descargar?lang=en")
        assert answer.headers["content-disposition"] == 'attachment; filename="rumbo-sistemas.html"'
        assert "Report on the plan Systems" in answer.text
        assert "<style>" in answer.text
        assert not re.search(r"<(?:link|script|img|a|form)\b", answer.text)
        assert "@import" not in answer.text

    def test_says_why_there_is_no_file(self, ready: Schools) -> None:
        assert ready.west.get("/academia/planes/pnone/informe/descargar").status_code == 404
