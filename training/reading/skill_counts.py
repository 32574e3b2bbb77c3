"""Counts what a reader of skills gets right on an advertisement with a list of hard skills."""

from collections.abc import Iterable
from dataclasses import dataclass

from data.domain import SkillKind
from embeddings.skill_candidates import Candidate
from training.reading.skill_examples import PostingExample, candidate_names


@dataclass(frozen=True, slots=True)
class Counts:
    """Skills told rightly and wrongly, and listed ones that nobody told."""

    right: int
    wrong: int
    missed: int


def counts_of_names(told: Iterable[set[str]], listed: frozenset[str]) -> Counts:
    """Counts by names: a skill told is right if one of its names is listed; a listed name that is hit is not missed."""
    right = wrong = 0
    hit: set[str] = set()
    for names in told:
        if names & listed:
            right += 1
            hit |= names & listed
        else:
            wrong += 1
    return Counts(right, wrong, len(listed - hit))


def counts_of(posting: PostingExample, candidates: Iterable[Candidate]) -> Counts:
    """Counts of the hard ones among candidates."""
    hard = (c for c in candidates if c.term is None or c.term.kind is SkillKind.HARD)
    return counts_of_names((candidate_names(posting.reading, c) for c in hard), posting.hard)
