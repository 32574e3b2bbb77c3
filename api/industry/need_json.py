"""Shapes of what companies send and get as JSON of their needs."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from api.dependencies import ID_PATTERN
from api.i18n import Texts
from api.industry.amounts import MOST_PESOS, pesos_typed
from api.industry.need_form import (
    LONGEST_TITLE,
    MOST_LETTERS,
    MOST_POSITIONS,
    NeedProblemsError,
    NeedValues,
    checked_need,
)
from api.industry.need_services import NeedSkill
from api.iso_dates import IsoDay
from api.schemas.common import BodyIn, BodyOut, IdIn, NamedOut
from api.state_names import state_name
from api.web.field_errors import FieldsError
from data.catalogue import Catalogue
from data.domain import EnglishLevel
from data.need_skill_store import SkillWord
from data.need_store import Need, NeedState, NeedTerms, NeedText

_Centavos = Annotated[int, Field(strict=True, ge=1, le=MOST_PESOS * 100)]
_NAMES = {"pay_from": "pay_from_centavos", "pay_to": "pay_to_centavos"}


class NeedIn(BodyIn):
    """A posting of a company's own; pay is a month's before taxes, ``expires_on`` the last day."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "Analista de datos",
                    "description": "Buscamos quien domine SQL.\nDeseable: Python.",
                    "state_id": "MX-JAL",
                    "n_positions": 3,
                    "english": "B1",
                    "pay_from_centavos": 2500000,
                    "pay_to_centavos": 3200000,
                    "expires_on": None,
                }
            ]
        },
    )

    title: str = Field(max_length=LONGEST_TITLE, pattern=ID_PATTERN)
    description: str = Field(max_length=MOST_LETTERS, pattern=ID_PATTERN)
    state_id: str = Field(max_length=8, pattern=ID_PATTERN)
    n_positions: int = Field(default=1, strict=True, ge=1, le=MOST_POSITIONS)
    english: EnglishLevel | None = None
    pay_from_centavos: _Centavos | None = None
    pay_to_centavos: _Centavos | None = None
    expires_on: IsoDay | None = Field(default=None, description="Null: no end")

    def checked(self, catalogue: Catalogue, today: date) -> tuple[NeedText, NeedTerms]:
        """What it says, by the rules of the page's form.

        Raises
        ------
        FieldsError
            If fields are wrong; it names all of them.
        """
        values = NeedValues(
            title=self.title,
            description=self.description.strip(),
            state_id=self.state_id,
            n_positions=str(self.n_positions),
            english=self.english.value if self.english else "",
            pay_from=pesos_typed(self.pay_from_centavos),
            pay_to=pesos_typed(self.pay_to_centavos),
            expires_on=self.expires_on.isoformat() if self.expires_on else "",
        )
        try:
            return checked_need(values, catalogue, today)
        except NeedProblemsError as error:
            raise FieldsError({_NAMES.get(name, name): key for name, key in error.keys.items()}) from error


class NeedOut(BodyOut):
    """A need as stored; ``is_counted``: its present text counts as demand, from the last count on."""

    id: str
    title: str
    description: str
    state: NamedOut
    n_positions: int
    english: EnglishLevel | None
    pay_from_centavos: int | None
    pay_to_centavos: int | None
    posted_on: date
    expires_on: date | None
    standing: NeedState
    is_read: bool = Field(description="Whether the skills of its present text were read")
    is_counted: bool = Field(description="Whether its present text counts as demand")


class ReopenIn(BodyIn):
    """Until when a need is open again."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"expires_on": "2027-03-31"}]})

    expires_on: IsoDay | None = Field(default=None, description="Last day; null: no end")


class NeedSkillIn(BodyIn):
    """What a company says of one skill of its need; null takes back what it said."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"skill_id": "sql", "word": "required"}]})

    skill_id: IdIn
    word: SkillWord | None


class NeedSkillOut(BodyOut):
    """A skill of a need: how it was read, and what holds."""

    id: str
    name: str
    sentence: str | None = Field(description="Where it was read; null where the company added it")
    chance: float | None = Field(description="That the text asks for it; null where the company added it")
    read_as: SkillWord = Field(description="Required or desirable, as the text reads")
    word: SkillWord | None = Field(description="What the company said; null: nothing")
    standing: SkillWord = Field(description="What holds: the company's word, else what was read")


def need_out(one: Need, catalogue: Catalogue, t: Texts, today: date) -> NeedOut:
    """A need in the caller's language."""
    return NeedOut(
        id=one.id,
        title=one.title,
        description=one.description,
        state=NamedOut(id=one.state_id, name=state_name(one.state_id, catalogue, t)),
        n_positions=one.n_positions,
        english=one.terms.english,
        pay_from_centavos=one.terms.pay_from_centavos,
        pay_to_centavos=one.terms.pay_to_centavos,
        posted_on=one.posted_on,
        expires_on=one.terms.expires_on,
        standing=one.state(today),
        is_read=one.is_read,
        is_counted=one.is_counted,
    )


def need_skill_out(skill: NeedSkill, catalogue: Catalogue, t: Texts) -> NeedSkillOut:
    """A skill of a need in the caller's language."""
    is_read = skill.confidence is not None
    return NeedSkillOut(
        id=skill.skill_id,
        name=t.label(catalogue.skills[skill.skill_id].label),
        sentence=skill.sentence if is_read else None,
        chance=skill.confidence,
        read_as=SkillWord.REQUIRED if skill.is_read_as_required else SkillWord.DESIRABLE,
        word=skill.word,
        standing=skill.standing,
    )
