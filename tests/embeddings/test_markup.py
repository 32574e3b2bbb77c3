"""Tests of blanking HTML in place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.markup import without_markup

FRAGMENTS = [
    "<p>",
    "</p>",
    "<br/>",
    "<li class='a'>",
    "<script>",
    "</script>",
    "<style>",
    "<!--",
    "-->",
    "&amp;",
    "&#233;",
    "&bogus;",
    "&",
    "<",
    ">",
    "a < b",
    "List<String>",
    "Java",
    "ñ",
    "😀",
    "\n",
    " ",
    "<b",
]


class TestWithoutMarkup:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("<p>Java</p>", "\n  Java\n   "),
            ("<b>Java</b> y <i>Go</i>", "   Java     y    Go    "),
            ("R&amp;D &lt;3", "R&    D <   3"),
            ("caf&eacute; &#241;", "café        ñ     "),
            ("a<script>var x = 1;</script>b", "a" + " " * 27 + "b"),
            ("a<style>p {}</style>b", "a" + " " * 19 + "b"),
            ("a<!-- no <b> -->b", "a" + " " * 15 + "b"),
            ("a<br>b<BR />c", "a\n   b\n     c"),
            ("List<String> x", "List<String> x"),
            ("si a < b y c > d", "si a < b y c > d"),
            ("AT&T; R&D", "AT&T; R&D"),
            ("a <script> b", "a          b"),
            ("", ""),
        ],
        ids=[
            "block",
            "inline",
            "entities",
            "letters",
            "script",
            "style",
            "comment",
            "breaks",
            "generics",
            "less than",
            "bare ampersand",
            "never closed",
            "empty",
        ],
    )
    def test_blanks_and_moves_no_letter(self, text: str, expected: str) -> None:
        assert without_markup(text) == expected

    @given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join))
    def test_keeps_the_length_of_any_text(self, text: str) -> None:
        assert len(without_markup(text)) == len(text)

    @given(st.text(alphabet="abñ .,\n😀", max_size=60))
    def test_leaves_a_text_without_markup_as_it_is(self, text: str) -> None:
        assert without_markup(text) == text
