from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from data.account_store import end_sessions
from data.errors import InputError, NotFoundError
from data.key_store import USE_IS_NOTED_EVERY, add_key, end_key, keys_of, needs_note, note_use
from data.rights import AccountId, Role
from data.scopes import Scope, scopes_of
from data.session_store import Session, SessionKind, begin_session, session_of
from tests.api.people import put_account

MOMENT = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MANAGER = AccountId("manager")
READS_JOBS = frozenset({Scope.JOBS_READ})


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    """With the account of a manager."""
    with engine.begin() as opened:
        put_account(opened, Role.MANAGER)
        yield opened


def held(connection: sa.Connection, token: str, moment: datetime = MOMENT) -> Session | None:
    return session_of(connection, token, SessionKind.PROGRAM, moment)


class TestKeys:
    def test_carry_their_scopes(self, connection: sa.Connection) -> None:
        limited = held(connection, add_key(connection, MANAGER, MOMENT, DAY, scopes=READS_JOBS))
        whole = held(connection, add_key(connection, MANAGER, MOMENT, DAY))
        assert limited
        assert whole
        assert (limited.scopes, whole.scopes) == (READS_JOBS, None)
        assert limited.account == whole.account

    def test_of_no_scope_at_all_are_not_those_of_all(self, connection: sa.Connection) -> None:
        found = held(connection, add_key(connection, MANAGER, MOMENT, DAY, scopes=frozenset()))
        assert found
        assert found.scopes == frozenset()

    def test_are_listed_while_they_serve_and_browsers_are_not(self, connection: sa.Connection) -> None:
        add_key(connection, MANAGER, MOMENT, DAY, name="short")
        add_key(connection, MANAGER, MOMENT + DAY / 2, 3 * DAY, name="long", scopes=READS_JOBS)
        begin_session(connection, MANAGER, SessionKind.BROWSER, MOMENT, 9 * DAY)
        assert [key.name for key in keys_of(connection, MANAGER, MOMENT)] == ["short", "long"]
        (left,) = keys_of(connection, MANAGER, MOMENT + DAY)
        assert (left.name, left.scopes, left.last_used_at) == ("long", READS_JOBS, None)

    def test_end_one_by_one_by_their_id(self, connection: sa.Connection) -> None:
        tokens = [add_key(connection, MANAGER, MOMENT, DAY, name=name) for name in ("a", "b")]
        ended = next(key for key in keys_of(connection, MANAGER, MOMENT) if key.name == "a")
        end_key(connection, ended.id)
        assert [held(connection, token) is not None for token in tokens] == [False, True]
        with pytest.raises(NotFoundError):
            end_key(connection, ended.id)

    def test_the_id_of_a_browsers_session_ends_nothing(self, connection: sa.Connection) -> None:
        begin_session(connection, MANAGER, SessionKind.BROWSER, MOMENT, DAY)
        token_hash = connection.execute(sa.text("SELECT token_hash FROM account_session")).scalar_one()
        with pytest.raises(NotFoundError):
            end_key(connection, token_hash[:12])

    def test_end_with_all_sessions_of_their_account(self, connection: sa.Connection) -> None:
        token = add_key(connection, MANAGER, MOMENT, DAY)
        end_sessions(connection, MANAGER)
        assert held(connection, token) is None


class TestUse:
    def test_is_noted_now_and_then(self, connection: sa.Connection) -> None:
        token = add_key(connection, MANAGER, MOMENT, DAY)
        fresh = held(connection, token)
        assert fresh
        assert needs_note(fresh, MOMENT)
        note_use(connection, token, MOMENT)
        noted = held(connection, token)
        assert noted
        assert noted.last_used_at == MOMENT
        assert not needs_note(noted, MOMENT + USE_IS_NOTED_EVERY - timedelta(seconds=1))
        assert needs_note(noted, MOMENT + USE_IS_NOTED_EVERY)


class TestScopesOf:
    def test_reads_words(self) -> None:
        assert scopes_of(["jobs:read", "jobs:read", "skills:write"]) == {Scope.JOBS_READ, Scope.SKILLS_WRITE}

    def test_names_the_word_that_is_none(self) -> None:
        with pytest.raises(InputError, match="'jobs:all'; there are account:read, account:write, allocations:read, "):
            scopes_of(["jobs:read", "jobs:all"])
