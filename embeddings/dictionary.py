"""Finds skills by their names: longest run of words that is a label or an alias."""

from collections.abc import Iterable

from data.domain import Skill, SkillId
from embeddings.sentences import words


class SkillDictionary:
    """Labels and aliases of skills in both languages, matched on whole words without case or accents."""

    def __init__(self, skills: Iterable[Skill]) -> None:
        self._forms: dict[tuple[str, ...], SkillId] = {}
        for skill in skills:
            for form in (skill.label.es, skill.label.en, *skill.aliases_es, *skill.aliases_en):
                key = tuple(words(form))
                # A lone letter names nothing safely ("C", "R"): such skills are found by longer aliases.
                if key and len("".join(key)) > 1:
                    self._forms.setdefault(key, skill.id)
        self._longest = max((len(form) for form in self._forms), default=0)
        self._words = {word for form in self._forms for word in form}

    def find(self, sentence: str) -> list[SkillId]:
        """Skills named in a sentence, in order of appearance, each once.

        "Java" is not found in "JavaScript", nor "SQL" in "SQL Server" where the longer name is known. A slash
        parts words ("Java/Python") unless it belongs to a name ("CI/CD").
        """
        found: dict[SkillId, None] = {}
        tokens = self._tokens(sentence)
        place = 0
        while place < len(tokens):
            for length in range(min(self._longest, len(tokens) - place), 0, -1):
                skill_id = self._forms.get(tuple(tokens[place : place + length]))
                if skill_id is not None:
                    found[skill_id] = None
                    place += length
                    break
            else:
                place += 1
        return list(found)

    def _tokens(self, sentence: str) -> list[str]:
        return [
            part for word in words(sentence) for part in ([word] if word in self._words else word.split("/")) if part
        ]
