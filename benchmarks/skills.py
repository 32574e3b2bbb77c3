"""How well skills are read out of real advertisements: against two dictionaries, with boilerplate, calibration, speed.

``python -m benchmarks.skills --postings FILE --part tune|report --json OUT``

The shipped model was fitted on the tune part: its figures there only show that the program runs. Honest ones for that
part, by models that had not seen the advertisement, are on the model's card. The report part is meant to be run once.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue, read_catalogue
from data.domain import Skill, SkillKind
from data.reference_files import SHIPPED
from data.settings import Settings
from data.technologies import read_technologies
from embeddings.encoder import load_encoder
from embeddings.sentences import words
from embeddings.skill_extractor import build_extractor
from embeddings.skill_vocabulary import SkillVocabulary
from embeddings.skills import FoundSkill, SkillExtractor
from training.encoder.concept_split import Part
from training.reading.skill_counts import Counts, counts_of_names
from training.reading.skill_examples import PostingExample, normal_name, posting_examples

N_RESAMPLES: Final = 2_000
SEED: Final = 2026
N_BINS: Final = 10
WORDS_AN_AD: Final = 400

BOILERPLATE: Final = (
    "Somos una empresa líder con más de veinte años de presencia en el país y oficinas en cinco ciudades. "
    "Nuestra gente es lo más importante: creemos en la comunicación abierta, la innovación y la mejora continua.",
    "Ofrecemos sueldo competitivo, prestaciones superiores a la ley, seguro de gastos médicos mayores, vales de "
    "despensa, clases de inglés sin costo, acceso a plataformas de capacitación y descuentos en certificaciones.",
    "Somos un empleador que ofrece igualdad de oportunidades: no discriminamos por género, edad, origen, religión, "
    "discapacidad, orientación sexual ni estado civil. Todas las decisiones se basan en el mérito.",
)
"""Own text of the three kinds that advertisements carry; it names no skill that is asked for."""

Reader = Callable[[PostingExample], list[set[str]]]
"""Names of each hard skill that a system tells of an advertisement."""


@dataclass(frozen=True, slots=True)
class System:
    """A reader and what it is called."""

    name: str
    reader: Reader


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--postings", type=Path, required=True, help="JSON lines: job_id, title, description, hard, soft"
    )
    parser.add_argument("--part", type=Part, choices=(Part.TUNE, Part.REPORT), default=Part.TUNE)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    arguments = parser.parse_args()
    figures = measure(arguments.postings, arguments.part, Settings())
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(table(figures))  # noqa: T201 - what a benchmark is for


def measure(path: Path, part: Part, settings: Settings) -> dict[str, Any]:
    """All figures of one part."""
    catalogue = read_catalogue(SHIPPED)
    vocabulary = SkillVocabulary(catalogue.skills.values(), read_technologies())
    ads = list(posting_examples(path, vocabulary, part))
    tuning = list(posting_examples(path, vocabulary, Part.TUNE))
    with tempfile.TemporaryDirectory() as vectors_dir:
        encoder = load_encoder(settings.encoder, settings.models_dir)
        extractor = build_extractor(catalogue, encoder, Path(vectors_dir), lambda _: None)
    return {
        "part": part.value,
        "n_ads": len(ads),
        **compared(ads, tuning, extractor, catalogue),
        **boilerplate_loss(ads, extractor),
        "calibration_error": calibration_error(ads, extractor),
        **speed(ads, extractor),
    }


def compared(
    ads: Sequence[PostingExample], tuning: Sequence[PostingExample], extractor: SkillExtractor, catalogue: Catalogue
) -> dict[str, Any]:
    """Micro F1 of three systems and the paired differences of ours, with intervals over advertisements."""
    shipped = shipped_names(catalogue)
    systems = [
        System("ours", lambda ad: hard_names(extractor.extract(ad.text))),
        System("shipped list", lambda ad: dictionary_names(ad.text, shipped)),
    ]
    counts = {system.name: [counts_of_names(system.reader(ad), ad.hard) for ad in ads] for system in systems}
    counts["tuning half"] = [
        counts_of_names(dictionary_names(ad.text, tuning_names(one for one in tuning if one.id != ad.id)), ad.hard)
        for ad in ads
    ]
    rivals = [name for name in counts if name != "ours"]
    return {
        "systems": {name: scores(found) for name, found in counts.items()},
        "ours_minus": {name: paired_difference(counts["ours"], counts[name]) for name in rivals},
        "counts": {name: [(one.right, one.wrong, one.missed) for one in found] for name, found in counts.items()},
    }


def boilerplate_loss(ads: Sequence[PostingExample], extractor: SkillExtractor) -> dict[str, Any]:
    """F1 that is lost when company, benefits and equal opportunity are added to every advertisement."""
    added = "\n\n" + "\n\n".join(BOILERPLATE)
    plain = [counts_of_names(hard_names(extractor.extract(ad.text)), ad.hard) for ad in ads]
    padded = [counts_of_names(hard_names(extractor.extract(ad.text + added)), ad.hard) for ad in ads]
    return {"boilerplate_loss": f1(plain) - f1(padded)}


def calibration_error(ads: Sequence[PostingExample], extractor: SkillExtractor) -> float:
    """Expected calibration error of the hard skills told, in ten bins of equal width."""
    chances: list[float] = []
    is_right: list[bool] = []
    for ad in ads:
        for names, chance in _merged(extractor.extract(ad.text)):
            chances.append(chance)
            is_right.append(bool(names & ad.hard))
    return expected_error(np.array(chances), np.array(is_right))


def expected_error(chances: NDArray[np.float64], is_right: NDArray[np.bool_]) -> float:
    """Mean distance of chance and share right over bins, weighed by their size."""
    bins = np.minimum((chances * N_BINS).astype(int), N_BINS - 1)
    parts = [(bins == number) for number in range(N_BINS) if (bins == number).any()]
    return float(sum(abs(chances[part].mean() - is_right[part].mean()) * part.mean() for part in parts))


def speed(ads: Sequence[PostingExample], extractor: SkillExtractor) -> dict[str, float]:
    """Advertisements of 400 words a minute in this one process, and phrases encoded for each."""
    texts = [" ".join((ad.text.split() * 20)[:WORDS_AN_AD]) for ad in ads]
    before, begun = extractor.n_encoded, time.process_time()
    for text in texts:
        extractor.extract(text)
    seconds = time.process_time() - begun
    return {
        "ads_per_cpu_minute": 60 * len(texts) / seconds,
        "encodings_per_ad": (extractor.n_encoded - before) / len(texts),
    }


def hard_names(found: Sequence[FoundSkill]) -> list[set[str]]:
    """Names of each hard skill that is not denied, its mentions merged."""
    return [names for names, _ in _merged(found)]


def shipped_names(catalogue: Catalogue) -> list[str]:
    """Labels and aliases of the catalogue's hard skills."""
    return [form for skill in catalogue.skills.values() if skill.kind is SkillKind.HARD for form in _forms(skill)]


def tuning_names(ads: Iterable[PostingExample]) -> list[str]:
    """Hard skills that were listed for some advertisements."""
    return sorted({name for ad in ads for name in ad.hard})


def dictionary_names(text: str, names: Iterable[str]) -> list[set[str]]:
    """Every name of a dictionary in a text, longest first at each word."""
    keys = {tuple(words(name)): normal_name(name) for name in names if words(name)}
    longest = max(map(len, keys), default=0)
    tokens = words(text)
    found: dict[str, None] = {}
    place = 0
    while place < len(tokens):
        for length in range(min(longest, len(tokens) - place), 0, -1):
            name = keys.get(tuple(tokens[place : place + length]))
            if name is not None:
                found[name] = None
                place += length
                break
        else:
            place += 1
    return [{name} for name in found]


def scores(counts: Sequence[Counts]) -> dict[str, float]:
    """Micro precision, recall and F1."""
    right, wrong, missed = (sum(getattr(one, name) for one in counts) for name in ("right", "wrong", "missed"))
    return {"f1": f1(counts), "precision": right / max(right + wrong, 1), "recall": right / max(right + missed, 1)}


def f1(counts: Sequence[Counts]) -> float:
    """Micro F1."""
    right, wrong, missed = (sum(getattr(one, name) for one in counts) for name in ("right", "wrong", "missed"))
    return 2 * right / max(2 * right + wrong + missed, 1)


def paired_difference(ours: Sequence[Counts], theirs: Sequence[Counts]) -> dict[str, float]:
    """Difference of F1 with a 95 % interval by drawing advertisements with replacement."""
    rng = np.random.default_rng(SEED)
    draws = rng.integers(0, len(ours), size=(N_RESAMPLES, len(ours)))
    both = [np.array([(c.right, c.wrong, c.missed) for c in counts]) for counts in (ours, theirs)]
    drawn = [table[draws].sum(axis=1) for table in both]
    of_draws = [2 * sums[:, 0] / np.maximum(2 * sums[:, 0] + sums[:, 1] + sums[:, 2], 1) for sums in drawn]
    low, high = np.quantile(of_draws[0] - of_draws[1], [0.025, 0.975])
    return {"difference": f1(ours) - f1(theirs), "low": float(low), "high": float(high)}


def table(figures: dict[str, Any]) -> str:
    """The figures as Markdown."""
    rows = [
        f"| {name} | {found['f1']:.3f} | {found['precision']:.3f} | {found['recall']:.3f} |"
        for name, found in figures["systems"].items()
    ]
    differences = [
        f"ours - {name}: {100 * found['difference']:+.1f} points of F1"
        f" [{100 * found['low']:+.1f}, {100 * found['high']:+.1f}]"
        for name, found in figures["ours_minus"].items()
    ]
    return "\n".join(
        [
            f"{figures['n_ads']} advertisements, part {figures['part']}",
            "",
            "| system | F1 | precision | recall |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
            *differences,
            f"lost with boilerplate: {100 * figures['boilerplate_loss']:.2f} points",
            f"calibration error: {figures['calibration_error']:.3f}",
            f"{figures['ads_per_cpu_minute']:.0f} ads of {WORDS_AN_AD} words a CPU minute, "
            f"{figures['encodings_per_ad']:.2f} encodings an ad",
        ]
    )


def _merged(found: Sequence[FoundSkill]) -> list[tuple[set[str], float]]:
    merged: dict[tuple[str, str], tuple[set[str], float]] = {}
    for skill in found:
        if skill.kind is not SkillKind.HARD or skill.is_negated:
            continue
        names = {normal_name(skill.surface), normal_name(skill.label.es), normal_name(skill.label.en)}
        key = (skill.label.es, skill.label.en)
        former = merged.get(key, (set(), 0.0))
        merged[key] = (former[0] | names, max(former[1], skill.probability))
    return list(merged.values())


def _forms(skill: Skill) -> tuple[str, ...]:
    return (skill.label.es, skill.label.en, *skill.aliases_es, *skill.aliases_en)


if __name__ == "__main__":
    main()
