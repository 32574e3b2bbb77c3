from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.catalogue import Catalogue
from data.database import writing
from data.domain import LearnerId
from data.rights import LearnerRights
from data.standing_store import ask_deletion
from recommender.arrays import catalogue_arrays
from recommender.people_files import PeopleFiles
from tests.data.rows import MOMENT
from tests.training.country import add_exam, add_people
from training import people_count
from training.people_count import count_people

TODAY = date(2026, 11, 20)


@pytest.fixture
def files(tmp_path: Path) -> PeopleFiles:
    return PeopleFiles(tmp_path)


def counted(engine: sa.Engine, catalogue: Catalogue, files: PeopleFiles) -> dict[str, float]:
    """How sure it is that each person knows SQL, after a count."""
    count_people(engine, catalogue, files, TODAY, lambda line: None)
    people = files.people(catalogue.digest)
    assert people is not None
    column = catalogue_arrays(catalogue).skill_row["sql"]
    levels = people.skills[:, [column]].toarray()[:, 0].round(2).tolist()
    return dict(zip([id_.decode() for id_ in people.learner_ids.tolist()], levels, strict=True))


class TestCountPeople:
    def test_tells_what_each_can_do_however_many_are_read_at_once(
        self, engine: sa.Engine, catalogue: Catalogue, files: PeopleFiles, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        add_people(engine, "ana", "bo", "eva")
        add_exam(engine, "bo", "zen-1", date(2026, 9, 1))
        whole = counted(engine, catalogue, files)
        assert whole["bo"] > 0
        assert (whole["ana"], whole["eva"]) == (0, 0)
        monkeypatch.setattr(people_count, "_PEOPLE_AT_ONCE", 2)
        assert counted(engine, catalogue, files) == whole

    def test_leaves_out_who_asked_for_deletion(
        self, engine: sa.Engine, catalogue: Catalogue, files: PeopleFiles
    ) -> None:
        add_people(engine, "ana", "bo")
        with writing(engine) as connection:
            ask_deletion(connection, LearnerRights(LearnerId("ana")), MOMENT, TODAY)
        assert list(counted(engine, catalogue, files)) == ["bo"]

    def test_forecasts_supply_where_somebody_passed(
        self, engine: sa.Engine, catalogue: Catalogue, files: PeopleFiles
    ) -> None:
        add_people(engine, "ana")
        counted(engine, catalogue, files)
        assert files.supply(catalogue.digest) is None
        add_exam(engine, "ana", "zen-1", date(2026, 9, 1))
        counted(engine, catalogue, files)
        supply = files.supply(catalogue.digest)
        assert supply is not None
        assert list(supply.ahead) == [3, 6, 12]
        assert supply.now.sum() > 0

    def test_counts_nobody_where_there_is_nobody(
        self, engine: sa.Engine, catalogue: Catalogue, files: PeopleFiles
    ) -> None:
        assert counted(engine, catalogue, files) == {}
