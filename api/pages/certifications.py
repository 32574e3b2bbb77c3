"""Browses the certifications: search as one types, filters, pages of results; nothing is stored and no log-in asked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.catalogue_tables import certification_table
from api.dependencies import CatalogueDep, PageTextsDep, PartsDep
from api.i18n import Texts
from api.pages.certification_facts import list_price
from api.pages.choices import Option, by_label, options
from api.pages.frame import Frame, frame_of
from api.pages.prerequisite_picture import certification_url
from api.pages.table_files import render_tables
from api.web.security_headers import OWN_SCRIPTS
from data.catalogue import Catalogue
from data.certification_search import CertificationFilter, PriceRange
from data.domain import Area, Certification, Level, VendorId
from data.settings import Settings

PAGE_SIZE: Final = 20

router = APIRouter(include_in_schema=False)

Word = TypeVar("Word", bound=StrEnum)
FilterQuery = Annotated[str, Query(max_length=64)]


@dataclass(frozen=True, slots=True)
class Row:
    """One certification of the list."""

    url: str
    name: str
    vendor: str
    level: str
    area: str
    summary: str
    price: str
    hours: str


@dataclass(frozen=True, slots=True)
class SelectField:
    """One filter; ``every`` is the choice that asks for nothing."""

    name: str
    label: str
    every: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class CertificationsPage:
    """All that ``certifications.html`` may use."""

    frame: Frame
    text: str
    fields: tuple[SelectField, ...]
    is_filtered: bool
    rows: tuple[Row, ...]
    n_found: int
    page_number: int
    n_pages: int
    previous_url: str | None
    next_url: str | None


@router.get("/certificaciones")
def show_certifications(
    request: Request,
    parts: PartsDep,
    catalogue: CatalogueDep,
    t: PageTextsDep,
    q: Annotated[str, Query(max_length=200)] = "",
    area: FilterQuery = "",
    level: FilterQuery = "",
    vendor: FilterQuery = "",
    price: FilterQuery = "",
    language: FilterQuery = "",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """Show the certifications that fit, best first; a filter with an unknown word asks for nothing."""
    wanted = CertificationFilter(
        text=q.strip(),
        area=_word(area, Area),
        level=_word(level, Level),
        vendor_id=VendorId(vendor) if vendor in catalogue.vendors else None,
        price=_word(price, PriceRange),
        language=language if language in _languages(catalogue) else None,
    )
    found = parts.search.find(wanted)
    n_pages = max(1, -(-len(found) // PAGE_SIZE))
    number = min(page, n_pages)
    asked = {"q": q, "area": area, "level": level, "vendor": vendor, "price": price, "language": language}
    given = {name: value for name, value in asked.items() if value}

    def url(other: int) -> str:
        return f"/certificaciones?{urlencode({**given, 'page': other})}#results"

    shown = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    content = CertificationsPage(
        frame=frame_of(request, t, t("page.certifications.title"), shows_invented=False),
        text=q,
        fields=tuple(_fields(asked, catalogue, t)),
        is_filtered=bool(given),
        rows=tuple(_row(catalogue.certifications[id_], catalogue, t, parts.settings) for id_ in shown),
        n_found=len(found),
        page_number=number,
        n_pages=n_pages,
        previous_url=url(number - 1) if number > 1 else None,
        next_url=url(number + 1) if number < n_pages else None,
    )
    tables = [certification_table((catalogue.certifications[id_] for id_ in found), catalogue, t)]
    return render_tables(request, "certifications.html", content, t, tables, headers=OWN_SCRIPTS)


def _fields(asked: Mapping[str, str], catalogue: Catalogue, t: Texts) -> Iterator[SelectField]:
    """The filters with what is chosen in each."""

    def field(name: str, label: str, every: str, pairs: Iterable[tuple[str, str]]) -> SelectField:
        return SelectField(name, t(label), t(every), options(pairs, asked[name]))

    languages = by_label((code, t.language_name(code)) for code in _languages(catalogue))
    yield field("area", "page.certification.area", "page.start.every_area", _words(Area, t))
    yield field("level", "page.certification.level", "page.certifications.every_level", _words(Level, t))
    vendors = by_label(_issuers(catalogue))
    yield field("vendor", "page.certification.vendor", "page.certifications.every_vendor", vendors)
    yield field("price", "page.certification.price", "page.certifications.every_price", _words(PriceRange, t))
    yield field("language", "page.certification.languages", "page.certifications.every_language", languages)


def _words(words: type[StrEnum], t: Texts) -> Iterator[tuple[str, str]]:
    return ((one.value, t.word(one)) for one in words)


def _word(value: str, words: type[Word]) -> Word | None:
    return words(value) if value in set(words) else None


def _issuers(catalogue: Catalogue) -> Iterable[tuple[str, str]]:
    """Vendors with at least one certification."""
    ids = {one.vendor_id for one in catalogue.certifications.values()}
    return ((one.id, one.name) for one in catalogue.vendors.values() if one.id in ids)


def _languages(catalogue: Catalogue) -> frozenset[str]:
    return frozenset().union(*(one.languages for one in catalogue.certifications.values()))


def _row(one: Certification, catalogue: Catalogue, t: Texts, settings: Settings) -> Row:
    return Row(
        url=certification_url(one.id),
        name=one.name,
        vendor=catalogue.vendors[one.vendor_id].name,
        level=t.word(one.level),
        area=t.word(one.area),
        summary=t.label(one.summary),
        price=list_price(one, t, settings.pesos_per_dollar),
        hours=t.count("page.certifications.hours", one.preparation_hours),
    )
