from data.skill_search import MOST_FOUND, SkillSearch
from tests.factories import make_skill

SKILLS = [
    make_skill("a-spring", "programación en Java Spring", "Java Spring"),
    make_skill("b-javascript", "JavaScript"),
    make_skill("c-java", "Java"),
    make_skill("d-cloud", "nube", "cloud", aliases=["computación en la nube"]),
]


class TestFind:
    def test_puts_equal_names_before_beginnings_before_later_words(self) -> None:
        search = SkillSearch([make_skill("x", "curso de java", "a java course"), *SKILLS])
        assert search.find("java") == ("c-java", "a-spring", "b-javascript", "x")

    def test_takes_any_name_without_case_and_accents(self) -> None:
        for text in ("CLOUD", "Nube", "computacion", "en la núbe"):
            assert SkillSearch(SKILLS).find(text) == ("d-cloud",), text

    def test_begins_with_a_word_and_not_inside_one(self) -> None:
        assert SkillSearch(SKILLS).find("script") == ()

    def test_finds_nothing_without_words(self) -> None:
        assert SkillSearch(SKILLS).find(" ¿? ") == ()

    def test_stops_at_what_a_page_shows(self) -> None:
        assert len(SkillSearch(make_skill(f"s{n}", f"SQL {n}") for n in range(20)).find("sql")) == MOST_FOUND
