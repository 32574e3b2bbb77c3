"""The region whose postings a plan is held against: the school's own state first, another one, or the whole country."""

from dataclasses import dataclass
from typing import Final

from api.i18n import Texts
from api.pages.choices import Option, by_label, options
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
        return t.label(self.state.label) if self.state else t("gaps.whole_country")


def region_of(asked: str, school: Organisation, catalogue: Catalogue) -> Region:
    """The region of an address; the school's own where it names none that is known."""
    if asked == WHOLE_COUNTRY:
        return Region(None)
    return Region(catalogue.states.get(StateId(asked)) or _home(school, catalogue))


def region_options(chosen: Region, school: Organisation, catalogue: Catalogue, t: Texts) -> tuple[Option, ...]:
    """The choices of a form: the school's state, the whole country, then the other states by name."""
    home = _home(school, catalogue)
    others = [state for state in catalogue.states.values() if state != home]
    first = [(home.id, t.label(home.label))] if home else []
    country = WHOLE_COUNTRY, t("page.plan.whole_country")
    return options([*first, country, *by_label((one.id, t.label(one.label)) for one in others)], chosen.code)


def _home(school: Organisation, catalogue: Catalogue) -> State | None:
    """Where the school is: as it says, else as the catalogue says of its institution."""
    institution = catalogue.institutions.get(school.institution_id) if school.institution_id else None
    state_id = school.state_id or (institution.state_id if institution else None)
    return catalogue.states.get(state_id) if state_id else None
