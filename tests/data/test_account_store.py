from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from data.account_list_store import AccountState, account_entries
from data.account_store import (
    EmailTakenError,
    account_of_learner,
    add_account,
    credential_of,
    email_of,
    get_account,
    get_organisation,
    organisations,
    plain_email,
    remove_account,
    rights_over_invented,
    set_blocked,
    set_language,
    set_password_hash,
    share_plans,
)
from data.domain import InstitutionId, Language, LearnerId
from data.errors import ForbiddenError, InputError, NotFoundError
from data.learner_store import put_learners
from data.rights import Account, AccountId, LearnerRights, OrganisationId, Role
from tests.api.people import put_account, put_organisation
from tests.data.rows import learner_row, person_row

MOMENT = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
ANA = LearnerId("ana")


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    with engine.begin() as opened:
        yield opened


def put_learner(connection: sa.Connection, learner_id: str, *, is_invented: bool = True) -> None:
    put_learners(connection, [learner_row(learner_id, is_invented=is_invented)], [person_row(learner_id)])


class TestPlainEmail:
    @pytest.mark.parametrize("email", ["", "ana", "@b.mx", "ana@local", "a b@c.mx", "a\n@c.mx", f"{'a' * 250}@c.mx"])
    def test_refuses_what_is_no_address(self, email: str) -> None:
        with pytest.raises(InputError):
            plain_email(email)


class TestAddAccount:
    def test_keeps_role_organisation_and_institution(self, connection: sa.Connection) -> None:
        school = put_organisation(connection, "west")
        put_account(connection, Role.ACADEMIA, name="carla", organisation_id=school)
        found = get_account(connection, AccountId("carla"))
        assert found == Account(AccountId("carla"), Role.ACADEMIA, Language.ES, None, school, InstitutionId("u-west"))
        assert email_of(connection, AccountId("carla")) == "carla@example.mx"

    def test_refuses_an_address_that_has_an_account(self, connection: sa.Connection) -> None:
        email = put_account(connection, Role.MANAGER)
        other = Account(AccountId("other"), Role.OPERATOR, Language.ES)
        with pytest.raises(EmailTakenError):
            add_account(connection, other, email=email, name=None, password_hash=None, moment=MOMENT)
        with pytest.raises(NotFoundError):
            get_account(connection, AccountId("other"))

    def test_has_no_credential_for_an_unknown_address(self, connection: sa.Connection) -> None:
        assert credential_of(connection, "nobody@example.mx") is None


class TestChanges:
    def test_block_language_and_password_are_kept(self, connection: sa.Connection) -> None:
        email = put_account(connection, Role.MANAGER)
        set_blocked(connection, AccountId("manager"), is_blocked=True)
        set_language(connection, AccountId("manager"), Language.EN)
        set_password_hash(connection, AccountId("manager"), "another")
        found = credential_of(connection, email)
        assert found is not None
        assert (found.password_hash, found.is_blocked) == ("another", True)
        assert get_account(connection, AccountId("manager")).language is Language.EN

    def test_of_an_unknown_account_are_refused(self, connection: sa.Connection) -> None:
        with pytest.raises(NotFoundError):
            set_blocked(connection, AccountId("nobody"), is_blocked=True)

    def test_removing_an_account_leaves_the_learner(self, connection: sa.Connection) -> None:
        put_learner(connection, "ana")
        put_account(connection, Role.STUDENT, name="a", learner_id="ana")
        assert account_of_learner(connection, ANA) == "a"
        remove_account(connection, AccountId("a"))
        assert account_of_learner(connection, ANA) is None
        assert rights_over_invented(connection, ANA) == LearnerRights(ANA)


class TestOrganisations:
    def test_are_listed_by_role_and_name(self, connection: sa.Connection) -> None:
        for id_, role in (("z", Role.ACADEMIA), ("a", Role.INDUSTRY), ("m", Role.ACADEMIA)):
            put_organisation(connection, id_, role)
        assert [one.id for one in organisations(connection)] == ["m", "z", "a"]

    def test_share_their_plans_when_they_say_so(self, connection: sa.Connection) -> None:
        west, east = put_organisation(connection, "west"), put_organisation(connection, "east")
        share_plans(connection, west, is_shared=True)
        assert get_organisation(connection, west).shares_plans
        assert not get_organisation(connection, east).shares_plans
        with pytest.raises(NotFoundError):
            get_organisation(connection, OrganisationId("nowhere"))


class TestRightsOverInvented:
    def test_are_everybodys_while_there_is_no_account(self, connection: sa.Connection) -> None:
        put_learner(connection, "ana")
        assert rights_over_invented(connection, ANA) == LearnerRights(ANA)
        put_account(connection, Role.STUDENT, learner_id="ana")
        with pytest.raises(ForbiddenError):
            rights_over_invented(connection, ANA)

    def test_are_nobodys_over_a_real_person(self, connection: sa.Connection) -> None:
        put_learner(connection, "real", is_invented=False)
        with pytest.raises(ForbiddenError):
            rights_over_invented(connection, LearnerId("real"))
        with pytest.raises(NotFoundError):
            rights_over_invented(connection, LearnerId("nobody"))


class TestAccountEntries:
    def test_say_who_waits_for_a_password(self, connection: sa.Connection) -> None:
        put_account(connection, Role.OPERATOR)
        new = Account(AccountId("new"), Role.OPERATOR, Language.ES)
        add_account(connection, new, email="new@example.mx", name="New", password_hash=None, moment=MOMENT)
        found = account_entries(connection)
        assert [(one.email, one.state) for one in found] == [
            ("new@example.mx", AccountState.INVITED),
            ("operator@example.mx", AccountState.ACTIVE),
        ]
