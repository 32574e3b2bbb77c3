"""Tests of reading public skills and technologies back for the reader of skills."""

import sqlalchemy as sa

from data.concept_store import SkillConcept, put_concepts, skill_concepts
from data.database import writing
from data.domain import Label, SkillKind
from data.technology_store import put_technology_uses, technology_names


def concept_row(uri: str, kind: str = "skill", reuse_level: str | None = None) -> dict[str, object]:
    return {
        "concept_id": uri,
        "scheme": "esco",
        "kind": kind,
        "code": None,
        "skill_type": None,
        "reuse_level": reuse_level,
        "version": "1.2",
    }


def label_row(uri: str, language: str, label: str, *aliases: str) -> dict[str, object]:
    return {"concept_id": uri, "language": language, "label": label, "aliases": list(aliases), "description": ""}


class TestSkillConcepts:
    def test_have_labels_and_aliases_of_both_languages(self, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            put_concepts(
                connection,
                [
                    concept_row("esco/b", reuse_level="transversal"),
                    concept_row("esco/a"),
                    concept_row("esco/o", "occupation"),
                ],
                [
                    label_row("esco/b", "en", "work in teams"),
                    label_row("esco/a", "es", "usar SQL", "consultas"),
                    label_row("esco/a", "en", "use SQL", "queries"),
                    label_row("esco/o", "en", "clerk"),
                ],
            )
        with engine.connect() as connection:
            found = skill_concepts(connection)
        assert found == (
            SkillConcept("esco/a", Label("usar SQL", "use SQL"), ("queries", "consultas"), SkillKind.HARD),
            SkillConcept("esco/b", Label("work in teams", "work in teams"), (), SkillKind.SOFT),
        )


class TestTechnologyNames:
    def test_are_those_in_demand_or_hot_each_once(self, engine: sa.Engine) -> None:
        rows = [
            {
                "occupation_code": code,
                "technology": name,
                "commodity_code": "1",
                "commodity": "x",
                "is_hot": is_hot,
                "is_in_demand": is_in_demand,
            }
            for code, name, is_hot, is_in_demand in (
                ("1", "SQL", True, False),
                ("2", "SQL", True, False),
                ("1", "Ada", False, False),
                ("1", "Excel", False, True),
            )
        ]
        with writing(engine) as connection:
            put_technology_uses(connection, rows)
        with engine.connect() as connection:
            assert technology_names(connection) == ("Excel", "SQL")
