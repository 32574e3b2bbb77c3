"""Finds the skills that a file names by label, other name or ESCO's number instead of our id."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from data.names import plain_name

_NAMES: Final = ("label_es", "label_en", "aliases_es", "aliases_en")


class SkillNames:
    """The ids of skills by every name; a name that several skills have means none of them."""

    def __init__(self, skill_rows: Iterable[Mapping[str, str]]) -> None:
        self._ids: dict[str, str] = {}
        self._known: set[str] = set()
        shared: set[str] = set()
        for row in skill_rows:
            self._known.add(row["skill_id"])
            for name in _names(row):
                if self._ids.setdefault(name, row["skill_id"]) != row["skill_id"]:
                    shared.add(name)
        for name in shared:
            del self._ids[name]

    def with_ids(self, cell: str) -> str:
        """A cell such as ``Python:1|sql:0.5`` with ids in place of names.

        What is not known stays, as does what is there twice as it stands: who reads the weights tells. A second name
        of a skill that is there already is left out.
        """
        parts: list[str] = []
        ids: set[str] = set()
        for part in filter(None, (piece.strip() for piece in cell.split("|"))):
            name, colon, weight = part.partition(":")
            given = name.strip()
            id_ = given if given in self._known else self._ids.get(plain_name(given), given)
            if id_ == given or id_ not in ids:
                parts.append(f"{id_}{colon}{weight}")
            ids.add(id_)
        return "|".join(parts)


def _names(row: Mapping[str, str]) -> Iterator[str]:
    """Plain names of a skill, and the last part of its address at ESCO."""
    for column in _NAMES:
        yield from filter(None, map(plain_name, row[column].split("|")))
    if row["esco_uri"]:
        yield plain_name(row["esco_uri"].rstrip("/").rpartition("/")[2])
