"""A learner's own suggestions, skills and objection as JSON, for programs that hold their token."""

from datetime import datetime

import sqlalchemy as sa
from fastapi import APIRouter, Response

from api import services
from api.accounts.scopes import scoped
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
from api.i18n import Texts
from api.routes.suggestions import K
from api.schemas.allocations import DecisionOut, decision_out
from api.schemas.common import ObjectionIn, ObjectionOut, OwnSkillOut, SkillWordIn, SuggestionsOut, problems
from api.schemas.suggestions_json import suggestions_out
from api.student.skills import skills_of, take_word
from api.web.etags import UNCHANGED, IfMatch, IfNoneMatch, check_unchanged, tag_of, tagged
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data import decision_store, learner_store, standing_store
from data.catalogue import Catalogue
from data.domain import SkillId
from data.errors import NotFoundError
from data.rights import LearnerRights
from data.scopes import Scope

router = APIRouter(prefix="/v1/me", tags=["me"], route_class=OnceRoute)


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
    "/skills",
    operation_id="mySkills",
    openapi_extra=scoped(Scope.SKILLS_READ),
    response_model=Page[OwnSkillOut],
    responses={304: UNCHANGED, **problems(401, 403, 422)},
)
def my_skills(
    connection: ReadingDep,
    rights: LearnerDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
    paging: PagingDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Every skill that studies and certifications show or that was stated or denied, with where it comes from."""
    known = _own_skills(connection, rights, catalogue, t, now)
    items, next_cursor = paging.part(known)
    return tagged(Page(items=list(items), next_cursor=next_cursor), tag_of(known), if_none_match)


@router.post(
    "/skills",
    operation_id="sayOfSkill",
    openapi_extra=scoped(Scope.SKILLS_WRITE),
    status_code=204,
    responses=problems(400, 401, 403, 404, 412, 422),
)
def say_of_skill(
    said: SkillWordIn,
    connection: WritingDep,
    rights: LearnerDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
    if_match: IfMatch = None,
) -> None:
    """Say to hold a skill, not to hold it, or take back what was said; it counts at once."""
    if if_match is not None:
        learner_store.hold_learner(connection, rights.learner_id)
        check_unchanged(if_match, tag_of(_own_skills(connection, rights, catalogue, t, now)))
    take_word(connection, rights, catalogue, SkillId(said.skill_id), said.word, now)


@router.get(
    "/objection",
    operation_id="myObjection",
    openapi_extra=scoped(Scope.OBJECTION_READ),
    response_model=ObjectionOut,
    responses={304: UNCHANGED, **problems(401, 403, 422)},
)
def my_objection(connection: ReadingDep, rights: LearnerDep, if_none_match: IfNoneMatch = None) -> Response:
    """Since when one objects to automated decisions."""
    found = _objection(connection, rights)
    return tagged(found, tag_of([found]), if_none_match)


@router.post(
    "/objection",
    operation_id="objectToAutomation",
    openapi_extra=scoped(Scope.OBJECTION_WRITE),
    response_model=ObjectionOut,
    responses=problems(400, 401, 403, 412, 422),
)
def object_to_automation(
    said: ObjectionIn, connection: WritingDep, rights: LearnerDep, now: NowDep, if_match: IfMatch = None
) -> Response:
    """Object to automated decisions, or no longer: while one does, suggestions are answered with 403."""
    learner_store.hold_learner(connection, rights.learner_id)
    check_unchanged(if_match, tag_of([_objection(connection, rights)]))
    if said.objects:
        standing_store.object_to_automation(connection, rights, now)
    else:
        standing_store.withdraw_objection(connection, rights)
    changed = _objection(connection, rights)
    return tagged(changed, tag_of([changed]))


def _own_skills(
    connection: sa.Connection, rights: LearnerRights, catalogue: Catalogue, t: Texts, now: datetime
) -> tuple[OwnSkillOut, ...]:
    _, known = skills_of(connection, rights, catalogue, now)
    return tuple(
        OwnSkillOut(
            id=one.skill_id,
            name=t.label(catalogue.skills[one.skill_id].label),
            origins=[origin.kind for origin in one.origins],
            is_denied=one.is_denied,
        )
        for one in known
    )


def _objection(connection: sa.Connection, rights: LearnerRights) -> ObjectionOut:
    return ObjectionOut(since=standing_store.standing_of(connection, rights.learner_id).objects_since)
