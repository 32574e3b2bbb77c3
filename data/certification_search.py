"""Finds certifications by words and by facts, as the pages that browse them do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from data.catalogue import Catalogue
from data.domain import Area, Certification, CertificationId, Level, VendorId
from data.names import plain_name


class PriceRange(StrEnum):
    """List prices of one exam in dollars; ``TO_CONFIRM`` are those without a dated price."""

    UP_TO_100 = "up_to_100"
    UP_TO_200 = "up_to_200"
    UP_TO_400 = "up_to_400"
    ABOVE_400 = "above_400"
    TO_CONFIRM = "to_confirm"


PRICE_LIMITS: Final = {
    PriceRange.UP_TO_100: (0.0, 100.0),
    PriceRange.UP_TO_200: (0.0, 200.0),
    PriceRange.UP_TO_400: (0.0, 400.0),
    PriceRange.ABOVE_400: (400.01, float("inf")),
}


@dataclass(frozen=True, slots=True)
class CertificationFilter:
    """What a certification must be; ``None`` asks for nothing. ``language`` is that of an exam (ISO 639-1)."""

    text: str = ""
    area: Area | None = None
    level: Level | None = None
    vendor_id: VendorId | None = None
    price: PriceRange | None = None
    language: str | None = None

    def allows(self, one: Certification) -> bool:
        """Whether a certification's facts fit, its text aside."""
        return (
            self.area in (None, one.area)
            and self.level in (None, one.level)
            and self.vendor_id in (None, one.vendor_id)
            and (self.language is None or self.language in one.languages)
            and (self.price is None or _is_priced(one, self.price))
        )


class CertificationSearch:
    """Words of every certification, made once: names and codes weigh most, then skills, then the summaries.

    Case and accents do not count. Every word asked for must begin a word of the certification.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._certifications = catalogue.certifications
        self._words = {one.id: _words(one, catalogue) for one in catalogue.certifications.values()}

    def find(self, wanted: CertificationFilter) -> tuple[CertificationId, ...]:
        """Certifications that fit, best first; in the catalogue's order without words to look for."""
        allowed = [one for one in self._certifications.values() if wanted.allows(one)]
        asked = plain_name(wanted.text).split()
        scores = {one.id: _score(asked, self._words[one.id]) for one in allowed}
        found = [one.id for one in allowed if scores[one.id] > 0 or not asked]
        return tuple(sorted(found, key=lambda id_: -scores[id_]))


_WEIGHTS: Final = (8, 3, 1)


def _words(one: Certification, catalogue: Catalogue) -> tuple[str, ...]:
    """Words of name, vendor and codes; of the skills; of the summaries: each set as one text, a blank around each."""
    skills = [catalogue.skills[skill_id] for skill_id in one.skill_weights]
    names = (one.name, catalogue.vendors[one.vendor_id].name, *one.exam_codes)
    labels = (text for skill in skills for text in (skill.label.es, skill.label.en))
    return _split(names), _split(labels), _split((one.summary.es, one.summary.en))


def _split(texts: Iterable[str]) -> str:
    """Single words; a code such as AZ-104 counts whole and in parts."""
    all_texts = tuple(texts)
    found = {word for text in all_texts for word in plain_name(text).split()}
    found |= {plain_name(text).replace(" ", "") for text in all_texts if " " not in text}
    return f" {' '.join(sorted(found))} "


def _score(asked: Sequence[str], words: tuple[str, ...]) -> int:
    """Sum over the words asked for of the weight of the best place where each is found; 0 if one is nowhere."""
    total = 0
    for word in asked:
        best = 0
        for weight, there in zip(_WEIGHTS, words, strict=True):
            if f" {word} " in there:
                best = max(best, 2 * weight)
            elif f" {word}" in there:
                best = max(best, weight)
        if best == 0:
            return 0
        total += best
    return total


def _is_priced(one: Certification, price: PriceRange) -> bool:
    if one.list_price_usd is None:
        return price is PriceRange.TO_CONFIRM
    if price is PriceRange.TO_CONFIRM:
        return False
    low, high = PRICE_LIMITS[price]
    return low <= one.list_price_usd <= high
