from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date

import sqlalchemy as sa

from data.database import writing
from data.demand_store import CountStamp, Demand, as_of, count_stamp, demand_arrays, demand_of, replace_demand
from data.domain import SkillId, StateId

JALISCO, NORTH = StateId("MX-JAL"), StateId("MX-NLE")
ROWS = (
    Demand(NORTH, SkillId("sql"), 4, 5, 6, 20),
    Demand(JALISCO, SkillId("sql"), 1, 2, 3, 10),
    Demand(JALISCO, SkillId("aws"), 2, 9, 0, 10),
)


class TestReplaceDemand:
    def test_two_counts_at_once_leave_one_whole(self, engine: sa.Engine) -> None:
        def replace_late() -> None:
            with writing(engine) as connection:
                replace_demand(connection, ROWS[:1], date(2026, 10, 1))

        with ThreadPoolExecutor(1) as other:
            with writing(engine) as connection:
                replace_demand(connection, ROWS, date(2026, 9, 1))
                late = other.submit(replace_late)
                # Long enough for one that does not wait to be done.
                wait([late], timeout=0.5)
            late.result(timeout=30)
        with engine.connect() as connection:
            assert demand_of(connection, NORTH) == ROWS[:1]
            assert demand_of(connection, JALISCO) == ()

    def test_leaves_nothing_of_the_old_count(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            replace_demand(connection, ROWS, date(2026, 9, 1))
            replace_demand(connection, ROWS[:1], date(2026, 10, 1))
            assert demand_of(connection, JALISCO) == ()
            assert demand_of(connection, NORTH) == ROWS[:1]
            assert as_of(connection) == date(2026, 10, 1)

    def test_takes_an_empty_count(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            replace_demand(connection, (), date(2026, 9, 1))
            assert as_of(connection) is None
            assert len(demand_arrays(connection).n_holders) == 0


class TestDemandOf:
    def test_puts_most_positions_first(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            replace_demand(connection, ROWS, date(2026, 9, 1))
            assert [row.skill_id for row in demand_of(connection, JALISCO)] == ["aws", "sql"]


class TestDemandArrays:
    def test_go_by_state_and_skill(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            replace_demand(connection, ROWS, date(2026, 9, 1))
            arrays = demand_arrays(connection)
        assert arrays.state_ids.tolist() == ["MX-JAL", "MX-JAL", "MX-NLE"]
        assert arrays.skill_ids.tolist() == ["aws", "sql", "sql"]
        assert arrays.n_positions.tolist() == [9, 2, 5]
        assert arrays.n_postings_in_state.tolist() == [10, 10, 20]


class TestCountStamp:
    def test_changes_with_the_day_and_with_what_was_counted(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            assert count_stamp(connection) is None
            replace_demand(connection, ROWS, date(2026, 9, 1))
            assert count_stamp(connection) == CountStamp(date(2026, 9, 1), n_rows=3, n_postings=7)
            replace_demand(connection, ROWS[:2], date(2026, 9, 1))
            assert count_stamp(connection) == CountStamp(date(2026, 9, 1), n_rows=2, n_postings=5)
