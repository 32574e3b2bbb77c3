"""``rumbo train skills``: reads labelled texts, fits the reader of skills, writes it with its card, logs the run."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from data.catalogue import read_catalogue
from data.errors import InputError
from data.reference_files import SHIPPED
from data.settings import Settings
from data.technologies import read_technologies
from embeddings.skill_model import CARD_FILE, SHIPPED_MODEL, WEIGHTS_FILE
from embeddings.skill_vocabulary import SkillVocabulary
from training.encoder.concept_split import Part
from training.input_files import combined_hash
from training.job_runs import Progress
from training.reading.fit_skills import N_BUCKETS, N_FOLDS, SEED, fit_skills
from training.reading.skill_examples import invented_examples, posting_examples, sentence_examples
from training.runs import ColumnKind, Run, Signature

SENTENCE_STEP: Final = 2
"""Every second sentence teaches as much as all."""
N_INVENTED: Final = 120
_SENTENCES: Final = "spans_train.jsonl"


def run_train_skills(
    settings: Settings, spans: Path, postings: Path, out: Path | None, progress: Progress
) -> dict[str, float]:
    """Fit on the shipped catalogue and the labelled files; returns figures on advertisements that models had not seen.

    Raises
    ------
    InputError
        If a file is missing, has a bad line, or holds too few advertisements of the tuning half.
    """
    from training.tracking import Tracker

    catalogue = read_catalogue(SHIPPED)
    vocabulary = SkillVocabulary(catalogue.skills.values(), read_technologies())
    labelled = list(posting_examples(postings, vocabulary, Part.TUNE))
    if len(labelled) < N_FOLDS:
        raise InputError(f"{postings}: {len(labelled)} advertisements for tuning; at least {N_FOLDS} are needed")
    sentences = list(sentence_examples(spans / _SENTENCES, vocabulary, SENTENCE_STEP))
    progress(f"{len(sentences)} sentences and {len(labelled)} advertisements read")
    fitted = fit_skills(sentences, labelled, invented_examples(catalogue, vocabulary, N_INVENTED), progress)
    folder = out or SHIPPED_MODEL
    parameters = {"buckets": N_BUCKETS, "folds": N_FOLDS, "invented": N_INVENTED, "sentences": len(sentences)}
    card: dict[str, Any] = {
        "what": "Tagger, scorer and calibration of the reader of skills; linear, hashed features, no words stored",
        "command": "rumbo train skills --spans FOLDER --postings FILE",
        "inputs": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in (spans / _SENTENCES, postings, SHIPPED / "skills.csv", SHIPPED / "technologies.csv")
        },
        "licences": "labelled sentences and advertisements: MIT and CC BY 4.0; the rest is the project's own",
        "parameters": parameters,
        "figures": {name: round(value, 4) for name, value in fitted.figures.items()},
        "figures_note": f"Hard skills of the tuning half; each advertisement judged by a model of the other "
        f"{N_FOLDS - 1} of {N_FOLDS} folds. The threshold was chosen on the same judgements.",
    }
    fitted.model.save(folder, card)
    Tracker(settings.mlruns).log_run(skills_run(card, fitted.figures, [folder / WEIGHTS_FILE, folder / CARD_FILE]))
    return fitted.figures


def skills_run(card: Mapping[str, Any], figures: Mapping[str, float], files: Sequence[Path]) -> Run:
    """What is written down of a training; ``card`` is the one that lies beside the model."""
    return Run(
        experiment="skills",
        name="reader of skills",
        purpose=f"Finds skills in texts: {card['what']}.",
        data_sha256=combined_hash(card["inputs"]),
        split=f"advertisements of the tuning half in {N_FOLDS} folds; the other half only reports",
        seed=SEED,
        parameters=card["parameters"],
        metrics=figures,
        signature=Signature({"text": ColumnKind.TEXT}, {"skill": ColumnKind.TEXT, "probability": ColumnKind.NUMBER}),
        limits=(
            card["figures_note"],
            "Knows skills of IT and BPO in Spanish and English; what the lists lack is found only where it is sure.",
        ),
        files=tuple(files),
    )
