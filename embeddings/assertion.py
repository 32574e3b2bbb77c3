"""Stand-in."""

import re

from embeddings.passages import Passage, Section

_NO = re.compile(r"\b(?:no (?:se )?(?:requiere|necesita|es necesario)|sin necesidad de|not required|no need)\b", re.I)


def is_negated(sentence: str, start: int, end: int) -> bool:
    return bool(_NO.search(sentence[:start]))


def is_required(passage: Passage, start: int, end: int) -> bool:
    return passage.section is not Section.DESIRABLE
