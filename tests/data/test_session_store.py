from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from data.account_store import set_blocked, set_password_hash
from data.rights import AccountId, Role
from data.session_store import (
    SessionKind,
    TokenPurpose,
    account_of_session,
    account_of_token,
    begin_session,
    end_session,
    issue_token,
    use_token,
)
from tests.api.people import put_account

MOMENT = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MANAGER = AccountId("manager")


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    """With the account of a manager."""
    with engine.begin() as opened:
        put_account(opened, Role.MANAGER)
        yield opened


def begun(connection: sa.Connection, kind: SessionKind = SessionKind.BROWSER) -> str:
    return begin_session(connection, MANAGER, kind, MOMENT, HOUR)


def holder(connection: sa.Connection, token: str, *, after: timedelta = timedelta(0)) -> str | None:
    found = account_of_session(connection, token, SessionKind.BROWSER, MOMENT + after)
    return found.id if found else None


class TestSessions:
    def test_last_until_they_expire(self, connection: sa.Connection) -> None:
        token = begun(connection)
        assert holder(connection, token, after=HOUR - timedelta(seconds=1)) == MANAGER
        assert holder(connection, token, after=HOUR) is None

    def test_end_when_they_are_ended(self, connection: sa.Connection) -> None:
        token, other = begun(connection), begun(connection)
        end_session(connection, token)
        assert (holder(connection, token), holder(connection, other)) == (None, MANAGER)

    def test_serve_only_as_what_they_were_begun_as(self, connection: sa.Connection) -> None:
        assert holder(connection, begun(connection, SessionKind.PROGRAM)) is None

    def test_end_with_a_new_password(self, connection: sa.Connection) -> None:
        token = begun(connection)
        set_password_hash(connection, MANAGER, "new")
        assert holder(connection, token) is None

    def test_end_with_a_block_and_stay_ended(self, connection: sa.Connection) -> None:
        token = begun(connection)
        set_blocked(connection, MANAGER, is_blocked=True)
        set_blocked(connection, MANAGER, is_blocked=False)
        assert holder(connection, token) is None

    def test_are_not_stored_as_they_are(self, connection: sa.Connection) -> None:
        token = begun(connection)
        stored = connection.execute(sa.text("SELECT * FROM account_session")).all()
        assert token not in str(stored)
        assert holder(connection, stored[0].token_hash) is None

    @pytest.mark.parametrize("token", ["", "x" * 43, "\udc80", "ñ" * 500])
    def test_are_nobodys_with_a_forged_token(self, connection: sa.Connection, token: str) -> None:
        begun(connection)
        assert holder(connection, token) is None


class TestTokensThatServeOnce:
    def test_serve_once(self, connection: sa.Connection) -> None:
        token = issue_token(connection, MANAGER, TokenPurpose.PASSWORD_RESET, MOMENT, HOUR)
        assert account_of_token(connection, token, TokenPurpose.PASSWORD_RESET, MOMENT) == MANAGER
        assert use_token(connection, token, TokenPurpose.PASSWORD_RESET, MOMENT) == MANAGER
        assert use_token(connection, token, TokenPurpose.PASSWORD_RESET, MOMENT) is None

    def test_serve_one_purpose_and_not_for_ever(self, connection: sa.Connection) -> None:
        token = issue_token(connection, MANAGER, TokenPurpose.INVITATION, MOMENT, HOUR)
        assert use_token(connection, token, TokenPurpose.PASSWORD_RESET, MOMENT) is None
        assert use_token(connection, token, TokenPurpose.INVITATION, MOMENT + HOUR) is None

    def test_a_newer_one_takes_the_place_of_the_older(self, connection: sa.Connection) -> None:
        older = issue_token(connection, MANAGER, TokenPurpose.INVITATION, MOMENT, HOUR)
        newer = issue_token(connection, MANAGER, TokenPurpose.INVITATION, MOMENT, HOUR)
        assert use_token(connection, older, TokenPurpose.INVITATION, MOMENT) is None
        assert use_token(connection, newer, TokenPurpose.INVITATION, MOMENT) == MANAGER
