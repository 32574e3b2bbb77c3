"""The regions from which a page lets a school choose."""

from api.academia.region import WHOLE_COUNTRY, Region, home_of
from api.i18n import Texts
from api.pages.choices import Option, by_label, options
from data.account_store import Organisation
from data.catalogue import Catalogue


def region_options(chosen: Region, school: Organisation, catalogue: Catalogue, t: Texts) -> tuple[Option, ...]:
    """The choices of a form: the school's state, the whole country, then the other states by name."""
    home = home_of(school, catalogue)
    others = [state for state in catalogue.states.values() if state != home]
    first = [(home.id, t.label(home.label))] if home else []
    country = WHOLE_COUNTRY, t("page.plan.whole_country")
    return options([*first, country, *by_label((one.id, t.label(one.label)) for one in others)], chosen.code)
