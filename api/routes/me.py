"""A learner's own suggestions, skills and objection as JSON, for programs that hold their token."""

from fastapi import APIRouter, Response

from api import services
from api.allocation_schemas import DecisionOut, decision_out
from api.dependencies import (
    ApiTextsDep,
    BundleDep,
    CatalogueDep,
    LearnerDep,
    NowDep,
    ReadingDep,
    SuggestingDep,
    WritingDep,
)
from api.routes.suggestions import K
from api.schemas import ObjectionIn, ObjectionOut, OwnSkillOut, SkillWordIn, SuggestionsOut, problems
from api.scopes import scoped
from api.student.skills import skills_of, take_word
from api.suggestions_json import suggestions_out
from data import decision_store, standing_store
from data.domain import SkillId
from data.errors import NotFoundError
from data.scopes import Scope

router = APIRouter(prefix="/v1/me", tags=["me"])


@router.get(
    "/suggestions",
    operation_id="suggestForMe",
    openapi_extra=scoped(Scope.SUGGESTIONS_READ),
    response_model=SuggestionsOut,
    responses=problems(401, 403, 422, 503),
)
def suggest_for_me(
    bundle: BundleDep,
    connection: SuggestingDep,
    rights: LearnerDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
    k: K = 10,
) -> Response:
    """Suggest certifications to whose token it is, best first, and store that they were shown."""
    suggested = services.suggest_for(connection, bundle, rights, moment=now, k=k)
    return Response(suggestions_out(suggested, catalogue, t).model_dump_json(), media_type="application/json")


@router.get(
    "/allocation",
    operation_id="myAllocation",
    openapi_extra=scoped(Scope.ALLOCATIONS_READ),
    responses=problems(401, 403, 404, 422),
)
def my_allocation(connection: ReadingDep, rights: LearnerDep, catalogue: CatalogueDep, t: ApiTextsDep) -> DecisionOut:
    """Say what the last allocation decided about whose token it is, why, and what would have changed it."""
    kept = decision_store.newest_decision(connection, rights)
    if kept is None:
        raise NotFoundError("no allocation has decided about this learner")
    return decision_out(kept, catalogue, t)


@router.get(
    "/skills", operation_id="mySkills", openapi_extra=scoped(Scope.SKILLS_READ), responses=problems(401, 403, 422)
)
def my_skills(
    connection: ReadingDep, rights: LearnerDep, catalogue: CatalogueDep, t: ApiTextsDep, now: NowDep
) -> list[OwnSkillOut]:
    """Every skill that studies and certifications show or that was stated or denied, with where it comes from."""
    _, known = skills_of(connection, rights, catalogue, now)
    return [
        OwnSkillOut(
            id=one.skill_id,
            name=t.label(catalogue.skills[one.skill_id].label),
            origins=[origin.kind for origin in one.origins],
            is_denied=one.is_denied,
        )
        for one in known
    ]


@router.post(
    "/skills",
    operation_id="sayOfSkill",
    openapi_extra=scoped(Scope.SKILLS_WRITE),
    status_code=204,
    responses=problems(400, 401, 403, 404, 422),
)
def say_of_skill(
    said: SkillWordIn, connection: WritingDep, rights: LearnerDep, catalogue: CatalogueDep, now: NowDep
) -> None:
    """Say to hold a skill, not to hold it, or take back what was said; it counts at once."""
    take_word(connection, rights, catalogue, SkillId(said.skill_id), said.word, now)


@router.get(
    "/objection", operation_id="myObjection", openapi_extra=scoped(Scope.OBJECTION_READ), responses=problems(401, 403)
)
def my_objection(connection: ReadingDep, rights: LearnerDep) -> ObjectionOut:
    """Since when one objects to automated decisions."""
    return ObjectionOut(since=standing_store.standing_of(connection, rights.learner_id).objects_since)


@router.post(
    "/objection",
    operation_id="objectToAutomation",
    openapi_extra=scoped(Scope.OBJECTION_WRITE),
    responses=problems(400, 401, 403, 422),
)
def object_to_automation(said: ObjectionIn, connection: WritingDep, rights: LearnerDep, now: NowDep) -> ObjectionOut:
    """Object to automated decisions, or no longer: while one does, suggestions are answered with 403."""
    if said.objects:
        standing_store.object_to_automation(connection, rights, now)
    else:
        standing_store.withdraw_objection(connection, rights)
    return ObjectionOut(since=standing_store.standing_of(connection, rights.learner_id).objects_since)
