import re
from html import unescape
from urllib.parse import urljoin

import pytest

from data.database import writing
from data.domain import Label, Language, SkillId
from data.plan_store import correct_skill
from tests.api.academia.plan_pages.words import CELL, PLAN, plain
from tests.api.academia.schools import Schools
from tests.data.plans import MOMENT, PROGRAMMING, make_plan, make_subject
from tests.statements import counted_statements


def teach_cloud(analysed: Schools) -> None:
    """Let the first subject teach what AWS is a part of, so that AWS would fit into it."""
    with writing(analysed.engine) as connection:
        correct_skill(connection, analysed.west_rights, PROGRAMMING, SkillId("cloud"), 1.0, MOMENT)


class TestOverview:
    def test_answers_first_in_one_sentence(self, analysed: Schools) -> None:
        words = plain(analysed.west.get(PLAN).text)
        # Python is asked for by 6 postings, SQL by 7, AWS by 6; covered are 1, 0.5 and 0: 9.5 of 19.
        assert "El plan cubre 50% de lo que piden en su campo las vacantes de Jalisco. Lo que más falta: AWS." in words
        assert "Con 7 vacantes del año que termina el 1 de octubre de 2026. Estas vacantes son inventadas" in words

    def test_says_the_same_in_english(self, analysed: Schools) -> None:
        words = plain(analysed.west.get(f"{PLAN}?lang=en").text)
        assert "The plan covers 50% of what the postings of its field in Jalisco ask for. Most missed: AWS." in words

    def test_shows_each_area_with_its_share_of_demand(self, analysed: Schools) -> None:
        words = plain(analysed.west.get(PLAN).text)
        assert "Software (32% de lo pedido) 100%" in words
        assert "Datos e inteligencia artificial (37% de lo pedido) 50%" in words
        assert "Nube (32% de lo pedido) 0%" in words

    def test_the_map_is_a_table_with_a_link_in_each_cell(self, analysed: Schools) -> None:
        page = analysed.west.get(PLAN).text
        rows = re.findall(r'<tr><th scope="row" class="subject">(.*?)</th>(.*?)</tr>', page)
        cells = {
            name: re.findall(r'<td(?: class="shade-(\d)")?>(?:<a href="([^"]+)">)?([^<]+)', rest) for name, rest in rows
        }
        shown = {name: [(int(shade or 0), text) for shade, _, text in some] for name, some in cells.items()}
        assert shown["Todo el plan"] == [(3, "50%"), (4, "100%"), (0, "0%"), (3, "50%")]
        assert shown["Programación"] == [(2, "32%"), (4, "100%"), (0, "0%"), (0, "0%")]
        assert shown["Bases"] == [(1, "18%"), (0, "0%"), (0, "0%"), (3, "50%")]
        url = "pwest/celda?region=MX-JAL&amp;materia=pwest-a1&amp;area=software"
        assert cells["Programación"][1][1] == url
        assert analysed.west.get(urljoin(PLAN, unescape(url))).status_code == 200
        assert page.index("Semestre 1") < page.index("Semestre 2")

    def test_a_gap_has_interval_sentences_effort_and_what_closes_it(self, analysed: Schools) -> None:
        teach_cloud(analysed)
        page = analysed.west.get(PLAN).text
        words = plain(page)
        # 6 of 7 postings: Wilson's interval is 0.487 to 0.974. Acme Two is 60 hours, of which AWS has 1.0 of 1.6.
        assert "La piden 6 vacantes (86% del total; entre 49% y 97%). Hoy el plan la cubre 0%." in words
        assert "Se necesita dominar bien aws Vacante: Ingeniera &lt;b&gt; (inventada)" in words
        assert "Variables y ciclos Temario de" in words
        assert "Esfuerzo: cerca de 38 horas de preparación" in words
        assert "Acme Two nivel asociado · 60 horas de preparación · inglés B1 · pide otra certificación antes" in words
        # Acme Three takes 120 hours; a subject of four hours a week has 64.
        assert "Acme Three" not in page
        assert "certificacion=acme-2&amp;materia=pwest-" in page

    def test_a_gap_that_no_subject_is_near_to_names_none(self, analysed: Schools) -> None:
        words = plain(analysed.west.get(PLAN).text)
        assert "Ninguna materia queda cerca: convendría una propia. Esfuerzo:" in words
        assert "Certificaciones que la cubren: Acme Two" in words
        assert "Temario de" not in words

    def test_says_where_a_subject_has_no_syllabus(self, analysed: Schools) -> None:
        name = Label("Redes", "Networks")
        analysed.put(analysed.west_rights, make_plan("pwest", make_subject("pwest-a1", label=name, syllabus=name)))
        teach_cloud(analysed)
        words = plain(analysed.west.get(PLAN).text)
        assert "Redes Nombre de la materia Redes: se cargó sin temario" in words
        assert "Temario de" not in words

    def test_gaps_may_be_ordered_by_effort(self, analysed: Schools) -> None:
        page = analysed.west.get(f"{PLAN}?orden=esfuerzo&region=MX").text
        assert 'orden=esfuerzo#gaps" aria-current="true">Demanda por hora de esfuerzo' in page
        assert '<option value="MX" selected>Todo el país' in page
        assert analysed.west.get(f"{PLAN}?orden=otro").status_code == 422

    def test_the_ways_keep_the_region(self, analysed: Schools) -> None:
        page = analysed.west.get(f"{PLAN}?region=MX").text
        for end in ("seriacion", "comparar", "formacion", "informe"):
            assert f'href="{PLAN}/{end}?region=MX"' in page

    def test_an_unknown_region_is_the_schools_own(self, analysed: Schools) -> None:
        page = analysed.west.get(f"{PLAN}?region=MX-XYZ").text
        assert '<option value="MX-JAL" selected>Jalisco' in page

    def test_says_so_where_nothing_is_missing(self, analysed: Schools) -> None:
        with writing(analysed.engine) as connection:
            correct_skill(connection, analysed.west_rights, PROGRAMMING, SkillId("aws"), 1.0, MOMENT)
        words = plain(analysed.west.get(PLAN).text)
        assert "cubre 82% de lo que piden en su campo las vacantes de Jalisco, y no le falta nada" in words
        assert "El plan cubre todo lo que se pide en cinco vacantes o más." in words

    def test_says_why_there_are_no_figures(self, ready: Schools) -> None:
        ready.put(ready.west_rights, make_plan("pwest"))
        for language, sentence in (
            (Language.ES, "Todavía no hay cifras con las vacantes de Jalisco"),
            (Language.EN, "There are no figures yet from the postings of Jalisco"),
        ):
            for page in (
                "",
                CELL,
                "/agregar",
                "/comparar",
                "/formacion",
                "/informe",
            ):
                joined = "&" if "?" in page else "?"
                answer = ready.west.get(f"{PLAN}{page}{joined}lang={language}")
                assert answer.status_code == 200, page
                assert sentence in plain(answer.text), page


class TestWhose:
    @pytest.mark.parametrize(
        "page",
        [
            "",
            CELL,
            "/agregar",
            "/seriacion",
            "/comparar",
            "/formacion",
            "/informe",
            "/informe/descargar",
        ],
    )
    def test_another_schools_plan_is_not_found(self, analysed: Schools, page: str) -> None:
        assert analysed.west.get(f"{PLAN}{page}").status_code == 200
        assert analysed.east.get(f"{PLAN}{page}").status_code == 404

    def test_plans_of_the_catalogue_are_nobodys(self, analysed: Schools) -> None:
        assert analysed.west.get("/academia/planes/systems").status_code == 404


class TestStatements:
    @pytest.mark.parametrize(
        ("page", "n_expected"),
        [
            ("", 9),
            (CELL, 9),
            ("/agregar?certificacion=acme-2&materia=pwest-a1", 8),
            ("/seriacion", 6),
            ("/comparar", 9),
            ("/formacion", 10),
            ("/informe", 11),
        ],
    )
    def test_a_page_sends_few(self, analysed: Schools, page: str, n_expected: int) -> None:
        analysed.west.get(f"{PLAN}{page}")
        with counted_statements(analysed.engine) as sent:
            analysed.west.get(f"{PLAN}{page}")
        assert len(sent) == n_expected, sent

    def test_the_list_sends_as_many_however_many_plans(self, analysed: Schools) -> None:
        numbers = []
        for number in range(2):
            analysed.put(analysed.west_rights, make_plan(f"pmore{number}"))
            analysed.west.get("/academia")
            with counted_statements(analysed.engine) as sent:
                analysed.west.get("/academia")
            numbers.append(len(sent))
        assert numbers == [8, 8]
