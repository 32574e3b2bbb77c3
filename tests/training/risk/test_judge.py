import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.risk.conftest import student_table
from training.case_table.reading import CaseTable
from training.reliability import reliability_svg
from training.risk.judge import OTHERS, Judgement, judgement, pooled_words

WORDS = st.lists(st.tuples(st.sampled_from("ABCDEF"), st.integers(0, 30)), min_size=1, max_size=80)


@pytest.fixture(scope="module")
def judged() -> Judgement:
    """Two hundred students judged by a chance that grows along the table; three of them are of one small region."""
    table = student_table(200, seed=1)
    region = np.array(["norte"] * 100 + ["sur"] * 97 + ["isla"] * 3)
    outcome = np.arange(200) % 10 < np.arange(200) // 20
    told = CaseTable(table.ids, table.frame, outcome, None, {"region": region})
    return judgement(told, (np.arange(200) // 20) / 10 + 0.05, "by hand", seed=1)


class TestPooledWords:
    @given(WORDS)
    def test_no_group_has_fewer_than_five_people_but_where_there_are_no_five(self, rows: list[tuple[str, int]]) -> None:
        words, ids = np.array([word for word, _ in rows]), np.array([str(person) for _, person in rows])
        pooled = pooled_words(words, ids)
        people = {word: len(set(ids[pooled == word])) for word in set(pooled)}
        if len(people) > 1:
            assert min(people.values()) >= 5
        assert all(new in (old, OTHERS) for new, old in zip(pooled, words, strict=True))

    def test_a_small_group_is_hidden_in_the_next_larger_one(self) -> None:
        """Two people would be told by the difference of all and the groups shown, so that six more join them."""
        words = np.array(["a"] * 2 + ["b"] * 6 + ["c"] * 9)
        pooled = pooled_words(words, np.arange(17).astype(str))
        assert pooled.tolist() == [OTHERS] * 8 + ["c"] * 9


class TestJudgement:
    def test_groups_say_how_chance_and_outcome_part(self, judged: Judgement) -> None:
        assert [(group.word, group.n_people) for group in judged.groups] == [(OTHERS, 100), ("norte", 100)]
        for group in judged.groups:
            assert group.gap.mean == pytest.approx(0.05)
            assert group.gap.low < 0.05 < group.gap.high

    def test_selects_from_the_top_of_all(self, judged: Judgement) -> None:
        """The twenty with the highest chances are all among the second hundred."""
        assert [group.selected.mean for group in judged.groups] == pytest.approx([0.2, 0.0])

    def test_bins_go_from_low_to_high(self, judged: Judgement) -> None:
        np.testing.assert_allclose([found.stated for found in judged.bins], np.arange(10) / 10 + 0.05)
        np.testing.assert_allclose([found.happened.mean for found in judged.bins], np.arange(10) / 10, atol=1e-12)
        assert {found.n_rows for found in judged.bins} == {20}

    def test_its_picture_has_a_title_and_the_figures_in_words(self, judged: Judgement) -> None:
        picture = ET.fromstring(reliability_svg(judged.bins))  # noqa: S314 - written a line above
        names = [part.tag.rpartition("}")[2] for part in picture]
        assert names[:2] == ["title", "desc"]
        assert names.count("circle") == 10
        assert "stated 95%, happened 90%" in (picture[1].text or "")
