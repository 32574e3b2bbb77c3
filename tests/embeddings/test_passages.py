"""Tests of reading the structure of a text, with the word lists and weights that ship."""

import hashlib
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import TextTooLongError
from embeddings.passages import MAX_BYTES, Passage, passages
from embeddings.sections import Section
from tests.development_data import development_file

PIECES = [
    "Requisitos:",
    "Ofrecemos",
    "Deseable:",
    "Java",
    "no se requiere SAP",
    ". ",
    "\n",
    " • ",
    "1. ",
    "🌴",
    "Sobre Acme:",
    "¿Qué harás?",
    "Horario: 9 a 6",
    "paquete de beneficios",
    "ñandú",
    " - ",
    "شركة",
    "\x00",
    "\u200b",
    "e\u0301",
    "(",
    ":",
]

# Without markup, which is blanked.
PLAIN_TEXTS = st.text(alphabet=st.characters(exclude_characters="<&"), max_size=200)

RUN_ON = (
    "Somos una empresa líder en logística. Buscamos Analista BI. Funciones: Crear tableros en Power BI."
    " Requisitos: Indispensable : Inglés B2. +4 años de experiencia en SQL. Deseable - Python - Tableau"
    " Ofrecemos: Vales de despensa. Clases de inglés y acceso a Udemy."
)


def read(text: str) -> list[tuple[str, str]]:
    return [(passage.text, passage.section.value) for passage in passages(text)]


def is_read(letter: str) -> bool:
    """Whether a sign is a letter or a digit rather than a list mark, as ❶ is."""
    return letter.isalpha() or letter.isdecimal()


def only(text: str, part: str) -> Passage:
    (found,) = (passage for passage in passages(text) if part in passage.text)
    return found


class TestPassages:
    def test_reads_the_sections_of_lines(self) -> None:
        text = "Ingeniera de datos\nResponsabilidades\n- Crear ETL\nRequisitos\n* SQL\nSe valorará\n• Go\n"
        text += "Beneficios\n✅ Vales"
        assert read(text) == [
            ("Ingeniera de datos", "title"),
            ("Responsabilidades", "duties"),
            ("Crear ETL", "duties"),
            ("Requisitos", "required"),
            ("SQL", "required"),
            ("Se valorará", "desirable"),
            ("Go", "desirable"),
            ("Beneficios", "benefits"),
            ("Vales", "benefits"),
        ]

    def test_reads_the_sections_of_a_text_that_lost_its_line_breaks(self) -> None:
        assert read(RUN_ON) == [
            ("Somos una empresa líder en logística.", "company"),
            ("Buscamos Analista BI.", "other"),
            ("Funciones:", "duties"),
            ("Crear tableros en Power BI.", "duties"),
            ("Requisitos:", "required"),
            ("Indispensable :", "required"),
            ("Inglés B2.", "required"),
            ("+4 años de experiencia en SQL.", "required"),
            ("Deseable", "desirable"),
            ("Python", "desirable"),
            ("Tableau", "desirable"),
            ("Ofrecemos:", "benefits"),
            ("Vales de despensa.", "benefits"),
            ("Clases de inglés y acceso a Udemy.", "benefits"),
        ]

    @pytest.mark.parametrize(
        ("text", "part", "section"),
        [
            ("Requisitos:\nJava\nSe valorará conocimiento de Go\nSQL", "Go", Section.DESIRABLE),
            ("Requisitos:\nJava\nSe valorará conocimiento de Go\nSQL", "SQL", Section.REQUIRED),
            ("Requisitos:\nJava\nDocker es un plus", "Docker", Section.DESIRABLE),
            ("Requirements:\nJava\nIdeally with Spring", "Spring", Section.DESIRABLE),
            ("Requisitos:\nJava (indispensable) y Kotlin (deseable)", "Kotlin", Section.REQUIRED),
            ("Deseable:\nGo\nIndispensable inglés", "inglés", Section.REQUIRED),
            ("Deseable:\nHerramientas: Figma", "Figma", Section.DESIRABLE),
            ("Funciones:\nProgramar\nHerramientas: Figma", "Figma", Section.REQUIRED),
            ("Requisitos:\nJava\nHorario: 9 a 6\nSQL", "9 a 6", Section.BENEFITS),
            ("Requisitos:\nJava\nHorario: 9 a 6\nSQL", "SQL", Section.REQUIRED),
            ("Requisitos:\nJava\nHorario:\n9 a 6\nSQL", "9 a 6", Section.BENEFITS),
            ("Requisitos:\nJava\nHorario:\n9 a 6\nSQL", "SQL", Section.REQUIRED),
            ("Si cumples los siguientes requisitos: Java y Go", "Java y Go", Section.REQUIRED),
            ("Aplica si cumples los siguientes requisitos:\nJava", "Java", Section.REQUIRED),
            ("Java. En Acme tenemos un paquete de beneficios. Yoga los martes", "Yoga", Section.BENEFITS),
            ("Ofrecemos:\nTrabajarás con Kafka y AWS", "Kafka", Section.DUTIES),
            ("Ofrecemos un proyecto donde usarás React", "React", Section.DUTIES),
            ("Inglés: No requerido. Java", "No requerido", Section.REQUIRED),
            ("We are an equal opportunity employer.", "equal", Section.EQUAL_OPPORTUNITY),
            ("Experience with Java", "Java", Section.OTHER),
        ],
    )
    def test_a_sentence_stands_in_the_section_that_its_words_and_headings_tell(
        self, text: str, part: str, section: Section
    ) -> None:
        assert only(text, part).section is section

    @pytest.mark.parametrize(
        ("text", "part"),
        [
            ("Beneficios:\nAcceso a Udemy y clases de inglés", "Udemy"),
            ("Beneficios:\nCertificaciones AWS pagadas", "AWS"),
            ("Ofrecemos:\nLaptop MacBook Pro", "MacBook"),
            ("About us:\nOur platform runs on AWS and serves 4M clients", "AWS"),
            ("Sobre nosotros:\nMicrosoft partner desde 2005", "Microsoft"),
            ("Seguro de gastos médicos mayores y vales de despensa", "Seguro"),
            ("We are an equal opportunity employer", "equal"),
            ("Envía tu CV por este medio", "CV"),
        ],
    )
    def test_knows_what_asks_for_no_skill(self, text: str, part: str) -> None:
        assert only(text, part).is_boilerplate

    @pytest.mark.parametrize(
        ("text", "part"),
        [
            ("Ofrecemos un puesto en el que trabajarás con Kafka y AWS", "Kafka"),
            ("Ofrecemos:\nTrabajarás con Kafka y AWS", "Kafka"),
            ("We offer:\nYou will work with Kafka and AWS", "Kafka"),
            ("Requisitos:\nConocimiento de Power BI", "Power BI"),
            ("Desarrollador Java\nRequisitos:\nSpring", "Desarrollador"),
            ("Atender llamadas de clientes y resolver sus dudas", "llamadas"),
            ("Experience with Kubernetes and Terraform", "Kubernetes"),
        ],
    )
    def test_keeps_what_asks_for_a_skill(self, text: str, part: str) -> None:
        assert not only(text, part).is_boilerplate

    def test_gives_offsets_into_the_original_of_html(self) -> None:
        text = "<h2>Requisitos</h2><ul><li>SQL &amp; <b>Python</b></li><li>Espa&ntilde;ol</li></ul>"
        found = passages(text)
        assert [passage.section for passage in found] == [Section.REQUIRED] * 3
        assert [text[passage.start : passage.end] for passage in found] == [
            "Requisitos",
            "SQL &amp; <b>Python",
            "Espa&ntilde;ol",
        ]
        assert [passage.text for passage in found] == ["Requisitos", "SQL &        Python", "Españ       ol"]

    @pytest.mark.parametrize("text", ["", " \n\t ", "• - *", "<p></p>", "🌴", "\x00\x07"])
    def test_of_nothing_are_none(self, text: str) -> None:
        assert passages(text) == []

    def test_refuses_a_text_that_is_too_long_and_tells_both_sizes(self) -> None:
        assert passages("ñ" * (MAX_BYTES // 2))
        with pytest.raises(TextTooLongError, match=r"200,002 bytes; at most 200,000") as raised:
            passages("ñ" * (MAX_BYTES // 2 + 1))
        assert raised.value.status == 413

    @pytest.mark.parametrize(
        "text",
        [
            "palabra " * 10_000,
            "Requisitos " * 10_000,
            "? " * 50_000,
            "(" * 100_000,
            "<script>" * 10_000,
            "1. " * 30_000,
            "no sin " * 14_000,
            "&amp" * 20_000,
            "، شركة" * 10_000,
        ],
        ids=["word", "heading", "marks", "brackets", "scripts", "numbers", "negations", "entities", "right to left"],
    )
    def test_reads_what_repeats_without_end(self, text: str) -> None:
        found = passages(text)
        assert all(one.end <= other.start for one, other in pairwise(found))

    @given(st.one_of(PLAIN_TEXTS, st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)))
    def test_lie_apart_in_order_and_hold_every_letter_and_digit(self, text: str) -> None:
        found = passages(text)
        assert [text[passage.start : passage.end] for passage in found] == [passage.text for passage in found]
        edges = [place for passage in found for place in (passage.start, passage.end)]
        assert edges == sorted(edges)
        inside = {place for passage in found for place in range(passage.start, passage.end)}
        assert [letter for place, letter in enumerate(text) if is_read(letter) and place not in inside] == []

    def test_equal_texts_give_equal_passages(self) -> None:
        assert passages(RUN_ON) == passages(RUN_ON)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """The half of the real advertisements that tuning may look at."""
    lines = development_file("postings_latam/postings.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    tuning = [row for row in rows if int(hashlib.sha256(row["job_id"].encode()).hexdigest(), 16) % 2 == 0]
    return [f"{row['title']}\n{row['description']}" for row in tuning]


@pytest.mark.needs_development_data
class TestRealAdvertisements:
    def test_most_have_a_title_and_a_part_that_asks(self, texts: list[str]) -> None:
        sections = [{passage.section for passage in passages(text)} for text in texts]
        assert sum(Section.TITLE in found for found in sections) >= 0.95 * len(texts)
        assert sum(bool(found & {Section.REQUIRED, Section.DUTIES}) for found in sections) >= 0.9 * len(texts)

    def test_every_offset_is_that_of_the_original(self, texts: list[str]) -> None:
        for text in texts:
            assert all(len(passage.text) == passage.end - passage.start for passage in passages(text))
