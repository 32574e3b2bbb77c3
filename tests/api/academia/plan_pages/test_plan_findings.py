import pytest

from tests.api.academia.plan_pages.words import plain
from tests.api.academia.schools import Schools
from tests.data.plans import make_plan, make_subject


class TestPlanFindings:
    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("es", "El plan cubre 50% de lo que piden en su campo las vacantes de Jalisco. Lo que más falta: AWS."),
            ("en", "The plan covers 50% of what the postings of its field in Jalisco ask for. Most missed: AWS."),
        ],
    )
    def test_the_list_says_what_each_plan_covers_and_misses(
        self, analysed: Schools, language: str, sentence: str
    ) -> None:
        page = analysed.west.get(f"/academia?lang={language}").text
        assert sentence in plain(page)
        assert 'class="banner"' in page

    def test_a_plan_that_cannot_be_analysed_says_why_and_keeps_no_other_from_it(self, analysed: Schools) -> None:
        one, other = "pcircle-a", "pcircle-b"
        circle = (
            make_subject(one, prerequisite_ids=frozenset({other})),
            make_subject(other, prerequisite_ids=frozenset({one})),
        )
        analysed.put(analysed.west_rights, make_plan("pcircle", *circle))
        words = plain(analysed.west.get("/academia").text)
        assert "forman un círculo" in words
        assert "El plan cubre 50%" in words

    def test_says_once_a_plan_that_there_are_too_few_postings(self, ready: Schools) -> None:
        for number in range(2):
            ready.put(ready.west_rights, make_plan(f"p{number}"))
        words = plain(ready.west.get("/academia").text)
        assert words.count("Todavía no hay cifras con las vacantes de Jalisco") == 2
