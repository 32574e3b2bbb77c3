"""Writes the texts of many openings in blocks, in this process or in several; the bytes are the same."""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np

from data.domain import Occupation, Skill
from data.simulator.dice import Dice
from data.simulator.employers import Employer, voice_of
from data.simulator.openings import ENGLISH_LEVELS, LANGUAGES, Openings
from data.simulator.posting_texts import write_posting

BLOCK = 1000
"""Openings a block; each block has a seed of its own."""

Text = tuple[str, str]  # Title and description.


@dataclass(frozen=True, slots=True)
class Nouns:
    """What openings number: rows of the catalogue, and a city for each state."""

    occupations: Sequence[Occupation]
    skills: Sequence[Skill]
    cities: Sequence[str]
    typing_error_share: float


@dataclass(frozen=True, slots=True)
class _Block:
    seed: tuple[int, int]
    openings: Openings
    employers: Sequence[Employer]
    nouns: Nouns


def written_texts(
    seed: int, openings: Openings, employers: Sequence[Employer], nouns: Nouns, n_processes: int
) -> Iterator[Text]:
    """Texts of the openings, in order; with one process a block is written when its first text is asked for."""
    blocks = list(_blocks(seed, openings, employers, nouns))
    if n_processes == 1 or len(blocks) == 1:
        yield from (text for block in blocks for text in _written(block))
        return
    # Spawned, because threads of the numeric libraries do not survive a fork.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(n_processes, len(blocks)), mp_context=spawn) as pool:
        for texts in pool.map(_written, blocks):
            yield from texts


def _blocks(seed: int, openings: Openings, employers: Sequence[Employer], nouns: Nouns) -> Iterator[_Block]:
    for first in range(0, len(openings), BLOCK):
        part = openings.part(first, first + BLOCK)
        yield _Block((seed, first), part, [employers[at] for at in part.employer], nouns)


def _written(block: _Block) -> list[Text]:
    dice = Dice(np.random.default_rng(block.seed))
    openings, nouns = block.openings, block.nouns
    texts = []
    for at, employer in enumerate(block.employers):
        asked = [nouns.skills[number] for number in openings.skills[at] if number >= 0]
        n_required = int(openings.n_required[at])
        texts.append(
            write_posting(
                dice,
                voice_of(employer),
                occupation=nouns.occupations[openings.occupation[at]],
                required=asked[:n_required],
                desired=asked[n_required:],
                language=LANGUAGES[openings.language[at]],
                city=nouns.cities[openings.state[at]],
                english=ENGLISH_LEVELS[openings.english[at]],
                typing_error_share=nouns.typing_error_share,
            )
        )
    return texts
