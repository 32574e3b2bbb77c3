from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from api.supply_services import skill_supply
from data.catalogue import Catalogue
from data.database import writing
from data.domain import LearnerId, SkillId, StateId
from data.errors import NotReadyError
from data.learner_store import put_learners
from data.rights import LearnerRights
from data.standing_store import ask_deletion
from data.tables import enrolment, exam_result, voucher
from recommender.arrays import catalogue_arrays
from recommender.forecast.outlook import HORIZONS, outlook
from tests.data.rows import learner_row, person_row
from training.people_count import supply_basis

PASSED, LAST = date(2026, 3, 1), date(2026, 9, 30)


@pytest.fixture
def filled(engine: sa.Engine) -> sa.Engine:
    """Jalisco: 20 hold SQL by zen-1, 30 enrolled lately; Nuevo León: 8 hold it, 2 enrolled."""
    west, north = ([f"{state}{number:02}" for number in range(60)] for state in ("w", "n"))
    with writing(engine) as connection:
        put_learners(
            connection,
            [learner_row(id_, state_id="MX-JAL") for id_ in west]
            + [learner_row(id_, state_id="MX-NLE") for id_ in north],
            [person_row(id_) for id_ in [*west, *north]],
        )
        enrolled = [(id_, PASSED - timedelta(days=40)) for id_ in [*west[:20], *north[:8]]]
        enrolled += [(id_, LAST - timedelta(days=20)) for id_ in [*west[20:50], *north[8:10]]]
        connection.execute(
            sa.insert(enrolment),
            [
                {
                    "learner_id": id_,
                    "certification_id": "zen-1",
                    "enrolled_on": day,
                    "price_paid_centavos": 0,
                    "has_voucher": False,
                }
                for id_, day in enrolled
            ],
        )
        connection.execute(
            sa.insert(exam_result),
            [
                {"learner_id": id_, "certification_id": "zen-1", "taken_on": PASSED, "passed": True}
                for id_ in [*west[:20], *north[:8]]
            ]
            + [{"learner_id": west[59], "certification_id": "zen-1", "taken_on": LAST, "passed": False}],
        )
        connection.execute(
            sa.insert(voucher),
            [
                {
                    "voucher_id": "v",
                    "learner_id": west[55],
                    "certification_id": "zen-1",
                    "granted_on": LAST,
                    "redeemed_on": None,
                    "public_centavos": 1,
                }
            ],
        )
    return engine


class TestSkillSupply:
    def test_tells_holders_now_and_more_to_come(self, filled: sa.Engine, catalogue: Catalogue) -> None:
        with filled.connect() as connection:
            basis = supply_basis(connection, catalogue_arrays(catalogue))
        assert date.fromordinal(basis.day) == LAST
        supply = {str(one.state_id): one for one in skill_supply(basis.arrays, outlook(basis), SkillId("sql"))}
        jalisco = supply["MX-JAL"]
        assert jalisco.now == 20
        assert tuple(jalisco.ahead) == HORIZONS
        soon = jalisco.ahead[3]
        assert soon is not None
        assert 20 <= soon.low <= soon.mean <= soon.high
        # Thirty are under way, and all before them passed.
        assert soon.mean > 35

    def test_hides_small_groups_now_and_ahead(self, filled: sa.Engine, catalogue: Catalogue) -> None:
        with filled.connect() as connection:
            basis = supply_basis(connection, catalogue_arrays(catalogue))
        supply = {str(one.state_id): one for one in skill_supply(basis.arrays, outlook(basis), SkillId("aws"))}
        # Nobody holds it, which is nobody's secret; of a few to come nothing is said.
        assert supply["MX-NLE"].now == 0
        assert set(supply["MX-NLE"].ahead.values()) == {None}

    def test_hides_a_large_group_whose_number_would_tell_a_small_one(
        self, filled: sa.Engine, catalogue: Catalogue
    ) -> None:
        with writing(filled) as connection:
            gone = [f"n{number:02}" for number in range(5)]
            connection.execute(sa.delete(exam_result).where(exam_result.c.learner_id.in_(gone)))
            basis = supply_basis(connection, catalogue_arrays(catalogue))
        of_sql = skill_supply(basis.arrays, outlook(basis), SkillId("sql"))
        # Three hold it in Nuevo León; with the 23 of the country, Jalisco's 20 would tell.
        assert [one.now for one in of_sql] == [None, None]

    def test_leaves_out_who_asked_for_deletion(self, filled: sa.Engine, catalogue: Catalogue) -> None:
        with writing(filled) as connection:
            moment = datetime(2026, 10, 1, tzinfo=UTC)
            ask_deletion(connection, LearnerRights(LearnerId("w00")), moment, date(2026, 11, 1))
            basis = supply_basis(connection, catalogue_arrays(catalogue))
        place = basis.arrays.state_row[StateId("MX-JAL")], basis.arrays.skill_row[SkillId("sql")]
        assert outlook(basis).now[place] == 19

    def test_asks_for_somebody_who_enrolled(self, engine: sa.Engine, catalogue: Catalogue) -> None:
        with engine.connect() as connection, pytest.raises(NotReadyError, match="nobody has enrolled"):
            supply_basis(connection, catalogue_arrays(catalogue))
