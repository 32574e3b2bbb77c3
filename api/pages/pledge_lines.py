"""Offers of money for vouchers in words, as companies and the programme see them."""

from dataclasses import dataclass

from api.i18n import Texts
from data.catalogue import Catalogue
from data.pledge_store import Pledge, PledgeState


@dataclass(frozen=True, slots=True)
class PledgeLine:
    """An offer in words; ``is_waiting`` for the programme's answer."""

    id: str
    company: str
    budget: str
    share: str
    certifications: str
    states: str
    until: str
    offered: str
    standing: str
    answer: str
    is_waiting: bool


def pledge_line(one: Pledge, catalogue: Catalogue, t: Texts) -> PledgeLine:
    """One offer; what the catalogue does not know any more goes by its id."""
    certifications, states, terms = catalogue.certifications, catalogue.states, one.terms
    names = [certifications[id_].name if id_ in certifications else id_ for id_ in terms.certification_ids]
    places = [t.label(states[id_].label) if id_ in states else id_ for id_ in terms.state_ids]
    return PledgeLine(
        one.id,
        one.company,
        t.whole_money(terms.budget_centavos),
        t.percent(terms.share_paid),
        t.listed(names) or t("pledge.all_certifications"),
        t.listed(places) or t("pledge.all_states"),
        t.day(terms.expires_on),
        t.day(one.offered_at.date()),
        t.word(one.state),
        one.answer,
        one.state is PledgeState.OFFERED,
    )
