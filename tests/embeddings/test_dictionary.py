"""Tests of finding skills by their names."""

import pytest

from embeddings.dictionary import SkillDictionary
from tests.factories import make_skill

DICTIONARY = SkillDictionary(
    [
        make_skill("java", "Java"),
        make_skill("javascript", "JavaScript", aliases=["JS"]),
        make_skill("sql", "SQL"),
        make_skill("sql-server", "Microsoft SQL Server", aliases=["SQL Server"]),
        make_skill("cpp", "C++"),
        make_skill("c-sharp", "C#"),
        make_skill("c", "C", aliases=["lenguaje C"]),
        make_skill("dotnet", ".NET", aliases=["ASP.NET"]),
        make_skill("nodejs", "Node.js", aliases=["Node JS"]),
        make_skill("admin", "administración de redes", "network administration"),
        make_skill("ci-cd", "integración continua", "continuous integration", ["CI/CD"]),
        make_skill("late", "otra cosa", "another thing", ["SQL"]),
    ]
)


class TestFind:
    @pytest.mark.parametrize(
        ("sentence", "expected"),
        [
            ("Experto en JavaScript", ["javascript"]),
            ("Experto en Java", ["java"]),
            ("Javascript y java", ["javascript", "java"]),
            ("javanés", []),
            ("MySQL", []),
        ],
    )
    def test_finds_whole_words_alone(self, sentence: str, expected: list[str]) -> None:
        assert DICTIONARY.find(sentence) == expected

    @pytest.mark.parametrize(
        ("sentence", "expected"),
        [
            ("SQL Server 2019", ["sql-server"]),
            ("Microsoft SQL Server", ["sql-server"]),
            ("SQL en un servidor", ["sql"]),
            ("SQL Server y SQL", ["sql-server", "sql"]),
        ],
    )
    def test_the_longest_name_wins(self, sentence: str, expected: list[str]) -> None:
        assert DICTIONARY.find(sentence) == expected

    @pytest.mark.parametrize(
        "sentence", ["ADMINISTRACION DE REDES", "Administración de Redes", "Network  administration."]
    )
    def test_reads_over_case_accents_and_language(self, sentence: str) -> None:
        assert DICTIONARY.find(sentence) == ["admin"]

    def test_tells_names_with_signs_apart(self) -> None:
        assert DICTIONARY.find("C++, C#, .NET (ASP.NET) y Node.js.") == ["cpp", "c-sharp", "dotnet", "nodejs"]

    @pytest.mark.parametrize(
        ("sentence", "expected"),
        [
            ("Java/JavaScript/SQL", ["java", "javascript", "sql"]),
            ("C++/C#", ["cpp", "c-sharp"]),
            ("CI/CD", ["ci-cd"]),
            ("y/o SQL", ["sql"]),
        ],
    )
    def test_a_slash_parts_names_unless_it_belongs_to_one(self, sentence: str, expected: list[str]) -> None:
        assert DICTIONARY.find(sentence) == expected

    def test_a_lone_letter_names_nothing(self) -> None:
        assert DICTIONARY.find("vitamina C") == []
        assert DICTIONARY.find("lenguaje C") == ["c"]

    def test_names_each_skill_once_in_order_of_appearance(self) -> None:
        assert DICTIONARY.find("SQL, Java, consultas SQL y java") == ["sql", "java"]

    def test_a_name_shared_by_two_skills_is_the_first_ones(self) -> None:
        assert DICTIONARY.find("SQL") == ["sql"]

    def test_an_empty_dictionary_finds_nothing(self) -> None:
        assert SkillDictionary([]).find("SQL y Java") == []
