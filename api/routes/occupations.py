"""Occupations as JSON: those of the catalogue, and which ones a job title means."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import ApiTextsDep, CatalogueDep, PartsDep
from api.schemas.catalogue import CatalogueOccupationOut, catalogue_occupation_out
from api.schemas.common import problems
from api.web.pagination import Page, PagingDep
from embeddings.titles import TitleReading

router = APIRouter(prefix="/v1/occupations", tags=["occupations"])


class OccupationOut(BaseModel):
    """An occupation that a title may mean."""

    model_config = ConfigDict(frozen=True)

    occupation_id: str | None
    esco_uri: str | None
    label_es: str
    label_en: str
    probability: float = Field(ge=0, le=1)


class TitleOut(BaseModel):
    """A title as it was asked about, and its occupations, likeliest first; none where it names no job."""

    model_config = ConfigDict(frozen=True)

    title: str
    occupations: list[OccupationOut]


@router.get("", operation_id="listOccupations", responses=problems(422))
def list_occupations(catalogue: CatalogueDep, t: ApiTextsDep, paging: PagingDep) -> Page[CatalogueOccupationOut]:
    """List the occupations of the catalogue."""
    found, next_cursor = paging.part(tuple(catalogue.occupations.values()))
    return Page(items=[catalogue_occupation_out(one, catalogue, t) for one in found], next_cursor=next_cursor)


@router.get("/by-title", operation_id="occupationsByTitle", responses=problems(422, 503))
def occupations_by_title(
    parts: PartsDep,
    title: Annotated[str, Query(min_length=1, max_length=500, description="A job title in Spanish or English")],
    k: Annotated[int, Query(ge=1, le=20, description="Occupations at most")] = 3,
) -> TitleOut:
    """Tell which occupations of the catalogue a job title may mean."""
    (found,) = parts.titles.current().read([title], k)
    return TitleOut(title=title, occupations=[_occupation_out(one) for one in found])


def _occupation_out(reading: TitleReading) -> OccupationOut:
    occupation = reading.occupation
    return OccupationOut(
        occupation_id=occupation.occupation_id,
        esco_uri=occupation.esco_uri,
        label_es=occupation.label.es,
        label_en=occupation.label.en,
        probability=reading.probability,
    )
