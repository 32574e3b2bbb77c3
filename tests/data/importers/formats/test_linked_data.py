import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.importers.formats.course import course_fields
from data.importers.formats.credential import credential_fields
from data.importers.formats.linked_data import linked_rows
from data.importers.reading import open_rows
from data.importers.skill_names import SkillNames
from data.reference_files import COLUMNS

COURSE: dict[str, Any] = {
    "@type": "Course",
    "courseCode": "SCD-1008",
    "name": "Fundamentos de programación",
    "description": "Algoritmos",
    "numberOfCredits": {"@type": "StructuredValue", "value": 5},
    "coursePrerequisites": ["Cálculo", {"@type": "Course", "courseCode": "ACF-0901"}],
    "teaches": ["Python", {"@type": "DefinedTerm", "name": "SQL"}],
}
CREDENTIAL: dict[str, Any] = {
    "@type": "EducationalOccupationalCredential",
    "name": "Acme Nube: Nivel 1",
    "description": "Demuestra lo básico.",
    "educationalLevel": {"@type": "DefinedTerm", "name": "Beginner"},
    "recognizedBy": {"@type": "Organization", "name": "Acme México"},
    "inLanguage": ["es-MX", "en"],
    "timeRequired": "PT40H",
    "validFor": "P3Y",
    "offers": [
        {"@type": "Offer", "price": 2000, "priceCurrency": "MXN"},
        {"@type": "Offer", "price": "99.50", "priceCurrency": "USD"},
    ],
    "competencyRequired": [
        {"@type": "DefinedTerm", "url": "http://data.europa.eu/esco/skill/598de5b0-5b58", "name": "nube"},
        "Linux",
    ],
}
SCHEMA = "https://schema.org"


def rows(found: object, *columns: str, context: object = None) -> list[tuple[str | None, str | None]]:
    """Name and trouble of each wanted thing."""
    return [
        (one.values.get("name") or one.values.get("label_es"), one.problem)
        for one in linked_rows(found, columns, context)
        if one.is_wanted
    ]


def course(name: str, **more: object) -> dict[str, Any]:
    return {"@type": "Course", "name": name, **more}


class TestContexts:
    @pytest.mark.parametrize(
        "context",
        [
            None,
            SCHEMA,
            "http://schema.org/",
            "https://schema.org/docs/jsonldcontext.jsonld",
            {"@vocab": "https://schema.org/"},
            [SCHEMA, {"@language": "es"}],
        ],
    )
    def test_of_schema_org_are_known_in_every_spelling(self, context: object) -> None:
        assert rows(course("Redes"), "label_es", context=context) == [("Redes", None)]

    @pytest.mark.parametrize(
        ("context", "named"),
        [
            ("https://acme.example/context.jsonld", "acme.example"),
            ([SCHEMA, "//acme.example/more"], "acme.example"),
            ({"@vocab": "https://acme.example/terms#"}, "acme.example"),
            ({"@import": "https://acme.example/c"}, "acme.example"),
        ],
    )
    def test_of_others_refuse_the_row_and_say_what_to_do(self, context: object, named: str) -> None:
        ((_, problem),) = rows({**course("Redes"), "@context": context}, "label_es")
        assert problem is not None
        assert named in problem
        assert 'write schema.org\'s terms with "@context": "https://schema.org"' in problem

    def test_inside_a_thing_count_too(self) -> None:
        inner = course("Redes", provider={"@context": "https://acme.example/c", "name": "Acme"})
        assert rows(inner, "label_es")[0][1] is not None

    def test_that_are_unknown_do_no_harm_to_a_thing_with_one_of_its_own(self) -> None:
        thing = {**course("Redes"), "@context": SCHEMA}
        assert rows([thing], "label_es", context="https://acme.example/c") == [("Redes", None)]

    def test_may_give_terms_other_names(self) -> None:
        context = {
            "s": "http://schema.org/",
            "titulo": "https://schema.org/name",
            "Curso": {"@id": "https://schema.org/Course"},
        }
        assert rows({"@context": context, "@type": "Curso", "titulo": "Redes"}, "label_es") == [("Redes", None)]
        assert rows({"@context": context, "@type": "s:Course", "s:name": "Redes"}, "label_es") == [("Redes", None)]

    def test_may_say_that_a_name_is_another_vocabulary_s(self) -> None:
        context = [SCHEMA, {"description": "https://acme.example/price"}]
        (one,) = linked_rows({**COURSE, "@context": context}, ["label_es"])
        assert "syllabus_es" not in one.values


class TestThings:
    def test_are_found_in_graphs_and_lists(self) -> None:
        graph = {"@context": SCHEMA, "@graph": [course("A"), {"itemListElement": [{"item": course("B")}]}]}
        assert rows([graph, course("C")], "label_es") == [("A", None), ("B", None), ("C", None)]

    def test_are_those_that_the_columns_ask_for(self) -> None:
        both = [course("A"), CREDENTIAL]
        assert [name for name, _ in rows(both, "certification_id")] == ["Acme Nube: Nivel 1"]
        assert [name for name, _ in rows(both, "label_es", "curriculum_id")] == ["A"]
        assert len(rows(both, "folio")) == 2

    def test_keep_their_number_whoever_reads_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "both.jsonld"
        path.write_text(json.dumps({"@context": SCHEMA, "@graph": [course("A"), CREDENTIAL, course("B")]}))
        with open_rows(path, ["label_es"], []) as found:
            assert [(row.line, row.values["label_es"]) for row in found] == [(1, "A"), (3, "B")]

    def test_take_the_context_of_their_document_wherever_it_stands(self, tmp_path: Path) -> None:
        path = tmp_path / "late.jsonld"
        path.write_text(json.dumps({"@graph": [course("A"), course("B")], "@context": "https://acme.example/c"}))
        with open_rows(path, ["label_es"], []) as found:
            assert [(row.line, row.problem is not None) for row in found] == [(1, True), (2, True)]

    @given(
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(
                        ["@type", "@context", "@graph", "name", "hasCourse", "offers", "teaches", "validFor"]
                    )
                    | st.text(max_size=3),
                    inner | st.sampled_from(["Course", "JobPosting", "EducationalOccupationalCredential", SCHEMA]),
                    max_size=5,
                )
            ),
            max_leaves=12,
        )
    )
    @settings(max_examples=150, deadline=None)
    def test_of_any_shape_are_read_or_refused_without_a_fall(self, found: object) -> None:
        for one in linked_rows(found, ()):
            assert one.problem is not None or isinstance(one.values, dict)


class TestCredentials:
    def test_of_others_are_our_columns(self) -> None:
        found = credential_fields(CREDENTIAL)
        assert {name: found[name] for name in found if "_" in name or name in ("level", "languages", "skills")} == {
            "certification_id": "acme-nube-nivel-1",
            "vendor_id": "acme-mexico",
            "vendor_name": "Acme México",
            "level": "foundation",
            "languages": "es|en",
            "preparation_hours": "40",
            "summary_es": "Demuestra lo básico.",
            "summary_en": "Demuestra lo básico.",
            "skills": "598de5b0-5b58|Linux",
            "validity_months": "36",
            "list_price_usd": "99.50",
        }


class TestCourses:
    def test_of_others_are_our_columns(self) -> None:
        found = course_fields(COURSE)
        assert {name: found[name] for name in ("subject_key", "label_es", "credits", "prerequisites", "skills")} == {
            "subject_key": "SCD-1008",
            "label_es": "Fundamentos de programación",
            "credits": "5",
            "prerequisites": "Cálculo; ACF-0901",
            "skills": "Python|SQL",
        }

    @pytest.mark.parametrize(("frequency", "hours"), [("P1W", "5"), ("Weekly", "5"), ("Daily", None)])
    def test_say_hours_a_week_or_none(self, frequency: str, hours: str | None) -> None:
        schedule = {"@type": "Schedule", "repeatFrequency": frequency, "duration": "PT5H"}
        found = course_fields({**COURSE, "hasCourseInstance": [{"courseSchedule": schedule}]})
        assert found.get("hours") == hours


class TestSkillNames:
    def test_become_ids(self) -> None:
        def row(skill_id: str, **cells: str) -> dict[str, str]:
            return {**dict.fromkeys(COLUMNS["skills.csv"], ""), "skill_id": skill_id, **cells}

        names = SkillNames(
            [
                row("cloud", label_es="nube", label_en="cloud", esco_uri="http://data.europa.eu/esco/skill/598de5b0"),
                row("linux", label_es="Linux", label_en="Linux", aliases_es="GNU Linux|núcleo"),
                row("kernel", label_es="kernel", label_en="kernel", aliases_es="núcleo"),
            ]
        )
        assert names.with_ids("598de5b0:0.5|GNU linux") == "cloud:0.5|linux"
        # Two names of one skill are one skill; a name of two skills and one of none stay for the reader to refuse.
        assert names.with_ids("Nube|cloud:1|Núcleo|cocina") == "cloud|cloud:1|Núcleo|cocina"
        assert names.with_ids("linux|GNU Linux") == "linux"
