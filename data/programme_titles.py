"""Puts titles of degrees into families: "Ing. en Sist. Comp." and "INGENIERÍA EN COMPUTACIÓN" study much the same."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NewType

from data.domain import Area, Label
from data.errors import CatalogueError
from data.names import unaccented
from data.reference_files import plain_rows

FamilyId = NewType("FamilyId", str)

_FAMILIES: Final = "programme_families.csv"
_RULES: Final = "programme_rules.csv"
_ABBREVIATIONS: Final = "programme_abbreviations.csv"

_REPLACEMENT_CHARACTER: Final = "\ufffd"
_GENDER_MARK: Final = re.compile(r"(?<=\w)(\(as?\)|/as?\b|@)")
_NO_WORD: Final = re.compile(r"[^a-z0-9+#]+")


@dataclass(frozen=True, slots=True)
class ProgrammeFamily:
    """Degrees that teach much the same; ``is_in_scope`` where their graduates feed IT or BPO work."""

    id: FamilyId
    label: Label
    area: Area
    is_in_scope: bool


class ProgrammeMatcher:
    """Ordered rules from the reference files: the first whose pattern stands in the plain title decides.

    A rule without a family says that a title belongs to none, as medicine or law do.
    """

    def __init__(self, folder: Path) -> None:
        """Read families, rules and abbreviations.

        Raises
        ------
        CatalogueError
            If a pattern is no regular expression or a rule names an unknown family; the detail names the line.
        """
        self.families = programme_families(folder)
        self._damage = _replacements(folder, "damage")
        self._words = _replacements(folder, "word")
        self._rules = [
            (_compiled(_RULES, line, row["pattern"]), self._known(line, row["family_id"]))
            for line, row in enumerate(plain_rows(folder, _RULES), start=2)
        ]

    def family_of(self, title: str) -> ProgrammeFamily | None:
        """The family of a degree's title; ``None`` where it belongs to none that IT or BPO employers look for."""
        plain = self.plain_title(title)
        for pattern, family in self._rules:
            if pattern.search(plain):
                return family
        return None

    def plain_title(self, title: str) -> str:
        """A title in small letters without accents, marks of gender and punctuation, abbreviations written out."""
        text = unaccented(_undamaged(title).lower()).replace(_REPLACEMENT_CHARACTER, "?")
        if "?" in text:
            text = _replaced(text, self._damage)
        text = _NO_WORD.sub(" ", _GENDER_MARK.sub("", text)).strip()
        return " ".join(_replaced(text, self._words).split())

    def _known(self, line: int, family_id: str) -> ProgrammeFamily | None:
        if not family_id:
            return None
        if family_id not in self.families:
            raise CatalogueError(f"{_RULES}, line {line}: family_id {family_id!r} does not exist in {_FAMILIES}")
        return self.families[FamilyId(family_id)]


def programme_families(folder: Path) -> dict[FamilyId, ProgrammeFamily]:
    """The families of degrees, in file order."""
    return {family.id: family for family in map(_family, plain_rows(folder, _FAMILIES))}


Replacements = list[tuple[re.Pattern[str], str]]


def _undamaged(title: str) -> str:
    """UTF-8 that was once read as Latin-1, put right."""
    if "Ã" not in title and "Â" not in title:
        return title
    try:
        return title.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return title


def _replaced(text: str, replacements: Replacements) -> str:
    for pattern, word in replacements:
        text = pattern.sub(word, text)
    return text


def _replacements(folder: Path, stage: str) -> Replacements:
    return [
        (_compiled(_ABBREVIATIONS, line, row["pattern"]), row["replacement"])
        for line, row in enumerate(plain_rows(folder, _ABBREVIATIONS), start=2)
        if row["stage"] == stage
    ]


def _compiled(file: str, line: int, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise CatalogueError(f"{file}, line {line}: pattern is no regular expression: {error}") from error


def _family(row: dict[str, str]) -> ProgrammeFamily:
    label = Label(es=row["label_es"], en=row["label_en"])
    return ProgrammeFamily(FamilyId(row["family_id"]), label, Area(row["area"]), row["in_scope"] == "true")
