"""Tests of finding names of the vocabulary in a text."""

import pytest

from data.catalogue import Catalogue
from data.concept_store import SkillConcept
from data.domain import Label, SkillKind
from data.technologies import Technology
from embeddings.skill_matches import find_terms, named_skills
from embeddings.skill_vocabulary import SkillVocabulary
from embeddings.skill_words import cut_words
from tests.factories import make_skill


def technology(name: str, *aliases: str, category: str = "language", needs_context: bool = False) -> Technology:
    return Technology(Label(name, name), aliases, SkillKind.HARD, category, needs_context)


TECHNOLOGIES = [
    technology("Java"),
    technology("JavaScript", "JS"),
    technology("SQL"),
    technology("SQL Server", "MS SQL", category="database"),
    technology("C++"),
    technology("C#"),
    technology("C", "lenguaje C", needs_context=True),
    technology("Go", "Golang", needs_context=True),
    technology("Excel", "Microsoft Excel", category="office", needs_context=True),
    technology(".NET", category="framework"),
    technology(".NET Core", category="framework"),
    technology("Node.js", category="framework"),
    technology("CI/CD", category="devops"),
    technology("JSP", category="framework"),
    Technology(
        Label("Bases de datos relacionales", "Relational databases"),
        (),
        SkillKind.HARD,
        "database",
        needs_context=False,
    ),
    Technology(
        Label("Bases de datos NoSQL", "NoSQL databases"),
        ("bases de datos no relacionales",),
        SkillKind.HARD,
        "database",
        needs_context=False,
    ),
    Technology(Label("Pruebas unitarias", "Unit tests"), (), SkillKind.HARD, "testing", needs_context=False),
]
SKILLS = [
    make_skill("java", "Java", aliases=["JSP"]),
    make_skill("admin", "administración de redes", "network administration"),
    make_skill("dotnet", ".NET"),
]
CONCEPTS = [SkillConcept("esco/sql", Label("SQL", "SQL"), ("lenguaje de consulta",), SkillKind.HARD)]
VOCABULARY = SkillVocabulary(SKILLS, TECHNOLOGIES, CONCEPTS)


def named(text: str) -> list[tuple[str, str]]:
    """English label and surface of every match."""
    matches = find_terms(text, cut_words(text, VOCABULARY.words), VOCABULARY)
    return [(match.term.label.en, text[match.start : match.end]) for match in matches]


class TestFindTerms:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Experto en JavaScript", ["JavaScript"]),
            ("Javascript y java", ["JavaScript", "Java"]),
            ("javanés, MySQL", []),
            ("SQL Server y SQL", ["SQL Server", "SQL"]),
            ("Java/JavaScript/SQL", ["Java", "JavaScript", "SQL"]),
            ("C++/C#", ["C++", "C#"]),
            ("CI/CD, CI-CD", ["CI/CD", "CI/CD"]),
            ("NodeJS, Node.js, node js", ["Node.js", "Node.js", "Node.js"]),
            ("ADMINISTRACION DE REDES", ["network administration"]),
            ("Network  administration.", ["network administration"]),
        ],
    )
    def test_finds_the_longest_whole_names(self, text: str, expected: list[str]) -> None:
        assert [label for label, _ in named(text)] == expected

    def test_finds_either_number_of_what_is_no_proper_name(self) -> None:
        assert [label for label, _ in named("base de datos relacional, prueba unitaria")] == [
            "Relational databases",
            "Unit tests",
        ]

    def test_reads_half_a_name_after_and(self) -> None:
        assert named("bases de datos relacionales y no relacionales") == [
            ("Relational databases", "bases de datos relacionales"),
            ("NoSQL databases", "no relacionales"),
        ]

    def test_a_name_does_not_reach_over_a_comma_or_a_stop(self) -> None:
        assert [label for label, _ in named("SQL, Server. SQL. Server")] == ["SQL", "SQL"]

    @pytest.mark.parametrize(
        ("text", "surface"),
        [
            ("Java 8", "Java 8"),
            ("Java 8+ y más", "Java 8+"),
            (".NET Core 6.0", ".NET Core 6.0"),
            ("SQL Server 2019", "SQL Server 2019"),
            ("Java 3 años", "Java"),
            ("Java 5+ years", "Java"),
            ("Java 2-4 años", "Java"),
        ],
    )
    def test_takes_a_version_along_but_no_years(self, text: str, surface: str) -> None:
        assert [found for _, found in named(text)] == [surface]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("let's go to work", []),
            ("vitamina c", []),
            ("Java, go, SQL", ["Java", "Go", "SQL"]),
            ("Programas en Go", ["Go"]),
            ("you will excel here", []),
            ("manejo de EXCEL", ["Excel"]),
            ("lenguaje C", ["C"]),
        ],
    )
    def test_a_common_word_counts_in_its_own_case_or_in_a_list(self, text: str, expected: list[str]) -> None:
        assert [label for label, _ in named(text)] == expected

    def test_an_empty_vocabulary_finds_nothing(self) -> None:
        vocabulary = SkillVocabulary([])
        assert find_terms("SQL y Java", cut_words("SQL y Java"), vocabulary) == []


class TestVocabulary:
    def test_a_technology_knows_the_skill_that_has_its_name(self) -> None:
        term = VOCABULARY.term(("java",))
        assert term is not None
        assert (term.label.en, term.skill_id) == ("Java", "java")

    def test_a_technology_that_is_a_skills_alias_proves_that_skill(self) -> None:
        term = VOCABULARY.term(("jsp",))
        assert term is not None
        assert (term.label.en, term.skill_id) == ("JSP", "java")

    def test_a_concept_gives_its_address(self) -> None:
        term = VOCABULARY.term(("sql",))
        assert term is not None
        assert term.uri == "esco/sql"
        only_concept = VOCABULARY.term(("lenguaje", "de", "consulta"))
        assert only_concept is not None
        assert only_concept.uri == "esco/sql"


class TestNamedSkills:
    def test_tells_each_skill_of_the_catalogue_once_in_order(self, catalogue: Catalogue) -> None:
        vocabulary = SkillVocabulary(catalogue.skills.values())
        assert named_skills("Trabajo en equipo, SQL y Python; más SQL", vocabulary) == ["teamwork", "sql", "python"]
