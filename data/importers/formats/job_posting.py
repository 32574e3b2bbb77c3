"""Reads schema.org's JobPosting in our columns of a posting."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from data.importers.formats.html_text import plain_text
from data.importers.formats.json_values import Object, first, given, identifier, name, own_fields, several, text
from data.names import plain_name
from data.schema_org import URN

_MEXICO: Final = frozenset({"mx", "mex", "mexico", "estados unidos mexicanos"})


def posting_fields(found: Object) -> dict[str, Any]:
    """A JobPosting by our columns, beside its own plain fields, which a mapping may name."""
    columns = {
        "posting_id": _posting_id(found),
        "title": plain_text(text(found.get("title") or found.get("name"))),
        "description": plain_text("\n".join(_descriptions(found))),
        "employer": name(found.get("hiringOrganization")),
        "state_id": _place(found),
        "posted_on": text(found.get("datePosted")),
        "language": name(found.get("inLanguage"))[:2],
        "n_positions": text(found.get("totalJobOpenings")),
        "expires_on": text(found.get("validThrough")),
        **_pay(found),
    }
    return given(found, {**columns, **dict(own_fields(found))})


def _descriptions(found: Object) -> Iterator[str]:
    """The texts that say what is asked for."""
    for field in ("description", "responsibilities", "qualifications", "experienceRequirements", "skills"):
        for one in several(found.get(field)):
            if said := "" if _is_ours(one) else name(one):
                yield said


def _is_ours(term: object) -> bool:
    """Whether a skill is one that we read in the text ourselves, which says it already."""
    return isinstance(term, Mapping) and str(term.get("@id", "")).startswith(f"{URN}skill:")


def _pay(found: Object) -> dict[str, str]:
    """What is paid, in which currency and for how long."""
    salary = first(found.get("baseSalary"))
    if not isinstance(salary, Mapping):
        return {"pay_from": text(salary), "pay_to": text(salary), "pay_currency": text(found.get("salaryCurrency"))}
    amount = first(salary.get("value"))
    held = amount if isinstance(amount, Mapping) and "@value" not in amount else {**salary, "value": amount}
    alone = text(held.get("value"))
    return {
        "pay_from": text(held.get("minValue")) or alone,
        "pay_to": text(held.get("maxValue")) or alone,
        "pay_currency": text(salary.get("currency")) or text(found.get("salaryCurrency")),
        "pay_period": text(held.get("unitText")) or text(held.get("unitCode")),
    }


def _posting_id(found: Object) -> str:
    """The employer's number of a posting, or its address."""
    return identifier(found) or text(found.get("url")) or text(found.get("@id"))


def _place(found: Object) -> str:
    """State of the first place in Mexico; of the first place where none says so."""
    places = [_address(one) for one in several(found.get("jobLocation"))]
    places += [{"addressRegion": name(one)} for one in several(found.get("applicantLocationRequirements"))]
    mexican = [one for one in places if plain_name(name(one.get("addressCountry"))) in _MEXICO]
    for one in (*mexican, *places):
        for part in ("addressRegion", "addressLocality"):
            if region := name(one.get(part)):
                return region
    return ""


def _address(place: object) -> Object:
    """The address of a place; a text alone is taken for the region."""
    if not isinstance(place, Mapping):
        return {"addressRegion": place}
    address = first(place.get("address")) or place
    return address if isinstance(address, Mapping) else {"addressRegion": address}
