"""The form of a company's need: what was typed, what is wrong with it, and what it says."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Final, Self

from starlette.datastructures import FormData

from api.industry.amounts import centavos_of, pesos_typed
from api.web.field_errors import FieldsError
from api.web.forms import text_field
from data.catalogue import Catalogue
from data.domain import EnglishLevel, StateId
from data.need_store import Need, NeedTerms, NeedText

MOST_LETTERS: Final = 50_000
LONGEST_TITLE: Final = 200
MOST_POSITIONS: Final = 10_000


@dataclass(frozen=True, slots=True)
class NeedValues:
    """The fields as they were typed, unchecked."""

    title: str = ""
    description: str = ""
    state_id: str = ""
    n_positions: str = "1"
    english: str = ""
    pay_from: str = ""
    pay_to: str = ""
    expires_on: str = ""

    @classmethod
    def of(cls, form: FormData) -> Self:
        """The values of a posted form; what is too long is cut."""
        most = {"title": LONGEST_TITLE, "description": MOST_LETTERS}
        return cls(**{name: text_field(form, name, most.get(name, 30)) for name in cls.__slots__})

    @classmethod
    def of_need(cls, need: Need) -> Self:
        """The values that a stored need was typed with."""
        terms = need.terms
        return cls(
            title=need.title,
            description=need.description,
            state_id=need.state_id,
            n_positions=str(need.n_positions),
            english=terms.english.value if terms.english else "",
            pay_from=pesos_typed(terms.pay_from_centavos),
            pay_to=pesos_typed(terms.pay_to_centavos),
            expires_on=terms.expires_on.isoformat() if terms.expires_on else "",
        )

    def fields(self) -> dict[str, str]:
        """The values by name of field."""
        return asdict(self)


class NeedProblemsError(FieldsError):
    """Fields of a need that cannot be taken."""


def checked_need(values: NeedValues, catalogue: Catalogue, today: date) -> tuple[NeedText, NeedTerms]:
    """What a form says.

    Raises
    ------
    NeedProblemsError
        If fields are missing or wrong; it names all of them.
    """
    title = " ".join(values.title.split())
    n_positions = int(values.n_positions) if values.n_positions.isdecimal() else 0
    pay_from, pay_to = centavos_of(values.pay_from), centavos_of(values.pay_to)
    expires_on = day_of(values.expires_on)
    is_in_order = pay_from is None or pay_to is None or pay_from <= pay_to
    wrong = {
        "title": None if title else "error.field.missing",
        "description": None if values.description.strip() else "error.field.missing",
        "state_id": None if values.state_id in catalogue.states else "error.field.choice",
        "n_positions": None if 1 <= n_positions <= MOST_POSITIONS else "error.field.positions",
        "english": None if values.english in {"", *EnglishLevel} else "error.field.choice",
        "pay_from": "error.field.amount" if values.pay_from and pay_from is None else None,
        "pay_to": _pay_trouble(values.pay_to, pay_to, is_in_order=is_in_order),
        "expires_on": _day_trouble(values.expires_on, expires_on, today),
    }
    keys = {field: key for field, key in wrong.items() if key}
    if keys:
        raise NeedProblemsError(keys)
    text = NeedText(title, values.description, StateId(values.state_id), n_positions)
    english = EnglishLevel(values.english) if values.english else None
    return text, NeedTerms(english, pay_from, pay_to, expires_on)


def day_of(typed: str) -> date | None:
    """A day as a browser sends it; ``None`` where it is none."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _pay_trouble(typed: str, centavos: int | None, *, is_in_order: bool) -> str | None:
    if typed and centavos is None:
        return "error.field.amount"
    return None if is_in_order else "error.field.pay_order"


def _day_trouble(typed: str, day: date | None, today: date) -> str | None:
    if not typed:
        return None
    return "error.field.day" if day is None else "error.field.past_day" if day < today else None
