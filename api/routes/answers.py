"""Answers to suggestions as JSON."""

from fastapi import APIRouter

from api import services
from api.accounts.scopes import scoped
from api.dependencies import AccountDep, LearnerIdPath, NowDep, WritingDep
from api.schemas.common import AnswerIn, AnswerOut, problems
from api.web.once import OnceRoute
from data.domain import LearnerId
from data.scopes import Scope

router = APIRouter(prefix="/v1", tags=["suggestions"], route_class=OnceRoute)


@router.post(
    "/learners/{learner_id}/answers",
    operation_id="answerSuggestion",
    openapi_extra=scoped(Scope.SUGGESTIONS_WRITE, is_open=True),
    status_code=201,
    responses=problems(400, 401, 403, 404, 422),
)
def answer_suggestion(
    learner_id: LearnerIdPath, answer: AnswerIn, connection: WritingDep, now: NowDep, account: AccountDep
) -> AnswerOut:
    """Store what a learner says to a suggestion; the newest answer counts."""
    rights = services.rights_over(connection, account, LearnerId(learner_id))
    certification_id = services.record_answer(connection, rights, answer.impression_id, answer.answer, now)
    return AnswerOut(certification_id=certification_id, answer=answer.answer)
