"""What the pages of careers tell: counts of the year's postings, and where a state's institutions stand."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from scipy.sparse import csr_array

from api.academia.region_postings import first_day
from api.kept import Kept
from data import demand_store, posting_year_store
from data.catalogue import Catalogue
from data.demand_store import CountStamp
from data.domain import StateId, WorkField
from data.programme_figure_store import Figures, InstitutionFigures, figures_by_institution, stored_cycles
from data.programme_titles import programme_families
from recommender.arrays import catalogue_arrays
from recommender.careers import CareerCounts, count_careers
from recommender.posting_occupations import occupations_of_postings

CountsKept = Kept[CountStamp, CareerCounts]


@dataclass(frozen=True, slots=True)
class InstitutionRow:
    """An institution and, where the yearbook was imported, its students and graduates of a field's degrees."""

    name: str
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class StateInstitutions:
    """Institutions of a state; ``cycle`` is the school year of their figures, ``None`` where there are none."""

    cycle: str | None
    rows: tuple[InstitutionRow, ...]


def career_counts(connection: sa.Connection, catalogue: Catalogue, kept: CountsKept) -> CareerCounts | None:
    """Counts of the postings of the last year; ``None`` while no demand was counted."""
    stamp = demand_store.count_stamp(connection)
    if stamp is None:
        return None
    return kept.current(stamp, lambda: _counted(connection, catalogue, stamp))


def state_institutions(
    connection: sa.Connection, catalogue: Catalogue, state_id: StateId, field: WorkField | None
) -> StateInstitutions:
    """Institutions of a state that teach degrees of a field, or of both: most students first, then by name.

    Known from the newest cycle of the imported yearbook. Without one, all institutions of the catalogue there.
    """
    cycles = stored_cycles(connection)
    if not cycles:
        names = sorted(one.name for one in catalogue.institutions.values() if one.state_id == state_id)
        return StateInstitutions(None, tuple(InstitutionRow(name, None) for name in names))
    families = [
        family.id
        for family in programme_families(catalogue.folder).values()
        if family.is_in_scope and field in (None, WorkField.of(family.area))
    ]
    found = [
        one
        for one in figures_by_institution(connection, cycles[-1], families, state_id)
        if one.figures.n_enrolled_in_scope or one.figures.n_graduates_in_scope
    ]
    found.sort(key=lambda one: (-one.figures.n_enrolled_in_scope, one.institution))
    n_rows = Counter(one.institution_id for one in found)

    def name(one: InstitutionFigures) -> str:
        # The yearbook shouts; our name stands for it unless several rows, as campuses, share it.
        known = catalogue.institutions.get(one.institution_id) if one.institution_id else None
        return known.name if known and n_rows[known.id] == 1 else one.institution

    return StateInstitutions(cycles[-1], tuple(InstitutionRow(name(one), one.figures) for one in found))


def _counted(connection: sa.Connection, catalogue: Catalogue, stamp: CountStamp) -> CareerCounts:
    """Read the year's postings and count them."""
    since = first_day(stamp.as_of)
    postings = posting_year_store.titles_since(connection, since)
    row = {one.id: number for number, one in enumerate(postings)}
    arrays = catalogue_arrays(catalogue)
    cells = [
        (row[posting_id], arrays.skill_row[skill_id])
        for posting_id, skill_id in posting_year_store.links_since(connection, since)
        if skill_id in arrays.skill_row
    ]
    rows, columns = np.array(cells, np.int64).reshape(-1, 2).T
    skills = csr_array((np.ones(len(cells), np.float32), (rows, columns)), shape=(len(postings), arrays.n_skills))
    return count_careers(
        stamp.as_of,
        any(one.is_invented for one in postings),
        np.array([arrays.state_row[one.state_id] for one in postings], np.int64),
        occupations_of_postings(
            [one.title for one in postings], skills, catalogue.occupations, arrays.occupation_skills
        ),
        skills,
        arrays,
    )
