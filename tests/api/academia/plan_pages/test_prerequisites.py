import re

from tests.api.academia.plan_pages.words import PLAN, plain
from tests.api.academia.schools import Schools
from tests.data.plans import make_plan, make_subject


def chained(schools: Schools) -> None:
    """A plan in which b needs a, c needs b, and d needs nothing."""
    a, b, c, d = (f"pwest-{letter}" for letter in "abcd")
    schools.put(
        schools.west_rights,
        make_plan(
            "pwest",
            make_subject(a),
            make_subject(b, semester=2, prerequisite_ids=frozenset({a})),
            make_subject(c, semester=3, prerequisite_ids=frozenset({b})),
            make_subject(d, semester=2),
        ),
    )


class TestPrerequisites:
    def test_ranks_by_complexity_and_explains_each_measure(self, schools: Schools) -> None:
        chained(schools)
        page = schools.west.get(f"{PLAN}/seriacion").text
        table = page[page.index("<tbody>") : page.index("</tbody>")]
        rows = [plain(row) for row in re.findall(r"<tr>(.*?)</tr>", table, re.S)]
        # Complexity, delay, blocking, semester: every chain has three subjects, a keeps two waiting.
        assert rows == [
            "Materia pwest-a 5 3 2 1 –",
            "Materia pwest-b 4 3 1 2 Materia pwest-a",
            "Materia pwest-c 3 3 0 3 Materia pwest-b",
        ]
        words = plain(page)
        assert "La cadena más larga tiene 3 materias: Materia pwest-a → Materia pwest-b → Materia pwest-c." in words
        assert "Cuántas materias no se pueden cursar antes de pasarla." in words
        assert "arXiv:1811.09676" in words
        assert "la de los planes típicos del catálogo es una valoración nuestra" in words

    def test_draws_a_box_a_subject_and_an_arrow_a_requirement(self, schools: Schools) -> None:
        chained(schools)
        page = schools.west.get(f"{PLAN}/seriacion").text
        boxes = re.findall(r'<rect class="box( chain)?" x="([\d.]+)" y="([\d.]+)"', page)
        columns = [float(x) for _, x, _ in boxes]
        assert len(boxes) == 4
        assert len(set(columns)) == 3
        assert len({(x, y) for _, x, y in boxes}) == 4
        assert [chain for chain, _, _ in boxes].count("") == 1
        assert page.count('class="arrow chain"') == 2

    def test_needs_no_postings(self, schools: Schools) -> None:
        chained(schools)
        assert "Cuellos de botella" in schools.west.get(f"{PLAN}/seriacion").text

    def test_a_plan_without_prerequisites_is_told_how_to_enter_them(self, schools: Schools) -> None:
        schools.put(schools.west_rights, make_plan("pwest", make_subject("pwest-a")))
        page = schools.west.get(f"{PLAN}/seriacion?lang=en").text
        assert "This plan has no prerequisites. Add them to each subject" in page
        assert f'href="{PLAN}/materias"' in page
        assert "<svg" not in page

    def test_a_circle_is_said_here_and_in_place_of_figures(self, analysed: Schools) -> None:
        a, b = "pwest-a", "pwest-b"
        circle = (make_subject(a, prerequisite_ids=frozenset({b})), make_subject(b, prerequisite_ids=frozenset({a})))
        analysed.put(analysed.west_rights, make_plan("pwest", *circle))
        for page in (f"{PLAN}/seriacion", PLAN, "/academia"):
            answer = analysed.west.get(page)
            assert answer.status_code == 200
            assert "forman un círculo" in answer.text
