import re

import pytest
import sqlalchemy as sa

from api import skill_texts
from data.tables import metadata
from tests.api.page_client import PageClient
from tests.api.small_bundle import ENCODER
from tests.api.test_pages import n_statements, rows

CV = "Experiencia en Python y Docker.\nNo manejo SQL todavía, pero sí trabajo en equipo. Mi seña: xyzzy-4711."


@pytest.fixture
def small_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skill_texts, "load_encoder", lambda model, models_dir: ENCODER)


def say(ana: PageClient, skill_id: str, word: str) -> str:
    """Press a button of the page, and see what comes."""
    answer = ana.post("/mi/habilidades", data={"skill_id": skill_id, "word": word})
    assert answer.status_code == 303, answer.text
    return ana.get(answer.headers["location"]).text


def buttons(page: str) -> dict[str, str]:
    """The word that the button of each skill says."""
    button = r'name="skill_id" value="([^"]+)">\s*<button type="submit" name="word" value="([^"]+)"'
    return dict(re.findall(button, page))


def learned(page: str, name: str) -> bool:
    """Whether any card names a skill as one to learn."""
    return f"<li>{name}</li>" in page


class TestSkills:
    def test_say_where_each_comes_from(self, ana: PageClient) -> None:
        page = ana.get("/mi/habilidades").text
        assert "Materia aprobada: Programación" in page
        assert buttons(page) == {"python": "denied"}
        say(ana, "sql", "held")
        page = ana.get("/mi/habilidades?lang=en").text
        assert "You said so" in page
        assert buttons(page) == {"python": "denied", "sql": "nothing"}

    def test_stated_change_the_suggestions_at_once(self, ana: PageClient) -> None:
        assert learned(ana.get("/mi").text, "SQL")
        assert "Agregamos SQL a tu lista." in say(ana, "sql", "held")
        page = ana.get("/mi").text
        assert not learned(page, "SQL")
        assert "Ya sabes: SQL." in page

    def test_denied_no_longer_count_and_can_be_brought_back(self, ana: PageClient) -> None:
        assert not learned(ana.get("/mi").text, "Python")
        page = say(ana, "python", "denied")
        assert "Lo que dijiste que no tienes" in page
        assert buttons(page) == {"python": "nothing"}
        assert learned(ana.get("/mi").text, "Python")
        say(ana, "python", "nothing")
        assert not learned(ana.get("/mi").text, "Python")

    def test_are_found_by_a_word_without_accents(self, ana: PageClient) -> None:
        page = ana.get("/mi/habilidades?q=COMPUTACION").text
        assert buttons(page.split('id="held-heading"')[0]) == {"cloud": "held"}
        assert "No encontramos “xyz”" in ana.get("/mi/habilidades?q=xyz").text

    def test_that_the_catalogue_lacks_are_404(self, ana: PageClient, engine: sa.Engine) -> None:
        assert ana.post("/mi/habilidades", data={"skill_id": "magic", "word": "held"}).status_code == 404
        assert rows(engine)["learner_skill"] == 0

    def test_page_sends_a_fixed_number_of_statements(self, ana: PageClient) -> None:
        assert n_statements(ana, "/mi/habilidades?q=sql") == 6


@pytest.mark.usefixtures("small_encoder")
class TestSkillText:
    def test_shows_skills_with_their_sentences_and_stores_nothing(self, ana: PageClient, engine: sa.Engine) -> None:
        before = rows(engine)
        page = ana.post("/mi/habilidades/texto", data={"text": CV}).text
        assert re.findall(r'name="skill_id" value="([^"]+)" checked', page) == ["python", "teamwork"]
        assert "“Experiencia en Python y Docker.”" in page
        assert rows(engine) == before

    def test_keeps_what_was_ticked_and_never_the_text(self, ana: PageClient, engine: sa.Engine) -> None:
        ana.post("/mi/habilidades/texto", data={"text": CV})
        kept = ana.post("/mi/habilidades/texto/guardar", data={"skill_id": ["teamwork", "magic"]})
        page = ana.get(kept.headers["location"]).text
        assert "Guardamos 1 habilidad de tu texto." in page
        assert "Encontrada en tu texto y confirmada por ti" in page
        with engine.connect() as connection:
            stored = [connection.execute(sa.select(table)).all() for table in metadata.tables.values()]
        assert "xyzzy-4711" not in str(stored)

    def test_reads_a_text_file_in_the_letters_of_windows(self, ana: PageClient) -> None:
        file = ("cv.txt", "Sé trabajo en equipo y Python".encode("cp1252"), "text/plain")
        page = ana.post("/mi/habilidades/texto", files={"file": file}, data={"text": ""}).text
        assert re.findall(r'name="skill_id" value="([^"]+)" checked', page) == ["teamwork", "python"]

    @pytest.mark.parametrize(
        ("content", "status", "said"),
        [
            (b"%PDF-1.7\x00\x01", 422, "copia y pega su contenido"),
            (b" ", 422, "No hay texto que leer"),
            (b"x" * 200_001, 413, "El texto es demasiado largo"),
        ],
    )
    def test_refuses_what_it_cannot_read(self, ana: PageClient, content: bytes, status: int, said: str) -> None:
        page = ana.post("/mi/habilidades/texto", files={"file": ("cv", content)}, data={"text": ""})
        assert page.status_code == status
        assert said in page.text
        assert 'aria-describedby="text-error"' in page.text

    def test_says_that_nothing_was_found(self, ana: PageClient) -> None:
        page = ana.post("/mi/habilidades/texto", data={"text": "Me gusta el mar."}).text
        assert "No encontramos habilidades del catálogo en el texto." in page
