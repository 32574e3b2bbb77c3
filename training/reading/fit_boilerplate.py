"""Fits the small model that tells boilerplate from requirements, and writes it with its card."""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression

from data.atomic_file import replaced_file
from data.reference_files import boilerplate_sentences, plain_rows
from embeddings.boilerplate import N_BUCKETS, BoilerplateModel, bucket_rows
from training.input_files import combined_hash
from training.runs import ColumnKind, Run, Signature

MAX_LOST_SHARE: Final = 0.02
"""Share of requirement sentences that may be taken for boilerplate."""
_N_FOLDS: Final = 5
_INVERSE_PENALTY: Final = 10.0
_REQUIREMENT_WEIGHT: Final = 3.0
_OTHER_WEIGHT: Final = 0.3
_SIMULATOR_PHRASES = Path(__file__).resolve().parents[2] / "data" / "simulator" / "phrases"
_INPUTS = ("boilerplate.csv", "requirement_sentences.csv", "subjects.csv", "certifications.csv", "skills.csv")
_SLOT = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences of both kinds; ``is_requirement`` marks those of advertisements, on which figures are counted.

    The others that are not boilerplate (syllabi, summaries of certifications, duties of the simulator) only fit.
    """

    texts: tuple[str, ...]
    is_boilerplate: NDArray[np.bool_]
    is_requirement: NDArray[np.bool_]

    @property
    def weights(self) -> NDArray[np.float64]:
        """How much each counts: requirements more, as they are few, and what is no advertisement less."""
        return np.where(self.is_boilerplate, 1.0, np.where(self.is_requirement, _REQUIREMENT_WEIGHT, _OTHER_WEIGHT))


@dataclass(frozen=True, slots=True)
class BoilerplateFigures:
    """Counted on sentences that the model judged without having seen them."""

    n_boilerplate: int
    n_requirements: int
    recall: float
    precision: float
    requirements_lost: float
    others_lost: float


def train_boilerplate(reference: Path, models: Path, progress: Callable[[str], None]) -> BoilerplateFigures:
    """Fit on the files of ``reference`` and write ``boilerplate.npz`` and ``boilerplate.json`` into ``models``."""
    sentences = labelled_sentences(reference)
    progress(f"boilerplate: {len(sentences.texts)} sentences, {_N_FOLDS} folds")
    unseen = _unseen_log_odds(sentences)
    threshold = _threshold(unseen[sentences.is_requirement])
    figures = _figures(sentences, unseen > threshold)
    weights, intercept = _fit(sentences, np.ones(len(sentences.texts), dtype=bool))
    BoilerplateModel(weights, intercept, threshold).save(models / "boilerplate.npz")
    with replaced_file(models / "boilerplate.json") as file:
        file.write((json.dumps(_card(reference, figures), indent=2, ensure_ascii=False) + "\n").encode())
    return figures


def boilerplate_run(models: Path, figures: BoilerplateFigures) -> Run:
    """What is written down of a training that wrote into ``models``."""
    card = json.loads((models / "boilerplate.json").read_text(encoding="utf-8"))
    return Run(
        experiment="boilerplate",
        name="boilerplate",
        purpose=f"Knows sentences that ask for no skill: {card['what']}.",
        data_sha256=combined_hash(card["inputs"]),
        split=f"{_N_FOLDS} folds by a hash of the sentence",
        seed=0,
        parameters={"inverse_penalty": _INVERSE_PENALTY, "folds": _N_FOLDS},
        metrics={name: float(value) for name, value in asdict(figures).items()},
        signature=Signature({"sentence": ColumnKind.TEXT}, {"log_odds": ColumnKind.NUMBER}),
        limits=(card["limits"], card["figures_note"]),
        files=(models / "boilerplate.npz", models / "boilerplate.json"),
    )


def labelled_sentences(reference: Path) -> Sentences:
    """Sentences of the reference files and of the simulator's duties, each once, in file order."""
    boilerplate = boilerplate_sentences(reference)
    requirements = tuple(row["sentence"] for row in plain_rows(reference, "requirement_sentences.csv"))
    texts = tuple(dict.fromkeys((*boilerplate, *requirements, *_teaching_sentences(reference), *_duties())))
    known_boilerplate, known_requirements = set(boilerplate), set(requirements)
    return Sentences(
        texts,
        np.array([text in known_boilerplate for text in texts]),
        np.array([text in known_requirements for text in texts]),
    )


def _teaching_sentences(reference: Path) -> Iterator[str]:
    for file, stem in (("subjects.csv", "syllabus"), ("certifications.csv", "summary")):
        for row in plain_rows(reference, file):
            yield from filter(None, (row[f"{stem}_es"], row[f"{stem}_en"]))


def _duties() -> Iterator[str]:
    """What the simulator's ads say of the work, without the slots of its phrases."""
    for path in sorted(_SIMULATOR_PHRASES.glob("*/duties.toml")):
        for pools in tomllib.loads(path.read_text(encoding="utf-8")).values():
            for name, phrases in pools.items():
                if name.startswith("task"):
                    yield from (" ".join(_SLOT.sub(" ", phrase).split()) for phrase in phrases if phrase != "...")


def _fit(sentences: Sentences, chosen: NDArray[np.bool_]) -> tuple[NDArray[np.float32], float]:
    """Weights and intercept; rounded, so that machines that differ in the last digits write the same file."""
    texts = [text for text, is_chosen in zip(sentences.texts, chosen, strict=True) if is_chosen]
    rows, columns, values = bucket_rows(texts)
    matrix = csr_array((values, (rows, columns)), shape=(len(texts), N_BUCKETS))
    fitted = LogisticRegression(C=_INVERSE_PENALTY, max_iter=2000, tol=1e-6)
    fitted.fit(matrix, sentences.is_boilerplate[chosen], sample_weight=sentences.weights[chosen])
    return fitted.coef_[0].round(3).astype(np.float32), round(float(fitted.intercept_[0]), 3)


def _unseen_log_odds(sentences: Sentences) -> NDArray[np.float64]:
    """Log-odds of each sentence by a model fitted on the other folds."""
    folds = np.array([int(hashlib.sha256(text.encode()).hexdigest(), 16) % _N_FOLDS for text in sentences.texts])
    found = np.empty(len(folds))
    for fold in range(_N_FOLDS):
        model = BoilerplateModel(*_fit(sentences, folds != fold), threshold=0.0)
        for place in np.flatnonzero(folds == fold):
            found[place] = model.log_odds(sentences.texts[place])
    return found


def _threshold(requirements: NDArray[np.float64]) -> float:
    """The lowest threshold that loses no more requirements than allowed; never below even odds."""
    allowed = int(MAX_LOST_SHARE * len(requirements))
    return max(0.0, round(float(np.sort(requirements)[::-1][allowed]) + 0.0005, 3))


def _figures(sentences: Sentences, judged: NDArray[np.bool_]) -> BoilerplateFigures:
    in_ads = sentences.is_boilerplate | sentences.is_requirement
    others = ~in_ads
    return BoilerplateFigures(
        n_boilerplate=int(sentences.is_boilerplate.sum()),
        n_requirements=int(sentences.is_requirement.sum()),
        recall=round(float(judged[sentences.is_boilerplate].mean()), 4),
        precision=round(float(sentences.is_boilerplate[judged & in_ads].mean()), 4),
        requirements_lost=round(float(judged[sentences.is_requirement].mean()), 4),
        others_lost=round(float(judged[others].mean()), 4),
    )


def _card(reference: Path, figures: BoilerplateFigures) -> Mapping[str, Any]:
    digests = {name: hashlib.sha256((reference / name).read_bytes()).hexdigest() for name in _INPUTS}
    return {
        "name": "boilerplate",
        "what": "Log-odds that a sentence of an advertisement asks for no skill: logistic regression on hashed words,"
        " parts of words, pairs of words and the number of skills named",
        "command": "rumbo train boilerplate",
        "licence": "Apache-2.0; all sentences are the project's own",
        "inputs": {**digests, "simulator duties": _digest(_duties())},
        "figures": asdict(figures),
        "figures_note": f"Each sentence judged by a model of the other {_N_FOLDS - 1} of {_N_FOLDS} folds, without a"
        " section. precision: among sentences of advertisements; the threshold was chosen on the same judgements.",
        "limits": "Own sentences, not a sample of real advertisements. Spanish and English only.",
    }


def _digest(texts: Iterator[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()
