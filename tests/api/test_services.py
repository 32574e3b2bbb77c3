from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.services import record_answer, suggest_for
from data.catalogue import Catalogue
from data.database import writing
from data.domain import Answer, LearnerId, SkillId
from data.learner_store import put_transcripts
from data.plan_store import correct_skill
from data.rights import LearnerRights
from data.tables import feedback, impression
from recommender.bundle import Bundle, current_bundle_folder, load_bundle
from tests.api.conftest import START, fill
from tests.api.small_bundle import ENCODER
from tests.data.plans import PROGRAMMING, WEST, add_plan, add_school, make_plan

HERS = LearnerRights(LearnerId("ana"))


@pytest.fixture
def bundle(bundle_template: Path, catalogue: Catalogue) -> Bundle:
    return load_bundle(current_bundle_folder(bundle_template), catalogue, ENCODER.fingerprint)


def at_once(engine: sa.Engine, ask: Callable[[sa.Connection], object]) -> list[object]:
    """What two are told of whom the second asks before the first one's transaction has ended."""

    def ask_alone() -> object:
        with writing(engine) as connection:
            return ask(connection)

    with ThreadPoolExecutor(1) as other:
        with writing(engine) as connection:
            first = ask(connection)
            second = other.submit(ask_alone)
            # Long enough for one that does not wait to be done.
            wait([second], timeout=0.5)
        return [first, second.result(timeout=30)]


class TestSuggestFor:
    def test_two_first_looks_at_once_are_one_list(self, engine: sa.Engine, bundle: Bundle) -> None:
        fill(engine)
        told = at_once(engine, lambda connection: suggest_for(connection, bundle, HERS, moment=START).impression_ids)
        assert told[0] == told[1]
        with engine.connect() as connection:
            assert (
                tuple(connection.scalars(sa.select(impression.c.impression_id).order_by(impression.c.rank))) == told[0]
            )

    def test_counts_a_subject_of_the_schools_own_plan(self, engine: sa.Engine, bundle: Bundle) -> None:
        fill(engine)
        with writing(engine) as connection:
            add_school(connection, WEST)
            add_plan(connection, WEST, make_plan())
            correct_skill(connection, WEST, PROGRAMMING, SkillId("sql"), 0.7, START)
            entry = {"learner_id": "ana", "subject_id": PROGRAMMING, "completed_on": date(2026, 6, 1)}
            put_transcripts(connection, [entry | {"grade": 100.0, "passed": True}])
            history = suggest_for(connection, bundle, HERS, moment=START).history
        assert history.taught == {PROGRAMMING: {"sql": 0.7}}


class TestRecordAnswer:
    def test_the_same_answer_twice_at_once_is_one(self, engine: sa.Engine, bundle: Bundle) -> None:
        fill(engine)
        with writing(engine) as connection:
            shown = suggest_for(connection, bundle, HERS, moment=START).impression_ids[0]
        moments = iter([START, START + timedelta(seconds=1)])
        at_once(engine, lambda connection: record_answer(connection, HERS, shown, Answer.YES, next(moments)))
        with engine.connect() as connection:
            assert connection.scalar(sa.select(sa.func.count()).select_from(feedback)) == 1
