from pathlib import Path

import pytest

from data.catalogue import Catalogue, read_catalogue
from data.certification_search import CertificationFilter, CertificationSearch, PriceRange
from data.domain import Area, Level, VendorId
from data.settings import Settings


class TestFind:
    @pytest.mark.parametrize(
        ("wanted", "expected"),
        [
            (CertificationFilter(), ["acme-1", "acme-2", "acme-3", "zen-1", "zen-2"]),
            (CertificationFilter(text="  ACMÉ tw "), ["acme-2"]),
            (CertificationFilter(text="a-2"), ["acme-2"]),
            (CertificationFilter(text="nube"), ["acme-1", "acme-2"]),
            (CertificationFilter(text="sql"), ["zen-1", "zen-2"]),
            (CertificationFilter(text="sql nothing"), []),
            (CertificationFilter(area=Area.CLOUD, level=Level.ASSOCIATE), ["acme-2"]),
            (CertificationFilter(vendor_id=VendorId("zenith")), ["zen-1", "zen-2"]),
            (CertificationFilter(language="es"), ["acme-1", "zen-1", "zen-2"]),
            (CertificationFilter(price=PriceRange.UP_TO_100), ["acme-1"]),
            (CertificationFilter(price=PriceRange.ABOVE_400), []),
            (CertificationFilter(price=PriceRange.TO_CONFIRM), ["acme-2", "acme-3", "zen-1", "zen-2"]),
            (CertificationFilter(text="python", price=PriceRange.UP_TO_400), []),
        ],
    )
    def test_finds_by_words_and_facts(
        self, catalogue: Catalogue, wanted: CertificationFilter, expected: list[str]
    ) -> None:
        assert list(CertificationSearch(catalogue).find(wanted)) == expected

    def test_puts_names_before_skills_and_summaries(self, catalogue: Catalogue) -> None:
        # "Zenith Python" bears the word; "Zenith SQL" has neither name nor skill of it.
        assert CertificationSearch(catalogue).find(CertificationFilter(text="zenith")) == ("zen-1", "zen-2")
        assert CertificationSearch(catalogue).find(CertificationFilter(text="p"))[0] == "zen-2"

    def test_finds_every_shipped_certification_by_its_own_name(self) -> None:
        shipped: Path = Settings().reference
        catalogue = read_catalogue(shipped)
        search = CertificationSearch(catalogue)
        lost = [
            one.id
            for one in catalogue.certifications.values()
            if one.id not in search.find(CertificationFilter(text=one.name))[:3]
        ]
        assert lost == []
