"""The benchmark's tasks hold out what they say, and its figures are those of the lists."""

from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

from benchmarks.ranking import course_task, read_courses, sample_of
from benchmarks.ranking_methods import EASE, OURS, rivals
from benchmarks.ranking_report import compared, report_text
from benchmarks.ranking_rivals import RankingTask, Rival, lists_of
from tests.development_data import development_file
from tests.histories import histories_from

TAKEN = [[0, 1, 2], [1, 2], [2, 0, 1, 3], [3, 2]]


def method(name: str) -> Rival:
    return next(one for one in rivals(lambda line: None) if one.name == name)


class TestTasks:
    def test_reads_one_learner_a_line(self, tmp_path: Path) -> None:
        path = tmp_path / "courses.txt"
        path.write_text("7 30 10\n8 20\n")
        histories = read_courses(path)
        assert histories.items.tolist() == [2, 0, 1]
        assert histories.steps.tolist() == [0, 1, 0]

    def test_warm_holds_out_the_last_course_of_everybody(self) -> None:
        task = course_task("warm", histories_from(TAKEN, 4), seed=1)
        assert task.judged.tolist() == [0, 1, 2, 3]
        assert task.gains.toarray().argmax(axis=1).tolist() == [2, 2, 3, 2]
        assert task.known.items.tolist() == [0, 1, 1, 2, 0, 1, 3]

    def test_cold_holds_out_the_course_after_the_first_few(self) -> None:
        histories = histories_from([list(range(10))] * 50, 10)
        task = course_task("cold", histories, seed=1)
        known = task.known.of(task.judged).lengths
        assert len(task.judged) == 10
        assert set(known.tolist()) <= {1, 2, 3}
        np.testing.assert_array_equal(task.gains.toarray().argmax(axis=1), known)

    def test_unordered_knows_nobodys_order(self) -> None:
        assert not course_task("unordered", histories_from(TAKEN * 9, 4), seed=1).known.is_ordered

    def test_a_sample_keeps_whole_learners(self) -> None:
        part = sample_of(histories_from(TAKEN, 4), 2, seed=1)
        assert part.n_learners == 2
        assert set(part.items.tolist()) == set(range(part.n_items))


class TestCompared:
    @pytest.fixture
    def task(self) -> RankingTask:
        histories = histories_from([[0, 1], [0, 2], [0], [1]], 4)
        gains = sp.csr_array(np.array([[0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 1, 0]], float))
        return RankingTask(
            name="small",
            known=histories,
            judged=np.array([0, 1, 3]),
            gains=gains,
            groups={"half": np.array(["a", "a", "b"])},
            learner_groups=np.array([0, 1, 1, 0]),
            does_not_apply={"implicit ALS": "no reason"},
        )

    def test_lists_leave_out_what_was_taken(self, task: RankingTask) -> None:
        all_alike = Rival("all alike", lambda task, seed: lambda rows: np.ones((len(rows), 4), np.float32))
        lists = lists_of(all_alike, task, 1, 3)
        assert lists.tolist() == [[2, 3, -1], [1, 3, -1], [0, 2, 3]]

    def test_popularity_within_group_counts_the_group_alone(self, task: RankingTask) -> None:
        scores = method("popularity within group").fit(task, 1)(np.array([0, 1]))
        np.testing.assert_allclose(scores, [[0.5, 1.0, 0, 0], [1.0, 0, 0.5, 0]])

    def test_figures_are_those_of_the_lists(self, task: RankingTask) -> None:
        perfect = Rival(OURS, lambda task, seed: lambda rows: task.gains[rows].toarray().astype(np.float32))
        figures = compared(task, [method("popularity"), method("implicit ALS"), perfect], 1, OURS, lambda line: None)
        assert list(figures["methods"]) == ["popularity", OURS]
        # Popularity 0.75, 0.5, 0.25, 0: the targets come first, first and second among what was not taken.
        ours, rival = figures["methods"][OURS], figures["methods"]["popularity"]
        assert ours["means"]["ndcg@10"]["mean"] == 1.0
        second = 1 / np.log2(3)
        assert rival["means"]["ndcg@10"]["mean"] == pytest.approx((2 + second) / 3, abs=1e-5)
        assert rival["ours_minus"]["ndcg@10"]["mean"] == pytest.approx((1 - second) / 3, abs=1e-5)
        assert rival["ndcg@10 by group"]["half"]["b"]["mean"] == pytest.approx(second, abs=1e-5)
        assert "implicit ALS" in report_text(figures)


@pytest.mark.full
@pytest.mark.needs_development_data
@pytest.mark.parametrize(("name", "least"), [("warm", 1.08), ("cold", 1.04)])
def test_ours_is_ahead_of_ease_on_a_sample_of_real_learners(name: str, least: float) -> None:
    histories = sample_of(read_courses(development_file("courses_interactions/train.txt")), 15_000, seed=2026)
    task = course_task(name, histories, seed=2026)
    figures = compared(task, [method(EASE), method(OURS)], 2026, OURS, lambda line: None)
    assert figures["methods"][EASE]["ours_over"] >= least - 1.0
    assert figures["methods"][EASE]["ours_minus"]["ndcg@10"]["low"] > 0
