"""Areas and the states that are specialised in them, for the page of the goals and its file."""

from dataclasses import dataclass
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from api.i18n import Texts
from api.pages.programme.demand_table import quarters_name
from api.pages.programme.ways import DEMAND
from api.programme.specialised_states import SpecialisedState, SpecialisedStates
from api.state_names import state_name
from data.catalogue import Catalogue
from data.exporters.tables import Cell, Table

_DIGITS: Final = 2


@dataclass(frozen=True, slots=True)
class StateLink:
    """A state with its location quotient, and the page of its demand in the area."""

    name: str
    url: str
    quotient: str


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area and the states that are specialised in it, the most first."""

    name: str
    states: tuple[StateLink, ...]


@dataclass(frozen=True, slots=True)
class SpecialisationTable:
    """Areas with at least one such state, over a time in words."""

    time: str
    rows: tuple[AreaRow, ...]


def specialisation_table(found: SpecialisedStates, catalogue: Catalogue, t: Texts) -> SpecialisationTable:
    """The table in words."""
    rows = tuple(
        AreaRow(t.word(area), tuple(_link(one, catalogue, t) for one in theirs))
        for area, theirs in groupby(found.states, key=lambda one: one.area)
    )
    return SpecialisationTable(quarters_name(found.first, found.last, t), rows)


def specialised_states_table(found: SpecialisedStates, catalogue: Catalogue, t: Texts) -> Table:
    """The same as a file, with the ends of the intervals."""

    def row(one: SpecialisedState) -> tuple[Cell, ...]:
        numbers = (one.quotient.value, one.quotient.low, one.quotient.high)
        return (
            t.word(one.area),
            state_name(one.state_id, catalogue, t),
            *(round(number, _DIGITS) for number in numbers),
        )

    span = quarters_name(found.first, found.last, t)
    headings = (
        t("page.demand.area"),
        t("fact.state"),
        t("page.demand.quotient_of", span=span),
        t("tables.quotient_low", span=span),
        t("tables.quotient_high", span=span),
    )
    return Table(
        "especializacion", t("page.programme_goals.specialisation"), headings, (row(one) for one in found.states)
    )


def _link(one: SpecialisedState, catalogue: Catalogue, t: Texts) -> StateLink:
    query = urlencode({"estado": one.state_id, "area": one.area.value})
    return StateLink(state_name(one.state_id, catalogue, t), f"{DEMAND}?{query}", t.number(one.quotient.value, _DIGITS))
