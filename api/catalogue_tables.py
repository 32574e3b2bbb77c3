"""Tables of the catalogue and of demand to take away, by page or by command."""

from collections.abc import Iterable

from api.i18n import Texts
from api.state_names import state_name
from data.catalogue import Catalogue
from data.demand_store import Demand
from data.domain import Certification, StateId
from data.exporters.tables import Cell, Table


def certification_table(found: Iterable[Certification], catalogue: Catalogue, t: Texts) -> Table:
    """Certifications with what people choose them by."""
    headings = (
        t("tables.name"),
        t("page.certification.vendor"),
        t("page.certification.level"),
        t("page.certification.area"),
        t("tables.list_price_usd"),
        t("page.certification.hours"),
        t("page.certification.languages"),
        t("tables.summary"),
        t("tables.id"),
    )
    rows = (
        (
            one.name,
            catalogue.vendors[one.vendor_id].name,
            t.word(one.level),
            t.word(one.area),
            one.list_price_usd,
            one.preparation_hours,
            t.listed(sorted(t.language_name(code) for code in one.languages)),
            t.label(one.summary),
            one.id,
        )
        for one in found
    )
    return Table("certificaciones", t("page.certifications.title"), headings, rows)


def skill_table(catalogue: Catalogue, t: Texts) -> Table:
    """The skills of the catalogue in both languages, with ESCO's addresses."""
    rows = (
        (one.label.es, one.label.en, t.word(one.kind), t.word(one.area), one.esco_uri, one.id)
        for one in catalogue.skills.values()
    )
    headings = ("tables.spanish", "tables.english", "page.certification.kind", "page.certification.area", "tables.esco")
    return Table("habilidades", t("tables.skills"), (*map(t, headings), t("tables.id")), rows)


def demand_table(demand: Iterable[tuple[StateId, Demand]], catalogue: Catalogue, t: Texts) -> Table:
    """Which skills each state's postings ask for."""

    def row(state_id: StateId, one: Demand) -> tuple[Cell, ...]:
        skill = catalogue.skills[one.skill_id]
        return (state_name(state_id, catalogue, t), t.label(skill.label), one.n_postings, one.n_positions)

    rows = (row(state_id, one) for state_id, one in demand if one.skill_id in catalogue.skills)
    headings = ("fact.state", "page.region.skill", "page.region.postings", "page.region.positions")
    return Table("demanda", t("tables.demand"), tuple(map(t, headings)), rows)
