"""Facts of a certification in words, as its page and the list show them."""

from collections.abc import Iterator

from api.i18n import Texts
from api.pages.cards import rate_note_of
from data.catalogue import Catalogue
from data.domain import Certification
from data.settings import Settings


def list_price(one: Certification, t: Texts, pesos_per_dollar: float) -> str:
    """The list price in pesos and dollars, or that it is to be confirmed."""
    if one.list_price_usd is None:
        return t("price.to_confirm")
    pesos = t.whole_money(100 * one.list_price_usd * pesos_per_dollar)
    return t("page.certifications.price", pesos=pesos, dollars=t.dollars(one.list_price_usd))


def facts(one: Certification, catalogue: Catalogue, t: Texts, settings: Settings) -> Iterator[tuple[str, str]]:
    """Name and value of everything that is known; what is not known is left out, except a price."""
    yield t("page.certification.vendor"), catalogue.vendors[one.vendor_id].name
    yield t("page.certification.area"), t.word(one.area)
    yield t("page.certification.level"), t.word(one.level)
    yield t("page.certification.price"), _price(one, t, settings)
    yield t("page.certification.hours"), t.count("page.certification.hours_estimate", one.preparation_hours)
    languages = sorted(t.language_name(code) for code in one.languages)
    yield t("page.certification.languages"), t.listed(languages)
    yield t("page.certification.english"), t.word(one.english_needed)
    if one.experience_months:
        yield t("page.certification.experience"), t.count("page.certification.months_estimate", one.experience_months)
    if one.exam_codes:
        yield t("page.certification.codes"), ", ".join(one.exam_codes)
    if one.validity_months:
        yield t("page.certification.validity"), t.count("page.certification.months", one.validity_months)


def _price(one: Certification, t: Texts, settings: Settings) -> str:
    price = list_price(one, t, settings.pesos_per_dollar)
    if one.list_price_usd is None:
        return price
    notes = [rate_note_of(t, settings.pesos_per_dollar, settings.pesos_per_dollar_on)]
    if one.price_checked_at:
        notes.append(t("price.checked", day=t.day(one.price_checked_at)))
    return f"{price}. {' '.join(notes)}"
