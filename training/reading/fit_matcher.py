"""Learns how much each signal counts when texts are matched, kind by kind, on concepts that train no encoder."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w
from numpy.typing import NDArray

from data.atomic_file import replaced_file
from data.catalogue import Catalogue, read_catalogue
from data.errors import InputError
from data.settings import Settings
from embeddings.encoder import load_encoder
from embeddings.match import fused_scores, normal_text, query_pieces
from embeddings.match_signals import CorpusSignals
from embeddings.match_weights import MatchWeights, Signal, TextKind
from embeddings.protocols import Encoder
from embeddings.vector_cache import VectorCache
from training.encoder.concept_split import Part
from training.encoder.concepts import NamedConcept, read_esco
from training.input_files import combined_hash, hashes_of_inputs
from training.reading.match_tasks import MatchTask, catalogue_tasks, sentence_tasks, skill_tasks, title_tasks
from training.runs import ColumnKind, Run, Signature

WEIGHTS_FILE, CARD_FILE = "match_weights.toml", "match_weights.json"
_HEADER = "# Written by `rumbo train matcher`; what it was learned from stands in match_weights.json.\n\n"
_CATALOGUE_FILES = (
    "certifications.csv",
    "certification_skills.csv",
    "skills.csv",
    "subjects.csv",
    "subject_skills.csv",
)
_START = MatchWeights(pooled=1.0, lexical=0.1, lexical_across=0.05)
_WINDOWED = frozenset({TextKind.SENTENCE, TextKind.CERTIFICATION, TextKind.SUBJECT})
"""Kinds whose queries say several things. In a title or a name a window is hardly less than the whole."""
_SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
_LEXICAL = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6)
_GRIDS = {Signal.WINDOW_3: _SHARES, Signal.WINDOW_8: _SHARES, Signal.LEXICAL: _LEXICAL, Signal.LEXICAL_ACROSS: _LEXICAL}
_MOST_ROUNDS = 4
_QUERIES_AT_ONCE = 64

_Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class KindFit:
    """The best weights of one kind; ``figures`` are the metric of each task with them, ``mean`` is theirs."""

    weights: MatchWeights
    mean: float
    mean_of_encoder: float
    figures: dict[str, float]


def train_matcher(
    settings: Settings, *, esco: Path, out: Path, n_queries: int, seed: int, progress: _Progress
) -> dict[TextKind, KindFit]:
    """Learn the weights of every kind and write them with their card into ``out``.

    Raises
    ------
    InputError
        If the folder holds no file of ESCO, or too little of it to ask anything.
    NotReadyError
        If the encoder is missing.
    """
    from training.tracking import Tracker

    catalogue = read_catalogue(settings.reference)
    concepts = list(read_esco(esco).values())
    encoder = load_encoder(settings.encoder, settings.models_dir)
    tasks = _tasks(concepts, catalogue, esco, n_queries, seed)
    cache = VectorCache(settings.match_cache_dir)
    fits = {}
    for kind in TextKind:
        fits[kind] = fit_kind(kind, tasks[kind], encoder, cache, progress)
        progress(f"{kind}: {fits[kind].mean:.4f}, the encoder alone {fits[kind].mean_of_encoder:.4f}")
    card: dict[str, Any] = {
        "what": "weights by which signals are added when texts are matched",
        "command": "rumbo train matcher --esco ESCO",
        "encoder": encoder.fingerprint,
        "n_queries": n_queries,
        "seed": seed,
        "inputs": hashes_of_inputs([esco, *(settings.reference / name for name in _CATALOGUE_FILES)]),
        "sources": [
            "ESCO, European Commission: re-used with acknowledgement",
            "Rumbo's reference files and sentences: Apache-2.0",
        ],
        "learned_on": "the catalogue and concepts whose part is tune (training/encoder/concept_split.py)",
        "figures": {kind.value: asdict(fit) for kind, fit in fits.items()},
    }
    write_fits(out, fits, card)
    Tracker(settings.mlruns).log_run(matcher_run(card, fits, [out / WEIGHTS_FILE, out / CARD_FILE]))
    return fits


def _tasks(
    concepts: Sequence[NamedConcept], catalogue: Catalogue, esco: Path, n_queries: int, seed: int
) -> dict[TextKind, list[MatchTask]]:
    """Tasks of every kind that have something to ask."""
    made = [
        *title_tasks(concepts, Part.TUNE, n_queries),
        *skill_tasks(concepts, Part.TUNE, n_queries),
        *sentence_tasks(concepts, Part.TUNE, n_queries, seed),
        *catalogue_tasks(catalogue, n_queries),
    ]
    tasks = {kind: [task for task in made if task.kind is kind and task.queries] for kind in TextKind}
    if empty := [kind.value for kind, some in tasks.items() if not some]:
        raise InputError(
            f"{esco}: nothing to learn from for {', '.join(empty)}; it takes ESCO's CSV files in Spanish and English"
        )
    return tasks


def fit_kind(
    kind: TextKind, tasks: Sequence[MatchTask], encoder: Encoder, cache: VectorCache | None, progress: _Progress
) -> KindFit:
    """The weights with the best mean of the tasks' metrics, found by moving one weight at a time.

    A weight moves only where the mean rises, so that what does not help stays small.
    """
    moved = [signal for signal in _GRIDS if kind in _WINDOWED or signal in (Signal.LEXICAL, Signal.LEXICAL_ACROSS)]
    found: list[KindFit] = []
    for splits_lists in (False, True) if kind in _WINDOWED else (False,):
        asked = [_AskedTask(task, encoder, cache, [Signal.POOLED, *moved], splits_lists, progress) for task in tasks]

        def mean(weights: MatchWeights, asked: Sequence[_AskedTask] = asked) -> float:
            return float(np.mean([one.figure(weights) for one in asked]))

        start = replace(_START, splits_lists=splits_lists)
        best, best_mean = _climbed(start, moved, mean)
        alone = MatchWeights(pooled=1.0, splits_lists=splits_lists)
        found.append(KindFit(best, best_mean, mean(alone), {one.task.name: one.figure(best) for one in asked}))
    return max(found, key=lambda fit: fit.mean)


def _climbed(
    start: MatchWeights, moved: Sequence[Signal], mean: Callable[[MatchWeights], float]
) -> tuple[MatchWeights, float]:
    best, best_mean = start, mean(start)
    for _ in range(_MOST_ROUNDS):
        before = best_mean
        for signal in moved:
            for candidate in _neighbours(best, signal):
                if (its_mean := mean(candidate)) > best_mean:
                    best, best_mean = candidate, its_mean
        if best_mean == before:
            break
    return best, best_mean


def _neighbours(weights: MatchWeights, signal: Signal) -> Iterator[MatchWeights]:
    """The same weights with another of one signal; the whole text and its windows share 1."""
    for value in _GRIDS[signal]:
        moved: dict[str, Any] = {signal.value: value}
        changed = replace(weights, **moved)
        pooled = round(1.0 - changed.window_3 - changed.window_8, 6)
        if pooled >= 0 and changed.by_signal[signal] != weights.by_signal[signal]:
            yield replace(changed, pooled=pooled)


class _AskedTask:
    """A task with its signals, so that weights can be tried without reading the texts again."""

    def __init__(
        self,
        task: MatchTask,
        encoder: Encoder,
        cache: VectorCache | None,
        signals: Sequence[Signal],
        splits_lists: bool,
        progress: _Progress,
    ) -> None:
        self.task = task
        corpus = CorpusSignals(
            [normal_text(text, task.kind) for text in task.corpus.values()], encoder, cache, progress
        )
        pieces = [
            query_pieces(normal_text(text, task.kind), splits_lists=splits_lists) for text in task.queries.values()
        ]
        flat = [piece for part in pieces for piece in part]
        parts = [
            corpus.scores(flat[first : first + _QUERIES_AT_ONCE], signals)
            for first in range(0, len(flat), _QUERIES_AT_ONCE)
        ]
        self._signals = {signal: np.concatenate([part[signal] for part in parts]) for signal in signals}
        self._starts = np.cumsum([0, *(len(part) for part in pieces[:-1])])
        place_of = {id_: place for place, id_ in enumerate(task.corpus)}
        self._own = [place_of.get(query) for query in task.queries]
        self._relevant = [np.array(sorted(place_of[id_] for id_ in task.relevant[query])) for query in task.queries]
        progress(f"{task.name}: {len(task.queries)} queries, {len(task.corpus)} texts")

    def figure(self, weights: MatchWeights) -> float:
        """Mean of the task's metric."""
        scores = fused_scores(self._signals, weights, self._starts)
        values = []
        for row, own, relevant in zip(scores, self._own, self._relevant, strict=True):
            if own is not None:
                row[own] = -np.inf
            values.append(self.task.metric(_ranks(row, relevant), len(relevant)))
        return float(np.mean(values))


def _ranks(scores: NDArray[np.float32], relevant: NDArray[np.int64]) -> list[int]:
    """Ranks of the relevant texts, rising; of equal scores the earlier text goes first."""
    places = np.arange(len(scores))
    return sorted(
        1 + int(np.count_nonzero((scores > scores[one]) | ((scores == scores[one]) & (places < one))))
        for one in relevant
    )


def write_fits(out: Path, fits: Mapping[TextKind, KindFit], card: Mapping[str, object]) -> None:
    """Write the weights and the card that says what they were learned from."""
    tables = {kind.value: asdict(fit.weights) for kind, fit in fits.items()}
    with replaced_file(out / CARD_FILE) as file:
        file.write((json.dumps(card, indent=1, ensure_ascii=False) + "\n").encode())
    with replaced_file(out / WEIGHTS_FILE) as file:
        file.write((_HEADER + tomli_w.dumps(tables)).encode())


def matcher_run(card: Mapping[str, Any], fits: Mapping[TextKind, KindFit], files: Sequence[Path]) -> Run:
    """What is written down of a training; ``card`` is the one that lies beside the weights."""
    return Run(
        experiment="matcher",
        name=f"matcher-{card['encoder']}",
        purpose=f"Ranks texts for texts: {card['what']}.",
        data_sha256=combined_hash(card["inputs"]),
        split=card["learned_on"],
        seed=card["seed"],
        parameters={"encoder": card["encoder"], "n_queries": card["n_queries"]},
        metrics={
            f"{kind}.{name}": getattr(fit, name) for kind, fit in fits.items() for name in ("mean", "mean_of_encoder")
        },
        signature=Signature(
            {"query": ColumnKind.TEXT, "text": ColumnKind.TEXT, "kind": ColumnKind.TEXT}, {"score": ColumnKind.NUMBER}
        ),
        limits=(
            "A score orders the texts of one query; it is no probability.",
            "The figures are of the texts that the weights were chosen on.",
        ),
        files=tuple(files),
    )
