"""Skills as JSON: those of the catalogue, and those found in texts, of which nothing is stored."""

from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.dependencies import ApiTextsDep, CatalogueDep, PartsDep
from api.schemas.catalogue import CatalogueSkillOut, catalogue_skill_out
from api.schemas.common import problems
from api.skill_texts import skills_json
from api.web.pagination import Page, PagingDep
from data.domain import SkillKind
from data.errors import TextTooLongError
from embeddings.passages import MAX_BYTES

router = APIRouter(prefix="/v1/skills", tags=["skills"])

_MAX_TEXTS = 50


class ExtractIn(BaseModel):
    """One text, with an id if wanted, or several texts; 200 kB in all."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"text": "Requisitos: Java y SQL Server"}]}
    )

    id: Annotated[str, Field(max_length=200)] | None = None
    text: str | None = None
    texts: Annotated[list[str], Field(min_length=1, max_length=_MAX_TEXTS)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.text is None) == (self.texts is None):
            raise ValueError("give either text or texts")
        return self


class SkillOut(BaseModel):
    """A mention of a skill; ``start`` and ``end`` count characters of the text."""

    surface: str
    start: int
    end: int
    kind: SkillKind
    label_es: str
    label_en: str
    uri: str | None = Field(description="ESCO's address, if it has the skill")
    skill_id: str | None = Field(description="Id in the catalogue, if it has the skill")
    required: bool
    negated: bool
    probability: float = Field(ge=0, le=1, description="Calibrated chance that the text speaks of this skill")
    sentence: str


class ExtractOut(BaseModel):
    """The skills of one text, by their place."""

    id: str | None
    skills: list[SkillOut]


@router.get("", operation_id="listSkills", responses=problems(422))
def list_skills(
    parts: PartsDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    paging: PagingDep,
    search: Annotated[str, Query(max_length=200, description="Beginning of a word of any of its names")] = "",
) -> Page[CatalogueSkillOut]:
    """List skills of the catalogue: with a search those that fit, best first, else all in the catalogue's order."""
    found = parts.skill_search.find(search, most=None) if search.strip() else tuple(catalogue.skills)
    ids, next_cursor = paging.part(found)
    return Page(items=[catalogue_skill_out(catalogue.skills[id_], t) for id_ in ids], next_cursor=next_cursor)


@router.post("/extract", operation_id="extractSkills", responses=problems(400, 413, 422, 503))
def extract_skills(asked: ExtractIn, parts: PartsDep) -> list[ExtractOut]:
    """Find the skills in texts in Spanish, English or both: one item for each text, in their order."""
    texts = [asked.text] if asked.text is not None else asked.texts or []
    n_bytes = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
    if n_bytes > MAX_BYTES:
        raise TextTooLongError(f"the texts take {n_bytes:,} bytes; at most {MAX_BYTES:,} are read at once: split them")
    extractor = parts.skills.current()
    return [
        ExtractOut.model_validate({"id": asked.id, "skills": skills_json(extractor.extract(text))}) for text in texts
    ]
