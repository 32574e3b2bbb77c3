"""Tests of cutting text into sentences and words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.sentences import MAX_LETTERS, plain, sentences, words


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Uno. Dos! Tres? Cuatro; cinco", ["Uno.", "Dos!", "Tres?", "Cuatro;", "cinco"]),
            ("Requisitos:\n- SQL\n- Git\r\n* Docker", ["Requisitos:", "SQL", "Git", "Docker"]),
            ("• Java • Python\t• C++", ["Java", "Python", "C++"]),
            ("Turno fijo - sueldo base – bonos", ["Turno fijo", "sueldo base", "bonos"]),
            ("Node.js y ASP.NET 4.8 con front-end", ["Node.js y ASP.NET 4.8 con front-end"]),
            (" \n • \n", []),
            ("", []),
        ],
        ids=["marks", "dashes", "bullets", "dashes in a line", "signs inside words", "nothing in it", "empty"],
    )
    def test_parts_at_ends_and_list_marks(self, text: str, expected: list[str]) -> None:
        assert sentences(text) == expected

    def test_cuts_a_very_long_sentence_at_spaces_and_loses_none_of_it(self) -> None:
        text = ", ".join(f"habilidad {number}" for number in range(200))
        found = sentences(text)
        assert len(found) > 1
        assert " ".join(found) == text
        assert max(map(len, found)) <= MAX_LETTERS

    @given(st.text(alphabet="ab .;\n•-–\t", max_size=80))
    def test_gives_trimmed_parts_and_keeps_every_letter(self, text: str) -> None:
        found = sentences(text)
        assert all(part and part == part.strip() and len(part) <= MAX_LETTERS for part in found)
        letters = [letter for letter in text if letter in "ab"]
        assert [letter for part in found for letter in part if letter in "ab"] == letters


class TestPlain:
    @pytest.mark.parametrize(
        ("text", "expected"), [("Ñandú ÁÉÍÓÚ ü", "nandu aeiou u"), ("ﬁn 𝖠", "fin a"), ("C# 100%", "c# 100%")]
    )
    def test_drops_case_and_accents(self, text: str, expected: str) -> None:
        assert plain(text) == expected

    @given(st.text(max_size=40))
    def test_said_twice_changes_nothing_for_words(self, text: str) -> None:
        assert words(plain(text)) == words(text)


class TestWords:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("C++, C#, .NET y Node.js.", ["c++", "c#", ".net", "y", "node.js"]),
            ("CI/CD; R&D (SQL)", ["ci/cd", "r&d", "sql"]),
            ("¿Inglés B2+?", ["ingles", "b2+"]),
            ("...", []),
        ],
    )
    def test_keeps_signs_inside_product_names(self, text: str, expected: list[str]) -> None:
        assert words(text) == expected
