import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.allocation.problem import Options
from recommender.allocation.year.applicants import Applicants


def applicants_of(*wishes: dict[int, float]) -> Applicants:
    """Learners by certification and value; class and segment are the learner's place."""
    start = np.cumsum([0, *map(len, wishes)]).astype(np.int64)
    certification = np.array([c for one in wishes for c in one], np.int32)
    value = np.array([v for one in wishes for v in one.values()], np.float32)
    place = np.arange(len(wishes), dtype=np.int32)
    return Applicants(Options(start, certification, value), place, place)


def wishes_of(applicants: Applicants) -> list[tuple[int, dict[int, float]]]:
    """Class and wishes of each learner, read one after the other."""
    options = applicants.options
    found = []
    for learner in range(len(applicants)):
        rows = range(options.start[learner], options.start[learner + 1])
        assert applicants.segment[learner] == applicants.pay_class[learner]
        wish = {int(options.certification[row]): float(options.value[row]) for row in rows}
        found.append((int(applicants.pay_class[learner]), wish))
    return found


WISHES = st.lists(st.dictionaries(st.integers(0, 5), st.integers(1, 9).map(float), max_size=3), max_size=6)


class TestApplicants:
    @given(WISHES, st.data())
    def test_picks_learners_with_all_that_is_theirs(self, wishes: list[dict[int, float]], data: st.DataObject) -> None:
        everybody = applicants_of(*wishes)
        places = st.integers(0, max(len(wishes) - 1, 0))
        chosen = data.draw(st.lists(places, max_size=8)) if wishes else []
        picked = everybody.pick(np.array(chosen, np.int64))
        assert wishes_of(picked) == [(place, wishes[place]) for place in chosen]

    @given(WISHES, WISHES)
    def test_joins_in_order(self, one: list[dict[int, float]], other: list[dict[int, float]]) -> None:
        joined = applicants_of(*one).joined(applicants_of(*other))
        assert wishes_of(joined) == list(enumerate(one)) + list(enumerate(other))
