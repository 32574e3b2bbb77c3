"""Certifications as schema.org's EducationalOccupationalCredential."""

from data.catalogue import Catalogue
from data.domain import Certification, Language, Vendor
from data.exporters.linked_data.terms import Thing, area_term, own, said, skill_terms, urn, without_blanks


def credential(one: Certification, catalogue: Catalogue, language: Language | None = None) -> Thing:
    """A certification in one language, for the public.

    Without a language it is complete, so that an import reads back the same: in both languages, and with the price
    that plans reckon with while none is known.
    """
    return without_blanks(
        {
            "@type": "EducationalOccupationalCredential",
            "@id": urn("certification", one.id),
            "identifier": one.id,
            "name": one.name,
            "description": said(one.summary, language),
            "url": one.url,
            "credentialCategory": "certification",
            "educationalLevel": one.level.value,
            "about": area_term(one.area),
            "recognizedBy": _vendor(catalogue.vendors[one.vendor_id]),
            "inLanguage": sorted(one.languages),
            "timeRequired": f"PT{one.preparation_hours}H",
            "validFor": f"P{one.validity_months}M" if one.validity_months else None,
            "offers": _offer(one),
            "competencyRequired": skill_terms(one.skill_weights, catalogue.skills, language),
            own("english_needed"): one.english_needed.value,
            own("experience_months"): one.experience_months,
            own("prerequisites"): " & ".join("|".join(sorted(group)) for group in one.prerequisites),
            own("exam_codes"): list(one.exam_codes),
            own("price_checked_at"): one.price_checked_at.isoformat() if one.price_checked_at else None,
            own("assumed_price_usd"): one.assumed_price_usd if language is None else None,
        }
    )


def _vendor(vendor: Vendor) -> Thing:
    return without_blanks(
        {
            "@type": "Organization",
            "@id": urn("vendor", vendor.id),
            "identifier": vendor.id,
            "name": vendor.name,
            "url": vendor.url,
        }
    )


def _offer(one: Certification) -> Thing | None:
    if one.list_price_usd is None:
        return None
    return {"@type": "Offer", "price": one.list_price_usd, "priceCurrency": "USD"}
