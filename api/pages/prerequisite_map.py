"""All certifications that need another one first, drawn family by family."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.dependencies import CatalogueDep, PageTextsDep
from api.pages.frame import Frame, frame_of, render
from api.pages.prerequisite_picture import PrerequisitePicture, picture_of
from data.catalogue import Catalogue
from recommender.prerequisites import Surroundings, connected_parts

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Family:
    """Certifications joined by their prerequisites; ``title`` names the vendors."""

    title: str
    picture: PrerequisitePicture


@dataclass(frozen=True, slots=True)
class PrerequisiteMapPage:
    """All that ``prerequisite_map.html`` may use."""

    frame: Frame
    families: tuple[Family, ...]
    n_certifications: int


@router.get("/certificaciones-en-orden")
def show_map(request: Request, catalogue: CatalogueDep, t: PageTextsDep) -> HTMLResponse:
    """Show the whole graph of prerequisites."""
    parts = connected_parts(catalogue.certifications)
    drawn = ((part, picture_of(part, catalogue, None)) for part in parts)
    families = tuple(Family(t.listed(_vendors(part, catalogue)), picture) for part, picture in drawn if picture)
    frame = frame_of(request, t, t("page.map.title"), shows_invented=False)
    n_certifications = sum(len(layer) for part in parts for layer in part.layers)
    return render(request, "prerequisite_map.html", PrerequisiteMapPage(frame, families, n_certifications), t)


def _vendors(part: Surroundings, catalogue: Catalogue) -> list[str]:
    """Names of the vendors of a part, each once."""
    members = (catalogue.certifications[id_] for layer in part.layers for id_ in layer)
    return list(dict.fromkeys(catalogue.vendors[one.vendor_id].name for one in members))
