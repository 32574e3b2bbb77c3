"""Finds the text of a site's page that a scraper left around every description, and takes it away.

Such a page header stands at the start or end of most descriptions of a file, word for word, while what an
advertisement says of itself differs from one to the next.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

# Words that must be alike in a row. Shorter runs are also usual phrases of advertisements.
_RUN: Final = 12
# At the very start or end of a text this many words tell enough, in a file that has a whole run, too.
_EDGE_RUN: Final = 3
# Of the distinct texts, the share that must have a run; next to such a run a smaller one will do, as texts are cut
# off at one length and the page's words reach further in some than in others.
_SHARE: Final = 0.5
_SHARE_BESIDE: Final = 0.1
# Fewer texts tell too little: twenty advertisements of one employer may well say the same.
_FEWEST_TEXTS: Final = 50
# Words from either end in which runs are looked for.
_REGION: Final = 150

_WORD: Final = re.compile(r"\S+")
_START, _END = "\x02", "\x03"
_PADDING: Final = _RUN - _EDGE_RUN

_Run = tuple[str, ...]


class PageHeaders:
    """Runs of words that most descriptions of a file share, as its first rows show them."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        distinct = set(texts)
        counts: Counter[_Run] = Counter()
        if len(distinct) >= _FEWEST_TEXTS:
            for text in distinct:
                counts.update({run for _, run in _runs(_WORD.findall(text))})
        n = len(distinct)
        shared = {run for run, count in counts.items() if count >= _SHARE * n}
        has_whole_run = any(run[0] != _START and run[-1] != _END for run in shared)
        self._shared = frozenset(shared if has_whole_run else ())
        beside = {run for run, count in counts.items() if count >= _SHARE_BESIDE * n and run[0] != _START}
        self._beside = self._shared | beside if self._shared else frozenset()
        self._next_words: defaultdict[_Run, set[str]] = defaultdict(set)
        for run in self._beside:
            self._next_words[run[:-1]].add(run[-1])

    @property
    def is_empty(self) -> bool:
        """Whether the descriptions share nothing."""
        return not self._shared

    def found_in(self, text: str) -> str:
        """The words of the text that belong to the page; empty where there are none."""
        words = _WORD.findall(text)
        return " ".join(words[place] for place in sorted(self._places(words)))

    def without(self, text: str) -> str:
        """The text without the runs at its start and end; the same text where it has none."""
        if self.is_empty:
            return text
        words = list(_WORD.finditer(text))
        cut = self._places([word.group() for word in words])
        pieces: list[str] = []
        end = 0
        for place in sorted(cut):
            pieces.append(text[end : words[place].start()].strip())
            end = words[place].end()
        pieces.append(text[end:].strip())
        return " ".join(filter(None, pieces)) if cut else text

    def _places(self, words: Sequence[str]) -> set[int]:
        """Places of the words that belong to the page."""
        found: set[int] = set()
        chain: list[int] = []
        is_header = False
        for start, run in _runs(words):
            if run not in self._beside or (chain and start != chain[-1] + 1):
                found.update(_covered(chain) if is_header else ())
                chain, is_header = [], False
            if run in self._beside:
                chain.append(start)
                is_header = is_header or run in self._shared
        found.update(_covered(chain) if is_header else ())
        found &= set(range(len(words)))
        last = len(words) - 1
        if last - 1 in found and last not in found and self._is_cut_off(words):
            found.add(last)
        return found

    def _is_cut_off(self, words: Sequence[str]) -> bool:
        """Whether the last word is the beginning of one that follows in a run, as where a site cuts texts short."""
        before = tuple(words[-_RUN:-1])
        return any(word.startswith(words[-1]) for word in self._next_words.get(before, ()))


def _covered(starts: Sequence[int]) -> range:
    """Places of the words in runs that begin at consecutive places."""
    return range(starts[0], starts[-1] + _RUN) if starts else range(0)


def _runs(words: Sequence[str]) -> Iterator[tuple[int, _Run]]:
    """Runs near the start and end of a text by the place of their first word; its edges count as words."""
    padded = (_START,) * _PADDING + tuple(words) + (_END,) * _PADDING
    last = len(padded) - _RUN
    for place in range(last + 1):
        if place < _REGION or place > last - _REGION:
            yield place - _PADDING, padded[place : place + _RUN]
