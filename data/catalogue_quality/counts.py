"""How much a catalogue holds, as the data card and ``rumbo catalogue check`` print it."""

from collections import Counter
from collections.abc import Iterator

from data.catalogue import Catalogue
from data.domain import Area

SERVICE_AREAS = frozenset({Area.BPO, Area.SERVICE_MANAGEMENT, Area.ENGLISH, Area.SOFT_SKILLS})
"""Areas of work with people and language rather than machines."""


def counts(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Name and count of everything, in words, files first and their parts after."""
    certifications = list(catalogue.certifications.values())
    vendors = {one.vendor_id for one in certifications}
    service = sum(one.area in SERVICE_AREAS for one in certifications)
    n_weights = sum(len(one.skill_weights) for one in certifications)
    yield "certifications", f"{len(certifications)} of {len(vendors)} vendors"
    yield "  by area", _shares(Counter(one.area.value for one in certifications))
    yield "  by level", _shares(Counter(one.level.value for one in certifications))
    yield "  BPO, service, English, soft", f"{service} ({service / max(len(certifications), 1):.1%})"
    yield "  with prerequisites", str(sum(bool(one.prerequisites) for one in certifications))
    yield "  with a dated list price", str(sum(one.list_price_usd is not None for one in certifications))
    yield "  skills each", f"{min(len(one.skill_weights) for one in certifications)} at least, {n_weights} in all"
    skills = list(catalogue.skills.values())
    yield "skills", f"{len(skills)}, {sum(one.esco_uri is not None for one in skills)} with an ESCO identifier"
    yield "  by kind", _shares(Counter(one.kind.value for one in skills))
    occupations = list(catalogue.occupations.values())
    with_esco, with_sinco = (
        sum(bool(getattr(one, name)) for one in occupations) for name in ("esco_uri", "sinco_2019")
    )
    yield "occupations", f"{len(occupations)}, {with_esco} with ESCO, {with_sinco} with SINCO"
    yield "states", str(len(catalogue.states))
    yield "clusters", _shares(Counter(one.kind.value for one in catalogue.clusters.values()))
    institutions = catalogue.institutions.values()
    in_states = len({one.state_id for one in institutions})
    yield "institutions", f"{len(institutions)} in {in_states} states"
    yield "  by kind", _shares(Counter(one.kind.value for one in institutions))
    named = sum(one.institution_id is not None for one in catalogue.curricula.values())
    yield "curricula", f"{len(catalogue.curricula)}, {named} of a named institution"
    needs = [len(one.prerequisite_ids) for one in catalogue.subjects.values()]
    yield "  subjects", f"{len(needs)}, {sum(map(bool, needs))} with prerequisites ({sum(needs)} in all)"
    yield "agreements and funds", f"{len(catalogue.agreements)} and {len(catalogue.funds)}, modelled"


def _shares(counted: Counter[str]) -> str:
    return ", ".join(f"{word} {n}" for word, n in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
