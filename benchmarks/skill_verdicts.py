"""How much of what is told of an advertisement is false, by people who did not know which system told it.

``python -m benchmarks.skill_verdicts draw --postings FILE --out DIR`` draws 60 advertisements by seed, 40 of the part
that reports and 20 invented ones of business services, lets three systems read them, and writes what they tell as one
shuffled list an advertisement, for judges. ``python -m benchmarks.skill_verdicts figures --postings FILE`` reads the
advertisements again and prints the share of false names of each system by the verdicts in
``benchmarks/skill_verdicts.csv``: each name is `right` if the advertisement asks for it or says that it is worked
with, else `wrong`.
"""

import argparse
import csv
import gzip
import json
import random
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.skills import dictionary_names, shipped_names, tuning_names
from data.atomic_file import replaced_file
from data.catalogue import read_catalogue
from data.domain import Area
from data.reference_files import SHIPPED
from data.settings import Settings
from data.simulator.world import simulate
from data.technologies import read_technologies
from embeddings.encoder import load_encoder
from embeddings.skill_extractor import build_extractor
from embeddings.skill_vocabulary import SkillVocabulary
from embeddings.title_forms import normal_title
from training.encoder.concept_split import Part
from training.reading.skill_examples import normal_name, posting_examples

VERDICTS: Final = Path(__file__).with_suffix(".csv")
TOLD: Final = Path(__file__).with_name("skill_verdicts_told.json.gz")
OURS: Final = "ours"
_SEED: Final = 20261125
_N_REAL, _N_INVENTED = 40, 20
_N_DRAWS: Final = 10_000

Told = Mapping[str, frozenset[str]]
"""Names that each system tells of one advertisement."""


@dataclass(frozen=True, slots=True)
class Advertisement:
    """A text and the public name of it: no text of others is kept."""

    id: str
    text: str


def drawn_advertisements(postings: Path) -> list[Advertisement]:
    """Forty real advertisements of the part that reports and twenty invented ones of business services."""
    catalogue = read_catalogue(SHIPPED)
    vocabulary = SkillVocabulary(catalogue.skills.values(), read_technologies())
    real = sorted(
        (Advertisement(_short(one.id), one.text) for one in posting_examples(postings, vocabulary, Part.REPORT)),
        key=lambda one: one.id,
    )
    wanted = {
        normal_title(title)
        for occupation in catalogue.occupations.values()
        if occupation.area is Area.BPO
        for title in (occupation.label.es, occupation.label.en, *occupation.aliases_es, *occupation.aliases_en)
    }
    with tempfile.TemporaryDirectory() as folder:
        simulate(catalogue, Path(folder), n_learners=600, n_months=12, seed=_SEED)
        lines = (Path(folder) / "postings.jsonl").read_text(encoding="utf-8").splitlines()
    rows = map(json.loads, lines)
    invented = [
        Advertisement(row["posting_id"], f"{row['title']}\n{row['description']}")
        for row in rows
        if normal_title(row["title"].partition(" - ")[0]) in wanted
    ]
    draw = random.Random(_SEED)  # noqa: S311 - a draw that others can repeat, not a secret.
    return [*draw.sample(real, _N_REAL), *draw.sample(invented, _N_INVENTED)]


def told_by_all(advertisements: Sequence[Advertisement], postings: Path) -> list[Told]:
    """What each system tells: the names as they stand in the text, of ours without those that are denied."""
    settings, catalogue = Settings(), read_catalogue(SHIPPED)
    vocabulary = SkillVocabulary(catalogue.skills.values(), read_technologies())
    shipped = shipped_names(catalogue)
    tuning = tuning_names(posting_examples(postings, vocabulary, Part.TUNE))
    with tempfile.TemporaryDirectory() as vectors_dir:
        encoder = load_encoder(settings.encoder, settings.models_dir)
        extractor = build_extractor(catalogue, encoder, Path(vectors_dir), lambda _: None)
    return [
        {
            OURS: frozenset(normal_name(s.surface) for s in extractor.extract(one.text) if not s.is_negated),
            "shipped list": frozenset().union(*dictionary_names(one.text, shipped)),
            "tuning half": frozenset().union(*dictionary_names(one.text, tuning)),
        }
        for one in advertisements
    ]


def write_lists(advertisements: Sequence[Advertisement], told: Sequence[Told], out: Path) -> None:
    """One JSON line an advertisement: its text and all names, shuffled, without who told them."""
    draw = random.Random(_SEED)  # noqa: S311 - as above
    out.mkdir(parents=True, exist_ok=True)
    with (out / "to_judge.jsonl").open("w", encoding="utf-8") as file:
        for one, names in zip(advertisements, told, strict=True):
            shuffled = sorted(frozenset().union(*names.values()))
            draw.shuffle(shuffled)
            file.write(json.dumps({"id": one.id, "text": one.text, "names": shuffled}, ensure_ascii=False) + "\n")


def read_verdicts(path: Path = VERDICTS) -> dict[tuple[str, str], bool]:
    """Whether each name is right, by advertisement and name."""
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["id"], row["name"]): row["verdict"] == "right" for row in csv.DictReader(file)}


def read_told(path: Path = TOLD) -> tuple[list[str], list[Told]]:
    """Ids of the advertisements and what each system told of them, as stored by the last run."""
    rows = json.loads(gzip.decompress(path.read_bytes()))
    return [row["id"] for row in rows], [
        {name: frozenset(names) for name, names in row.items() if name != "id"} for row in rows
    ]


def figures(
    ids: Sequence[str], told: Sequence[Told], verdicts: Mapping[tuple[str, str], bool]
) -> dict[str, dict[str, float]]:
    """Share of false names of each system, with a 95 % interval over advertisements, and how many names it told.

    A name without a verdict, such as one that only a later version of a system tells, is counted and left out.
    """
    found = {}
    for system in told[0]:
        judged = [
            [verdicts[id_, name] for name in names[system] if (id_, name) in verdicts]
            for id_, names in zip(ids, told, strict=True)
        ]
        n_told = sum(len(names[system]) for names in told)
        counts = np.array([(sum(not right for right in some), len(some)) for some in judged])
        draws = np.random.default_rng(_SEED).integers(0, len(counts), size=(_N_DRAWS, len(counts)))
        shares = counts[draws, 0].sum(axis=1) / np.maximum(1, counts[draws, 1].sum(axis=1))
        low, high = np.quantile(shares, [0.025, 0.975])
        found[system] = {
            "false": float(counts[:, 0].sum() / max(1, counts[:, 1].sum())),
            "low": float(low),
            "high": float(high),
            "names": n_told,
            "without_verdict": n_told - int(counts[:, 1].sum()),
        }
    return found


def _short(job_id: str) -> str:
    return sha256(job_id.encode()).hexdigest()[:12]


def main() -> None:
    """Draw or reckon."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("draw", "figures"))
    parser.add_argument("--postings", type=Path, required=True)
    parser.add_argument("--out", type=Path, help="with draw: folder of the lists for judges")
    chosen = parser.parse_args()
    advertisements = drawn_advertisements(chosen.postings)
    told = told_by_all(advertisements, chosen.postings)
    if chosen.step == "draw":
        write_lists(advertisements, told, chosen.out)
        return
    stored = [
        {"id": one.id, **{system: sorted(some) for system, some in names.items()}}
        for one, names in zip(advertisements, told, strict=True)
    ]
    with replaced_file(TOLD) as file:
        file.write(gzip.compress(json.dumps(stored).encode(), mtime=0))
    sys.stdout.write(json.dumps(figures(*read_told(), read_verdicts()), indent=1) + "\n")


if __name__ == "__main__":
    main()
