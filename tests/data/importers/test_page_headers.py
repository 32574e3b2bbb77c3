import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers.page_headers import PageHeaders

HEADER = "Inicio Buscar empleo Publicar oferta Acceso empresas Acceso candidatos Regístrate gratis Ayuda Contacto"
FOOTER = "Aviso legal Política de cookies Mapa del sitio Síguenos en redes Derechos reservados Portal Empleos 2026"


def own_text(number: int) -> str:
    """A text no three words of which stand in the text of another number."""
    return " ".join(f"palabra{number}x{place}" for place in range(30))


def texts(count: int = 60, before: str = "", after: str = "") -> list[str]:
    return [" ".join(filter(None, (before, own_text(number), after))) for number in range(count)]


class TestPageHeaders:
    @pytest.mark.parametrize(("before", "after"), [(HEADER, ""), ("", FOOTER), (HEADER, FOOTER)])
    def test_are_cut_at_the_start_and_the_end(self, before: str, after: str) -> None:
        given_texts = texts(before=before, after=after)
        headers = PageHeaders(given_texts)
        assert [headers.without(text) for text in given_texts] == texts()

    def test_are_cut_where_half_of_the_texts_have_them(self) -> None:
        headers = PageHeaders(texts(60, before=HEADER)[:30] + texts(60)[30:])
        assert headers.without(f"{HEADER} Buscamos gente") == "Buscamos gente"
        assert headers.without("Buscamos gente") == "Buscamos gente"

    def test_leave_what_fewer_texts_share(self) -> None:
        assert PageHeaders(texts(60, before=HEADER)[:29] + texts(60)[29:]).is_empty

    def test_are_not_told_from_few_texts(self) -> None:
        assert PageHeaders(texts(49, before=HEADER)).is_empty
        assert not PageHeaders(texts(50, before=HEADER)).is_empty

    def test_are_not_told_from_one_text_many_times(self) -> None:
        assert PageHeaders([f"{HEADER} {own_text(1)}"] * 500).is_empty

    def test_behind_a_title_leave_the_title(self) -> None:
        given_texts = [f"Oferta de empleo puesto{number} en Puebla {HEADER} {own_text(number)}" for number in range(60)]
        headers = PageHeaders(given_texts)
        assert headers.without(given_texts[7]) == f"puesto7 {own_text(7)}"

    def test_cut_off_in_a_word_go_with_the_rest_of_the_word(self) -> None:
        given_texts = [f"{own_text(number)} {FOOTER} más ofertas"[: -(number % 10) or None] for number in range(60)]
        headers = PageHeaders(given_texts)
        assert [headers.without(text) for text in given_texts] == texts()

    def test_are_no_short_beginnings_that_advertisements_share(self) -> None:
        assert PageHeaders(texts(before="Importante empresa solicita persona con SQL para el puesto")).is_empty

    def test_are_found_in_a_text(self) -> None:
        headers = PageHeaders(texts(before=HEADER))
        assert headers.found_in(f"{HEADER} {own_text(3)}") == HEADER
        assert headers.found_in(own_text(3)) == ""

    def test_leave_line_breaks_of_the_text_alone(self) -> None:
        headers = PageHeaders(texts(before=HEADER))
        assert headers.without(f"{HEADER}\n\nFunciones:\n- SQL\n- Python") == "Funciones:\n- SQL\n- Python"

    @given(st.text())
    def test_leave_other_texts_as_they_are(self, text: str) -> None:
        assert PageHeaders(texts(before=HEADER)).without(text) == text
