"""Tests of finding headings, alone in a line or in a text that lost its line breaks."""

import csv

import pytest

from data.reference_files import SHIPPED
from embeddings.sections import HeadingList, Reach, Section, shipped_headings

HEADINGS = [
    ("Requisitos", "Requisitos", "required"),
    ("REQUISITOS:", "REQUISITOS:", "required"),
    ("requisitos :", "requisitos :", "required"),
    ("¿Qué buscamos?", "¿Qué buscamos?", "required"),
    ("Que buscamos", "Que buscamos", "required"),
    ("Requisitos para el puesto de analista:", "Requisitos para el puesto de analista:", "required"),
    ("Requisitos +4 años de Java", "Requisitos", "required"),
    ("Requisitos Experiencia en Java", "Requisitos", "required"),
    ("Requisitos: Java y SQL", "Requisitos:", "required"),
    ("en desarrollo de software Requisitos +3 años", "Requisitos", "required"),
    ("atención a clientes REQUISITOS Preparatoria terminada", "REQUISITOS", "required"),
    ("si cumples los siguientes requisitos: Java", "los siguientes requisitos:", "required"),
    ("Se requiere:", "Se requiere:", "required"),
    ("Experiencia excluyente", "Experiencia excluyente", "required"),
    ("Conocimientos Técnicos:", "Conocimientos Técnicos:", "required"),
    ("What you'll need:", "What you'll need:", "required"),
    ("What You’ll Need", "What You’ll Need", "required"),
    ("Must-have:", "Must-have:", "required"),
    ("Requirements 3-5 years", "Requirements", "required"),
    ("Minimum qualifications", "Minimum qualifications", "required"),
    ("Who you are:", "Who you are:", "required"),
    ("Funciones", "Funciones", "duties"),
    ("Principales responsabilidades:", "Principales responsabilidades:", "duties"),
    ("ResponsabilidadesAnalizar los datos", "Responsabilidades", "duties"),
    ("¿Qué harás?", "¿Qué harás?", "duties"),
    ("What you'll do", "What you'll do", "duties"),
    ("Key Responsibilities:", "Key Responsibilities:", "duties"),
    ("¿Qué harás en Acme?", "¿Qué harás en Acme?", "duties"),
    ("Day-to-day:", "Day-to-day:", "duties"),
    ("Deseable (no excluyente):", "Deseable (no excluyente):", "desirable"),
    ("colas de mensajesDeseable", "Deseable", "desirable"),
    ("Se valorará:", "Se valorará:", "desirable"),
    ("Se valorarán conocimientos de: Knex", "Se valorarán conocimientos de:", "desirable"),
    ("Nice to have", "Nice to have", "desirable"),
    ("Bonus points:", "Bonus points:", "desirable"),
    ("Ofrecemos:", "Ofrecemos:", "benefits"),
    ("Te OfrecemosSer parte de una empresa", "Te Ofrecemos", "benefits"),
    ("Lo que ofrecemos", "Lo que ofrecemos", "benefits"),
    ("BENEFICIOS", "BENEFICIOS", "benefits"),
    ("Motivos para Sumarte al Equipo:", "Motivos para Sumarte al Equipo:", "benefits"),
    ("What's in it for you?", "What's in it for you?", "benefits"),
    ("Perks & Benefits", "Perks & Benefits", "benefits"),
    ("Horario: lunes a viernes", "Horario:", "benefits"),
    ("En Acme tenemos un paquete de beneficios amplio", "paquete de beneficios", "benefits"),
    ("Sobre nosotros", "Sobre nosotros", "company"),
    ("Acerca de Interinnova:", "Acerca de Interinnova:", "company"),
    ("About Acme:", "About Acme:", "company"),
    ("About us", "About us", "company"),
    ("Company Description: We build", "Company Description:", "company"),
    ("Igualdad de oportunidades", "Igualdad de oportunidades", "equal_opportunity"),
    ("Diversity & Inclusion", "Diversity & Inclusion", "equal_opportunity"),
    ("Aviso de privacidad:", "Aviso de privacidad:", "other"),
    ("How to apply", "How to apply", "other"),
]

NO_HEADINGS = [
    "Experiencia en desarrollo de software: 3 años",
    "Toma de Requisitos Funcionales con usuarios",
    "Requirements Engineering in agile teams",
    "Benefits Administration experience",
    "Analizar los requisitos del cliente",
    "Conocimiento de perfiles y funciones de Excel",
    "Sobre la base de datos se construyen reportes diarios",
    "We talk about AWS every day",
    "Testing y depuración: escribir pruebas",
    "Trabajo en equipo",
    "Comunicación con el cliente y manejo de horario",
    "",
]


class TestFind:
    @pytest.mark.parametrize(("text", "words", "section"), HEADINGS)
    def test_finds_a_heading_and_its_section(self, text: str, words: str, section: str) -> None:
        (found,) = shipped_headings().find(text, 0, len(text))
        assert (text[found.start : found.end].strip(), found.section.value) == (words, section)

    @pytest.mark.parametrize("text", NO_HEADINGS)
    def test_takes_no_sentence_for_a_heading(self, text: str) -> None:
        found = shipped_headings().find(text, 0, len(text))
        assert [heading for heading in found if heading.reach is not Reach.OPENING] == []

    def test_sees_only_its_part_of_the_text(self) -> None:
        text = "Requisitos: Java"
        assert shipped_headings().find(text, 12, len(text)) == []

    def test_prefers_the_longest(self) -> None:
        rows = [(Section.REQUIRED, Reach.SECTION, "perfil"), (Section.COMPANY, Reach.SECTION, "perfil de la empresa")]
        text = "Perfil de la empresa:"
        assert [heading.section for heading in HeadingList(rows).find(text, 0, len(text))] == [Section.COMPANY]

    def test_finds_several_in_one_line_that_lost_its_breaks(self) -> None:
        text = "Requisitos: Java Deseable: Go Ofrecemos: vales"
        found = shipped_headings().find(text, 0, len(text))
        assert [heading.section for heading in found] == [Section.REQUIRED, Section.DESIRABLE, Section.BENEFITS]

    def test_reads_accents_that_stand_apart_from_their_letters(self) -> None:
        text = "Descripcio\u0301n del puesto:"
        assert [heading.section for heading in shipped_headings().find(text, 0, len(text))] == [Section.DUTIES]


class TestShippedHeadings:
    def test_are_distinct_and_of_both_languages(self) -> None:
        with (SHIPPED / "section_headings.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        keys = [(row["reach"] == Reach.OPENING, row["language"], row["heading"]) for row in rows]
        assert len(keys) == len(set(keys))
        assert {row["language"] for row in rows} == {"es", "en"}

    def test_every_section_heading_is_found_before_a_colon(self) -> None:
        with (SHIPPED / "section_headings.csv").open(encoding="utf-8", newline="") as file:
            texts = [row["heading"] + ":" for row in csv.DictReader(file) if row["reach"] in ("section", "subsection")]
        missed = [text for text in texts if len(shipped_headings().find(text, 0, len(text))) != 1]
        assert missed == []
