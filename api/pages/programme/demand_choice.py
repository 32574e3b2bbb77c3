"""What pages of demand are asked about: a state or the country, an area or one skill; and addresses that ask it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query

from api.i18n import Texts
from api.pages.choices import Option, by_label, options
from api.pages.programme.ways import DEMAND
from api.programme.demand_trend import Wanted
from data.catalogue import Catalogue
from data.domain import Area, SkillId, State, StateId

StateQuery = Annotated[str, Query(alias="estado", max_length=8)]
AreaQuery = Annotated[str, Query(alias="area", max_length=24)]
SkillQuery = Annotated[str, Query(alias="habilidad", max_length=64)]


@dataclass(frozen=True, slots=True)
class DemandChoice:
    """A state, or ``None`` for the country, and what is asked for there."""

    state: State | None
    wanted: Wanted

    @property
    def state_id(self) -> StateId | None:
        """Id of the state."""
        return self.state.id if self.state else None

    def url(self, state_id: StateId | None = None) -> str:
        """The page of demand for the same, in a state or the country."""
        return f"{DEMAND}?{urlencode(self._query(state_id))}"

    def postings_url(self, state_id: StateId | None, since: date, until: date) -> str:
        """The postings behind a number."""
        days = [("desde", since.isoformat()), ("hasta", until.isoformat())]
        return f"{DEMAND}/vacantes?{urlencode([*self._query(state_id), *days])}"

    def _query(self, state_id: StateId | None) -> list[tuple[str, str]]:
        asked = {"estado": state_id or "", "area": self.wanted.area.value, "habilidad": self.wanted.skill_id or ""}
        return [(name, value) for name, value in asked.items() if value]


def demand_choice(catalogue: Catalogue, state_id: str, area: str, skill_id: str) -> DemandChoice:
    """What an address asks for; unknown ids ask for nothing, and without an area it is the first.

    A skill that is not of the area is left out, as when somebody has just chosen another area.
    """
    chosen = Area(area) if area in set(Area) else None
    skill = catalogue.skills.get(SkillId(skill_id))
    if skill is None or chosen not in (None, skill.area):
        return DemandChoice(catalogue.states.get(StateId(state_id)), Wanted(chosen or next(iter(Area))))
    return DemandChoice(catalogue.states.get(StateId(state_id)), Wanted(skill.area, skill.id))


def wanted_name(wanted: Wanted, catalogue: Catalogue, t: Texts) -> str:
    """The skill, or the area."""
    return t.label(catalogue.skills[wanted.skill_id].label) if wanted.skill_id else t.word(wanted.area)


def area_options(chosen: Area | None, t: Texts) -> tuple[Option, ...]:
    """Areas by name."""
    return options(by_label((one.value, t.word(one)) for one in Area), chosen.value if chosen else "")


def skill_options(wanted: Wanted, catalogue: Catalogue, t: Texts) -> tuple[Option, ...]:
    """Skills of the area by name."""
    named: Iterable[tuple[str, str]] = (
        (one.id, t.label(one.label)) for one in catalogue.skills.values() if one.area is wanted.area
    )
    return options(by_label(named), wanted.skill_id or "")
