"""Finds skills by a word of any of their names."""

from collections.abc import Iterable
from typing import Final

from data.domain import Skill, SkillId
from data.names import plain_name

MOST_FOUND: Final = 12


class SkillSearch:
    """Names and aliases of every skill in both languages, made plain once; case and accents do not count."""

    def __init__(self, skills: Iterable[Skill]) -> None:
        self._names = [(one.id, tuple(map(plain_name, _names(one)))) for one in skills]

    def find(self, text: str, most: int | None = MOST_FOUND) -> tuple[SkillId, ...]:
        """Up to ``most`` skills, or all, of which a name has the words asked for, from the beginning of a word on.

        Names that are the text come first, then those that begin with it, then those where it begins a later word.
        """
        asked = plain_name(text)
        if not asked:
            return ()
        placed = ((_place(asked, names), skill_id) for skill_id, names in self._names)
        found = sorted((place, skill_id) for place, skill_id in placed if place is not None)
        return tuple(skill_id for _, skill_id in found[:most])


def _place(asked: str, names: Iterable[str]) -> int | None:
    """How well the best name fits: 0 equal, 1 begins with it, 2 a later word does; ``None`` where none does."""
    fitting = (name for name in names if f" {asked}" in f" {name}")
    return min((0 if name == asked else 1 if name.startswith(asked) else 2 for name in fitting), default=None)


def _names(skill: Skill) -> tuple[str, ...]:
    return (skill.label.es, skill.label.en, *skill.aliases_es, *skill.aliases_en)
