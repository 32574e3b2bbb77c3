from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.bilingual.figures import MEASURES, file_figures
from benchmarks.bilingual.pairs import FILES, Grade, pairs_file, read_pairs
from benchmarks.bilingual.predictions import (
    PREDICTIONS,
    Predictions,
    asked_digest,
    read_predictions,
    write_predictions,
)
from benchmarks.bilingual.run import OURS, SEED
from benchmarks.bilingual.scorers import character_tfidf, pair_scores
from data.catalogue import Catalogue, read_catalogue
from data.settings import ROOT
from tests.benchmarks.bilingual.pair_rows import write_pairs

# NDCG@10, MRR and AUC over all texts; renewed with `python -m benchmarks.bilingual.run --untrained DIR --store`.
PINNED = {
    ("certification_posting", "ours"): (0.9478, 0.9184, 0.8679),
    ("certification_posting", "untrained_encoder"): (0.9386, 0.8878, 0.8544),
    ("certification_posting", "character_tfidf"): (0.9277, 0.8476, 0.8315),
    ("certification_subject", "ours"): (0.9739, 0.9575, 0.9301),
    ("certification_subject", "untrained_encoder"): (0.965, 0.915, 0.912),
    ("certification_subject", "character_tfidf"): (0.9614, 0.9134, 0.8916),
    ("subject_posting", "ours"): (0.977, 0.9808, 0.8929),
    ("subject_posting", "untrained_encoder"): (0.9578, 0.9391, 0.8525),
    ("subject_posting", "character_tfidf"): (0.9612, 0.9663, 0.8223),
    ("skill_sentence", "ours"): (0.9223, 0.9403, 0.79),
    ("skill_sentence", "untrained_encoder"): (0.8986, 0.8978, 0.7374),
    ("skill_sentence", "character_tfidf"): (0.8892, 0.9139, 0.706),
}


@pytest.fixture(scope="module")
def shipped_catalogue() -> Catalogue:
    return read_catalogue(ROOT / "data" / "reference")


class TestKeptPredictions:
    def test_come_back_as_they_were_and_equal_ones_are_equal_bytes(self, tmp_path: Path) -> None:
        predictions = {"one": Predictions("ab", {"ours": {"p1": 0.123456, "p2": -1.0}})}
        first, second = tmp_path / "first.gz", tmp_path / "second.gz"
        write_predictions(first, predictions)
        write_predictions(second, predictions)
        assert read_predictions(first) == predictions
        assert first.read_bytes() == second.read_bytes()

    def test_are_of_the_pairs_as_asked_whatever_their_grades(self, tmp_path: Path, catalogue: Catalogue) -> None:
        pairs = read_pairs(write_pairs(tmp_path), catalogue)
        graded = [replace(pair, grade=Grade.TOUCHES, why="Other.") for pair in pairs]
        reworded = [replace(pair, text=f"{pair.text}!") for pair in pairs]
        assert asked_digest(pairs) == asked_digest(graded)
        assert asked_digest(pairs) != asked_digest(reworded)


class TestBaselines:
    @pytest.mark.parametrize("name", FILES)
    def test_have_the_published_figures(self, name: str, shipped_catalogue: Catalogue) -> None:
        pairs = read_pairs(pairs_file(name), shipped_catalogue)
        kept = read_predictions(PREDICTIONS)[name]
        assert kept.asked == asked_digest(pairs), f"{name}.csv has changed: run the benchmark again with --store"
        figures = file_figures(pairs, kept.scores, OURS, SEED)["all"]
        for system in ("untrained_encoder", "character_tfidf"):
            assert tuple(figures[system][measure]["mean"] for measure in MEASURES) == PINNED[name, system]

    @pytest.mark.parametrize("name", FILES)
    def test_of_characters_are_what_the_system_says_today(self, name: str, shipped_catalogue: Catalogue) -> None:
        pairs = read_pairs(pairs_file(name), shipped_catalogue)
        kept = read_predictions(PREDICTIONS)[name]
        today = pair_scores(pairs, character_tfidf, shipped_catalogue)
        assert today == pytest.approx(kept.scores["character_tfidf"], abs=2e-6)
