"""Skills read out of a learner's text as JSON: read, and those that they confirm kept."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from api.accounts.scopes import scoped
from api.dependencies import ApiTextsDep, CatalogueDep, LearnerDep, NowDep, SkillReaderDep, WritingDep
from api.schemas.common import BodyIn, BodyOut, IdIn, NamedOut, problems
from api.student.skill_reading import keep_skills, read_skills
from api.web.field_errors import FieldsError
from data.scopes import Scope

# Without idempotency keys: an answer that is kept would hold sentences of the text, and keeping twice changes nothing.
router = APIRouter(prefix="/v1/me/skills", tags=["me"])


class TextIn(BodyIn):
    """A text of one's own, such as a CV; up to 200 kB."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "Experiencia en Python y SQL."}]})

    text: str


class ReadSkillOut(BodyOut):
    """A skill, the sentence that speaks of it, and the calibrated chance that it does."""

    skill: NamedOut
    sentence: str
    probability: float = Field(ge=0, le=1)


class ReadSkillsOut(BodyOut):
    """The skills of a text; none of them is stored."""

    items: list[ReadSkillOut]


class KeepIn(BodyIn):
    """Skills that a learner confirms."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"skill_ids": ["python", "sql"]}]})

    skill_ids: Annotated[list[IdIn], Field(min_length=1, max_length=500)]


@router.post(
    "/read",
    operation_id="readMySkills",
    openapi_extra=scoped(Scope.SKILLS_READ),
    responses=problems(400, 401, 403, 413, 422, 503),
)
def read_my_skills(
    sent: TextIn, _rights: LearnerDep, reader: SkillReaderDep, catalogue: CatalogueDep, t: ApiTextsDep
) -> ReadSkillsOut:
    """Read the skills of the catalogue out of a text. Neither the text nor a skill is stored."""
    items = [
        ReadSkillOut(
            skill=NamedOut(id=one.skill_id, name=t.label(catalogue.skills[one.skill_id].label)),
            sentence=one.sentence,
            probability=one.probability,
        )
        for one in read_skills(sent.text, reader)
    ]
    return ReadSkillsOut(items=items)


@router.post(
    "/keep",
    operation_id="keepMySkills",
    openapi_extra=scoped(Scope.SKILLS_WRITE),
    status_code=204,
    responses=problems(400, 401, 403, 422, 503),
)
def keep_my_skills(
    confirmed: KeepIn, connection: WritingDep, rights: LearnerDep, catalogue: CatalogueDep, now: NowDep
) -> None:
    """Store skills that were read out of a text and that one confirms; they count at once."""
    unknown = [place for place, id_ in enumerate(confirmed.skill_ids) if id_ not in catalogue.skills]
    if unknown:
        raise FieldsError({f"skill_ids/{place}": "error.field.unknown_id" for place in unknown})
    keep_skills(connection, rights, catalogue, confirmed.skill_ids, now)
