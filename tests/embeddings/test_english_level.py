import pytest

from embeddings.english_level import english_asked


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Inglés intermedio alto para juntas semanales", "B2"),
        ("Pedimos inglés avanzado.", "C1"),
        ("Idioma: inglés al 80%", "B2"),
        ("inglés básico (A2), comprobable", "A2"),
        ("Inglés nativo o casi nativo", "C2"),
        ("Advanced English (C1)", "C1"),
        ("You need upper-intermediate English.", "B2"),
        ("English level: mid-level", "B1"),
        ("Se requiere inglés", "B1"),
        ("Bilingual agent wanted", "C2"),
        ("Experiencia avanzada en SQL. Francés B2.", "none"),
        ("", "none"),
    ],
)
def test_is_read_from_codes_words_and_shares(text: str, level: str) -> None:
    assert english_asked(text).value == level


def test_is_the_highest_of_several_sentences() -> None:
    assert english_asked("Inglés básico.\nPara ventas, inglés C1.").value == "C1"


def test_words_of_another_clause_do_not_count() -> None:
    text = "Inglés B1; se valora mucho tener conocimientos, práctica y años de experiencia con Excel avanzado"
    assert english_asked(text).value == "B1"
