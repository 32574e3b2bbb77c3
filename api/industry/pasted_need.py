"""What a pasted advertisement says of itself, to begin a form with: people look it over before it is stored."""

from typing import Final

from api.industry.need_form import LONGEST_TITLE, NeedValues
from data.catalogue import Catalogue
from data.domain import EnglishLevel, StateId
from data.names import plain_name
from embeddings.english_level import english_asked

_MOST_READ: Final = 20_000
"""Letters in which English is looked for: nobody asks for it later."""


def pasted_need(text: str, catalogue: Catalogue) -> NeedValues:
    """Title, text, state and English of an advertisement, each empty where it is not told.

    The title is the first line, the state the one whose name comes first.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    english = english_asked(text[:_MOST_READ])
    return NeedValues(
        title=lines[0][:LONGEST_TITLE] if lines else "",
        description="\n".join(lines[1:]) or text.strip(),
        state_id=_state_in(text, catalogue) or "",
        english="" if english is EnglishLevel.NONE else english.value,
    )


def _state_in(text: str, catalogue: Catalogue) -> StateId | None:
    """The state that a text names first; "México" alone is the country."""
    words = f" {' '.join(plain_name(text[:_MOST_READ]).replace('.', ' ').split())} "
    places = {
        state.id: words.find(f" {name} ")
        for state in catalogue.states.values()
        if (name := plain_name(state.label.es)) != "mexico"
    }
    named = {id_: place for id_, place in places.items() if place >= 0}
    return min(named, key=lambda id_: (named[id_], id_), default=None)
