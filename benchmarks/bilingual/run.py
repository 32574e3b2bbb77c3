"""Quality of reading on the judged bilingual pairs, as JSON.

Usage: python -m benchmarks.bilingual.run --untrained DIR [--store]. Needs the encoder (rumbo init). DIR takes the
default encoder without the trained adapter, built there if it is not yet. --store keeps the scores for the test
that pins the figures.
"""

import argparse
import json
import logging
import sys
from pathlib import Path

from benchmarks.bilingual.figures import file_figures
from benchmarks.bilingual.pairs import FILES, pairs_file, read_pairs
from benchmarks.bilingual.predictions import PREDICTIONS, Predictions, asked_digest, write_predictions
from benchmarks.bilingual.scorers import Scorer, character_tfidf, encoder_scorer, matcher_scorer, pair_scores
from data.catalogue import read_catalogue
from data.settings import Settings
from embeddings.encoder import OnnxEncoder, load_encoder
from embeddings.match_weights import TextKind
from embeddings.weights import build_default_encoder

OURS = "ours"
SEED = 2026
TEXT_KINDS = {
    "certification_posting": TextKind.CERTIFICATION,
    "certification_subject": TextKind.CERTIFICATION,
    "subject_posting": TextKind.SUBJECT,
    "skill_sentence": TextKind.SENTENCE,
}
"""What the matcher is told about each file."""

log = logging.getLogger(__name__)


def main(untrained: Path, *, store: bool) -> None:
    """Print the figures of all files."""
    settings = Settings()
    catalogue = read_catalogue(settings.reference)
    encoder = load_encoder(settings.encoder, settings.models_dir)
    without_adapter = OnnxEncoder.load(build_default_encoder(untrained, log.info, with_adapter=False))
    figures, predictions = {}, {}
    for name in FILES:
        pairs = read_pairs(pairs_file(name), catalogue)
        scorers: dict[str, Scorer] = {
            OURS: matcher_scorer(encoder, TEXT_KINDS[name]),
            "untrained_encoder": encoder_scorer(without_adapter),
            "character_tfidf": character_tfidf,
        }
        scores_of = {system: pair_scores(pairs, scorer, catalogue) for system, scorer in scorers.items()}
        predictions[name] = Predictions(asked_digest(pairs), scores_of)
        figures[name] = {
            "n_pairs": len(pairs),
            "n_texts": len({pair.text for pair in pairs}),
            **file_figures(pairs, scores_of, OURS, SEED),
        }
    if store:
        write_predictions(PREDICTIONS, predictions)
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--untrained", type=Path, required=True, help="folder of models without the trained adapter")
    parser.add_argument("--store", action="store_true", help="keep the scores beside the pairs")
    arguments = parser.parse_args()
    main(arguments.untrained, store=arguments.store)
