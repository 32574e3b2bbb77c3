"""Tests of where a learner's skills come from."""

from datetime import date

import pytest

from data.catalogue import Catalogue
from data.domain import SkillSource
from recommender.arrays import CatalogueArrays
from recommender.skill_origins import KnownSkill, Origin, OriginKind, known_skills
from tests.factories import TODAY, make_exam, make_history, make_profiles, make_statement, make_transcript


class TestKnownSkills:
    def test_name_everything_that_shows_a_skill_once(self, catalogue: Catalogue) -> None:
        history = make_history(
            [make_transcript("s-data"), make_transcript("s-data", on=date(2026, 1, 1))],
            [make_exam("zen-1")],
            stated=[make_statement("sql", source=SkillSource.TEXT), make_statement("teamwork")],
        )
        assert known_skills(history, catalogue, TODAY) == (
            KnownSkill(
                "sql",
                (
                    Origin(OriginKind.SUBJECT, "s-data"),
                    Origin(OriginKind.CERTIFICATION, "zen-1"),
                    Origin(OriginKind.TEXT),
                ),
                False,
            ),
            KnownSkill("teamwork", (Origin(OriginKind.STATED),), False),
        )

    @pytest.mark.parametrize(
        "history",
        [
            make_history([make_transcript("s-data", passed=False)]),
            make_history([make_transcript("unknown")]),
            make_history(exams=[make_exam("zen-1", passed=False)]),
            make_history(exams=[make_exam("acme-1", on=date(2020, 1, 1))]),
            make_history(exams=[make_exam("unknown")]),
        ],
    )
    def test_leave_out_what_shows_nothing(self, catalogue: Catalogue, history: object) -> None:
        assert known_skills(history, catalogue, TODAY) == ()  # type: ignore[arg-type]

    def test_say_what_is_denied_and_keep_its_origins(self, catalogue: Catalogue) -> None:
        history = make_history([make_transcript("s-prog")], stated=[make_statement("python", False)])
        assert known_skills(history, catalogue, TODAY) == (
            KnownSkill("python", (Origin(OriginKind.SUBJECT, "s-prog"),), True),
        )

    def test_are_those_of_the_profile(self, catalogue: Catalogue, arrays: CatalogueArrays) -> None:
        history = make_history(
            [make_transcript("s-prog"), make_transcript("s-team")],
            [make_exam("acme-2"), make_exam("acme-1", on=date(2020, 1, 1))],
            stated=[make_statement("sql"), make_statement("python", False)],
        )
        known = {one.skill_id for one in known_skills(history, catalogue, TODAY) if not one.is_denied}
        skills = make_profiles(arrays, history).skills[0]
        assert known == {arrays.skill_ids[column] for column in skills.nonzero()[0]}
