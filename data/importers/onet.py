"""Imports the technologies of O*NET's occupations: Technology_Skills.txt, under O*NET's own column names."""

from typing import Any, Final

from data.importers.fields import Fields
from data.importers.kinds import ImportContext, ImportKind, load_of_all
from data.technology_store import TECHNOLOGY_KEY, put_technology_uses

# Releases differ in how they call the technology.
_TECHNOLOGY: Final = ("Workplace Example", "Example")


def _parse(fields: Fields, _context: ImportContext) -> dict[str, Any]:
    """One technology of one occupation."""
    newer, older = _TECHNOLOGY
    return {
        "occupation_code": fields.text("O*NET-SOC Code", 16),
        "technology": fields.optional(newer, 200) or fields.text(older, 200),
        "commodity_code": fields.text("Commodity Code", 16),
        "commodity": fields.text("Commodity Title", 200),
        "is_hot": fields.boolean("Hot Technology"),
        "is_in_demand": fields.boolean("In Demand", default=False),
    }


ONET: Final = ImportKind(
    required=("O*NET-SOC Code", "Commodity Code", "Commodity Title", "Hot Technology"),
    optional=(*_TECHNOLOGY, "In Demand"),
    key=TECHNOLOGY_KEY,
    parse=_parse,
    load=load_of_all(put_technology_uses),
)
