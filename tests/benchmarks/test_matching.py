import gzip
import json
from pathlib import Path

import pytest

from benchmarks.matching import LETTERS, OURS, PREDICTIONS, UNTRAINED, System, figures_of, predictions_of, table
from benchmarks.matching_tasks import sentence_task, spanish_title_task
from embeddings.hashing import HashingEncoder
from embeddings.match_weights import ENCODER_ALONE, LETTERS_ALONE, TextKind
from embeddings.vector_cache import VectorCache
from tests.development_data import development_file
from training.encoder.concept_split import Part
from training.reading.match_tasks import MatchTask, same_group_task
from training.reading.rank_metrics import RankMetric

PREDICTED = {
    "metric": "mrr",
    "n_texts": 10,
    "n_relevant": [1, 2],
    "ranks": {OURS: [[1], [2, 3]], UNTRAINED: [[2], [2, 9]], LETTERS: [[], [1, 2]]},
}


class TestFiguresOf:
    def test_are_means_and_leads_worked_out_by_hand(self) -> None:
        found = figures_of(PREDICTED)
        assert (found[OURS], found[UNTRAINED], found[LETTERS]) == (0.75, 0.5, 0.5)
        lead = found[f"lead over {UNTRAINED}"]
        # The two queries lead by a half and by nothing, so resampled means are 0, a quarter or a half.
        assert lead == {"mean": 0.25, "low": 0.0, "high": 0.5, "relative": 0.5}
        assert found["n_queries"] == 2

    def test_are_equal_again(self) -> None:
        assert figures_of(PREDICTED) == figures_of(PREDICTED)

    def test_stand_in_a_table_with_their_intervals(self) -> None:
        row = table({"skills": figures_of(PREDICTED)}).splitlines()[-1]
        assert row.startswith("| skills | mrr | 2 | 10 | 0.750 | 0.500 | +0.250 [+0.000, +0.500] | 0.500 |")


class TestPredictionsOf:
    def test_leave_a_title_out_of_its_own_ranking(self, tmp_path: Path) -> None:
        task = same_group_task("titles", {"a": ["técnico de redes", "técnica de redes"], "b": ["ventas", "chofer"]})
        letters = System(HashingEncoder(), LETTERS_ALONE)
        found = predictions_of(task, {LETTERS: letters}, VectorCache(tmp_path))
        # The other title of the pair has letters in common, nothing else has.
        assert found["ranks"][LETTERS][:2] == [[1], [1]]
        assert found["n_relevant"] == [1, 1, 1, 1]

    def test_count_ranks_from_the_best(self, tmp_path: Path) -> None:
        corpus = {"x": "redes", "y": "redes de datos", "z": "nómina"}
        task = MatchTask("skills", TextKind.SKILL, RankMetric.MRR, {"q": "redes"}, corpus, {"q": frozenset({"y", "z"})})
        system = System(HashingEncoder(), ENCODER_ALONE)
        assert predictions_of(task, {OURS: system}, VectorCache(tmp_path))["ranks"] == {OURS: [[2, 3]]}


class TestTasks:
    @pytest.mark.needs_development_data
    def test_titles_of_the_two_parts_share_no_occupation(self) -> None:
        data = development_file("job_titles/title_pairs_es.tsv").parents[1]
        tuned, reported = (spanish_title_task(data, part, 20) for part in (Part.TUNE, Part.REPORT))
        assert len(tuned.queries) == len(reported.queries) == 20
        assert len(reported.corpus) > 3 * len(tuned.corpus)

    @pytest.mark.needs_development_data
    def test_sentences_have_labels_of_the_list(self) -> None:
        data = development_file("skill_sentences/esco_labels_en.txt").parents[1]
        task = sentence_task(data, 5)
        assert len(task.queries) == 5
        assert len(task.corpus) > 13_000
        assert all(label == label.lower() for found in task.relevant.values() for label in found)


class TestStoredPredictions:
    @pytest.mark.parametrize("path", sorted(PREDICTIONS.glob("*.json.gz")), ids=lambda path: path.name)
    def test_give_the_published_figures(self, path: Path) -> None:
        predictions = json.loads(gzip.decompress(path.read_bytes()))
        published = json.loads(path.with_name(path.name.replace(".json.gz", "_figures.json")).read_bytes())
        assert {name: figures_of(one) for name, one in predictions.items()} == published["figures"]
