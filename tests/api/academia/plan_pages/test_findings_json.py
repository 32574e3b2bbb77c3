"""The figures of a plan's pages, asked for by programs; how they come about is worked out in the tests of the pages."""

from typing import Any

import pytest

from data.account_store import share_plans
from data.database import writing
from tests.api.academia.plan_pages.test_training_needs import add_teacher
from tests.api.academia.schools import Schools
from tests.data.plans import DATABASES, PROGRAMMING, make_plan, make_subject
from tests.statements import counted_statements

PLAN = "/v1/school/plans/pwest"
PYTHON = f"{PLAN}/subjects/{PROGRAMMING}"
FIGURES = (
    "gaps",
    "coverage",
    f"subjects/{PROGRAMMING}/coverage/cloud",
    f"subjects/{PROGRAMMING}/with/acme-2",
    "comparison",
    "training-needs",
)


def told(schools: Schools, path: str) -> dict[str, Any]:
    answer = schools.west.get(path, headers={"accept-language": "en"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


class TestGaps:
    def test_have_interval_sentences_effort_and_what_closes_them(self, analysed: Schools) -> None:
        found = told(analysed, f"{PLAN}/gaps")
        assert (found["region"], found["data_as_of"], found["n_postings"], found["n_gaps"]) == (
            {"id": "MX-JAL", "name": "Jalisco"},
            "2026-10-01",
            7,
            1,
        )
        assert "invented" in found["notice"]
        (gap,) = found["items"]
        # 6 of 7 postings: Wilson's interval. Acme Two is 60 hours, of which AWS has 1.0 of 1.6.
        assert gap["demand"] == {"n_postings": 6, "share": 0.8571, "interval": [0.4869, 0.9743]}
        assert (gap["skill"]["id"], gap["coverage"], gap["effort_hours"]) == ("aws", 0.0, 37.5)
        assert gap["posting"]["sentence"] == "Se necesita dominar bien aws"
        assert [(one["id"], one["needs_others"]) for one in gap["certifications"]] == [("acme-2", True)]

    def test_come_by_demand_or_by_effort_and_in_pages(self, analysed: Schools) -> None:
        first = told(analysed, f"{PLAN}/gaps?order=effort&limit=1&region=MX")
        assert (first["region"]["id"], [one["rank"] for one in first["items"]]) == (None, [1])
        assert analysed.west.get(f"{PLAN}/gaps?order=size").status_code == 422

    def test_take_nine_statements_once_an_analysis_is_kept(self, analysed: Schools) -> None:
        told(analysed, f"{PLAN}/gaps")
        with counted_statements(analysed.engine) as statements:
            told(analysed, f"{PLAN}/gaps")
        # The session, four of the plan, the school, two of the region's postings, and one of their sentences.
        assert len(statements) == 9


class TestCoverage:
    def test_is_told_by_area_and_subject(self, analysed: Schools) -> None:
        found = told(analysed, f"{PLAN}/coverage")
        # Python is asked for by 6 postings, SQL by 7, AWS by 6; covered are 1, 0.5 and 0: 9.5 of 19.
        assert found["coverage"] == 0.5
        assert {one["area"]: (one["n_skills"], one["demand_share"], one["coverage"]) for one in found["areas"]} == {
            "software": (1, 0.3158, 1.0),
            "cloud": (1, 0.3158, 0.0),
            "data_ai": (1, 0.3684, 0.5),
        }
        by_subject = {one["id"]: (one["semester"], one["coverage"]) for one in found["subjects"]}
        assert by_subject == {PROGRAMMING: (1, 0.3158), DATABASES: (2, 0.1842)}
        assert {one["area"]: one["coverage"] for one in found["subjects"][0]["areas"]} == {
            "software": 1.0,
            "cloud": 0.0,
            "data_ai": 0.0,
        }

    def test_of_a_cell_shows_both_sentences(self, analysed: Schools) -> None:
        (skill,) = told(analysed, f"{PYTHON}/coverage/software")["skills"]
        assert (skill["id"], skill["n_postings"], skill["coverage"], skill["source"]) == ("python", 6, 1.0, "corrected")
        assert skill["posting"]["sentence"] == "Se necesita dominar bien python"
        assert skill["syllabus_sentence"] == "Variables y ciclos"
        (cloud,) = told(analysed, f"{PYTHON}/coverage/cloud")["skills"]
        assert (cloud["coverage"], cloud["syllabus_sentence"]) == (0.0, None)
        assert told(analysed, f"{PYTHON}/coverage/bpo")["skills"] == []
        assert analysed.west.get(f"{PYTHON}/coverage/astrology").status_code == 422
        assert analysed.west.get(f"{PLAN}/subjects/pother-a1/coverage/cloud").status_code == 404


class TestWithCertification:
    def test_tells_coverage_before_and_after_and_stores_nothing(self, analysed: Schools) -> None:
        before = analysed.plan(analysed.west_rights, "pwest")
        found = told(analysed, f"{PYTHON}/with/acme-2")
        # AWS, 6 of 19 pairs of posting and skill, goes from 0 to 1: (6 + 3.5 + 6) / 19.
        assert (found["before"], found["after"], found["n_gaps_left"]) == (0.5, 0.8158, 0)
        assert found["closed"] == [{"id": "aws", "name": "AWS"}]
        assert {"area": "cloud", "before": 0.0, "after": 1.0} in found["areas"]
        assert (found["hours_needed"], found["hours_of_class"]) == (60, 64)
        assert analysed.plan(analysed.west_rights, "pwest") == before

    @pytest.mark.parametrize("path", [f"{PYTHON}/with/nothing", f"{PLAN}/subjects/pother-a1/with/acme-2"])
    def test_of_what_is_unknown_is_not_there(self, analysed: Schools, path: str) -> None:
        assert analysed.west.get(path).status_code == 404


class TestPrerequisites:
    def test_rank_subjects_by_what_hangs_on_them(self, schools: Schools) -> None:
        a, b, c = (f"pwest-{letter}" for letter in "abc")
        chain = (
            make_subject(a),
            make_subject(b, semester=2, prerequisite_ids=frozenset({a})),
            make_subject(c, semester=3, prerequisite_ids=frozenset({b})),
        )
        schools.put(schools.west_rights, make_plan("pwest", *chain))
        found = told(schools, f"{PLAN}/prerequisites")
        facts = ("id", "complexity", "delay", "blocking", "semester")
        # Every chain has three subjects; the first one keeps two waiting, the second one.
        assert [tuple(one[fact] for fact in facts) for one in found["subjects"]] == [
            (a, 5, 3, 2, 1),
            (b, 4, 3, 1, 2),
            (c, 3, 3, 0, 3),
        ]
        assert [one["id"] for one in found["subjects"][1]["needs"]] == [a]
        assert [one["id"] for one in found["longest_chain"]] == [a, b, c]


class TestTrainingNeeds:
    def test_name_what_no_teacher_holds_and_what_would_give_it(self, analysed: Schools) -> None:
        assert [one["id"] for one in told(analysed, f"{PLAN}/training-needs")["without_teacher"]] == [
            PROGRAMMING,
            DATABASES,
        ]
        add_teacher(analysed)
        found = told(analysed, f"{PLAN}/training-needs")
        (subject,) = found["subjects"]
        need = next(one for one in subject["needs"] if one["id"] == "python")
        assert (found["n_teachers"], subject["id"], subject["n_teachers"]) == (1, PROGRAMMING, 1)
        assert (need["n_postings"], need["is_gap"], need["best_level"]) == (6, False, 0.0)
        assert "zen-2" in [one["id"] for one in need["certifications"]]


class TestComparison:
    def test_begins_with_the_typical_plan_of_the_area(self, analysed: Schools) -> None:
        found = told(analysed, f"{PLAN}/comparison")
        assert [one["id"] for one in found["plans"]] == ["pwest", "systems"]
        assert found["plans"][0]["coverage"] == 0.5
        assert found == told(analysed, f"{PLAN}/comparison?with=systems")

    def test_names_plans_that_others_share_alone(self, analysed: Schools) -> None:
        analysed.put(analysed.east_rights, make_plan("peast"))
        hidden = analysed.west.get(f"{PLAN}/comparison?with=peast")
        assert hidden.status_code == 404
        with writing(analysed.engine) as connection:
            share_plans(connection, analysed.east_rights.organisation_id, is_shared=True)
        found = told(analysed, f"{PLAN}/comparison?with=peast&with=systems")
        assert [one["id"] for one in found["plans"]] == ["pwest", "peast", "systems"]
        listed = told(analysed, "/v1/school/comparable-plans")["items"]
        assert [(one["id"], one["school"]) for one in listed] == [("systems", None), ("peast", "Org east")]

    def test_takes_four_plans_at_the_most(self, analysed: Schools) -> None:
        five = "&".join(f"with=p{number}" for number in range(5))
        assert analysed.west.get(f"{PLAN}/comparison?{five}").status_code == 422


class TestFigures:
    @pytest.mark.parametrize("path", FIGURES)
    def test_of_another_school_are_not_there(self, analysed: Schools, path: str) -> None:
        assert analysed.east.get(f"{PLAN}/{path}").status_code == 404

    def test_say_why_there_are_none(self, ready: Schools) -> None:
        ready.put(ready.west_rights, make_plan("pwest"))
        for path in FIGURES:
            answer = ready.west.get(f"{PLAN}/{path}", headers={"accept-language": "en"})
            assert (answer.status_code, answer.json()["key"]) == (409, "error.few_postings"), path

    def test_say_that_subjects_need_each_other_in_a_circle(self, analysed: Schools) -> None:
        a, b = "pwest-a", "pwest-b"
        circle = (make_subject(a, prerequisite_ids=frozenset({b})), make_subject(b, prerequisite_ids=frozenset({a})))
        analysed.put(analysed.west_rights, make_plan("pwest", *circle))
        for path in ("gaps", "prerequisites"):
            answer = analysed.west.get(f"{PLAN}/{path}")
            assert (answer.status_code, answer.json()["key"]) == (422, "error.plan_circle")

    def test_of_an_unknown_state_are_not_there(self, analysed: Schools) -> None:
        assert analysed.west.get(f"{PLAN}/gaps?region=MX-XXX").status_code == 404
        assert analysed.west.get(f"{PLAN}/gaps?region=Jalisco").status_code == 422
