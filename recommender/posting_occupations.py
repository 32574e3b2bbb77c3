"""Which occupation of the catalogue a posting offers: what its title says, else what its skills come nearest to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from data.domain import Occupation, OccupationId
from embeddings.title_forms import normal_title

NO_OCCUPATION: Final = -1

LEAST_LIKENESS: Final = 0.4
"""A posting whose skills come less near to any occupation, as a cosine, offers none of them."""

_LONGEST_TITLE: Final = 8
"""Words; no occupation of the catalogue has a longer title."""

_FEWEST_WORDS: Final = 2
"""A single word inside a longer title says too little: an "auditor de calidad de llamadas" audits no accounts."""


def occupations_of_postings(
    titles: Sequence[str],
    skills: csr_array,
    occupations: Mapping[OccupationId, Occupation],
    occupation_skills: NDArray[np.float32],
) -> NDArray[np.int64]:
    """Number of each posting's occupation, ``NO_OCCUPATION`` where it offers none of them.

    Parameters
    ----------
    titles
        One for each of ``n`` postings.
    skills
        Shape (n, n_skills): 1 where a posting asks for a skill.
    occupation_skills
        Shape (n_occupations, n_skills), occupations in the order of ``occupations``.

    Returns
    -------
    Shape (n,).
    """
    likeness = _cosines(skills, occupation_skills)
    found = likeness.argmax(axis=1) if likeness.size else np.zeros(len(titles), np.int64)
    found[likeness.max(axis=1, initial=0.0) < LEAST_LIKENESS] = NO_OCCUPATION
    names = OccupationTitles(occupations.values())
    for row, title in enumerate(titles):
        if named := names.named(title):
            found[row] = max(named, key=lambda number: (likeness[row, number], -number))
    return found.astype(np.int64)


class OccupationTitles:
    """The titles of some occupations, to find in titles of postings."""

    def __init__(self, occupations: Iterable[Occupation]) -> None:
        self._numbers: dict[str, list[int]] = {}
        for number, one in enumerate(occupations):
            own = (one.label.es, one.label.en, *one.aliases_es, *one.aliases_en)
            for form in set(map(normal_title, own)):
                self._numbers.setdefault(form, []).append(number)

    def named(self, title: str) -> Sequence[int]:
        """Numbers of the occupations that a title names: as a whole, else by the longest run of its words."""
        return next((self._numbers[run] for run in _runs(normal_title(title)) if run in self._numbers), ())


def _runs(title: str) -> Iterator[str]:
    """The title itself, then the words that follow one another in it, longest run first."""
    yield title
    words = title.split()
    for length in range(min(len(words), _LONGEST_TITLE), _FEWEST_WORDS - 1, -1):
        for first in range(len(words) - length + 1):
            yield " ".join(words[first : first + length])


def _cosines(skills: csr_array, occupation_skills: NDArray[np.float32]) -> NDArray[np.float32]:
    """Likeness of postings and occupations in [0, 1], shape (n, n_occupations); 0 for a posting without skills."""
    sizes = np.sqrt(np.asarray(skills.multiply(skills).sum(axis=1))).reshape(-1, 1)
    others = np.linalg.norm(occupation_skills, axis=1)
    products = np.asarray(skills @ occupation_skills.T)
    return np.asarray(products / np.maximum(sizes * others, np.finfo(np.float32).tiny), np.float32)
