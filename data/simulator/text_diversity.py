"""Measures how varied the texts of postings are, from the postings alone."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.domain import BPO_AREAS, Occupation
from data.names import unaccented

_WORD = re.compile(r"\w+")
_BOTH_GENDERS = re.compile(r"(?:\(a\)|/a)(?!\w)")
_NEAR_COPY = 0.5
_SAMPLE = 3000
_RARE_SHARE, _COMMON_FACTOR = 0.002, 20
_SHORTEST_WORD = 5
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64)
"""Odd numbers that mix the words of a 4-gram into one number; a chance match is some 1 in 10^19."""

Codes = NDArray[np.uint64]
"""Numbers of a text's words in a vocabulary, in order."""


@dataclass(frozen=True, slots=True)
class TextDiversity:
    """What was measured; shares lie in [0, 1].

    ``distinct_share``: different 4-grams of words among all 4-grams. ``n_equal``: texts that equal an earlier one.
    ``largest_overlap`` (Jaccard, of 4-grams) and ``near_copy_share`` (texts whose overlap with another is 0.5 or more)
    are exact among ``n_sampled`` texts, evenly spaced. ``misspelt_share``: texts with a rare word that is one slip away
    from a word at least 20 times as common; an estimate blind to lost accents and lost spaces. ``bpo_share``: titles
    that name an occupation of BPO, English or soft skills among ``titles_known_share`` that name any.
    """

    n_texts: int
    mean_words: float
    distinct_share: float
    n_equal: int
    n_sampled: int
    largest_overlap: float
    near_copy_share: float
    misspelt_share: float
    english_share: float
    bpo_share: float
    titles_known_share: float


def text_diversity(
    titles: Sequence[str], descriptions: Sequence[str], languages: Sequence[str], occupations: Iterable[Occupation]
) -> TextDiversity:
    """Measure postings by their titles, descriptions and languages ("es" or "en"), one each a posting.

    Raises
    ------
    ValueError
        If there is no posting, or the numbers of titles, descriptions and languages differ.
    """
    n = len(descriptions)
    if not n or not len(titles) == len(languages) == n:
        raise ValueError(f"needs as many titles and languages as texts, got {len(titles)}, {len(languages)} and {n}")
    codes, vocabulary = coded(descriptions)
    overlaps = nearest_overlaps(codes[:: -(-n // _SAMPLE)])
    is_bpo = known_bpo(titles, occupations)
    return TextDiversity(
        n_texts=n,
        mean_words=sum(map(len, codes)) / n,
        distinct_share=distinct_share(codes),
        n_equal=n - len(set(descriptions)),
        n_sampled=len(overlaps),
        largest_overlap=float(overlaps.max()),
        near_copy_share=float((overlaps >= _NEAR_COPY).mean()),
        misspelt_share=misspelt_share(codes, vocabulary),
        english_share=sum(language == "en" for language in languages) / n,
        bpo_share=sum(is_bpo) / max(len(is_bpo), 1),
        titles_known_share=len(is_bpo) / n,
    )


def coded(texts: Iterable[str]) -> tuple[list[Codes], list[str]]:
    """The words of each text as numbers, and the vocabulary that they number; without case and accents."""
    numbers: dict[str, int] = {}
    known: dict[str, int] = {}  # Words as written; each is stripped of its accents once.
    codes = []
    for text in texts:
        words = _WORD.findall(text.lower())
        for word in words:
            if word not in known:
                known[word] = numbers.setdefault(unaccented(word), len(numbers))
        codes.append(np.array([known[word] for word in words], dtype=np.uint64))
    return codes, list(numbers)


def distinct_share(codes: Sequence[Codes]) -> float:
    """Different 4-grams among all 4-grams of the texts; 0 where no text has four words.

    Examples
    --------
    >>> distinct_share(coded(["a b c d", "a b c d e"])[0])
    0.6666666666666666
    """
    grams = np.concatenate([_grams(text) for text in codes])
    return len(np.unique(grams)) / max(len(grams), 1)


def nearest_overlaps(codes: Sequence[Codes]) -> NDArray[np.float64]:
    """For each text the largest Jaccard overlap of its 4-grams with those of any other text, shape (n,)."""
    grams = [set(_grams(text).tolist()) for text in codes]
    best = np.zeros(len(grams))
    holders: dict[int, list[int]] = defaultdict(list)
    for at, own in enumerate(grams):
        shared = Counter(other for gram in own for other in holders[gram])
        for other, n_shared in shared.items():
            overlap = n_shared / (len(own) + len(grams[other]) - n_shared)
            best[at], best[other] = max(best[at], overlap), max(best[other], overlap)
        for gram in own:
            holders[gram].append(at)
    return best


def misspelt_share(codes: Sequence[Codes], vocabulary: Sequence[str]) -> float:
    """Share of texts with a rare word that is one slip away from a common one."""
    seen = [np.unique(text) for text in codes]
    n_texts = np.bincount(np.concatenate(seen).astype(np.int64), minlength=len(vocabulary)).tolist()
    long_words = [(word, count) for word, count in zip(vocabulary, n_texts, strict=True) if len(word) >= _SHORTEST_WORD]
    common: dict[str, int] = {}
    for word, count in long_words:
        if count >= _COMMON_FACTOR:
            for form in _shortened(word):
                common[form] = max(common.get(form, 0), count)
    most = max(1.0, _RARE_SHARE * len(codes))
    slips = {
        word
        for word, count in long_words
        if count <= most and any(common.get(form, 0) >= _COMMON_FACTOR * count for form in _shortened(word))
    }
    is_slip = np.array([word in slips for word in vocabulary], dtype=bool)
    return float(np.mean([is_slip[text.astype(np.int64)].any() for text in seen]))


def known_bpo(titles: Iterable[str], occupations: Iterable[Occupation]) -> list[bool]:
    """For each title that names an occupation, whether the longest such name is one of BPO work."""
    names: dict[tuple[str, ...], bool] = {}
    for occupation in occupations:
        label = occupation.label
        for name in (label.es, label.en, *occupation.aliases_es, *occupation.aliases_en):
            names.setdefault(_title_words(name), occupation.area in BPO_AREAS)
    longest = max(map(len, names), default=0)
    found = []
    for title in titles:
        words = _title_words(title)
        runs = (words[at : at + length] for length in range(longest, 0, -1) for at in range(len(words) - length + 1))
        known = next((names[run] for run in runs if run in names), None)
        if known is not None:
            found.append(known)
    return found


def _title_words(title: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(_BOTH_GENDERS.sub("", unaccented(title.lower()))))


def _shortened(word: str) -> set[str]:
    """The word, and what it becomes when an inner letter is lost: words one inner slip apart share one of these.

    Slips of the first or last letter are left out: "analista" and "analistas" are two words.
    """
    return {word} | {word[:at] + word[at + 1 :] for at in range(1, len(word) - 1)}


def _grams(text: Codes) -> NDArray[np.uint64]:
    """One number for each 4-gram of words, in order; overflow wraps around as meant."""
    n = max(len(text) - len(_FACTORS) + 1, 0)
    mixed = np.zeros(n, dtype=np.uint64)
    for at, factor in enumerate(_FACTORS):
        mixed = (mixed ^ (text[at : at + n] + np.uint64(1)) * factor) * _FACTORS[0]
    return mixed
