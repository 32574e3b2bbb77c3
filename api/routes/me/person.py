"""The personal fields that a learner may correct, as JSON.

Without idempotency keys: an answer that is kept would hold a name, and correcting twice changes nothing.
"""

from fastapi import APIRouter, Response

from api.accounts.scopes import scoped
from api.dependencies import LearnerDep, NowDep, ReadingDep, WritingDep
from api.schemas.common import problems
from api.student.data_json import PersonIn, PersonOut, person_out
from api.student.own_data import can_be_birth_year
from api.web.etags import UNCHANGED, IfMatch, IfNoneMatch, check_unchanged, tag_of, tagged
from api.web.field_errors import FieldsError
from data import learner_store
from data.scopes import Scope

router = APIRouter(prefix="/v1/me", tags=["me"])


@router.get(
    "/person",
    operation_id="myPerson",
    openapi_extra=scoped(Scope.DATA_READ),
    response_model=PersonOut,
    responses={304: UNCHANGED, **problems(401, 403, 422, 503)},
)
def my_person(connection: ReadingDep, rights: LearnerDep, if_none_match: IfNoneMatch = None) -> Response:
    """Show the personal fields that one may correct."""
    found = person_out(learner_store.person_of(connection, rights))
    return tagged(found, tag_of([found]), if_none_match)


@router.post(
    "/person",
    operation_id="correctPerson",
    openapi_extra=scoped(Scope.DATA_WRITE),
    response_model=PersonOut,
    responses=problems(400, 401, 403, 412, 422, 503),
)
def correct_person(
    person: PersonIn, connection: WritingDep, rights: LearnerDep, now: NowDep, if_match: IfMatch = None
) -> Response:
    """Correct name and year of birth; later imports leave them as they are."""
    learner_store.hold_learner(connection, rights.learner_id)
    check_unchanged(if_match, tag_of([person_out(learner_store.person_of(connection, rights))]))
    if person.birth_year is not None and not can_be_birth_year(person.birth_year, now):
        raise FieldsError({"birth_year": "error.field.range"})
    name = (person.name or "").strip() or None
    learner_store.change_person(connection, rights, {"name": name, "birth_year": person.birth_year})
    changed = person_out(learner_store.person_of(connection, rights))
    return tagged(changed, tag_of([changed]))
