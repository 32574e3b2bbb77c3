from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import sqlalchemy as sa

from data.domain import LearnerId
from recommender.arrays import CatalogueArrays
from recommender.behaviour import behaviour_as_of
from recommender.demand import demand_as_of
from recommender.features import COLUMN, feature_table
from recommender.profile import profiles_of
from recommender.texts import TextVectors
from tests.training.country import (
    SHOWN_AT,
    add_answer,
    add_exam,
    add_lists,
    add_people,
    add_posting,
    add_subject,
    records_in,
)
from tests.training.synthetic_rows import make_rows
from training.datasets import RankingRows, ranking_rows
from training.leaks import LeakError, check_parts, check_rows
from training.records import Records, answer_events, demand_events

DAY = SHOWN_AT.date()
BOTH = frozenset({LearnerId("ana"), LearnerId("eva")})
Check = Callable[[RankingRows], None]


@pytest.fixture
def records(engine: sa.Engine) -> Records:
    """A list in September of who passed a subject in August and another, with an exam and a yes, in October."""
    add_people(engine, "ana", "eva")
    add_lists(engine, ("eva", "E1", ["zen-2", "acme-1"]), at=SHOWN_AT - timedelta(days=60))
    add_lists(engine, ("ana", "L1", ["zen-1", "zen-2"]))
    for on in (date(2026, 8, 1), date(2026, 10, 1)):
        add_posting(engine, f"p{on:%m}", on, "sql")
        add_subject(engine, "ana", "s-data" if on.month == 10 else "s-prog", on, 90.0)
    add_exam(engine, "ana", "zen-2", date(2026, 10, 1))
    add_answer(engine, "eva", "zen-2", "E1-zen-2", at=SHOWN_AT + timedelta(days=30))
    return records_in(engine)


@pytest.fixture
def rows(records: Records, arrays: CatalogueArrays, vectors: TextVectors) -> RankingRows:
    return ranking_rows(records, arrays, vectors, behaviour_of=BOTH, pesos_per_dollar=18.5, progress=lambda _: None)


@pytest.fixture
def check(records: Records, arrays: CatalogueArrays, vectors: TextVectors) -> Check:
    return lambda rows: check_rows(rows, records, arrays, vectors, behaviour_of=BOTH, pesos_per_dollar=18.5)


def told(
    rows: RankingRows, records: Records, arrays: CatalogueArrays, vectors: TextVectors, **days: date
) -> RankingRows:
    """Rows of Ana's list as careless code would make them: each input as of its day, or of the end."""
    later = {name: days.get(name, date(2026, 8, 31)) for name in ("demand", "behaviour")}
    history = records.histories[LearnerId("ana")]
    if "history" not in days:
        history = history.before(SHOWN_AT)
    hers = rows.learner_id == "ana"
    features = rows.features.copy()
    features[hers] = feature_table(
        profiles_of([history], [DAY], arrays),
        arrays,
        demand_as_of(demand_events(records, arrays), later["demand"], arrays),
        behaviour_as_of(answer_events(records, arrays, BOTH), later["behaviour"], arrays),
        vectors,
        18.5,
        rows.certification[hers][None, :],
    )[0]
    return replace(rows, features=features)


class TestCheckRows:
    def test_lets_honest_rows_pass(
        self, check: Check, rows: RankingRows, records: Records, arrays: CatalogueArrays, vectors: TextVectors
    ) -> None:
        check(rows)
        check(told(rows, records, arrays, vectors))

    @pytest.mark.parametrize(
        ("leak", "feature"),
        [("history", "grade|familiarity|n_held"), ("demand", "unmet_positions"), ("behaviour", "national_popularity")],
    )
    def test_catches_a_future_grade_answer_or_posting(
        self,
        check: Check,
        rows: RankingRows,
        records: Records,
        arrays: CatalogueArrays,
        vectors: TextVectors,
        leak: str,
        feature: str,
    ) -> None:
        with pytest.raises(LeakError, match=f"learner ana on 2026-09-10 knows more .*({feature})"):
            check(told(rows, records, arrays, vectors, **{leak: date(2026, 10, 31)}))

    def test_catches_a_place_that_was_written_over(self, check: Check, rows: RankingRows) -> None:
        features = rows.features.copy()
        features[:, COLUMN["declined"]] = rows.rank
        with pytest.raises(LeakError, match="declined"):
            check(replace(rows, features=features))

    def test_catches_an_outcome_that_was_copied_into_a_feature(self, check: Check) -> None:
        """On every row, also where nothing is computed again."""
        rows = make_rows(300)
        rows.features[:, COLUMN["in_spanish"]] = rows.grade / 4
        with pytest.raises(LeakError, match="in_spanish tells a yes"):
            check(rows)


class TestCheckParts:
    def test_lets_parts_without_a_common_learner_pass(self) -> None:
        check_parts({"fit": np.array(["a", "a", "b"]), "calibrate": np.array(["c"])})

    def test_catches_a_learner_in_two_parts(self) -> None:
        with pytest.raises(LeakError, match="1 learners are both in fit and in judge"):
            check_parts({"fit": np.array(["a", "b"]), "hold": np.array(["c"]), "judge": np.array(["b", "d"])})
