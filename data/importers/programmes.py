"""Imports how many students and graduates each programme of study has, as the yearbooks of ANUIES tell it."""

from typing import Any, Final

import sqlalchemy as sa

from data.importers.fields import Fields, RowError
from data.importers.kinds import ImportContext, ImportKind, load_of_all
from data.programme_figure_store import PROGRAMME_KEY, Figures, figures_by_state, put_programme_figures, stored_cycles

_MOST_STUDENTS: Final = 10_000_000
_COUNTS: Final = ("n_enrolled", "n_graduates")
_OPTIONAL_COUNTS: Final = ("n_new_entrants", "n_degrees", "n_places", "n_applicants")


def _parse(fields: Fields, context: ImportContext) -> dict[str, Any]:
    """One programme of one institution in one place and cycle."""
    state_id = context.states.find_official(fields.text("state_id"))
    if state_id is None:
        raise RowError("state_id is not known")
    institution, programme = _name(fields, "institution", 200), _name(fields, "programme", 300)
    return {
        "cycle": fields.text("cycle", 16),
        "state_id": state_id,
        "municipality": _name(fields, "municipality", 100),
        "institution": institution,
        "programme": programme,
        "institution_id": context.programmes.institution_of(institution),
        "family_id": context.programmes.family_of(programme),
        **{name: _count(fields, name) for name in _COUNTS},
        **{name: fields.if_given(name, lambda name: _count(fields, name)) for name in _OPTIONAL_COUNTS},
    }


def _name(fields: Fields, name: str, longest: int) -> str:
    """A name with single blanks, so that two ways to space it are one key."""
    return " ".join(fields.text(name, longest).split())


def _count(fields: Fields, name: str) -> int:
    return fields.integer(name, 0, _MOST_STUDENTS)


def _summary(connection: sa.Connection, context: ImportContext) -> list[str]:
    """One line a stored cycle."""
    lines = []
    for cycle in stored_cycles(connection):
        states = figures_by_state(connection, cycle, context.programmes.ids_in_scope)
        total = sum(states.values(), start=Figures())
        lines.append(
            f"cycle {cycle}: {len(states)} states, {total.n_enrolled:,} enrolled, {total.n_graduates:,} graduates; "
            f"in fields of IT and BPO {total.n_enrolled_in_scope:,} and {total.n_graduates_in_scope:,}"
        )
    return lines


PROGRAMMES: Final = ImportKind(
    required=("cycle", "state_id", "municipality", "institution", "programme", *_COUNTS),
    optional=_OPTIONAL_COUNTS,
    key=PROGRAMME_KEY,
    parse=_parse,
    load=load_of_all(put_programme_figures),
    summary=_summary,
)
