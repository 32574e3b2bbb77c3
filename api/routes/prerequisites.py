"""Which certifications must be held before which, as JSON: the whole graph, family by family."""

from fastapi import APIRouter
from pydantic import Field

from api.dependencies import CatalogueDep
from api.schemas.catalogue import named_certification
from api.schemas.common import BodyOut, NamedOut, problems
from api.web.pagination import Page, PagingDep
from data.catalogue import Catalogue
from recommender.prerequisites import Surroundings, connected_parts

router = APIRouter(prefix="/v1/prerequisites", tags=["catalogue"])


class PrerequisiteOut(BodyOut):
    """One certification that opens the way to another, by their ids."""

    before: str
    after: str
    is_alternative: bool = Field(description="Whether another one would do as well")


class FamilyOut(BodyOut):
    """Certifications joined by their prerequisites."""

    vendors: list[NamedOut]
    layers: list[list[NamedOut]] = Field(
        description="What comes first is in the first; none needs one of a later layer"
    )
    prerequisites: list[PrerequisiteOut]


@router.get("", operation_id="listPrerequisites", responses=problems(422))
def list_prerequisites(catalogue: CatalogueDep, paging: PagingDep) -> Page[FamilyOut]:
    """List the families of certifications in their order, largest first; those that need none and open none are out."""
    some, next_cursor = paging.part(connected_parts(catalogue.certifications))
    return Page(items=[_family(one, catalogue) for one in some], next_cursor=next_cursor)


def _family(one: Surroundings, catalogue: Catalogue) -> FamilyOut:
    members = (catalogue.certifications[id_] for layer in one.layers for id_ in layer)
    vendors = (catalogue.vendors[id_] for id_ in dict.fromkeys(member.vendor_id for member in members))
    return FamilyOut(
        vendors=[NamedOut(id=vendor.id, name=vendor.name) for vendor in vendors],
        layers=[[named_certification(id_, catalogue) for id_ in layer] for layer in one.layers],
        prerequisites=[
            PrerequisiteOut(before=need.before, after=need.after, is_alternative=need.is_alternative)
            for need in one.needs
        ],
    )
