"""Names of the federal entities."""

from api.i18n import Texts
from data.catalogue import Catalogue
from data.domain import StateId


def state_name(state_id: str, catalogue: Catalogue, t: Texts) -> str:
    """A state's name; its id where the catalogue does not have it."""
    known = catalogue.states.get(StateId(state_id))
    return t.label(known.label) if known else state_id
