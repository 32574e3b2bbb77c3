"""Tests of cutting a text into words that know their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.skill_words import cut_words, stem


def keys(text: str, known: tuple[str, ...] = ()) -> list[str]:
    return [word.key for word in cut_words(text, known)]


class TestCutWords:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Administración de Redes", ["administracion", "de", "redes"]),
            ("C++, C# y .NET", ["c++", "c#", "y", ".net"]),
            ("ASP.NET y Node.js", ["asp", "net", "y", "node", "js"]),
            ("Java/Kotlin", ["java", "kotlin"]),
            ("", []),
            ("🎉 مرحبا", []),
        ],
    )
    def test_are_plain_and_keep_signs_of_known_names(self, text: str, expected: list[str]) -> None:
        assert keys(text, ("c++", "c#")) == expected

    def test_a_sign_that_belongs_to_no_name_is_left_out(self) -> None:
        words = cut_words("Java+ y 3+", {"java"})
        assert [(word.key, word.end - word.start) for word in words] == [("java", 4), ("y", 1), ("3", 1)]

    def test_words_that_stick_together_are_cut_where_a_part_is_known(self) -> None:
        assert keys("mensajesDeseable", ("mensajes",)) == ["mensajes", "deseable"]
        assert keys("Java8", ("java",)) == ["java", "8"]

    def test_a_known_name_is_not_cut(self) -> None:
        assert keys("JavaScript", ("javascript", "java", "script")) == ["javascript"]

    def test_an_accent_of_its_own_belongs_to_the_word(self) -> None:
        assert keys("programacio\u0301n") == ["programacion"]

    @given(st.text())
    def test_stand_in_order_where_they_say(self, text: str) -> None:
        end = 0
        for word in cut_words(text, {"java"}):
            assert end <= word.start < word.end <= len(text)
            end = word.end


class TestStem:
    @pytest.mark.parametrize(
        ("one", "many"),
        [("red", "redes"), ("base", "bases"), ("prueba", "pruebas"), ("api", "apis"), ("test", "tests")],
    )
    def test_is_the_same_for_one_and_for_many(self, one: str, many: str) -> None:
        assert stem(one) == stem(many)

    @pytest.mark.parametrize("word", ["css", "c", "aws", "access"])
    def test_leaves_short_words_and_double_s(self, word: str) -> None:
        assert stem(word) == word
