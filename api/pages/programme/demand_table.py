"""Specialisation of the states in what is wanted, as a file, and how its times are called."""

from api.i18n import Texts
from api.pages.choices import by_label
from api.programme.demand_trend import DemandTrend, Span
from data.catalogue import Catalogue
from data.domain import StateId
from data.exporters.tables import Cell, Table
from recommender.forecast.quarters import Quarter

_DIGITS = 4
_NOTHING = (None, None, None, None)


def quarter_name(quarter: Quarter, t: Texts) -> str:
    """A quarter in short, such as ``3T 2026``."""
    return t("quarter.name", number=quarter.number, year=quarter.year)


def span_name(span: Span, t: Texts) -> str:
    """Its first and last quarter."""
    return quarters_name(span.first, span.last, t)


def quarters_name(first: Quarter, last: Quarter, t: Texts) -> str:
    """A time of whole quarters by its first and last."""
    return quarter_name(first, t) if first == last else f"{quarter_name(first, t)} – {quarter_name(last, t)}"


def quotients_table(trend: DemandTrend, catalogue: Catalogue, t: Texts) -> Table:
    """One row a state, as on the page; postings of what is wanted and of all have a column each."""
    latest, before = trend.spans()
    place = {state_id: number for number, state_id in enumerate(trend.state_ids)}
    states = by_label((one.id, t.label(one.label)) for one in catalogue.states.values())

    def row(id_: str, name: str) -> tuple[Cell, ...]:
        at = place[StateId(id_)]
        counts = int(latest.of_area[at]), int(latest.of_all[at])
        return (name, *counts, *_cells(latest, at, t), *(_cells(before, at, t) if before else _NOTHING))

    headings = (
        t("fact.state"),
        t("tables.wanted_postings", span=span_name(latest, t)),
        t("tables.all_postings", span=span_name(latest, t)),
        *_headings(latest, t),
        *_headings(before, t),
    )
    return Table("especializacion", t("page.demand.quotients"), headings, (row(*one) for one in states))


def _headings(span: Span | None, t: Texts) -> tuple[str, ...]:
    name = span_name(span, t) if span else t("page.demand.before")
    return (
        t("page.demand.quotient_of", span=name),
        t("tables.quotient_low", span=name),
        t("tables.quotient_high", span=name),
        t("tables.quotient_said", span=name),
    )


def _cells(span: Span, at: int, t: Texts) -> tuple[Cell, ...]:
    """Quotient, ends, and what they let say."""
    found = span.quotients.of(at)
    if found is None:
        return (t("page.demand.few"), *_NOTHING[1:])
    numbers = (round(number, _DIGITS) for number in (found.value, found.low, found.high))
    return (*numbers, t.word(found.specialisation))
