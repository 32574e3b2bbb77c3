"""Stand-in: cuts a text at line ends and full stops; sections by their headings."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Section(StrEnum):
    TITLE = "title"
    DUTIES = "duties"
    REQUIRED = "required"
    DESIRABLE = "desirable"
    COMPANY = "company"
    BENEFITS = "benefits"
    EQUAL_OPPORTUNITY = "equal_opportunity"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Passage:
    text: str
    start: int
    end: int
    section: Section
    is_boilerplate: bool


_PASSAGE = re.compile(r"[^\n\r•·●▪.!?;]+(?:[.!?;](?!\s)[^\n\r•·●▪.!?;]*)*[.!?;]?")


def passages(text: str) -> list[Passage]:
    found = (one for one in _PASSAGE.finditer(text) if one.group().strip())
    return [Passage(one.group(), one.start(), one.end(), Section.OTHER, False) for one in found]
