"""Reads schema.org's EducationalOccupationalCredential in our columns of a certification."""

from collections.abc import Mapping
from typing import Any, Final

from data.domain import Language, Level
from data.importers.formats.json_values import (
    Object,
    area_of,
    first,
    given,
    id_of_name,
    identifier,
    in_language,
    name,
    own_fields,
    several,
    skill_cell,
    text,
)
from data.names import plain_name
from data.schema_org import hours_in, months_in

CERTIFICATION_COLUMNS: Final = ("certification_id",)
_ISSUERS: Final = ("recognizedBy", "publisher", "provider", "creator", "author", "sourceOrganization")
_SKILLS: Final = ("competencyRequired", "teaches", "assesses")
_LEVELS: Final[Mapping[str, Level]] = {
    **{level.value: level for level in Level},
    "beginner": Level.FOUNDATION,
    "entry": Level.FOUNDATION,
    "fundamentals": Level.FOUNDATION,
    "basico": Level.FOUNDATION,
    "principiante": Level.FOUNDATION,
    "intermediate": Level.ASSOCIATE,
    "intermedio": Level.ASSOCIATE,
    "advanced": Level.PROFESSIONAL,
    "avanzado": Level.PROFESSIONAL,
    "profesional": Level.PROFESSIONAL,
    "experto": Level.EXPERT,
}


def credential_fields(found: Object) -> dict[str, Any]:
    """A credential by our columns, beside its own plain fields, which a mapping may name.

    What has no id gets one made of its name. A price that is not in dollars is left out: no exchange rate is known.
    """
    title = name(found.get("name"))
    issuer = next(filter(None, (first(found.get(field)) for field in _ISSUERS)), None)
    level = name(found.get("educationalLevel"))
    known_level = _LEVELS.get(plain_name(level))
    months, hours = months_in(text(found.get("validFor"))), hours_in(text(found.get("timeRequired")))
    columns = {
        "certification_id": identifier(found) or id_of_name(title),
        "vendor_id": identifier(issuer) or id_of_name(name(issuer)),
        "vendor_name": name(issuer),
        "name": title,
        "area": area_of(found),
        "level": known_level.value if known_level else level,
        "languages": "|".join(dict.fromkeys(name(one)[:2].lower() for one in several(found.get("inLanguage")))),
        "preparation_hours": "" if hours is None else str(hours),
        "summary_es": in_language(found.get("description"), Language.ES),
        "summary_en": in_language(found.get("description"), Language.EN),
        "skills": next(filter(None, (skill_cell(found.get(field)) for field in _SKILLS)), ""),
        "validity_months": "" if months is None else str(months),
        "list_price_usd": _dollars(found),
        "url": text(first(found.get("url"))),
    }
    return given(found, {**columns, **dict(own_fields(found))})


def _dollars(found: Object) -> str:
    """The price of the first offer in dollars."""
    for offer in several(found.get("offers")):
        if isinstance(offer, Mapping) and text(offer.get("priceCurrency")).upper() == "USD":
            return text(offer.get("price"))
    return ""
