"""How well postings find their people in the invented country, whose truth is known: ours against text search.

    python -m benchmarks.people [--json FILE] [--markdown FILE] [--postings N] [--seed N] [--untrained MODELS]

reads the installation that ``RUMBO_HOME`` names after ``rumbo demo``; the country's folder must still be there. MODELS
is a folder of encoders whose default encoder was built without the adapter; by default the installation's own.

Truth: the simulator knows the skills that an opening was drawn with, required and desired, and how well each person
really masters each skill, also self-taught ones that no record tells. Nobody is hired for a posting there (a job
follows from a certification), so that relevance is what the truth says of being able to do the work: the share of the
opening's skills that the person masters, at least half counting as mastery and a desired skill as 0.4 of a required
one, halved for every step that true English falls short. From a quarter on the grade is 1, from a half 2, from three
quarters 3.

Each posting ranks the people of its own state who still study or work and whom no model was fitted or calibrated on.
The weights of English and level were chosen on other people (those that calibrate) and other postings.

What this cannot tell: the simulator lets people learn from the very lists of skills that our profiles are read from, so
that our lead over text search is larger here than it would be among real people, whose studies are known less well.
"""

import argparse
import hashlib
import json
import math
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import product
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from api.people_services import posting_facts
from data.catalogue import Catalogue, read_catalogue
from data.database import opened_engine, reading
from data.domain import PostingId
from data.settings import Settings
from data.simulator.files import external_ids
from data.simulator.world import Life, lived_again
from embeddings.build import Kind, vectors_in_order
from embeddings.encoder import installed_fingerprint, load_encoder
from embeddings.protocols import Encoder, TextRole
from embeddings.sentences import words
from embeddings.texts import certification_text, posting_text, subject_text
from recommender.arrays import CatalogueArrays, catalogue_arrays
from recommender.centred import centred
from recommender.matching import MatchParts, MatchWeights, match_parts, skill_rarity
from recommender.posting_needs import PostingFacts, needs_of
from recommender.profile import LearnerHistory, profiles_of
from recommender.skill_credit import skill_credit
from training.jobs import pseudonym_of
from training.metrics import bootstrap_mean, ndcg_at_k
from training.records import Records, read_records
from training.splits import Split, split_of

Matrix = NDArray[np.float64]

K: Final = 10
MASTERY: Final = 0.5
DESIRED: Final = 0.4
GRADES: Final = (0.25, 0.5, 0.75)
FEWEST_PEOPLE: Final = 20
"""Postings of states with fewer people to rank are left out: any order of a handful is good."""

OURS, BM25, ENCODER = "rumbo", "BM25", "untrained encoder"


@dataclass(frozen=True, slots=True)
class Task:
    """Postings, people and what is true of each pair: ``gains`` and ``is_here`` have shape (m, n)."""

    postings: list[PostingFacts]
    histories: list[LearnerHistory]
    gains: Matrix
    is_here: NDArray[np.bool_]

    def ndcg(self, scores: Matrix) -> NDArray[np.float64]:
        """NDCG@10 of each posting; NaN where nobody of its state is relevant."""
        return ndcg_at_k(np.where(self.is_here, scores, -np.inf), self.gains, K)


@dataclass(frozen=True, slots=True)
class Installation:
    """What the benchmark reads."""

    settings: Settings
    catalogue: Catalogue
    arrays: CatalogueArrays
    records: Records
    life: Life
    facts: dict[PostingId, PostingFacts]


def main() -> None:
    """Print the figures as JSON and write them where told."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--postings", type=int, default=200)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--untrained", type=Path)
    given = parser.parse_args()
    found = read_installation(Settings())
    untrained = load_encoder(None, given.untrained or found.settings.models_dir)
    figures = measured(found, untrained, given.postings, given.seed)
    text = json.dumps(figures, indent=2, ensure_ascii=False) + "\n"
    sys.stdout.write(text)
    if given.json:
        given.json.write_text(text, encoding="utf-8")
    if given.markdown:
        given.markdown.write_text(markdown(figures), encoding="utf-8")


def read_installation(settings: Settings) -> Installation:
    """Read records, postings and the truth of the demo's country."""
    catalogue = read_catalogue(settings.reference)
    with opened_engine(settings.sqlalchemy_url) as engine, reading(engine) as connection:
        records = read_records(connection)
        ids = [PostingId(id_) for id_ in records.postings["posting_id"] if _number_of(id_) is not None]
        facts = {posting.id: posting for posting in posting_facts(connection, ids)}
    return Installation(
        settings, catalogue, catalogue_arrays(catalogue), records, lived_again(catalogue, settings.world_dir), facts
    )


def measured(found: Installation, untrained: Encoder, n_postings: int, seed: int) -> dict[str, Any]:
    """Tune the weights on one part, then compare the three on the other."""
    rng = np.random.default_rng(seed)
    tune = task_of(found, Split.CALIBRATE, is_for_report=False, n_postings=n_postings, rng=rng)
    weights = best_weights(tune, parts_of(found, tune))
    report = task_of(found, Split.EVALUATE, is_for_report=True, n_postings=n_postings, rng=rng)
    parts = parts_of(found, report)
    scores = {
        OURS: parts.score(MatchWeights()),
        BM25: bm25_scores(found, report),
        ENCODER: encoder_scores(untrained, found.catalogue, report),
    }
    per_posting = {name: report.ndcg(some) for name, some in scores.items()}
    is_judged = ~np.isnan(per_posting[OURS])
    alone = {
        name: parts.score(MatchWeights(**{part: float(part == name) for part in MatchWeights.__slots__}))
        for name in ("skills", "text")
    }
    return {
        "metric": f"NDCG@{K}",
        "postings": int(is_judged.sum()),
        "people": len(report.histories),
        "people_of_a_state": float(np.median(report.is_here.sum(axis=1)[is_judged])),
        "relevant_of_a_state": float(np.median((report.gains > 0).sum(axis=1)[is_judged])),
        "seed": seed,
        "weights_in_use": {name: getattr(MatchWeights(), name) for name in MatchWeights.__slots__},
        "weights_found_on_other_people_and_postings": {name: getattr(weights, name) for name in MatchWeights.__slots__},
        "means": {name: _interval(values, rng) for name, values in per_posting.items()},
        "ours_minus": {
            name: _interval(per_posting[OURS] - values, rng) for name, values in per_posting.items() if name != OURS
        },
        "one_part_alone": {name: _interval(report.ndcg(some), rng) for name, some in alone.items()},
        "chance": _interval(report.ndcg(rng.random(report.gains.shape)), rng),
    }


def task_of(
    found: Installation, split: Split, *, is_for_report: bool, n_postings: int, rng: np.random.Generator
) -> Task:
    """People of one part, and a sample of the postings of one half."""
    pseudonym = pseudonym_of(found.settings)
    numbers = {pseudonym(external_id): n for n, external_id in enumerate(external_ids(len(found.life.country.people)))}
    is_gone = found.life.country.is_gone
    ids = [id_ for id_ in found.records.histories if id_ in numbers and not is_gone[numbers[id_]]]
    ids = [id_ for id_, part in zip(ids, split_of(ids), strict=True) if part == split.value]
    people = np.array([numbers[id_] for id_ in ids])
    next_day = datetime.combine(found.records.as_of + timedelta(days=1), time(), UTC)
    histories = [found.records.histories[id_].before(next_day) for id_ in ids]
    half = sorted(id_ for id_ in found.facts if _is_for_report(id_) == is_for_report)
    state_of = np.array([found.arrays.state_row[h.learner.state_id] for h in histories])
    n_here = np.bincount(state_of, minlength=found.arrays.n_states)
    half = [id_ for id_ in half if n_here[found.arrays.state_row[found.facts[id_].state_id]] >= FEWEST_PEOPLE]
    chosen = sorted(rng.choice(len(half), size=min(n_postings, len(half)), replace=False))
    postings = [found.facts[half[place]] for place in chosen]
    openings = np.array([_number_of(posting.id) for posting in postings])
    posting_state = np.array([found.arrays.state_row[posting.state_id] for posting in postings])
    is_here = posting_state[:, None] == state_of[None, :]
    return Task(postings, histories, np.where(is_here, true_grades(found.life, openings, people), 0.0), is_here)


def true_grades(life: Life, openings: NDArray[np.int64], people: NDArray[np.int64]) -> Matrix:
    """Grade 0 to 3 of each pair of an opening and a person, by the rule in this module's docstring."""
    masters = life.country.skills[people] >= MASTERY
    english = life.country.people.english[people]
    grades = np.zeros((len(openings), len(people)))
    for row, opening in enumerate(openings):
        asked = life.market.openings.skills[opening]
        weights = np.where(np.arange(len(asked)) < life.market.openings.n_required[opening], 1.0, DESIRED)[asked >= 0]
        share = masters[:, asked[asked >= 0]] @ weights / weights.sum()
        short = np.maximum(life.market.openings.english[opening] - english, 0)
        grades[row] = np.searchsorted(GRADES, share * 0.5**short, side="right")
    return grades


def parts_of(found: Installation, task: Task) -> MatchParts:
    """What our matcher sees of every pair."""
    vectors = _posting_vectors(found, [posting.id for posting in task.postings])
    as_of = found.records.as_of
    counts = np.bincount(
        [found.arrays.skill_row[s] for posting in found.facts.values() for s in posting.sentences],
        minlength=found.arrays.n_skills,
    )
    return match_parts(
        needs_of(task.postings, vectors, found.catalogue.skills, found.arrays),
        profiles_of(task.histories, [as_of] * len(task.histories), found.arrays),
        _stored(found, Kind.SKILLS, list(found.catalogue.skills)),
        skill_rarity(counts, len(found.facts)),
        skill_credit(found.catalogue.skills),
        found.arrays,
    )


def best_weights(task: Task, parts: MatchParts) -> MatchWeights:
    """The weights of a small grid with the highest mean; those of the state do nothing here, as all are of one."""
    grid = [
        MatchWeights(text=text, english=english, level=level)
        for text, english, level in product((0.0, 0.15, 0.3, 0.6, 1.0), (0.0, 0.1, 0.2, 0.4), (0.0, 0.05, 0.1))
    ]
    return max(grid, key=lambda weights: float(np.nanmean(task.ndcg(parts.score(weights)))))


def bm25_scores(found: Installation, task: Task, k1: float = 1.2, b: float = 0.75) -> Matrix:
    """Okapi BM25 of each posting's words in all that a person has passed, syllabi and certifications in full."""
    people = [Counter(words(_studied(found.catalogue, history, in_full=True))) for history in task.histories]
    lengths = np.array([sum(person.values()) for person in people], float)
    holders: dict[str, list[int]] = {}
    for number, person in enumerate(people):
        for word in person:
            holders.setdefault(word, []).append(number)
    scores = np.zeros((len(task.postings), len(people)))
    for row, posting in enumerate(task.postings):
        for word in sorted(set(words(f"{posting.title} {posting.description}")) & holders.keys()):
            having = np.array(holders[word])
            rarity = math.log(1 + (len(people) - len(having) + 0.5) / (len(having) + 0.5))
            often = np.array([people[number][word] for number in having], float)
            scale = k1 * (1 - b + b * lengths[having] / lengths.mean())
            scores[row, having] += rarity * often * (k1 + 1) / (often + scale)
    return scores


def encoder_scores(encoder: Encoder, catalogue: Catalogue, task: Task) -> Matrix:
    """Cosine of the posting's text with the names of what a person has passed, newest first."""
    ranked = np.flatnonzero(task.is_here.any(axis=0))
    studied = [_studied(catalogue, task.histories[number], in_full=False) for number in ranked]
    asked = encoder.encode([posting_text(p.title, p.description) for p in task.postings], TextRole.QUERY)
    scores = np.zeros(task.gains.shape)
    scores[:, ranked] = asked @ encoder.encode(studied, TextRole.PASSAGE).T
    return scores


def markdown(figures: Mapping[str, Any]) -> str:
    """A data card with the table."""
    rule = "\n\n".join(__doc__.split("\n\n")[3:]).strip()
    rows = [
        f"| {name} | {_told(figures['means'][name])} |"
        + (f" {_told(figures['ours_minus'][name])} |" if name in figures["ours_minus"] else " |")
        for name in figures["means"]
    ]
    return "\n".join(
        [
            "# Postings and their people",
            "",
            f"Made by `python -m benchmarks.people --markdown docs/cards/matching_people.md` on the demo"
            f" (seed {figures['seed']}). The people and postings are invented; no figure here says how well real people"
            " would be found.",
            "",
            f"{figures['postings']} postings; for each, the people of its state (median"
            f" {figures['people_of_a_state']:.0f}, of whom {figures['relevant_of_a_state']:.0f} are relevant)."
            " 95 % intervals by bootstrap over postings, those of the difference paired.",
            "",
            f"| system | {figures['metric']} | ours minus it |",
            "| --- | --- | --- |",
            *rows,
            f"| chance | {_told(figures['chance'])} | |",
            "",
            f"Parts of ours alone: skills {_told(figures['one_part_alone']['skills'])},"
            f" text {_told(figures['one_part_alone']['text'])}.",
            "",
            rule,
            "",
        ]
    )


def _studied(catalogue: Catalogue, history: LearnerHistory, *, in_full: bool) -> str:
    """What a person has passed as text, newest first."""
    exams = [exam.certification_id for exam in reversed(history.exams) if exam.passed]
    subjects = [entry.subject_id for entry in reversed(history.transcript) if entry.passed]
    held = [catalogue.certifications[id_] for id_ in dict.fromkeys(exams) if id_ in catalogue.certifications]
    taught = [catalogue.subjects[id_] for id_ in dict.fromkeys(subjects) if id_ in catalogue.subjects]
    if in_full:
        return " ".join([*(certification_text(c, catalogue.skills) for c in held), *(subject_text(s) for s in taught)])
    return ", ".join([*(c.name for c in held), *(s.label.es for s in taught)])


def _posting_vectors(found: Installation, ids: Sequence[str]) -> NDArray[np.float32]:
    everything = _stored(found, Kind.POSTINGS, list(found.facts))
    row = {id_: number for number, id_ in enumerate(found.facts)}
    return centred(everything[[row[PostingId(id_)] for id_ in ids]], everything.mean(axis=0))


def _stored(found: Installation, kind: Kind, ids: Sequence[str]) -> NDArray[np.float32]:
    fingerprint = installed_fingerprint(found.settings.encoder, found.settings.models_dir)
    return vectors_in_order(found.settings.vectors_dir, kind, ids, fingerprint).vectors


def _number_of(posting_id: str) -> int | None:
    """Which opening of the country a posting was written for; ``None`` for postings from elsewhere."""
    source, _, number = posting_id.partition(":P")
    return int(number) if source == "import" and number.isdigit() else None


def _is_for_report(posting_id: str) -> bool:
    return hashlib.sha256(f"people|{posting_id}".encode()).digest()[0] < 128


def _interval(values: NDArray[np.float64], rng: np.random.Generator) -> list[float]:
    found = bootstrap_mean(values, rng)
    return [round(number, 4) for number in (found.mean, found.low, found.high)]


def _told(interval: Sequence[float]) -> str:
    mean, low, high = interval
    return f"{mean:.3f} [{low:.3f}, {high:.3f}]"


if __name__ == "__main__":
    main()
