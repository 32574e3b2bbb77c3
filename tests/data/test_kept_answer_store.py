from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from data.kept_answer_store import KEPT_FOR, KeptAnswer, KeyInFlightError, KeyReusedError, begin, keep, release

MOMENT = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
ANSWER = KeptAnswer(201, {"content-type": "application/json"}, b'{"id": 1}')


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    with engine.begin() as opened:
        yield opened


class TestBegin:
    def test_lets_the_first_begin_and_gives_the_others_its_answer(self, connection: sa.Connection) -> None:
        assert begin(connection, "key", "request", MOMENT) is None
        keep(connection, "key", ANSWER)
        assert begin(connection, "key", "request", MOMENT) == ANSWER
        assert begin(connection, "other", "request", MOMENT) is None

    def test_refuses_while_there_is_no_answer(self, connection: sa.Connection) -> None:
        begin(connection, "key", "request", MOMENT)
        with pytest.raises(KeyInFlightError):
            begin(connection, "key", "request", MOMENT)

    def test_refuses_another_request(self, connection: sa.Connection) -> None:
        begin(connection, "key", "request", MOMENT)
        with pytest.raises(KeyReusedError):
            begin(connection, "key", "another", MOMENT)

    def test_begins_anew_after_a_day_or_when_released(self, connection: sa.Connection) -> None:
        begin(connection, "key", "request", MOMENT)
        release(connection, "key")
        assert begin(connection, "key", "request", MOMENT) is None
        keep(connection, "key", ANSWER)
        release(connection, "key")
        assert begin(connection, "key", "request", MOMENT + KEPT_FOR * 0.99) == ANSWER
        assert begin(connection, "key", "another", MOMENT + KEPT_FOR) is None
