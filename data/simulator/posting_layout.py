"""Arranges one ad: which sections, in which order, as sentences or as lists."""

from collections.abc import Mapping, Sequence

from data.domain import EnglishLevel, Language, Skill, SkillKind
from data.simulator.employer_voice import BOILERPLATE, EmployerVoice
from data.simulator.phrase_writer import PhraseWriter
from data.simulator.posting_style import PostingStyle, draw_style
from data.simulator.skill_wording import asked, skill_groups, skills_in_a_row

_Section = tuple[str, str]  # Name and text.

_SHORTEST, _LONGEST = 75, 190
"""Words that the optional sections fill up to; many skills make an ad longer."""
_OPTIONAL = ("about", "duties", "schedule", "benefits", "equal", "privacy", "apply", "negation", "process", "growth")
_PLACES: Mapping[str, int] = {"schedule": 1, "benefits": 1, "process": 2, "equal": 3, "apply": 3, "privacy": 4}
"""Where sections mostly stand after duties and requirements."""
_SAME_STYLE_SHARE = 0.7
_OTHER_LANGUAGE_SHARE = 0.07
_FLUENT = frozenset({EnglishLevel.B2, EnglishLevel.C1, EnglishLevel.C2})


class PostingLayout:
    """The sections of one ad of one employer; an employer mostly keeps its style and copies its boilerplate."""

    def __init__(self, writer: PhraseWriter, voice: EmployerVoice, required: Sequence[Skill]) -> None:
        dice = writer.dice
        self._writer = writer
        self._required = required
        self._areas = [skill.area for skill in required]
        self._dice = dice
        self._style: PostingStyle = voice.style if dice.happens(_SAME_STYLE_SHARE) else draw_style(dice, voice.tone)
        other = Language.EN if writer.language is Language.ES else Language.ES
        # Companies with a head office abroad paste paragraphs in its language.
        self._boilerplate = voice.boilerplate[other if dice.happens(_OTHER_LANGUAGE_SHARE) else writer.language]

    def posting(self, desired: Sequence[Skill], english: EnglishLevel) -> str:
        """The description, with marks in place of names."""
        sections = [("opening", self._writer.say_sentence("opening"))]
        sections += self._asked(self._dice.shuffled(self._required), english)
        if desired:
            sections.append(("wish", self._wish(self._dice.shuffled(desired))))
        return self._style.gap.join(text for _, text in self._ordered(self._filled_up(sections)))

    def _asked(self, required: list[Skill], english: EnglishLevel) -> list[_Section]:
        """Requirements, sometimes with a sentence on daily work, and the English asked for."""
        writer, dice = self._writer, self._dice
        sections: list[_Section] = []
        groups = skill_groups(writer, required)
        if dice.happens(0.3) and len(groups) > 1 and groups[0][0].kind is SkillKind.HARD:
            skills = skills_in_a_row(writer, groups.pop(0), True)
            sections.append(("daily", writer.say_sentence("daily", skills=skills)))
        items = [asked(writer, group, self._style.in_lists) for group in groups]
        if english is not EnglishLevel.NONE:
            writer.slots["level"] = writer.say(f"level_{english.value}")
            if self._style.in_lists and dice.happens(0.7):
                items.append(writer.say("english_item"))
            else:
                sections.append(("english", writer.say_sentence("english_sentence")))
            if english in _FLUENT and writer.has("english_line") and dice.happens(0.3):
                sections.append(("english_line", writer.say("english_line")))
        others = [writer.say(pool) for pool in ("schooling", "history") if dice.happens(0.4)]
        return [*sections, ("needs", self._needs(items, others))]

    def _needs(self, skills: list[str], others: list[str]) -> str:
        writer = self._writer
        if self._style.in_lists:
            items = [*skills, *others]
            return self._list("needs_head", self._dice.shuffled(items) if self._dice.happens(0.5) else items)
        sentences = [writer.say_sentence("needs_sentence", ask=item) for item in skills]
        sentences += [writer.say_sentence("other_sentence", ask=item) for item in others]
        return " ".join(sentences)

    def _wish(self, desired: list[Skill]) -> str:
        writer = self._writer
        if not self._style.in_lists or self._dice.happens(0.4):
            # In a sentence a second group with its own lead words would blur which words belong to which skill.
            return writer.say_sentence("wish_sentence", wishes=skills_in_a_row(writer, desired, True))
        items = []
        for group in skill_groups(writer, desired):
            is_hard = group[0].kind is SkillKind.HARD
            names = skills_in_a_row(writer, group, is_hard)
            items.append(writer.say("wish", skills=names) if is_hard else names)
        return self._list("wish_head", items)

    def _filled_up(self, sections: list[_Section]) -> list[_Section]:
        """The sections and as many optional ones as a random length allows."""
        writer = self._writer
        n_words = sum(writer.n_words(text) for _, text in sections)
        wanted = _SHORTEST + self._dice.roll() * (_LONGEST - _SHORTEST)
        for name in self._dice.shuffled(_OPTIONAL):
            if n_words >= wanted:
                break
            text = self._optional(name)
            longer = n_words + writer.n_words(text)
            if longer <= _LONGEST:
                sections.append((name, text))
                n_words = longer
        return sections

    def _optional(self, name: str) -> str:
        writer, dice = self._writer, self._dice
        if name == "duties":
            n_duties = 2 + int(dice.roll() * 4)
            return self._several("duties", [self._duty() for _ in range(n_duties)])
        if name == "benefits":
            pools = ["benefit"] * (1 + int(dice.roll() * 4))
            pools += [pool for pool in ("legal_item", "pay_item") if dice.happens(0.6)]
            return self._several("benefits", [writer.say(pool) for pool in dice.shuffled(pools)])
        if name in BOILERPLATE:
            is_copied = name != "about" or dice.happens(0.6)
            text = writer.mark(self._boilerplate[name]) if is_copied else writer.say_sentence(name)
        else:
            text = writer.say_sentence(name)
        return self._headed(name, text)

    def _duty(self) -> str:
        """A task, in part one that takes a required skill and does not name it."""
        if self._dice.happens(0.4):
            task = self._writer.say(f"task_{self._dice.one_of(self._areas)}")
            return self._writer.say("area_duty", task=task)
        return self._writer.say("duty")

    def _headed(self, name: str, text: str) -> str:
        """The text, in some lists under a heading of its own."""
        pool = f"{name}_head"
        if self._style.in_lists and self._writer.has(pool) and self._dice.happens(0.35):
            return self._style.headed(self._writer.say(pool), text)
        return text

    def _several(self, section: str, items: list[str]) -> str:
        """The items as a list, or up to four of them in one sentence."""
        if self._style.in_lists and self._dice.happens(0.75):
            return self._list(f"{section}_head", items)
        return self._writer.say_sentence(f"{section}_sentence", items=self._writer.joined(items[:4]))

    def _list(self, head: str, items: list[str]) -> str:
        capital = self._writer.capital
        return self._style.listed(self._writer.say(head), [capital(item) for item in items])

    def _ordered(self, sections: list[_Section]) -> list[_Section]:
        """The opening first, and the rest in a random order that mostly ends with pay and how to apply."""
        opening, *rest = self._dice.shuffled(sections) if self._dice.happens(0.08) else sections
        rest = self._dice.shuffled(rest)
        if self._dice.happens(0.8):
            rest.sort(key=lambda section: _PLACES.get(section[0], 0))
        return [opening, *rest]
