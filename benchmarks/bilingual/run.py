"""Quality of reading on the judged bilingual pairs, as JSON.

Usage: python -m benchmarks.bilingual.run --untrained DIR [--store]. Needs the encoder (rumbo init), and in DIR the
default encoder without the trained adapter. --store keeps the scores for the test that pins the figures.
"""

import argparse
import json
import sys
from pathlib import Path

from benchmarks.bilingual.figures import file_figures
from benchmarks.bilingual.pairs import FILES, pairs_file, read_pairs
from benchmarks.bilingual.predictions import PREDICTIONS, Predictions, asked_digest, write_predictions
from benchmarks.bilingual.scorers import Scorer, character_tfidf, encoder_scorer, pair_scores
from data.catalogue import read_catalogue
from data.settings import Settings
from embeddings.encoder import load_encoder

OURS = "ours"
SEED = 2026


def main(untrained: Path, *, store: bool) -> None:
    """Print the figures of all files."""
    settings = Settings()
    catalogue = read_catalogue(settings.reference)
    scorers: dict[str, Scorer] = {
        OURS: encoder_scorer(load_encoder(settings.encoder, settings.models_dir)),
        "untrained_encoder": encoder_scorer(load_encoder(None, untrained)),
        "character_tfidf": character_tfidf,
    }
    figures, predictions = {}, {}
    for name in FILES:
        pairs = read_pairs(pairs_file(name), catalogue)
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
    parser.add_argument("--untrained", type=Path, required=True, help="models built without the trained adapter")
    parser.add_argument("--store", action="store_true", help="keep the scores beside the pairs")
    arguments = parser.parse_args()
    main(arguments.untrained, store=arguments.store)
