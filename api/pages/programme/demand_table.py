"""Specialisation of the states in what is wanted, as a file, and how its times are called."""

import numpy as np

from api.i18n import Texts
from api.pages.choices import by_label
from api.programme.demand_trend import DemandTrend, Span
from data.catalogue import Catalogue
from data.domain import StateId
from data.exporters.tables import Cell, Table
from recommender.forecast.quarters import Quarter

_DIGITS = 4


def quarter_name(quarter: Quarter, t: Texts) -> str:
    """A quarter in short, such as ``3T 2026``."""
    return t("quarter.name", number=quarter.number, year=quarter.year)


def span_name(span: Span, t: Texts) -> str:
    """Its first and last quarter."""
    first, last = quarter_name(span.first, t), quarter_name(span.last, t)
    return first if first == last else f"{first} – {last}"


def quotients_table(trend: DemandTrend, catalogue: Catalogue, t: Texts) -> Table:
    """One row a state, as on the page; postings of what is wanted and of all have a column each."""
    latest, before = trend.spans()
    place = {state_id: number for number, state_id in enumerate(trend.state_ids)}
    states = by_label((one.id, t.label(one.label)) for one in catalogue.states.values())

    def row(id_: str, name: str) -> tuple[Cell, ...]:
        at = place[StateId(id_)]
        counts = int(latest.of_area[at]), int(latest.of_all[at])
        return (name, *counts, _quotient(latest, at, t), _quotient(before, at, t) if before else None)

    headings = (
        t("fact.state"),
        t("tables.wanted_postings", span=span_name(latest, t)),
        t("tables.all_postings", span=span_name(latest, t)),
        t("page.demand.quotient_of", span=span_name(latest, t)),
        t("page.demand.quotient_of", span=span_name(before, t)) if before else t("page.demand.quotient_before"),
    )
    return Table("especializacion", t("page.demand.quotients"), headings, (row(*one) for one in states))


def _quotient(span: Span, at: int, t: Texts) -> Cell:
    quotient = float(span.quotients[at])
    return t("page.demand.few") if np.isnan(quotient) else round(quotient, _DIGITS)
