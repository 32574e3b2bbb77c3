from collections.abc import Sequence
from datetime import date

import pytest
import sqlalchemy as sa

from api.programme.forecast_services import Counted, demand_forecasts, demand_history
from data.database import writing
from data.demand_store import Demand, replace_demand
from data.domain import SkillId, StateId
from data.errors import NotReadyError
from data.posting_store import put_postings
from data.tables import posting, posting_skill
from recommender.forecast.quarters import Quarter
from tests.data.rows import posting_row

DEMAND_DAY = date(2026, 10, 15)


def put(engine: sa.Engine, rows: Sequence[tuple[str, str, date, Sequence[str]]], counted_on: date = DEMAND_DAY) -> None:
    """Postings of an id, a state and a day that ask for skills, each with two positions, and the day of the count."""
    with writing(engine) as connection:
        put_postings(
            connection,
            [posting_row(id_, state_id=state, posted_on=day, n_positions=2) for id_, state, day, _ in rows],
        )
        connection.execute(sa.update(posting).values(linked_hash="read"))
        links = [
            {"posting_id": id_, "skill_id": skill, "sentence": "s", "method": "exact", "confidence": 1.0}
            for id_, _, _, skills in rows
            for skill in skills
        ]
        connection.execute(sa.insert(posting_skill), links)
        replace_demand(connection, [Demand(StateId("MX-JAL"), SkillId("sql"), 1, 1, 0, 1)], counted_on)


ROWS = [
    ("a", "MX-JAL", date(2026, 1, 3), ["sql", "python"]),
    ("b", "MX-JAL", date(2026, 3, 31), ["sql"]),
    ("c", "MX-NLE", date(2026, 5, 1), ["sql"]),
    ("d", "MX-NLE", date(2026, 9, 30), ["python"]),
    # In a quarter that is not over.
    ("e", "MX-NLE", date(2026, 10, 2), ["python"]),
]


class TestDemandHistory:
    def test_counts_whole_quarters_by_state_and_skill(self, engine: sa.Engine) -> None:
        put(engine, ROWS)
        with engine.connect() as connection:
            history = demand_history(connection)
            positions = demand_history(connection, Counted.POSITIONS)
        assert history.quarters == (Quarter(2026, 1), Quarter(2026, 2), Quarter(2026, 3))
        assert (history.state_ids, history.skill_ids) == (("MX-JAL", "MX-NLE"), ("python", "sql"))
        assert history.panel.counts.tolist() == [[[1, 2], [0, 0]], [[0, 0], [0, 1]], [[0, 0], [1, 0]]]
        assert (positions.panel.counts == 2 * history.panel.counts).all()
        assert history.panel.first_season == 0

    def test_leaves_out_a_first_quarter_that_began_without_postings(self, engine: sa.Engine) -> None:
        late = [("z", "MX-JAL", date(2025, 11, 20), ["sql"])]
        put(engine, [*late, *ROWS])
        with engine.connect() as connection:
            assert demand_history(connection).quarters[0] == Quarter(2026, 1)

    def test_adds_up_states_and_skills(self, engine: sa.Engine) -> None:
        put(engine, ROWS)
        with engine.connect() as connection:
            history = demand_history(connection)
        assert history.of_country().panel.counts.tolist() == [[[1, 2]], [[0, 1]], [[1, 0]]]
        assert history.of_skills([SkillId("sql")]).panel.counts.tolist() == [[[2], [0]], [[0], [1]], [[0], [0]]]

    def test_asks_for_three_quarters(self, engine: sa.Engine) -> None:
        put(engine, ROWS, counted_on=date(2026, 9, 29))
        with engine.connect() as connection, pytest.raises(NotReadyError, match="over 2 whole quarters"):
            demand_history(connection)

    def test_asks_for_postings(self, engine: sa.Engine) -> None:
        with engine.connect() as connection, pytest.raises(NotReadyError, match="over 0 whole quarters"):
            demand_history(connection)


class TestDemandForecasts:
    def test_begin_with_the_quarter_under_way(self, engine: sa.Engine) -> None:
        put(engine, ROWS)
        with engine.connect() as connection:
            found = demand_forecasts(demand_history(connection), 2)
        assert [one.quarter for one in found] == [Quarter(2026, 4), Quarter(2027, 1)]
        for one in found:
            assert one.mean.shape == one.low.shape == one.high.shape == (2, 2)
            assert (one.low <= one.high).all()
            assert (one.mean > 0).all()
