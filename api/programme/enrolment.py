"""Enrolment in the studies that IT and BPO employers look for, by school year of the imported yearbook."""

from dataclasses import dataclass

import sqlalchemy as sa

from data.catalogue import Catalogue
from data.programme_figure_store import Figures, figures_by_state, stored_cycles
from data.programme_titles import programme_families


@dataclass(frozen=True, slots=True)
class CycleEnrolment:
    """The country's students in a school year."""

    cycle: str
    figures: Figures


def enrolment_by_cycle(connection: sa.Connection, catalogue: Catalogue) -> tuple[CycleEnrolment, ...]:
    """Every stored school year, oldest first; none while no yearbook was imported."""
    cycles = stored_cycles(connection)
    if not cycles:
        return ()
    families = [family.id for family in programme_families(catalogue.folder).values() if family.is_in_scope]
    return tuple(
        CycleEnrolment(cycle, sum(figures_by_state(connection, cycle, families).values(), Figures()))
        for cycle in cycles
    )
