"""Certifications of the catalogue as JSON."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api.dependencies import ID_PATTERN, ApiTextsDep, CatalogueDep, PartsDep
from api.schemas.catalogue import (
    CertificationDetailOut,
    CertificationOut,
    certification_detail_out,
    certification_out,
)
from api.schemas.common import problems
from api.web.pagination import Page, PagingDep
from data.certification_search import CertificationFilter, PriceRange
from data.domain import Area, CertificationId, Level, VendorId
from data.errors import NotFoundError

router = APIRouter(prefix="/v1/certifications", tags=["catalogue"])


@dataclass(frozen=True, slots=True)
class CertificationQuery:
    """What the address asks for, by the names that the page has."""

    q: Annotated[
        str, Query(max_length=200, description="Words of name, vendor, code, skills or summary; best fit first")
    ] = ""
    area: Area | None = None
    level: Level | None = None
    vendor: Annotated[str | None, Query(max_length=64, pattern=ID_PATTERN, description="Id of a vendor")] = None
    price: Annotated[PriceRange | None, Query(description="List price of one exam in dollars")] = None
    language: Annotated[str | None, Query(pattern="^[a-z]{2}$", description="Of the exam, ISO 639-1")] = None

    def filter(self) -> CertificationFilter:
        """The same in the words of the search."""
        return CertificationFilter(
            text=self.q.strip(),
            area=self.area,
            level=self.level,
            vendor_id=VendorId(self.vendor) if self.vendor else None,
            price=self.price,
            language=self.language,
        )


@router.get("", operation_id="listCertifications", responses=problems(422))
def list_certifications(
    query: Annotated[CertificationQuery, Depends()],
    parts: PartsDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    paging: PagingDep,
) -> Page[CertificationOut]:
    """List the certifications that fit, best first; in the catalogue's order without words to look for."""
    ids, next_cursor = paging.part(parts.search.find(query.filter()))
    items = [certification_out(catalogue.certifications[id_], catalogue, t) for id_ in ids]
    return Page(items=items, next_cursor=next_cursor)


@router.get("/{certification_id}", operation_id="showCertification", responses=problems(404, 422))
def show_certification(
    certification_id: Annotated[str, Path(max_length=64, pattern=ID_PATTERN)], catalogue: CatalogueDep, t: ApiTextsDep
) -> CertificationDetailOut:
    """Show a certification: its skills, what must be held before, what it opens, the jobs that it leads to."""
    found = catalogue.certifications.get(CertificationId(certification_id))
    if found is None:
        raise NotFoundError(f"no certification {certification_id!r}")
    return certification_detail_out(found, catalogue, t)
