"""How well the matcher ranks, against the untrained encoder and against letters alone, as JSON.

Usage: python -m benchmarks.matching --data DIR --untrained DIR [--models DIR] [--part report|tune] [--sentences]
[--table]. The folder is laid out as in docs/cards/matching.md. Every system ranks with the public ``match_texts``.
Ranks of the relevant texts are kept in benchmarks/predictions/, so that the figures can be worked out again.
"""

import argparse
import gzip
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.matching_tasks import parallel_skill_tasks, sentence_task, spanish_title_task
from data.atomic_file import replaced_file
from data.settings import ROOT, Settings
from embeddings.encoder import load_encoder
from embeddings.match import Matches, match_texts
from embeddings.match_weights import ENCODER_ALONE, LETTERS_ALONE, MatchWeights, TextKind
from embeddings.protocols import Encoder
from embeddings.vector_cache import VectorCache
from training.encoder.concept_split import Part
from training.metrics import bootstrap_mean
from training.reading.match_tasks import MatchTask
from training.reading.rank_metrics import RankMetric

PREDICTIONS = ROOT / "benchmarks" / "predictions"
OURS, UNTRAINED, LETTERS = "ours", "untrained encoder", "character tf-idf"
_N_DRAWS, _SEED = 10_000, 2026
_MOST_RANKS = {RankMetric.MRR: 1_000, RankMetric.RP_5: 50}
"""Places that are looked at. Average precision needs them all."""


@dataclass(frozen=True, slots=True)
class System:
    """Something that ranks; ``weights`` of ``None`` are the shipped ones of the task's kind.

    Rivals take texts as they are, which is what kind ``skill`` does.
    """

    encoder: Encoder
    weights: MatchWeights | None = None

    def matches(self, task: MatchTask, k: int, cache: VectorCache) -> Matches:
        """The best texts for each query."""
        kind = task.kind if self.weights is None else TextKind.SKILL
        return match_texts(
            task.queries, task.corpus, kind, k, self.encoder, cache, weights=self.weights, progress=_tell
        )


def relevant_ranks(task: MatchTask, matches: Matches) -> dict[str, list[int]]:
    """Ranks of each query's relevant texts, rising, the query's own text left out."""
    place_of = {id_: place for place, id_ in enumerate(matches.corpus_ids)}
    found = {}
    for query, places in zip(matches.query_ids, matches.places, strict=True):
        others = places[places != place_of.get(query, -1)]
        relevant = [place_of[id_] for id_ in task.relevant[query]]
        found[query] = (1 + np.flatnonzero(np.isin(others, relevant))).tolist()
    return found


def predictions_of(task: MatchTask, systems: Mapping[str, System], cache: VectorCache) -> dict[str, Any]:
    """What is kept of one task: ids are numbers of queries, so that no foreign text is."""
    k = _MOST_RANKS.get(task.metric, len(task.corpus))
    ranks = {
        name: list(relevant_ranks(task, system.matches(task, k, cache)).values()) for name, system in systems.items()
    }
    return {
        "metric": task.metric.value,
        "n_texts": len(task.corpus),
        "n_relevant": [len(task.relevant[query]) for query in task.queries],
        "ranks": ranks,
    }


def figures_of(predictions: Mapping[str, Any]) -> dict[str, Any]:
    """Means of every system, and by how much ours leads, with 95 % intervals from paired resampling of queries."""
    metric = RankMetric(predictions["metric"])
    values = {
        name: np.array([metric(found, n) for found, n in zip(ranks, predictions["n_relevant"], strict=True)])
        for name, ranks in predictions["ranks"].items()
    }
    return {
        "metric": metric.value,
        "n_queries": len(predictions["n_relevant"]),
        "n_texts": predictions["n_texts"],
        **{name: round(float(some.mean()), 4) for name, some in values.items()},
        **{f"lead over {name}": _lead(values[OURS], some) for name, some in values.items() if name != OURS},
    }


def table(figures: Mapping[str, Mapping[str, Any]]) -> str:
    """The figures as a Markdown table, one row a task."""
    lines = [
        f"| task | measure | queries | texts | {OURS} | {UNTRAINED} | lead | {LETTERS} | lead |",
        "| --- | --- | ---: | ---: | ---: | ---: | --- | ---: | --- |",
    ]
    for name, one in figures.items():
        cells = [name, one["metric"], one["n_queries"], one["n_texts"], f"{one[OURS]:.3f}"]
        for rival in (UNTRAINED, LETTERS):
            lead = one[f"lead over {rival}"]
            cells += [f"{one[rival]:.3f}", f"{lead['mean']:+.3f} [{lead['low']:+.3f}, {lead['high']:+.3f}]"]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def _lead(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> dict[str, float]:
    interval = bootstrap_mean(ours - theirs, np.random.default_rng(_SEED), _N_DRAWS)
    lead = {"mean": interval.mean, "low": interval.low, "high": interval.high}
    if theirs.mean() > 0:
        lead["relative"] = float(ours.mean() / theirs.mean() - 1)
    return {name: round(value, 4) for name, value in lead.items()}


def _tasks(chosen: argparse.Namespace) -> list[MatchTask]:
    if chosen.sentences:
        return [sentence_task(chosen.data, chosen.queries)]
    part = Part(chosen.part)
    return [
        *parallel_skill_tasks(chosen.data, part, chosen.queries),
        spanish_title_task(chosen.data, part, chosen.queries or 1_500),
    ]


def _tell(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')}  {line}\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures and keep the ranks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data")
    parser.add_argument("--models", type=Path, default=Settings().models_dir, help="folder of our encoder")
    parser.add_argument("--untrained", type=Path, required=True, help="folder of the encoder without adapter")
    parser.add_argument("--part", choices=[Part.REPORT, Part.TUNE], default=Part.REPORT, help="concepts to ask about")
    parser.add_argument("--queries", type=int, help="queries of a task at most; default: all, of titles 1,500")
    parser.add_argument(
        "--sentences", action="store_true", help="the labelled sentences instead; scored once, at the end"
    )
    parser.add_argument("--predictions", type=Path, default=PREDICTIONS, help="folder for the ranks")
    parser.add_argument("--table", action="store_true", help="print Markdown instead of JSON")
    chosen = parser.parse_args(arguments)
    ours, untrained = load_encoder(None, chosen.models), load_encoder(None, chosen.untrained)
    systems = {
        OURS: System(ours),
        UNTRAINED: System(untrained, ENCODER_ALONE),
        LETTERS: System(untrained, LETTERS_ALONE),
    }
    cache = VectorCache(Settings().match_cache_dir)
    predictions = {}
    for task in _tasks(chosen):
        _tell(task.name)
        predictions[task.name] = predictions_of(task, systems, cache)
    name = "sentences" if chosen.sentences else f"matching_{chosen.part}"
    # Without a time of writing, equal ranks are equal bytes.
    with replaced_file(chosen.predictions / f"{name}.json.gz") as file:
        file.write(gzip.compress(json.dumps(predictions).encode(), mtime=0))
    figures = {name: figures_of(one) for name, one in predictions.items()}
    facts = {"ours": ours.fingerprint, "untrained": untrained.fingerprint, "figures": figures}
    with replaced_file(chosen.predictions / f"{name}_figures.json") as file:
        file.write((json.dumps(facts, indent=1) + "\n").encode())
    sys.stdout.write((table(figures) if chosen.table else json.dumps(facts, indent=1)) + "\n")


if __name__ == "__main__":
    main()
