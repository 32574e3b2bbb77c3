"""One text as the extractor sees it: words, passages and the names found, without boilerplate."""

from bisect import bisect_right
from dataclasses import dataclass

from embeddings.passages import Passage, passages
from embeddings.skill_matches import Match, find_terms
from embeddings.skill_vocabulary import SkillVocabulary
from embeddings.skill_words import Word, cut_words


@dataclass(frozen=True, slots=True)
class Reading:
    """A text of which markup and boilerplate are blanks, so that places stay what they were.

    ``passage_of`` has the passage of each word.
    """

    text: str
    passages: tuple[Passage, ...]
    words: tuple[Word, ...]
    passage_of: tuple[int, ...]
    matches: tuple[Match, ...]

    def passage(self, word: int) -> Passage:
        """The passage that a word stands in."""
        return self.passages[self.passage_of[word]]


def read_text(text: str, vocabulary: SkillVocabulary) -> Reading:
    """Cut a text into what may name skills."""
    kept = tuple(passage for passage in passages(text) if not passage.is_boilerplate)
    visible = _visible(text, kept)
    words = cut_words(visible, vocabulary.words)
    starts = [passage.start for passage in kept]
    passage_of = tuple(bisect_right(starts, word.start) - 1 for word in words)
    return Reading(visible, kept, tuple(words), passage_of, tuple(find_terms(visible, words, vocabulary)))


def _visible(text: str, kept: tuple[Passage, ...]) -> str:
    """The passages at their places, line ends between them and blanks elsewhere."""
    pieces: list[str] = []
    place = 0
    for passage in kept:
        gap = passage.start - place
        pieces.append("\n" + " " * (gap - 1) if gap else "")
        pieces.append(passage.text)
        place = passage.end
    pieces.append(" " * (len(text) - place))
    return "".join(pieces)
