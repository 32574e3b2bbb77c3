from datetime import date

import sqlalchemy as sa

from data.demand_history_store import MonthlyDemand, monthly_demand
from data.domain import LinkedSkill, PostingId, SkillId, StateId
from data.posting_store import replace_links
from tests.data.rows import add_postings, posting_row

JALISCO = StateId("MX-JAL")
SQL, AWS = SkillId("sql"), SkillId("aws")
SINCE, UNTIL = date(2026, 1, 1), date(2026, 2, 28)


def add(connection: sa.Connection) -> None:
    """Postings at both ends of the two months and one day beyond, in two states."""
    days = {"before": date(2025, 12, 31), "first": SINCE, "mid": date(2026, 1, 31), "last": UNTIL}
    rows = [posting_row(id_, posted_on=day, n_positions=3) for id_, day in days.items()]
    rows += [
        posting_row("after", posted_on=date(2026, 3, 1)),
        posting_row("north", posted_on=SINCE, state_id="MX-NLE", n_positions=10),
    ]
    add_postings(connection, *rows)
    links = {PostingId(row["posting_id"]): [LinkedSkill(SQL, "SQL", "exact", 0.9)] for row in rows}
    links[PostingId("mid")].append(LinkedSkill(AWS, "AWS", "exact", 0.9))
    replace_links(connection, links, "test")


class TestMonthlyDemand:
    def test_counts_postings_and_positions_of_a_state_by_month_and_skill(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add(connection)
            assert monthly_demand(connection, JALISCO, [SQL, AWS], SINCE, UNTIL) == (
                MonthlyDemand(date(2026, 1, 1), AWS, 1, 3),
                MonthlyDemand(date(2026, 1, 1), SQL, 2, 6),
                MonthlyDemand(date(2026, 2, 1), SQL, 1, 3),
            )

    def test_counts_the_whole_country_without_a_state(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add(connection)
            first = monthly_demand(connection, None, [SQL], SINCE, UNTIL)[0]
            assert first == MonthlyDemand(date(2026, 1, 1), SQL, 3, 16)

    def test_is_empty_where_no_skill_is_asked_for(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add(connection)
            assert monthly_demand(connection, None, [], SINCE, UNTIL) == ()
