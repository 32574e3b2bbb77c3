"""Tables of companies' pages as files."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from api.i18n import Texts
from api.industry.people import NearInState
from api.industry.supply import SkillSupply
from api.pages.people_counts import shown_number
from api.state_names import state_name
from api.supply_services import Expected, StateSupply
from data.catalogue import Catalogue
from data.demand_store import Demand
from data.domain import SkillId
from data.exporters.tables import Cell, Pesos, Table
from data.need_store import Need
from recommender.forecast.outlook import HORIZONS


def demand_table(rows: Iterable[Demand], catalogue: Catalogue, t: Texts) -> Table:
    """Skills that a state asks for."""
    cells = ((t.label(catalogue.skills[one.skill_id].label), one.n_postings, one.n_positions) for one in rows)
    headings = (t("page.region.skill"), t("page.region.postings"), t("page.region.positions"))
    return Table("demanda", t("page.region.title"), headings, cells)


def needs_table(needs: Sequence[Need], catalogue: Catalogue, today: date, t: Texts) -> Table:
    """A company's needs with their terms."""

    def row(one: Need) -> tuple[Cell, ...]:
        terms = one.terms
        return (
            one.title,
            state_name(one.state_id, catalogue, t),
            one.n_positions,
            one.posted_on,
            t.word(one.state(today)),
            terms.english.value if terms.english else None,
            None if terms.pay_from_centavos is None else Pesos(terms.pay_from_centavos),
            None if terms.pay_to_centavos is None else Pesos(terms.pay_to_centavos),
            terms.expires_on,
        )

    headings = (
        "field.need_title",
        "fact.state",
        "field.positions",
        "tables.posted_on",
        "page.needs.standing",
        "field.english_asked",
        "field.pay_from",
        "field.pay_to",
        "field.expires_on",
    )
    return Table("vacantes", t("page.needs.heading"), tuple(map(t, headings)), map(row, needs))


def near_table(near: Iterable[NearInState], catalogue: Catalogue, ready: int, near_from: int, t: Texts) -> Table:
    """People near a need by state, small groups hidden; ``ready`` and ``near_from`` are per cent covered."""

    def place(one: NearInState) -> str:
        return t.label(catalogue.states[one.state_id].label) if one.state_id else t("page.people.country")

    rows = ((place(one), shown_number(one.n_ready, t), shown_number(one.n_near, t)) for one in near)
    headings = (
        t("fact.state"),
        t("page.people.ready", ready=ready),
        t("page.people.near", near=near_from, ready=ready),
    )
    return Table("personas", t("page.people.figures"), headings, rows)


def supply_table(
    supply: Iterable[SkillSupply], expected: Mapping[SkillId, StateSupply], catalogue: Catalogue, t: Texts
) -> Table:
    """Talent of a state by skill, small groups hidden; each horizon has its mean and the ends of its interval."""

    def row(one: SkillSupply) -> tuple[Cell, ...]:
        ahead = expected.get(one.skill_id)
        now = shown_number(ahead.now, t) if ahead else None
        later = (cell for months in HORIZONS for cell in _interval(ahead.ahead[months] if ahead else None, ahead, t))
        return (
            t.label(catalogue.skills[one.skill_id].label),
            one.n_positions,
            shown_number(one.n_holders, t),
            shown_number(one.n_near, t),
            *((now, *later) if expected else ()),
        )

    headings = ("page.region.skill", "page.region.positions", "page.supply.holders", "page.supply.near")
    of_horizons = [t(key, months=months) for months in HORIZONS for key in _INTERVAL_KEYS]
    more = (t("page.supply.certified"), *of_horizons) if expected else ()
    return Table("talento", t("page.supply.title"), (*map(t, headings), *more), map(row, supply))


_INTERVAL_KEYS = ("tables.expected", "tables.expected_low", "tables.expected_high")


def _interval(one: Expected | None, ahead: StateSupply | None, t: Texts) -> tuple[Cell, Cell, Cell]:
    if one is None:
        hidden = t("page.people.hidden") if ahead else None
        return (hidden, hidden, hidden)
    return (round(one.mean, 1), one.low, one.high)
