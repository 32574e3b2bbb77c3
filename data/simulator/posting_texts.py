"""Writes invented job ads as Mexican employers word them."""

from collections.abc import Sequence

from data.domain import BPO_AREAS, Area, EnglishLevel, Language, Occupation, Skill
from data.simulator.dice import Dice
from data.simulator.employer_voice import EmployerVoice
from data.simulator.phrase_writer import PhraseWriter
from data.simulator.phrases import phrase_pools
from data.simulator.posting_layout import PostingLayout
from data.simulator.role_wording import role_name, title_role
from data.simulator.typing_errors import misspelt, without_accents

_ENGLISH_TITLE_SHARE = 0.08
_NO_ACCENTS_SHARE = 0.2
_CAPITALS_SHARE, _SMALL_LETTERS_SHARE, _TITLE_CAPITALS_SHARE = 0.06, 0.04, 0.1


def work_of(area: Area) -> str:
    """The register of phrases for occupations of an area: "bpo" or "it"."""
    return "bpo" if area in BPO_AREAS else "it"


def write_posting(
    dice: Dice,
    voice: EmployerVoice,
    *,
    occupation: Occupation,
    required: Sequence[Skill],
    desired: Sequence[Skill],
    language: Language,
    city: str,
    english: EnglishLevel,
    typing_error_share: float,
) -> tuple[str, str]:
    """Title and description of one invented job ad.

    Parameters
    ----------
    dice
        Sole source of chance: equal dice write the same ad.
    voice
        The employer; left out of some ads, as employers do.
    occupation
        Names the job; BPO, English and soft-skill occupations get the wording of call and service centres.
    required, desired
        Each is named once, by its label or an alias; Spanish ads use a technical skill's English name now and
        then. No phrase names another skill, save what the job's own name and ``english`` say, and the
        "prestaciones de ley" that Spanish ads promise. Some duties use a required skill without naming it.
    english
        Stated in every ad unless ``NONE``.
    typing_error_share
        Chance in [0, 1] that the description has slips of the keyboard.

    Returns
    -------
    Title on one line, and description: 60 to 200 words where at most ten skills are asked for, more beyond.
    Sentences and list items end in ``.``, ``;`` or a line break. A share of ads has typing errors (never
    inside a skill's name), no accents, or only capitals.

    Raises
    ------
    ValueError
        If no skill is required, a skill comes twice, or the city is blank.
    """
    _check_posting(required, desired, city)
    writer = PhraseWriter(dice, language, phrase_pools(language, work_of(occupation.area), voice.tone))
    writer.fix(employer=voice.name, city=city.strip(), contact=voice.contact)
    role = role_name(dice, occupation, language)
    is_foreign = language is Language.ES and dice.happens(_ENGLISH_TITLE_SHARE)
    writer.slots["role"] = title_role(dice, role_name(dice, occupation, Language.EN) if is_foreign else role)
    title = writer.finished(writer.say_sentence("title"))
    writer.slots["role"] = role
    text = PostingLayout(writer, voice, required).posting(desired, english)
    if dice.happens(typing_error_share):
        text = misspelt(dice, text)
    return _worn(writer, title, writer.finished(text))


def _check_posting(required: Sequence[Skill], desired: Sequence[Skill], city: str) -> None:
    if not required:
        raise ValueError("an ad needs at least one required skill")
    ids = [skill.id for skill in (*required, *desired)]
    if len(set(ids)) < len(ids):
        raise ValueError(f"a skill is asked for twice: {sorted(ids)}")
    if not city.strip():
        raise ValueError(f"city must not be blank, got {city!r}")


def _worn(writer: PhraseWriter, title: str, description: str) -> tuple[str, str]:
    """Both texts as typed in haste: some Spanish ads without accents, some ads in one case throughout."""
    dice = writer.dice
    if writer.language is Language.ES and dice.happens(_NO_ACCENTS_SHARE):
        title, description = without_accents(title), without_accents(description)
    case = dice.roll()
    if case < _CAPITALS_SHARE:
        return title.upper(), description.upper()
    if case < _CAPITALS_SHARE + _SMALL_LETTERS_SHARE:
        return title.lower(), description.lower()
    return (title.upper() if dice.happens(_TITLE_CAPITALS_SHARE) else title), description
