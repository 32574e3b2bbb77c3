"""The region whose postings a plan is held against: the school's own state first, another one, or the whole country."""

from dataclasses import dataclass
from typing import Final

from api.i18n import Texts
from data.account_store import Organisation
from data.catalogue import Catalogue
from data.domain import State, StateId

WHOLE_COUNTRY: Final = "MX"
"""Stands for no state in an address."""


@dataclass(frozen=True, slots=True)
class Region:
    """A state, or the whole country where ``state`` is ``None``."""

    state: State | None

    @property
    def code(self) -> str:
        """How addresses name it."""
        return self.state.id if self.state else WHOLE_COUNTRY

    def name(self, t: Texts) -> str:
        """How pages name it."""
        return region_name(self.state, t)


def region_name(state: State | None, t: Texts) -> str:
    """Name of a state, or of the whole country."""
    return t.label(state.label) if state else t("gaps.whole_country")


def region_of(asked: str, school: Organisation, catalogue: Catalogue) -> Region:
    """The region of an address; the school's own where it names none that is known."""
    if asked == WHOLE_COUNTRY:
        return Region(None)
    return Region(catalogue.states.get(StateId(asked)) or home_of(school, catalogue))


def home_of(school: Organisation, catalogue: Catalogue) -> State | None:
    """Where the school is: as it says, else as the catalogue says of its institution."""
    institution = catalogue.institutions.get(school.institution_id) if school.institution_id else None
    state_id = school.state_id or (institution.state_id if institution else None)
    return catalogue.states.get(state_id) if state_id else None
