from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from data.database import writing
from data.domain import CurriculumId, Label, SkillId
from data.errors import NotFoundError
from data.plan_store import (
    correct_skill,
    every_plan_of,
    new_plan_id,
    plan_id_for,
    plan_named,
    plan_of,
    put_plan,
    put_subject,
    remove_plan,
    shared_plan_of,
    shared_plans,
)
from data.plan_tables import plan, plan_subject
from data.rights import OrganisationId
from data.skill_example_store import examples
from tests.data.plans import (
    DATABASES,
    EAST,
    MOMENT,
    PLAN_ID,
    PROGRAMMING,
    WEST,
    add_plan,
    add_school,
    make_plan,
    make_subject,
)

PYTHON, SQL = SkillId("python"), SkillId("sql")
LATER = MOMENT + timedelta(hours=1)


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Two schools, the west one with a plan."""
    with writing(engine) as opened:
        add_school(opened, WEST)
        add_school(opened, EAST)
        add_plan(opened, WEST, make_plan())
        yield opened


class TestNewPlanId:
    def test_is_p_and_twelve_letters_never_the_same(self) -> None:
        made = {new_plan_id() for _ in range(100)}
        assert len(made) == 100
        assert all(len(id_) == 13 and id_.startswith("p") and id_.isalpha() for id_ in made)


class TestPutPlan:
    def test_gives_back_what_was_stored_under_the_schools_institution(self, connection: sa.Connection) -> None:
        stored = plan_of(connection, WEST, PLAN_ID)
        assert stored.curriculum == replace(make_plan(), institution_id=WEST.institution_id)
        assert (stored.version, stored.changed_at, stored.organisation_id) == (1, MOMENT, WEST.organisation_id)

    def test_a_new_version_keeps_corrections_of_subjects_that_stay(self, connection: sa.Connection) -> None:
        correct_skill(connection, WEST, PROGRAMMING, PYTHON, 0.7, MOMENT)
        correct_skill(connection, WEST, DATABASES, SQL, 1.0, MOMENT)
        renamed = make_subject(PROGRAMMING, label=Label("Nueva", "New"))
        put_plan(connection, WEST, make_plan(PLAN_ID, renamed), {PROGRAMMING: "A1"}, LATER)
        stored = plan_of(connection, WEST, PLAN_ID)
        assert [one.label.es for one in stored.curriculum.subjects] == ["Nueva"]
        assert stored.corrections == {(PROGRAMMING, PYTHON): 0.7}
        assert stored.official_keys == {PROGRAMMING: "A1"}
        assert (stored.version, stored.changed_at) == (4, LATER)

    def test_skills_that_the_file_states_are_corrections(self, connection: sa.Connection) -> None:
        correct_skill(connection, WEST, PROGRAMMING, SQL, 0.0, MOMENT)
        put_plan(connection, WEST, make_plan(PLAN_ID, make_subject(skill_weights={PYTHON: 0.4})), {}, LATER)
        stored = plan_of(connection, WEST, PLAN_ID)
        assert stored.corrections == {(PROGRAMMING, PYTHON): 0.4, (PROGRAMMING, SQL): 0.0}
        assert stored.curriculum.subjects[0].skill_weights == {PYTHON: 0.4}

    def test_another_schools_plan_is_not_found_and_stays_as_it_is(self, connection: sa.Connection) -> None:
        with pytest.raises(NotFoundError):
            put_plan(connection, EAST, make_plan(label=Label("Robado", "Stolen")), {}, LATER)
        assert plan_of(connection, WEST, PLAN_ID).curriculum.label.es == "Sistemas"

    @pytest.mark.parametrize(
        "foreign", [make_subject("pwest-a1"), make_subject("peast-a1", prerequisite_ids=frozenset({PROGRAMMING}))]
    )
    def test_refuses_subjects_of_another_plan(self, connection: sa.Connection, foreign: object) -> None:
        with pytest.raises(ValueError, match="pwest-a1 is not of the plan peast"):
            add_plan(connection, EAST, make_plan("peast", foreign))  # type: ignore[arg-type]  # both are subjects


class TestEveryPlanOf:
    def test_leaves_out_the_other_schools(self, connection: sa.Connection) -> None:
        add_plan(connection, EAST, make_plan("peast", make_subject("peast-a1"), label=Label("Redes", "Networks")))
        (own,) = every_plan_of(connection, WEST)
        assert (own.curriculum.id, own.curriculum.label.es, own.version) == (PLAN_ID, "Sistemas", 1)
        assert len(own.curriculum.subjects) == 2
        assert [one.curriculum.id for one in every_plan_of(connection, EAST)] == ["peast"]

    def test_every_plan_comes_whole(self, connection: sa.Connection) -> None:
        add_plan(connection, WEST, make_plan("pother", label=Label("Redes", "Networks")))
        correct_skill(connection, WEST, PROGRAMMING, PYTHON, 1.0, MOMENT)
        assert every_plan_of(connection, WEST) == (
            plan_of(connection, WEST, "pother"),
            plan_of(connection, WEST, PLAN_ID),
        )

    def test_a_plan_is_found_by_name_in_its_own_school_alone(self, connection: sa.Connection) -> None:
        assert plan_named(connection, WEST, "Sistemas") == PLAN_ID
        assert plan_named(connection, EAST, "Sistemas") is None

    def test_a_plan_of_a_known_name_is_stored_under_its_id(self, connection: sa.Connection) -> None:
        assert plan_id_for(connection, WEST, "Sistemas") == PLAN_ID
        assert plan_id_for(connection, EAST, "Sistemas") != PLAN_ID
        assert plan_id_for(connection, WEST, "Redes") != plan_id_for(connection, WEST, "Redes")


class TestSharedPlans:
    def test_a_plan_is_seen_by_others_once_its_school_shares(self, connection: sa.Connection) -> None:
        third = replace(EAST, organisation_id=OrganisationId("third"))
        add_school(connection, third, shares_plans=True)
        add_plan(connection, third, make_plan("pthird"))
        (shared,) = shared_plans(connection, WEST)
        assert (shared.summary.id, shared.summary.n_subjects, shared.school_name) == ("pthird", 2, "School third")
        assert shared_plan_of(connection, WEST, "pthird").curriculum.id == "pthird"

    def test_neither_own_plans_nor_those_kept_private_are_shared(self, connection: sa.Connection) -> None:
        assert shared_plans(connection, EAST) == ()
        for rights in (WEST, EAST):
            with pytest.raises(NotFoundError):
                shared_plan_of(connection, rights, PLAN_ID)


class TestCorrectSkill:
    def test_notes_weights_and_begins_a_version_each_time(self, connection: sa.Connection) -> None:
        correct_skill(connection, WEST, PROGRAMMING, PYTHON, 1.0, MOMENT)
        correct_skill(connection, WEST, PROGRAMMING, SQL, 0.0, LATER)
        stored = plan_of(connection, WEST, PLAN_ID)
        assert stored.corrections == {(PROGRAMMING, PYTHON): 1.0, (PROGRAMMING, SQL): 0.0}
        assert stored.subject(PROGRAMMING).skill_weights == {PYTHON: 1.0}
        assert (stored.version, stored.changed_at) == (3, LATER)

    def test_the_last_word_alone_is_an_example_to_learn_from(self, connection: sa.Connection) -> None:
        correct_skill(connection, WEST, PROGRAMMING, PYTHON, 1.0, MOMENT)
        correct_skill(connection, WEST, PROGRAMMING, SQL, 1.0, MOMENT)
        correct_skill(connection, WEST, PROGRAMMING, PYTHON, 0.4, LATER)
        correct_skill(connection, WEST, PROGRAMMING, SQL, None, LATER)
        assert plan_of(connection, WEST, PLAN_ID).corrections == {(PROGRAMMING, PYTHON): 0.4}
        assert list(examples(connection)) == [("Materia pwest-a1\nVariables y ciclos", PYTHON, 0.4)]

    def test_taking_back_leaves_what_another_school_said_of_the_same_text(self, connection: sa.Connection) -> None:
        same = make_subject("peast-a1", label=make_subject().label)
        add_plan(connection, EAST, make_plan("peast", same))
        correct_skill(connection, WEST, PROGRAMMING, PYTHON, 1.0, MOMENT)
        correct_skill(connection, EAST, "peast-a1", PYTHON, 1.0, MOMENT)
        correct_skill(connection, WEST, PROGRAMMING, PYTHON, None, LATER)
        assert len(list(examples(connection))) == 1

    def test_taking_back_what_was_never_said_is_no_error(self, connection: sa.Connection) -> None:
        correct_skill(connection, WEST, PROGRAMMING, PYTHON, None, MOMENT)
        assert plan_of(connection, WEST, PLAN_ID).corrections == {}


class TestPutSubject:
    def test_changes_the_facts_and_leaves_place_and_skills(self, connection: sa.Connection) -> None:
        correct_skill(connection, WEST, DATABASES, SQL, 1.0, MOMENT)
        changed = make_subject(DATABASES, semester=3, hours=6, label=Label("Datos", "Data"))
        put_subject(connection, WEST, changed, "A2", LATER)
        stored = plan_of(connection, WEST, PLAN_ID)
        assert stored.curriculum.subjects[1] == replace(changed, skill_weights={SQL: 1.0})
        assert stored.official_keys[DATABASES] == "A2"
        assert stored.version == 3

    def test_refuses_to_need_another_schools_subject(self, connection: sa.Connection) -> None:
        add_plan(connection, EAST, make_plan("peast"))
        with pytest.raises(ValueError, match="pwest-a1 is not of the plan peast"):
            put_subject(
                connection, EAST, make_subject("peast-a2", prerequisite_ids=frozenset({PROGRAMMING})), "", LATER
            )


class TestRemovePlan:
    def test_takes_subjects_away_with_it(self, connection: sa.Connection) -> None:
        correct_skill(connection, WEST, PROGRAMMING, PYTHON, 1.0, MOMENT)
        remove_plan(connection, WEST, PLAN_ID)
        assert every_plan_of(connection, WEST) == ()
        assert connection.execute(sa.select(plan_subject)).all() == []


class TestAnotherSchoolsPlan:
    @pytest.mark.parametrize(
        "attempt",
        [
            lambda connection: plan_of(connection, EAST, PLAN_ID),
            lambda connection: remove_plan(connection, EAST, PLAN_ID),
            lambda connection: correct_skill(connection, EAST, PROGRAMMING, PYTHON, 1.0, MOMENT),
            lambda connection: correct_skill(connection, EAST, PROGRAMMING, PYTHON, None, MOMENT),
            lambda connection: put_subject(connection, EAST, make_subject(), "", MOMENT),
        ],
        ids=["read", "remove", "correct", "forget", "change"],
    )
    def test_does_not_exist(self, connection: sa.Connection, attempt: Callable[[sa.Connection], object]) -> None:
        before = plan_of(connection, WEST, PLAN_ID)
        with pytest.raises(NotFoundError):
            attempt(connection)
        assert plan_of(connection, WEST, CurriculumId(PLAN_ID)) == before
        assert connection.scalars(sa.select(plan.c.version)).one() == 1
