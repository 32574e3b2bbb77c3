"""Having all of one's data erased, as JSON: ask for it, see when, think better of it.

Without idempotency keys, as the password must not become part of a stored hash that is quick to try; who has asked
already is refused anyway.
"""

from fastapi import APIRouter, Request, Response

from api.accounts.scopes import scoped
from api.dependencies import (
    LearnerDep,
    NetworkAddressDep,
    NowDep,
    OwnAccountDep,
    OwnDataDep,
    PartsDep,
    ReadingDep,
    WritingDep,
)
from api.schemas.common import problems
from api.student import own_data
from api.student.data_json import ErasureIn, ErasureOut, erasure_out
from api.web.refused_password import refused_password
from data import standing_store
from data.scopes import Scope

router = APIRouter(prefix="/v1/me/erasure", tags=["me"])


@router.get("", operation_id="myErasure", openapi_extra=scoped(Scope.DATA_READ), responses=problems(401, 403, 422, 503))
def my_erasure(connection: ReadingDep, rights: OwnDataDep, parts: PartsDep) -> ErasureOut:
    """Say whether all is to be erased, and on which day."""
    return erasure_out(standing_store.standing_of(connection, rights.learner_id), parts.settings)


@router.post(
    "",
    operation_id="askForErasure",
    openapi_extra=scoped(Scope.DATA_WRITE),
    status_code=201,
    response_model=ErasureOut,
    responses=problems(400, 401, 403, 422, 503),
)
def ask_for_erasure(
    request: Request,
    asked: ErasureIn,
    connection: WritingDep,
    account: OwnAccountDep,
    rights: LearnerDep,
    parts: PartsDep,
    now: NowDep,
    network_address: NetworkAddressDep,
) -> ErasureOut | Response:
    """Block all data at once and have them erased later; asks for the password, five tries in a quarter of an hour."""
    refusal = own_data.ask_deletion(
        connection,
        account,
        rights,
        parts.settings,
        password=asked.password,
        network_address=network_address,
        moment=now,
    )
    if refusal is not None:
        return refused_password(request, refusal, "password")
    return erasure_out(standing_store.standing_of(connection, rights.learner_id), parts.settings)


@router.post(
    "/cancel",
    operation_id="cancelErasure",
    openapi_extra=scoped(Scope.DATA_WRITE),
    responses=problems(401, 403, 422, 503),
)
def cancel_erasure(connection: WritingDep, rights: OwnDataDep, parts: PartsDep) -> ErasureOut:
    """Keep the data after all."""
    standing_store.cancel_deletion(connection, rights)
    return erasure_out(standing_store.standing_of(connection, rights.learner_id), parts.settings)
