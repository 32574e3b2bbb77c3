"""Scores kept with the benchmark, so that figures can be checked without the models that gave them."""

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bilingual.pairs import FOLDER, Pair
from data.atomic_file import replaced_file

PREDICTIONS = FOLDER / "predictions.json.gz"


@dataclass(frozen=True, slots=True)
class Predictions:
    """What the systems said about the pairs of one file."""

    asked: str
    """Digest of the pairs as the systems saw them."""
    scores: dict[str, dict[str, float]]
    """System to pair id to score."""


def asked_digest(pairs: Sequence[Pair]) -> str:
    """Digest of what a system sees of the pairs; grades and reasons may change without a new prediction."""
    seen = [[pair.pair_id, pair.query_kind, pair.query_id, pair.text] for pair in pairs]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def write_predictions(path: Path, predictions: Mapping[str, Predictions]) -> None:
    """Keep the predictions of each file of pairs; equal predictions give equal bytes."""
    plain = {name: {"asked": each.asked, "scores": each.scores} for name, each in predictions.items()}
    packed = gzip.compress(json.dumps(plain, sort_keys=True).encode(), mtime=0)
    with replaced_file(path) as file:
        file.write(packed)


def read_predictions(path: Path) -> dict[str, Predictions]:
    """The kept predictions by file of pairs."""
    plain = json.loads(gzip.decompress(path.read_bytes()))
    return {name: Predictions(each["asked"], each["scores"]) for name, each in plain.items()}
