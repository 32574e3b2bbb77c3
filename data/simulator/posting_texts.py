"""Writes invented job ads as Mexican employers word them, and invents names of employers and people."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

import numpy as np

from data.domain import Area, EnglishLevel, Language, Occupation, Skill, SkillKind

_T = TypeVar("_T")
_Template = tuple[str, ...]  # Even places are literal text, odd places name a pool or a value.
_Section = tuple[str, str]  # Name and text.

_SHORTEST, _LONGEST = 72, 158  # Words, as counted before layout; ads end within 60-160.
_BPO_AREAS = frozenset({Area.BPO, Area.ENGLISH, Area.SOFT_SKILLS})
_MARKS = ("• ", "• ", "• ", "- ", "- ", "* ", "– ", "✔ ", "· ", "> ")
_HEADINGS = ("{}:", "{}:", "{}", "**{}**", "{}.-", "== {} ==", "[{}]")
_FLAT_ACCENTS = str.maketrans("áéíóúüÁÉÍÓÚÜ", "aeiouuAEIOUU", "¿¡")
_TYPO_WORD = re.compile(r"(?<![\w@.])[a-záéíóúñ]{5,}(?!\w)")
_VERB_OR_PERSON = {
    Language.ES: re.compile(r"^\S*(?:[aei]r|ora?|ista|ble|ual|iv[oa]|ic[oa]|oso|ado)(?: |$)|^(?:con|persona) "),
    Language.EN: re.compile(
        r"^(?:solve|make|lead|adapt|meet|resolve|analy[sz]e|supervise|read|work|issue) "
        r"|(?:er|or|yst|clerk|agent|ed|ous|ive|able|al|ly|ent|tic|thic|minded|driven|taught)$"
    ),
}
_ADJECTIVE = re.compile(r"(?:[aei]d|ic|íc|óg|iv|ari|n)o$|(?<!i)or$")
_SMALL_WORDS = frozenset(
    {"de", "del", "la", "el", "en", "y", "e", "a", "al", "para", "con", "of", "the", "in", "and", "for"}
)
# Marks that stand for skills and fixed values until typing errors are made, so that those never touch them.
_FIRST_MARK = 0xE000


def write_posting(
    rng: np.random.Generator,
    *,
    occupation: Occupation,
    required: Sequence[Skill],
    desired: Sequence[Skill],
    language: Language,
    employer: str,
    city: str,
    english: EnglishLevel,
) -> tuple[str, str]:
    """Title and description of one invented job ad.

    Parameters
    ----------
    rng
        Sole source of chance: the same state writes the same ad.
    occupation
        Names the job; BPO, English and soft-skill occupations get the wording of call and service centres.
    required, desired
        Each is named once, by its label or an alias; Spanish ads use a technical skill's English name now and
        then. No phrase names another skill, save what the job's own name and ``english`` say, and the
        "prestaciones de ley" that Spanish ads promise.
    employer
        Left out of some ads, as employers do.
    english
        Stated in every ad unless ``NONE``.

    Returns
    -------
    Title on one line, and description: 60 to 160 words where at most ten skills are asked for, more beyond.
    Sentences and list items end in ``.``, ``;`` or a line break. A share of ads has typing errors (never
    inside a skill's name), no accents, or only capitals.

    Raises
    ------
    ValueError
        If no skill is required, a skill comes twice, or the employer or city is blank.
    """
    _check_posting(required, desired, employer, city)
    writer = _Writer(rng, language, "bpo" if occupation.area in _BPO_AREAS else "it")
    role = _role(writer, occupation, language)
    plain = _plain(employer).lower()
    writer.fix(employer=employer.strip(), city=city.strip())
    writer.fix(contact=f"{writer.one_of(_MAILBOXES)}@{re.sub('[^a-z0-9]+', '', plain) or 'empresa'}.example.com")
    writer.slots["role"] = _title_case(role)
    title = writer.finished(_capital(writer.say("title")))
    writer.slots["role"] = role
    description = writer.finished(_misspelt(writer, _Layout(writer).posting(required, desired, english)))
    return _worn(writer, title, description)


def invented_employers(rng: np.random.Generator, n: int) -> list[str]:
    """``n`` different company names, put together from meaningless syllables.

    Raises
    ------
    ValueError
        If ``n`` is negative or above the number of names that can be made (about 12,000).
    """
    names = _names("es")
    roots = sorted({head + tail for head in names["employer_heads"] for tail in names["employer_tails"]})
    forms = names["employer_forms"]
    picks = _distinct(rng, len(roots) * len(forms), n, "employers")
    return [forms[pick % len(forms)].replace("{root}", roots[pick // len(forms)]) for pick in picks]


def invented_people(rng: np.random.Generator, n: int) -> list[tuple[str, str]]:
    """``n`` pairs of name and e-mail, all different, with Mexican names and two surnames.

    The addresses lie in domains reserved for examples (RFC 2606), so no mail can reach anybody.

    Raises
    ------
    ValueError
        If ``n`` is negative or above the number of names that can be made (about 290,000).
    """
    names = _names("es")
    given, surnames, domains = names["given"], names["surnames"], names["domains"]
    picks = _distinct(rng, len(given) * len(surnames) ** 2, n, "people")
    at = rng.integers(len(domains), size=n).tolist()
    people = []
    for pick, domain in zip(picks, at, strict=True):
        pair, first = divmod(pick, len(given))
        parts = (given[first], surnames[pair % len(surnames)], surnames[pair // len(surnames)])
        box = ".".join(_plain(part).lower().replace(" ", "") for part in parts)
        people.append((" ".join(parts), f"{box}@{domains[domain]}"))
    return people


_MAILBOXES = ("vacantes", "talento", "empleos", "bolsa", "contacto", "personas", "cv", "unete")


class _Writer:
    """Picks phrases for one ad without repeating any while others are left."""

    def __init__(self, rng: np.random.Generator, language: Language, register: str) -> None:
        self.language = language
        self.pools = _pools(language.value, register)
        self.slots: dict[str, str] = {}
        self.names: dict[int, str] = {}
        self._rng = rng
        self._rolls: list[float] = []
        self._used: set[tuple[str, int]] = set()

    def roll(self) -> float:
        """A number in [0, 1); drawn in blocks, because single draws of numpy are slow."""
        if not self._rolls:
            self._rolls = self._rng.random(256).tolist()
        return self._rolls.pop()

    def one_of(self, choices: Sequence[str]) -> str:
        """One of the choices, each equally likely."""
        return choices[int(self.roll() * len(choices))]

    def shuffled(self, items: Iterable[_T]) -> list[_T]:
        """The items in random order."""
        return sorted(items, key=lambda _: self.roll())

    def say(self, pool: str, **slots: str) -> str:
        """One phrase of a pool with all its places filled; ``slots`` stay set for later phrases."""
        if slots:
            self.slots.update(slots)
        fixed = self.slots.get(pool)
        if fixed is not None:
            return fixed
        template = self._template(pool)
        if len(template) == 1:
            return template[0]
        return "".join([self.say(part) if at % 2 else part for at, part in enumerate(template)])

    def fix(self, **values: str) -> None:
        """Set slots to marks that stand for the values until ``finished``."""
        for slot, value in values.items():
            self.slots[slot] = self.mark(value)

    def mark(self, name: str) -> str:
        """A private-use letter that stands for the name."""
        code = _FIRST_MARK + len(self.names)
        self.names[code] = name
        return chr(code)

    def finished(self, text: str) -> str:
        """The text with every name in its place."""
        text = text.translate(self.names)
        if self.language is Language.ES:
            text = text.replace(" de el ", " del ").replace(" a el ", " al ")
        return text

    def sentence(self, text: str) -> str:
        """The text with a capital first letter, also where a skill's name comes first."""
        code = ord(text[0])
        if code in self.names:
            self.names[code] = _capital(self.names[code])
            return text
        return _capital(text)

    def _template(self, pool: str) -> _Template:
        templates = self.pools[pool]
        first = int(self.roll() * len(templates))
        for step in range(len(templates)):
            at = (first + step) % len(templates)
            if (pool, at) not in self._used:
                self._used.add((pool, at))
                return templates[at]
        return templates[first]


class _Layout:
    """Arranges one ad: which sections, in which order, as sentences or as lists."""

    def __init__(self, writer: _Writer) -> None:
        self.writer = writer
        style = writer.roll()
        self.in_lists = style > 0.4
        self.on_one_line = 0.4 < style < 0.5
        self.mark = "• " if self.on_one_line else writer.one_of(_MARKS)
        self.item_end = writer.one_of((".", ";") if self.on_one_line else ("", "", "", ".", ";"))
        self.heading = "{}:" if self.on_one_line else writer.one_of(_HEADINGS)
        self.loud_heading = writer.roll() < 0.3
        self.gap = " " if self.on_one_line else writer.one_of(("\n", "\n\n") if self.in_lists else (" ", "\n", "\n\n"))

    def posting(self, required: Sequence[Skill], desired: Sequence[Skill], english: EnglishLevel) -> str:
        """The description, with marks in place of names."""
        sections = [("opening", self.writer.sentence(self.writer.say("opening")))]
        sections += self._asked(self.writer.shuffled(required), english)
        if desired:
            sections.append(("wish", self._wish(self.writer.shuffled(desired))))
        return self.gap.join(text for _, text in self._ordered(self._filled_up(sections)))

    def _asked(self, required: list[Skill], english: EnglishLevel) -> list[_Section]:
        """Requirements, sometimes with a sentence on daily work, and the English asked for."""
        writer = self.writer
        sections: list[_Section] = []
        groups = _groups(writer, required)
        if writer.roll() < 0.3 and len(groups) > 1 and groups[0][0].kind is SkillKind.HARD:
            sections.append(("daily", writer.sentence(writer.say("daily", skills=_named(writer, groups.pop(0), True)))))
        items = [_ask(writer, group) for group in groups]
        if english is not EnglishLevel.NONE:
            writer.slots["level"] = writer.say(f"level_{english.value}")
            if self.in_lists and writer.roll() < 0.7:
                items.append(writer.say("english_item"))
            else:
                sections.append(("english", writer.sentence(writer.say("english_sentence"))))
        others = [writer.say(pool) for pool in ("schooling", "history") if writer.roll() < 0.4]
        return [*sections, ("needs", self._needs(items, others))]

    def _needs(self, skills: list[str], others: list[str]) -> str:
        writer = self.writer
        if self.in_lists:
            items = [*skills, *others]
            return self._list("needs_head", writer.shuffled(items) if writer.roll() < 0.5 else items)
        asked = [writer.say("needs_sentence", ask=item) for item in skills]
        asked += [writer.say("other_sentence", ask=item) for item in others]
        return " ".join(writer.sentence(text) for text in asked)

    def _wish(self, desired: list[Skill]) -> str:
        writer = self.writer
        as_list = self.in_lists and writer.roll() < 0.6
        groups = _groups(writer, desired)
        # In a sentence a second group with its own lead words would blur which words belong to which skill.
        groups = groups if as_list else [desired]
        items = [
            writer.say("wish", skills=_named(writer, group, True))
            if as_list and group[0].kind is SkillKind.HARD
            else _named(writer, group, not as_list)
            for group in groups
        ]
        if as_list:
            return self._list("wish_head", items)
        return writer.sentence(writer.say("wish_sentence", wishes=items[0]))

    def _filled_up(self, sections: list[_Section]) -> list[_Section]:
        """The sections and as many optional ones as a random length allows."""
        writer = self.writer
        n_words = sum(self._n_words(text) for _, text in sections)
        wanted = _SHORTEST + writer.roll() * 70
        for name in writer.shuffled(("about", "duties", "schedule", "benefits", "equal", "apply")):
            if n_words >= wanted:
                break
            text = self._optional(name)
            longer = n_words + self._n_words(text)
            if longer <= _LONGEST:
                sections.append((name, text))
                n_words = longer
        return sections

    def _optional(self, name: str) -> str:
        writer = self.writer
        if name == "duties":
            return self._several("duties", [writer.say("duty") for _ in range(2 + int(writer.roll() * 3))])
        if name == "benefits":
            pools = ["benefit"] * (1 + int(writer.roll() * 4))
            pools += [pool for pool in ("legal_item", "pay_item") if writer.roll() < 0.6]
            return self._several("benefits", [writer.say(pool) for pool in writer.shuffled(pools)])
        return writer.sentence(writer.say(name))

    def _several(self, section: str, items: list[str]) -> str:
        """The items as a list, or up to four of them in one sentence."""
        writer = self.writer
        if self.in_lists and writer.roll() < 0.75:
            return self._list(f"{section}_head", items)
        return writer.sentence(writer.say(f"{section}_sentence", items=_joined(writer, items[:4])))

    def _list(self, head: str, items: list[str]) -> str:
        """A heading and one item a line, or all on one line in ads that lost their layout."""
        heading = self.heading.format(self.writer.say(head))
        lines = [self.mark + self.writer.sentence(item) + self.item_end for item in items]
        if self.item_end == ";":
            lines[-1] = lines[-1][:-1] + "."
        between = " " if self.on_one_line else "\n"
        return between.join([heading.upper() if self.loud_heading else heading, *lines])

    def _n_words(self, text: str) -> int:
        return len(text.translate(self.writer.names).split())

    def _ordered(self, sections: list[_Section]) -> list[_Section]:
        """The opening first, and the rest in a random order that mostly ends with pay and how to apply."""
        opening, *rest = self.writer.shuffled(sections) if self.writer.roll() < 0.05 else sections
        rest = self.writer.shuffled(rest)
        if self.writer.roll() < 0.85:
            rest.sort(key=lambda section: _PLACES.get(section[0], 0))
        return [opening, *rest]


_PLACES: Mapping[str, int] = {"schedule": 1, "benefits": 1, "equal": 1, "apply": 2}


def _check_posting(required: Sequence[Skill], desired: Sequence[Skill], employer: str, city: str) -> None:
    if not required:
        raise ValueError("an ad needs at least one required skill")
    ids = [skill.id for skill in (*required, *desired)]
    if len(set(ids)) < len(ids):
        raise ValueError(f"a skill is asked for twice: {sorted(ids)}")
    if not employer.strip() or not city.strip():
        raise ValueError(f"employer and city must not be blank, got {employer!r} and {city!r}")


def _groups(writer: _Writer, skills: list[Skill]) -> list[list[Skill]]:
    """The skills in groups of one to four of the same kind, each to be named in one breath."""
    groups: list[list[Skill]] = []
    for kind in writer.shuffled(SkillKind):
        alike = [skill for skill in skills if skill.kind is kind]
        while alike:
            size = 1 + int(writer.roll() ** 1.5 * 4)
            groups.append(alike[:size])
            alike = alike[size:]
    return sorted(groups, key=lambda group: group[0].kind is not SkillKind.HARD)


def _ask(writer: _Writer, group: list[Skill]) -> str:
    """A noun phrase that asks for the skills of one group."""
    kind = group[0].kind
    if kind is SkillKind.HARD:
        pool = "need_hard_one" if len(group) == 1 and writer.roll() < 0.5 else "need_hard"
    else:
        pool = "need_soft" if kind is SkillKind.SOFT else "need_language"
    return writer.say(pool, skills=_named(writer, group, True))


def _named(writer: _Writer, group: Sequence[Skill], in_phrase: bool) -> str:
    """The skills' names in a row, as marks."""
    names = [_name(writer, skill, in_phrase) for skill in group]
    return _joined(writer, [writer.mark(name) for name in names])


def _name(writer: _Writer, skill: Skill, in_phrase: bool) -> str:
    """A label or alias; inside a phrase none that is a verb or a person, as in "dominio de programar"."""
    language = writer.language
    if skill.kind is SkillKind.HARD and writer.roll() < 0.07:
        language = Language.EN
    label = skill.label.in_language(language)
    aliases = skill.aliases_es if language is Language.ES else skill.aliases_en
    if not aliases or writer.roll() < 0.5:
        return label
    alias = writer.one_of(aliases)
    if in_phrase and _VERB_OR_PERSON[language].search(alias):
        return label
    # Short technical aliases are mostly acronyms, which ads write in capitals.
    return alias.upper() if len(alias) <= 4 and skill.kind is SkillKind.HARD and writer.roll() < 0.7 else alias


def _joined(writer: _Writer, phrases: Sequence[str]) -> str:
    """Phrases in a row, mostly with a last "and"."""
    if len(phrases) == 1:
        return phrases[0]
    if writer.roll() < 0.2:
        return ", ".join(phrases)
    word = " and "
    if writer.language is Language.ES:
        last = phrases[-1].translate(writer.names)
        word = " e " if re.match(r"(?:i|í|hi(?!e))", last, re.IGNORECASE) else " y "
    return ", ".join(phrases[:-1]) + word + phrases[-1]


def _role(writer: _Writer, occupation: Occupation, language: Language) -> str:
    """A name of the occupation, in Spanish for men, women or both."""
    aliases = occupation.aliases_es if language is Language.ES else occupation.aliases_en
    role = occupation.label.in_language(language)
    if aliases and writer.roll() < 0.5:
        role = writer.one_of(aliases)
    return _gendered(role, writer.roll()) if language is Language.ES else role


def _gendered(role: str, roll: float) -> str:
    """The role as a man's, a woman's or both, as in "desarrollador(a)"; unchanged where one form serves."""
    first, *rest = role.split()
    if roll < 0.35 or not re.search(r"(?:or|[^aeiou]o)$", first) or not re.fullmatch(r"\w+", first):
        return role
    stem = first if first.endswith("or") else first[:-1]
    if roll < 0.55:
        return " ".join([f"{first}(a)", *rest])
    if roll < 0.7:
        return " ".join([f"{first}/a", *rest])
    if rest and _ADJECTIVE.search(rest[0]):
        rest[0] = rest[0] + "a" if rest[0].endswith("or") else rest[0][:-1] + "a"
    return " ".join([f"{stem}a", *rest])


def _misspelt(writer: _Writer, text: str) -> str:
    """The text with up to three slips of the keyboard, in a quarter of the ads."""
    if writer.roll() > 0.25:
        return text
    words = writer.shuffled(_TYPO_WORD.finditer(text))[: 1 + int(writer.roll() * 3)]
    for match in sorted(words, key=re.Match.start, reverse=True):
        slip = _slip(match.group(), writer.roll(), writer.roll())
        text = text[: match.start()] + slip + text[match.end() :]
    return text


def _slip(word: str, kind: float, place: float) -> str:
    """The word with two letters swapped, one lost, or one doubled; the first letter stays."""
    at = 1 + int(place * (len(word) - 2))
    if kind < 0.4:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind < 0.75:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at] + word[at:]


def _worn(writer: _Writer, title: str, description: str) -> tuple[str, str]:
    """Both texts as typed in haste: no accents in a fifth of Spanish ads, one case throughout in a tenth."""
    if writer.language is Language.ES and writer.roll() < 0.2:
        title, description = title.translate(_FLAT_ACCENTS), description.translate(_FLAT_ACCENTS)
    case = writer.roll()
    if case < 0.06:
        return title.upper(), description.upper()
    if case < 0.1:
        return title.lower(), description.lower()
    return (title.upper() if case < 0.2 else title), description


def _capital(text: str) -> str:
    """The text with a capital first letter, unless its second one is a capital, as in iOS."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def _title_case(text: str) -> str:
    return " ".join(word if word in _SMALL_WORDS else _capital(word) for word in text.split())


def _plain(text: str) -> str:
    """The text without accents or tildes."""
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def _distinct(rng: np.random.Generator, n_possible: int, n: int, what: str) -> list[int]:
    if not 0 <= n <= n_possible:
        raise ValueError(f"n must be from 0 to {n_possible} {what}, got {n}")
    picks: list[int] = rng.choice(n_possible, size=n, replace=False).tolist()
    return picks


@cache
def _phrases(language: str) -> dict[str, dict[str, list[str]]]:
    path = Path(__file__).with_name(f"phrases_{language}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _names(language: str) -> dict[str, list[str]]:
    return _phrases(language)["names"]


@cache
def _pools(language: str, register: str) -> dict[str, tuple[_Template, ...]]:
    """Phrases of one register, cut where a pool or value is named."""
    common, special = (_phrases(language)[table] for table in ("common", register))
    return {
        pool: tuple(tuple(re.split(r"\{(\w+)\}", phrase)) for phrase in [*common.get(pool, []), *special.get(pool, [])])
        for pool in {**common, **special}
    }
