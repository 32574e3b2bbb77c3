"""Tests of what a sentence says about a skill; «» marks the skill that is asked about."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.assertion import is_negated, is_required, wish_of_sentence
from embeddings.sections import Section

NEGATED = [
    "No se requiere experiencia en «SAP»",
    "no se requiere «SAP», pero sí Excel",
    "Sin necesidad de saber «Java»",
    "No es necesario saber «Java»",
    "No es necesaria experiencia previa en «Salesforce».",
    "Experiencia en «SAP» no es necesaria para este puesto.",
    "Experiencia en «SAP» no requerida",
    "Python y «SAP» (no necesario)",
    "Conocimientos de Excel; «Access» no se requiere.",
    "No necesitas saber «programar» para empezar",
    "No hace falta que sepas «inglés»",
    "«Inglés» no indispensable",
    "No importa si no sabes «Kubernetes», te enseñamos",
    "No importa que nunca hayas usado «Docker»",
    "No te preocupes si no conoces «React»",
    "Aunque no tengas experiencia en «Angular», te capacitamos",
    "Si no cuentas con «inglés» te damos clases",
    "Puesto sin «inglés»",
    "Trabajo sin «ventas» ni «cobranza»|2",
    "Sin experiencia en «call center»",
    "Sin conocimientos previos de «contabilidad general»",
    "No usamos «PHP», usamos Python",
    "No trabajamos con «SAP»; trabajamos con Odoo",
    "No buscamos programadores «Java» sino arquitectos",
    "No se requiere SAP, «Oracle» ni Salesforce",
    "No se requiere SAP, Oracle ni «Salesforce»",
    "No pedimos «certificaciones»",
    "No exigimos título ni «cédula profesional»",
    "Python en lugar de «Java»",
    "Todas las nubes excepto «Azure»",
    "Ninguna experiencia en «ventas» es requerida",
    "El puesto no incluye «soporte técnico»",
    "Esta vacante no requiere «inglés avanzado»",
    "no tendrás que hacer «cobranza»",
    "No vas a hacer «ventas en frío»",
    "NO ES NECESARIO SABER «EXCEL»",
    "No experience with «SAP» needed",
    "No prior experience in «cloud computing» is required",
    "No «SAP» experience required",
    "No «coding» required",
    "No «coding», just curiosity",
    "«SAP» experience is not required for this role",
    "«Kubernetes» not required, we will train you",
    "Knowledge of «Go» isn't needed",
    "Not required: «Salesforce»",
    "You don't need to know «Java»",
    "You do not need «SQL» for this position",
    "You don't have to know «Rust» but you know Python",
    "We don't use «PHP»",
    "This role does not require «travel»",
    "Even if you have never used «Docker»",
    "Without any need for «German»",
    "Work without «Excel»",
    "Kotlin rather than «Java»",
    "TypeScript instead of «JavaScript»",
    "Neither «COBOL» nor «Fortran»|2",
    "No knowledge of «machine learning» is expected",
    "There is no need to speak «French»",
    "We are not looking for «Java» developers",
    "Don't worry if you don't know «Terraform»",
    "No degree or «certification» needed",
    "Zero experience in «sales» is fine",
]

NOT_NEGATED = [
    "No se requiere SAP, pero sí «Excel»",
    "No solo «Java» sino también «Python»|2",
    "No solamente «soporte», también «desarrollo»|2",
    "«Docker» (no excluyente)",
    "Conocimientos en «AWS» no excluyentes",
    "Bases de datos no relacionales como «MongoDB»",
    "Pruebas no funcionales con «JMeter»",
    "Datos no estructurados en «Spark»",
    "Aprendizaje no supervisado con «scikit-learn»",
    "No menos de 3 años de «Java»",
    "Más de dos años, no más de cinco, de «.NET»",
    "Nadie entra sin «Java»",
    "No puede faltar «SQL»",
    "No apliques si no sabes «Excel»",
    "No te postules sin «inglés avanzado»",
    "Abstenerse quienes no tengan experiencia en «SAP»",
    "Sin excepción: «inglés»",
    "Trabajar sin supervisión con «Excel»",
    "Sin embargo, usarás «Git» a diario",
    "Conocimientos de «Java», sin importar la versión",
    "Herramientas no-code como «Bubble»",
    "NoSQL y «SQL»",
    "«SAP» es necesario; Oracle no es necesario",
    "«Java» es necesario, SAP no es necesario",
    "«Python» y SAP (no necesario)",
    "No dudes en aplicar si sabes «React»",
    "Java, no importa la versión, y «Spring» con tres años",
    "Inglés no indispensable, «Excel» sí",
    "No es necesario título pero sí «AWS»",
    "No se requiere experiencia aunque valoramos «Linux»",
    "Puesto sin ventas, con «atención al cliente»",
    "Horario no rotativo con manejo de «Excel»",
    "«Java»",
    "Se requiere «SAP»",
    "No hay límite: «Go», Rust o lo que prefieras",
    "Trabajarás sin horario fijo en proyectos de «Kafka»",
    "Not only «Java» but also «Kotlin»|2",
    "Skills including but not limited to «Java»",
    "No experience in SAP needed, but «Excel» is a must",
    "No less than 3 years of «Python»",
    "«Java» is required; SAP is not required",
    "«Java» is required, Kubernetes not required",
    "Do not apply if you don't know «Java»",
    "Candidates without «Java» will not be considered",
    "Don't hesitate to apply if you know «React»",
    "«Python» rather than Java",
    "«Docker», not mandatory",
    "No travel. «English» required",
    "You don't need SAP, however «SQL» matters",
    "Non-relational databases such as «Cassandra»",
    "We never stop learning «Python»",
    "Without exception, «Git»",
]

REQUIRED = [
    ("«Java» (indispensable) y Kotlin (deseable)", Section.OTHER),
    ("«Java» indispensable, Python deseable", Section.OTHER),
    ("Deseable Java, indispensable «Python»", Section.OTHER),
    ("Indispensable «Java», «Python»; deseable Kotlin, Go|2", Section.OTHER),
    ("Se requiere «Java» y de preferencia Kotlin", Section.OTHER),
    ("«JavaScript» (excluyente), Node.js (preferentemente)", Section.REQUIRED),
    ("«JavaScript» (excluyente)", Section.DESIRABLE),
    ("«SQL» es indispensable", Section.DESIRABLE),
    ("«SQL» obligatorio", Section.DESIRABLE),
    ("Es requisito «inglés B2»", Section.DESIRABLE),
    ("Debes dominar «Excel»", Section.DESIRABLE),
    ("Debes tener «Git» y sería ideal si traes Docker", Section.OTHER),
    ("No puede faltar «SQL»", Section.DESIRABLE),
    ("«Inglés» avanzado (requerido), francés (opcional)", Section.OTHER),
    ("3 años de «Java», Docker es un plus", Section.REQUIRED),
    ("Experiencia en «Java»; Kotlin es un plus", Section.REQUIRED),
    ("Conocimientos de «Java», deseable Kotlin", Section.REQUIRED),
    ("Experiencia con «Java» y deseable Kotlin", Section.REQUIRED),
    ("«Linux»; se valorará AWS", Section.REQUIRED),
    ("«Linux» y «Bash»|2", Section.REQUIRED),
    ("«Linux»", Section.OTHER),
    ("Desarrollarás servicios en «Go»", Section.DUTIES),
    ("Desarrollador «Java»", Section.TITLE),
    ("Imprescindible «React»", Section.DESIRABLE),
    ("«Java» is a must, Kotlin is a plus", Section.OTHER),
    ("«Python» required, Go preferred", Section.OTHER),
    ("Must have «AWS», nice to have GCP", Section.OTHER),
    ("You must know «SQL»", Section.DESIRABLE),
    ("«SQL» (mandatory), Python (optional)", Section.OTHER),
    ("«Terraform» (required)", Section.DESIRABLE),
    ("«English» is essential", Section.DESIRABLE),
    ("Experience in «Java» and preferably Kotlin", Section.REQUIRED),
    ("5 years of «Java», ideally with Spring", Section.REQUIRED),
    ("Requires «Docker»; Kubernetes is an advantage", Section.OTHER),
    ("«Go» is non-negotiable", Section.DESIRABLE),
    ("Ingeniera con experiencia en «Python» y conocimientos deseables en Airflow", Section.OTHER),
]

DESIRABLE = [
    ("Java (indispensable) y «Kotlin» (deseable)", Section.REQUIRED),
    ("Java indispensable, «Python» deseable", Section.REQUIRED),
    ("Deseable «Java», indispensable Python", Section.REQUIRED),
    ("Indispensable Java, Python; deseable «Kotlin», «Go»|2", Section.REQUIRED),
    ("Se requiere Java y de preferencia «Kotlin»", Section.REQUIRED),
    ("JavaScript (excluyente), «Node.js» (preferentemente)", Section.REQUIRED),
    ("«Docker» (no excluyente)", Section.REQUIRED),
    ("Conocimientos en «AWS» no excluyentes", Section.REQUIRED),
    ("Se valorará conocimiento de «AWS»", Section.REQUIRED),
    ("Se valora experiencia en «StartUps»", Section.REQUIRED),
    ("Valoramos «inglés» y «portugués»|2", Section.REQUIRED),
    ("Es un plus si conoces «Docker» y/o «Kubernetes»|2", Section.REQUIRED),
    ("3 años de Java, «Docker» es un plus", Section.REQUIRED),
    ("«AWS», «GCP» y «Azure» son un plus|3", Section.REQUIRED),
    ("Idealmente «Scala»", Section.REQUIRED),
    ("Sería ideal si manejas «Figma»", Section.REQUIRED),
    ("De preferencia «Linux»", Section.REQUIRED),
    ("Integración con «GraphQL» (opcional)", Section.REQUIRED),
    ("Plus si sabes «Rust»", Section.REQUIRED),
    ("«Inglés» deseable", Section.REQUIRED),
    ("Conocimientos deseables: «Power BI», «Tableau»|2", Section.REQUIRED),
    ("«Ansible»", Section.DESIRABLE),
    ("Conocimientos de «Ansible»", Section.DESIRABLE),
    ("Inglés (requerido), «francés» (opcional)", Section.REQUIRED),
    ("Nos encantaría que supieras «Elixir»", Section.REQUIRED),
    ("Suma puntos tener «Scrum Master»", Section.REQUIRED),
    ("«Portugués» no indispensable", Section.REQUIRED),
    ("Nice to have: «Kotlin»", Section.REQUIRED),
    ("Java is a must, «Kotlin» is a plus", Section.REQUIRED),
    ("Python required, «Go» preferred", Section.REQUIRED),
    ("«AWS», «GCP» or «Azure» preferred|3", Section.REQUIRED),
    ("Must have AWS, nice to have «GCP»", Section.REQUIRED),
    ("SQL (mandatory), «Python» (optional)", Section.REQUIRED),
    ("Preferably «Linux»", Section.REQUIRED),
    ("5 years of Java, ideally with «Spring»", Section.REQUIRED),
    ("«Docker» would be nice", Section.REQUIRED),
    ("Experience with «Spark» is a plus", Section.REQUIRED),
    ("Experience with «Spark» is a big plus.", Section.REQUIRED),
    ("Bonus points for «Elm»", Section.REQUIRED),
    ("Requires Docker; «Kubernetes» is an advantage", Section.REQUIRED),
    ("«German» is desirable", Section.REQUIRED),
    ("«Jenkins», not mandatory", Section.REQUIRED),
    ("Ingeniera con experiencia en Python y conocimientos deseables en «Airflow»", Section.OTHER),
    ("Trabajamos en «AWS»", Section.COMPANY),
    ("Clases de «inglés»", Section.BENEFITS),
    ("Atendemos con «lengua de señas»", Section.EQUAL_OPPORTUNITY),
]


@dataclass(frozen=True)
class Said:
    text: str
    section: Section


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The sentence without its marks, and the spans that were marked; "|2" at the end states how many there are."""
    text, _, count = text.partition("|")
    spans: list[tuple[int, int]] = []
    sentence = ""
    for part in text.split("«"):
        inside, closed, after = part.partition("»")
        if closed:
            spans.append((len(sentence), len(sentence) + len(inside)))
        sentence += inside + after
    assert len(spans) == int(count or 1)
    return sentence, spans


class TestIsNegated:
    @pytest.mark.parametrize("text", NEGATED)
    def test_sees_that_a_skill_is_not_asked_for(self, text: str) -> None:
        sentence, spans = marked(text)
        assert [is_negated(sentence, *span) for span in spans] == [True] * len(spans)

    @pytest.mark.parametrize("text", NOT_NEGATED)
    def test_leaves_what_is_asked_for(self, text: str) -> None:
        sentence, spans = marked(text)
        assert [is_negated(sentence, *span) for span in spans] == [False] * len(spans)

    @pytest.mark.parametrize("text", [*NEGATED, *NOT_NEGATED])
    def test_does_not_depend_on_capitals(self, text: str) -> None:
        sentence, spans = marked(text)
        assert [is_negated(sentence.upper(), *span) for span in spans] == [is_negated(sentence, *s) for s in spans]

    @pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (0, 99)])
    def test_refuses_a_span_outside_the_sentence(self, start: int, end: int) -> None:
        with pytest.raises(ValueError, match="no span of a text of 4 letters"):
            is_negated("Java", start, end)

    @given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 60))
    def test_answers_for_any_text(self, text: str, start: int, length: int) -> None:
        if start + length <= len(text):
            assert is_negated(text, start, start + length) in (True, False)


class TestIsRequired:
    @pytest.mark.parametrize(("text", "section"), REQUIRED)
    def test_sees_what_is_required(self, text: str, section: Section) -> None:
        sentence, spans = marked(text)
        assert [is_required(Said(sentence, section), *span) for span in spans] == [True] * len(spans)

    @pytest.mark.parametrize(("text", "section"), DESIRABLE)
    def test_sees_what_is_only_desirable(self, text: str, section: Section) -> None:
        sentence, spans = marked(text)
        assert [is_required(Said(sentence, section), *span) for span in spans] == [False] * len(spans)

    def test_refuses_a_span_outside_the_passage(self) -> None:
        with pytest.raises(ValueError, match="no span"):
            is_required(Said("Java", Section.OTHER), 2, 9)


class TestWishOfSentence:
    @pytest.mark.parametrize(
        ("sentence", "expected"),
        [
            ("Se valorará conocimiento de AWS", False),
            ("Indispensable inglés", True),
            ("Java indispensable, Kotlin deseable", None),
            ("Java, Spring y Kotlin (deseable)", None),
            ("Java y Spring", None),
            ("Docker no excluyente", False),
        ],
    )
    def test_tells_of_the_whole_sentence(self, sentence: str, expected: bool | None) -> None:
        assert wish_of_sentence(sentence) is expected
