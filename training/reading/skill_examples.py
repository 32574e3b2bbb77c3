"""Labelled texts for reading skills.

English sentences with marked words, Spanish advertisements with lists of skills, invented ones whose skills are known.
Each knows which of its words belong to a skill (for the tagger) and which candidates are right (for the scorer).
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.domain import SkillId, SkillKind
from data.errors import InputError
from embeddings.sentences import plain
from embeddings.skill_candidates import Candidate
from embeddings.skill_reading import Reading, read_text
from embeddings.skill_tagger import DONE, KNOWN, OUTSIDE
from embeddings.skill_vocabulary import SkillVocabulary
from embeddings.skill_words import cut_words
from training.encoder.concept_split import Part

_SIMULATION_SEED: Final = 5
_SIMULATED_DAYS: Final = (date(2025, 5, 1), date(2026, 10, 31))


class Example(Protocol):
    """A labelled text."""

    @property
    def reading(self) -> Reading:
        """The text as the extractor sees it."""
        ...

    @property
    def tags(self) -> NDArray[np.int64]:
        """The tag of each word."""
        ...

    def is_right(self, candidate: Candidate) -> bool | None:
        """Whether the text asks for it; ``None`` where nobody knows."""
        ...


@dataclass(frozen=True, slots=True)
class SentenceExample:
    """A sentence whose words were marked by hand."""

    reading: Reading
    tags: NDArray[np.int64]

    def is_right(self, candidate: Candidate) -> bool | None:
        """Whether most words of a mention are marked; any mark does for what is soft."""
        is_soft = candidate.term is not None and candidate.term.kind is not SkillKind.HARD
        marked = self.tags != OUTSIDE if is_soft else self.tags == KNOWN
        return any(marked[mention.first : mention.last].mean() > 0.5 for mention in candidate.mentions)


@dataclass(frozen=True, slots=True)
class PostingExample:
    """An advertisement with the names of its hard and soft skills."""

    id: str
    text: str
    reading: Reading
    hard: frozenset[str]
    soft: frozenset[str]
    tags: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tags", self._projected())

    def is_right(self, candidate: Candidate) -> bool | None:
        """Whether one of its names is in the lists.

        What is soft stands there in the words of whoever wrote the list, and languages do not stand there at all: of
        those only a hit tells.
        """
        names = candidate_names(self.reading, candidate)
        if candidate.term is None or candidate.term.kind is SkillKind.HARD:
            return bool(names & self.hard)
        return True if names & (self.hard | self.soft) else None

    def _projected(self) -> NDArray[np.int64]:
        """Tags of the words that spell a listed name, or that a term with a listed name was found in."""
        keys = [word.key for word in self.reading.words]
        tags = np.full(len(keys), OUTSIDE)
        for names, tag in ((self.soft, DONE), (self.hard, KNOWN)):
            for name in sorted(names):
                form = [word.key for word in cut_words(name)]
                for place in range(len(keys) - len(form) + 1 if form else 0):
                    if keys[place : place + len(form)] == form:
                        tags[place : place + len(form)] = tag
        for match in self.reading.matches:
            if {normal_name(match.term.label.es), normal_name(match.term.label.en)} & self.hard:
                tags[match.first : match.last] = KNOWN
        return tags


@dataclass(frozen=True, slots=True)
class InventedExample:
    """An invented advertisement; only what the catalogue knows can be judged."""

    reading: Reading
    asked: frozenset[SkillId]
    tags: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        tags = np.full(len(self.reading.words), OUTSIDE)
        for match in self.reading.matches:
            if match.term.skill_id in self.asked:
                tags[match.first : match.last] = KNOWN if match.term.kind is SkillKind.HARD else DONE
        object.__setattr__(self, "tags", tags)

    def is_right(self, candidate: Candidate) -> bool | None:
        """Whether the skill was asked for."""
        if candidate.term is None or candidate.term.skill_id is None:
            return None
        return candidate.term.skill_id in self.asked


def normal_name(name: str) -> str:
    """A name as names are compared: small letters, no accents, no signs at its ends; versions stay.

    Examples
    --------
    >>> normal_name(" Código  Limpio. ")
    'codigo limpio'
    """
    return re.sub(r"\s+", " ", plain(name)).strip(" .,;:()[]\"'")


def candidate_names(reading: Reading, candidate: Candidate) -> set[str]:
    """Everything that a candidate is called: as written, and its labels."""
    names = {normal_name(reading.text[mention.start : mention.end]) for mention in candidate.mentions}
    if candidate.term is not None:
        names |= {normal_name(candidate.term.label.es), normal_name(candidate.term.label.en)}
    return names


def posting_part(posting_id: str) -> Part:
    """Half of the labelled advertisements tune, the others report, by the hash of their number."""
    return Part.REPORT if int(sha256(posting_id.encode()).hexdigest(), 16) % 2 else Part.TUNE


def sentence_examples(path: Path, vocabulary: SkillVocabulary, step: int = 1) -> Iterator[SentenceExample]:
    """Every ``step``-th line of a file with ``tokens``, ``tags_skill``, ``tags_knowledge``; knowledge wins over skill.

    Raises
    ------
    InputError
        If the file is missing or a line is something else; the detail names the line.
    """
    for row in islice(_rows(path, ("tokens", "tags_skill", "tags_knowledge")), 0, None, step):
        places: list[tuple[int, int]] = []
        at = 0
        for token in row["tokens"]:
            places.append((at, at + len(token)))
            at += len(token) + 1
        reading = read_text(" ".join(row["tokens"]), vocabulary)
        of_token = [
            KNOWN if known != "O" else DONE if done != "O" else OUTSIDE
            for done, known in zip(row["tags_skill"], row["tags_knowledge"], strict=True)
        ]
        tags = np.full(len(reading.words), OUTSIDE)
        token = 0
        for place, word in enumerate(reading.words):
            while places[token][1] <= word.start:
                token += 1
            tags[place] = of_token[token]
        yield SentenceExample(reading, tags)


def posting_examples(path: Path, vocabulary: SkillVocabulary, part: Part) -> Iterator[PostingExample]:
    """Advertisements of one part from a file with ``job_id``, ``title``, ``description``, ``hard``, ``soft`` a line.

    Raises
    ------
    InputError
        If the file is missing or a line is something else; the detail names the line.
    """
    for row in _rows(path, ("job_id", "title", "description", "hard", "soft")):
        if posting_part(row["job_id"]) is part:
            text = f"{row['title']}\n{row['description']}"
            yield PostingExample(
                row["job_id"],
                text,
                read_text(text, vocabulary),
                frozenset(map(normal_name, row["hard"])),
                frozenset(map(normal_name, row["soft"])),
            )


def invented_examples(catalogue: Catalogue, vocabulary: SkillVocabulary, n: int) -> list[InventedExample]:
    """The first ``n`` advertisements of an invented market."""
    from data.simulator.market import draw_market, posting_rows
    from data.simulator.parameters import read_parameters

    rng = np.random.default_rng(_SIMULATION_SEED)
    market = draw_market(rng, catalogue, read_parameters(), n, *_SIMULATED_DAYS)
    ids = list(catalogue.skills)
    examples = []
    for at, row in enumerate(posting_rows(market)):
        asked = frozenset(ids[number] for number in market.openings.skills[at] if number >= 0)
        examples.append(InventedExample(read_text(f"{row['title']}\n{row['description']}", vocabulary), asked))
    return examples


def with_hidden_names(reading: Reading, share: float = 1.0) -> Reading:
    """The text as if the vocabulary lacked a share of its names: what an unknown name looks like."""
    if share >= 1.0:
        return replace(reading, matches=())
    kept = tuple(m for m in reading.matches if _place(m.term.id) >= share)
    return replace(reading, matches=kept)


def _place(name: str) -> float:
    """Place of a name on [0, 1), even over all names."""
    return int.from_bytes(sha256(name.encode()).digest()[:8]) / 2**64


def _rows(path: Path, fields: Sequence[str]) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as file:
            for line, written in enumerate(file, start=1):
                try:
                    row = json.loads(written)
                except json.JSONDecodeError as error:
                    raise InputError(f"{path}, line {line}: is no JSON") from error
                missing = [name for name in fields if name not in row]
                if missing:
                    raise InputError(f"{path}, line {line}: {', '.join(missing)} is missing")
                yield row
    except FileNotFoundError as error:
        raise InputError(f"{path} is not there") from error
