"""Tests of cutting text into sentences and words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.sentences import MAX_LETTERS, plain, plain_in_place, sentence_spans, sentences, words


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Uno. Dos! Tres? Cuatro; cinco", ["Uno.", "Dos!", "Tres?", "Cuatro;", "cinco"]),
            ("Requisitos:\n- SQL\n- Git\r\n* Docker", ["Requisitos:", "SQL", "Git", "Docker"]),
            ("• Java • Python\t• C++", ["Java", "Python", "C++"]),
            ("Turno fijo - sueldo base – bonos", ["Turno fijo", "sueldo base", "bonos"]),
            ("Node.js y ASP.NET 4.8 con front-end", ["Node.js y ASP.NET 4.8 con front-end"]),
            ("Ing. en Sistemas. Lic. en Física, etc. y más", ["Ing. en Sistemas.", "Lic. en Física, etc. y más"]),
            (
                "Usa p. ej. Java, e.g. Go, de 9 a.m. a 5 p.m. diario",
                ["Usa p. ej. Java, e.g. Go, de 9 a.m. a 5 p.m. diario"],
            ),
            ("Java, Go, etc. Requisitos", ["Java, Go, etc.", "Requisitos"]),
            ("🌴 Vacaciones ✅Java 👩‍💻 Dev ➢ Git", ["Vacaciones", "Java", "Dev", "Git"]),
            ("1. Java 2. SQL 3. Git", ["1. Java", "2. SQL", "3. Git"]),
            ("Pide:\n4) Java\n5) Go", ["Pide:", "4) Java", "5) Go"]),
            ("Java 8. Spring 5. Fin", ["Java 8.", "Spring 5.", "Fin"]),
            ("¿Qué buscamos?Experiencia en Go.Te ofrecemos", ["¿Qué buscamos?", "Experiencia en Go.", "Te ofrecemos"]),
            ("Usa Vue.Js y Asp.Net", ["Usa Vue.Js y Asp.Net"]),
            ("para quienes:-Son, afines.- Saben", ["para quienes:", "Son, afines.", "Saben"]),
            ("Requisitos- Graduado", ["Requisitos", "Graduado"]),
            ("si tienes: *Git *Node", ["si tienes:", "Git", "Node"]),
            ("Java (Remoto - Argentina)", ["Java (Remoto - Argentina)"]),
            ("## Requisitos\n**Java**", ["Requisitos", "Java"]),
            (" \n • \n", []),
            ("", []),
        ],
        ids=[
            "marks",
            "dashes",
            "bullets",
            "dashes in a line",
            "signs inside words",
            "abbreviations",
            "short forms",
            "etc. that ends",
            "pictures",
            "numbers in a line",
            "numbers of lines",
            "versions",
            "lost blanks",
            "names with a stop",
            "glued dashes",
            "dash after a word",
            "stars",
            "dash in brackets",
            "Markdown",
            "nothing in it",
            "empty",
        ],
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


class TestSentenceSpans:
    @given(st.text(max_size=200))
    def test_lie_apart_in_order_and_hold_every_letter_and_digit(self, text: str) -> None:
        spans = sentence_spans(text)
        edges = [place for span in spans for place in span]
        assert edges == sorted(edges)
        assert all(start < end for start, end in spans)
        inside = {place for start, end in spans for place in range(start, end)}
        outside = [letter for place, letter in enumerate(text) if place not in inside]
        assert [letter for letter in outside if letter.isalpha() or letter.isdecimal()] == []


class TestPlainInPlace:
    @given(st.text(max_size=60))
    def test_moves_no_letter(self, text: str) -> None:
        assert len(plain_in_place(text)) == len(text)

    def test_agrees_with_plain_on_letters_of_both_languages(self) -> None:
        text = "Ñandú ÁÉÍÓÚ ü C#"
        assert plain_in_place(text) == plain(text)


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
