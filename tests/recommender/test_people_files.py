from pathlib import Path

import numpy as np
import pytest

from data.domain import LearnerId
from recommender.forecast.outlook import Ahead, Outlook
from recommender.people_files import PeopleFiles
from tests.recommender.test_people_near import people


@pytest.fixture
def files(tmp_path: Path) -> PeopleFiles:
    return PeopleFiles(tmp_path / "people")


class TestPeople:
    def test_come_back_as_they_were(self, files: PeopleFiles) -> None:
        files.save_people(people("b", "a"), "digest")
        found = files.people("digest")
        assert found is not None
        assert found.learner_ids.tolist() == [b"a", b"b"]
        assert found.skills.toarray().tolist() == [[0.5, 0.0], [0.5, 0.0]]
        assert (found.is_invented, found.as_of) == (True, people().as_of)

    def test_are_nobody_before_the_first_count_or_with_another_catalogue(self, files: PeopleFiles) -> None:
        assert files.people("digest") is None
        assert files.stamps() == (None, None)
        files.save_people(people("a"), "digest")
        assert files.people("other") is None

    def test_a_new_count_has_another_stamp(self, files: PeopleFiles) -> None:
        files.save_people(people("a"), "digest")
        before, _ = files.stamps()
        files.save_people(people("a"), "digest")
        assert files.stamps()[0] not in (None, before)

    def test_forget_some_for_good(self, files: PeopleFiles) -> None:
        files.forget([LearnerId("a")])
        files.save_people(people("a", "b"), "digest")
        files.forget(iter([LearnerId("a"), LearnerId("z")]))
        found = files.people("digest")
        assert found is not None
        assert found.learner_ids.tolist() == [b"b"]


class TestSupply:
    def test_comes_back_as_it_was_and_goes_where_there_is_none(self, files: PeopleFiles) -> None:
        assert files.supply("digest") is None
        ahead = Ahead(np.array([[1.5]]), np.array([[1]]), np.array([[3]]))
        files.save_supply(Outlook(np.array([[2]]), {3: ahead, 6: ahead}), "digest")
        found = files.supply("digest")
        assert found is not None
        assert found.now.tolist() == [[2]]
        assert list(found.ahead) == [3, 6]
        assert (found.ahead[6].mean[0, 0], found.ahead[6].low[0, 0], found.ahead[6].high[0, 0]) == (1.5, 1, 3)
        assert files.supply("other") is None
        files.save_supply(None, "digest")
        assert files.supply("digest") is None
