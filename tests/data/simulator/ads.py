"""Builds invented ads for tests: nonsense skills, jobs and employers."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from data.domain import Area, EnglishLevel, Label, Language, Occupation, OccupationId, Skill, SkillId, SkillKind
from data.simulator.dice import Dice
from data.simulator.employer_voice import EmployerVoice, draw_voice
from data.simulator.invented_names import invented_employers
from data.simulator.posting_style import Tone
from data.simulator.posting_texts import work_of, write_posting


def make_skill(name: str, kind: SkillKind = SkillKind.HARD, aliases: tuple[str, ...] = (), at: int = 0) -> Skill:
    return Skill(SkillId(name), Label(name, name), kind, list(Area)[at % len(Area)], aliases, aliases)


# Nonsense, so that a name found in an ad can only come from the skill.
POOL = [make_skill(f"zzskill{at}x", list(SkillKind)[at % 3], (f"zzalias{at}x", f"Zz{at}#"), at) for at in range(30)]
CITIES = ["Mérida", "Guadalajara", "Tijuana", "Ciudad de México", "León", "Querétaro"]
OCCUPATIONS = [
    Occupation(OccupationId("web"), Label("desarrollador web", "web developer"), Area.SOFTWARE, {}),
    Occupation(OccupationId("net"), Label("técnico de redes", "network technician"), Area.NETWORKS, {}),
    Occupation(OccupationId("agent"), Label("agente telefónico", "call agent"), Area.BPO, {}, ("asesor",)),
]


@dataclass(frozen=True)
class Ad:
    title: str
    description: str
    required: Sequence[Skill]
    desired: Sequence[Skill]

    @property
    def text(self) -> str:
        return f"{self.title}\n{self.description}"


def plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def has_name(text: str, skill: Skill) -> bool:
    names = {skill.label.es, skill.label.en, *skill.aliases_es, *skill.aliases_en}
    return any(plain(name) in plain(text) for name in names)


def make_voice(
    seed: int = 1, *, name: str = "Grupo Quentlán", tone: Tone = Tone.CORPORATE, work: str = "it", city: str = "Mérida"
) -> EmployerVoice:
    return draw_voice(Dice(np.random.default_rng(seed)), name, tone, work, city)


def write(seed: int, voice: EmployerVoice | None = None, **changes: Any) -> tuple[str, str]:
    arguments: dict[str, Any] = {
        "occupation": OCCUPATIONS[0],
        "required": POOL[:3],
        "desired": POOL[3:5],
        "language": Language.ES,
        "city": "Mérida",
        "english": EnglishLevel.B2,
        "typing_error_share": 0.3,
    } | changes
    work = work_of(arguments["occupation"].area)
    return write_posting(Dice(np.random.default_rng(seed)), voice or make_voice(seed, work=work), **arguments)


def ads(language: Language, n: int = 500, seed: int = 5) -> list[Ad]:
    """Ads that each ask for 2 to 10 skills of the pool, at employers of every tone in six cities."""
    rng = np.random.default_rng(seed)
    dice = Dice(rng)
    voices = [
        {
            work: draw_voice(dice, name, list(Tone)[at % len(Tone)], work, CITIES[at % len(CITIES)])
            for work in ("it", "bpo")
        }
        for at, name in enumerate(invented_employers(rng, 60))
    ]
    written = []
    for _ in range(n):
        skills = [POOL[at] for at in rng.permutation(len(POOL))[: rng.integers(2, 11)]]
        n_required = int(rng.integers(1, len(skills) + 1))
        occupation = OCCUPATIONS[rng.integers(len(OCCUPATIONS))]
        title, description = write_posting(
            dice,
            voices[rng.integers(len(voices))][work_of(occupation.area)],
            occupation=occupation,
            required=skills[:n_required],
            desired=skills[n_required:],
            language=language,
            city=CITIES[rng.integers(len(CITIES))],
            english=list(EnglishLevel)[rng.integers(len(EnglishLevel))],
            typing_error_share=0.3,
        )
        written.append(Ad(title, description, skills[:n_required], skills[n_required:]))
    return written
