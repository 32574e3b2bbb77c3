"""A learner's consents as JSON: shown with the notice, given and taken back one by one."""

from fastapi import APIRouter, Response

from api.accounts.scopes import scoped
from api.dependencies import ApiTextsDep, LearnerDep, NowDep, PartsDep, ReadingDep, WritingDep
from api.schemas.common import problems
from api.student.consent_json import ConsentIn, ConsentsOut, consents_out
from api.student.consents import change_consent
from api.web.etags import UNCHANGED, IfMatch, IfNoneMatch, check_unchanged, tag_of, tagged
from api.web.once import OnceRoute
from data import learner_store
from data.scopes import Scope

router = APIRouter(prefix="/v1/me/consents", tags=["me"], route_class=OnceRoute)


@router.get(
    "",
    operation_id="myConsents",
    openapi_extra=scoped(Scope.DATA_READ),
    response_model=ConsentsOut,
    responses={304: UNCHANGED, **problems(401, 403, 422, 503)},
)
def my_consents(
    connection: ReadingDep, rights: LearnerDep, parts: PartsDep, t: ApiTextsDep, if_none_match: IfNoneMatch = None
) -> Response:
    """Show what one agrees to, and the privacy notice in force."""
    found = consents_out(connection, rights, parts.settings, t)
    return tagged(found, tag_of([found]), if_none_match)


@router.post(
    "",
    operation_id="changeConsent",
    openapi_extra=scoped(Scope.DATA_WRITE),
    response_model=ConsentsOut,
    responses=problems(400, 401, 403, 412, 422, 503),
)
def set_consent(
    said: ConsentIn,
    connection: WritingDep,
    rights: LearnerDep,
    parts: PartsDep,
    t: ApiTextsDep,
    now: NowDep,
    if_match: IfMatch = None,
) -> Response:
    """Agree to a purpose, or no longer. `If-Match` makes sure that it is given under the notice that was read."""
    learner_store.hold_learner(connection, rights.learner_id)
    check_unchanged(if_match, tag_of([consents_out(connection, rights, parts.settings, t)]))
    change_consent(connection, rights, said.purpose, parts.settings, now, agrees=said.agrees)
    changed = consents_out(connection, rights, parts.settings, t)
    return tagged(changed, tag_of([changed]))
