"""Words skills as job ads ask for them: by label or alias, in groups, within a phrase."""

import re
from collections.abc import Sequence

from data.domain import Language, Skill, SkillKind
from data.simulator.phrase_writer import PhraseWriter

_VERB_OR_PERSON = {
    Language.ES: re.compile(r"^\S*(?:[aei]r|ora?|ista|ble|ual|iv[oa]|ic[oa]|oso|ado)(?: |$)|^(?:con|persona) "),
    Language.EN: re.compile(
        r"^(?:solve|make|lead|adapt|meet|resolve|analy[sz]e|supervise|read|work|issue) "
        r"|(?:er|or|yst|clerk|agent|ed|ous|ive|able|al|ly|ent|tic|thic|minded|driven|taught)$"
    ),
}
_ENGLISH_NAME_SHARE = 0.07
_MOST_IN_A_BREATH = 4
# Longer aliases are words; these are mostly acronyms, which ads write in capitals.
_ACRONYM_LETTERS = 4


def skill_groups(writer: PhraseWriter, skills: Sequence[Skill]) -> list[list[Skill]]:
    """The skills in groups of one to four of the same kind, each to be named in one breath; hard skills first."""
    dice = writer.dice
    groups: list[list[Skill]] = []
    for kind in dice.shuffled(SkillKind):
        alike = [skill for skill in skills if skill.kind is kind]
        while alike:
            size = 1 + int(dice.roll() ** 1.5 * _MOST_IN_A_BREATH)
            groups.append(alike[:size])
            alike = alike[size:]
    return sorted(groups, key=lambda group: group[0].kind is not SkillKind.HARD)


def asked(writer: PhraseWriter, group: Sequence[Skill], as_item: bool) -> str:
    """A noun phrase that asks for the skills of one group; ``as_item`` allows notes like "SQL: 2 años"."""
    return writer.say(_asking_pool(writer, group, as_item), skills=skills_in_a_row(writer, group, True))


def skills_in_a_row(writer: PhraseWriter, group: Sequence[Skill], in_phrase: bool) -> str:
    """The skills' names in a row, as marks; ``in_phrase`` leaves out names that are verbs or persons."""
    return writer.joined([writer.mark(_name(writer, skill, in_phrase)) for skill in group])


def _asking_pool(writer: PhraseWriter, group: Sequence[Skill], as_item: bool) -> str:
    kind = group[0].kind
    if kind is SkillKind.SOFT:
        return "need_soft"
    if kind is SkillKind.LANGUAGE:
        return "need_language"
    if len(group) > 1 or writer.dice.happens(0.4):
        return "need_hard"
    if _is_product(group[0]) and writer.dice.happens(0.5):
        return "need_product"
    return "need_hard_note" if as_item and writer.dice.happens(0.6) else "need_hard_one"


def _is_product(skill: Skill) -> bool:
    """Whether the skill is named like a product: alike in both languages, with a capital and without a number."""
    name = skill.label.es
    return name == skill.label.en and name[:1].isupper() and not re.search(r"\d", name)


def _name(writer: PhraseWriter, skill: Skill, in_phrase: bool) -> str:
    """A label or alias; inside a phrase none that is a verb or a person, as in "dominio de programar"."""
    dice, language = writer.dice, writer.language
    if skill.kind is SkillKind.HARD and dice.happens(_ENGLISH_NAME_SHARE):
        language = Language.EN
    label = skill.label.in_language(language)
    aliases = skill.aliases_es if language is Language.ES else skill.aliases_en
    if not aliases or dice.happens(0.5):
        return label
    alias = dice.one_of(aliases)
    if in_phrase and _VERB_OR_PERSON[language].search(alias):
        return label
    is_acronym = len(alias) <= _ACRONYM_LETTERS and skill.kind is SkillKind.HARD
    return alias.upper() if is_acronym and dice.happens(0.7) else alias
