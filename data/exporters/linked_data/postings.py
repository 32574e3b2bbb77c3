"""Job postings and companies' needs as schema.org's JobPosting."""

import html

from data.catalogue import Catalogue
from data.domain import Language
from data.exporters.linked_data.terms import Thing, own, skill_term, urn, without_blanks
from data.need_store import NeedTerms
from data.published_posting_store import PublishedPosting


def job_posting(one: PublishedPosting, catalogue: Catalogue, language: Language | None = None) -> Thing:
    """A posting; its own text is in its own language, the names of skills are in ``language`` or both."""
    source, _, number = one.id.partition(":")
    state, expires_on = catalogue.states.get(one.state_id), one.terms.expires_on
    # A state that the catalogue lost goes by its id, as on pages.
    region = state.label.es if state else one.state_id
    return without_blanks(
        {
            "@type": "JobPosting",
            "@id": urn("posting", one.id),
            "identifier": {"@type": "PropertyValue", "name": source, "value": number},
            "title": one.title,
            "description": _markup(one.description),
            "datePosted": one.posted_on.isoformat(),
            "validThrough": expires_on.isoformat() if expires_on else None,
            "hiringOrganization": {"@type": "Organization", "name": one.employer} if one.employer else None,
            "jobLocation": {
                "@type": "Place",
                "address": {"@type": "PostalAddress", "addressRegion": region, "addressCountry": "MX"},
            },
            "totalJobOpenings": one.n_positions,
            "inLanguage": one.language,
            "baseSalary": _pay(one.terms),
            "skills": [
                skill_term(catalogue.skills[id_], language) for id_ in sorted(one.skill_ids) if id_ in catalogue.skills
            ],
            own("english"): one.terms.english.value if one.terms.english else None,
        }
    )


def _markup(text: str) -> str:
    """A text as HTML, which descriptions of postings are."""
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in text.split("\n") if line.strip())


def _pay(terms: NeedTerms) -> Thing | None:
    """A month's pay in pesos, where the company states it."""
    if terms.pay_from_centavos is None and terms.pay_to_centavos is None:
        return None
    amount = {
        "@type": "QuantitativeValue",
        "minValue": _pesos(terms.pay_from_centavos),
        "maxValue": _pesos(terms.pay_to_centavos),
        "unitText": "MONTH",
    }
    return {"@type": "MonetaryAmount", "currency": "MXN", "value": without_blanks(amount)}


def _pesos(centavos: int | None) -> float | None:
    return None if centavos is None else centavos / 100
