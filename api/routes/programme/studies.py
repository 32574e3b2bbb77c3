"""Follow-up studies as JSON, for managers: drawn, written to, and read with weights."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.accounts.scopes import scoped
from api.dependencies import ApiTextsDep, CatalogueDep, NowDep, PartsDep, ProgrammeDep, ReadingDep, WritingDep
from api.last_jobs import is_under_way
from api.programme.follow_up_services import new_study, study_results
from api.programme.levers import seed_of
from api.programme.studies import ask_for_letters, last_letters, make_study, progress_of
from api.schemas.common import problems
from api.schemas.studies import (
    LettersIn,
    StudyIn,
    StudyOut,
    StudyProgressOut,
    StudyResultsOut,
    progress_out,
    results_out,
    study_out,
)
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data import follow_up_store
from data.database import reading
from data.errors import InputError
from data.scopes import Scope

router = APIRouter(prefix="/v1/studies", tags=["studies"], route_class=OnceRoute)

StudyPath = Annotated[str, Path(min_length=1, max_length=32, pattern=r"^[^\x00/]+$", description="Name of the study")]


@router.get(
    "", operation_id="listStudies", openapi_extra=scoped(Scope.STUDIES_READ), responses=problems(401, 403, 422, 503)
)
def list_studies(connection: ReadingDep, _rights: ProgrammeDep, paging: PagingDep) -> Page[StudyOut]:
    """List the follow-up studies, newest first."""
    some, next_cursor = paging.part(follow_up_store.studies(connection))
    items = [study_out(one, follow_up_store.letter_counts(connection, one.study_id)) for one in some]
    return Page(items=items, next_cursor=next_cursor)


@router.post(
    "",
    operation_id="makeStudy",
    openapi_extra=scoped(Scope.STUDIES_WRITE),
    status_code=201,
    responses=problems(400, 401, 403, 409, 422, 503),
)
def make(wanted: StudyIn, connection: WritingDep, rights: ProgrammeDep, now: NowDep) -> StudyProgressOut:
    """Draw a study by lot in strata of state and kind; nobody is written to yet."""
    if wanted.closes_on < now.date():
        raise InputError("closes_on is over")
    study = new_study(
        wanted.id,
        wanted.passed_from,
        wanted.passed_until,
        wanted.closes_on,
        moment=now,
        seed=seed_of(now.date()),
        reaches=(wanted.odds_reach, wanted.wage_reach),
    )
    make_study(connection, rights, study, wanted.n_people, now)
    return progress_out(progress_of(connection, study.study_id), is_writing=False)


@router.get(
    "/{study_id}",
    operation_id="showStudy",
    openapi_extra=scoped(Scope.STUDIES_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def show_study(study_id: StudyPath, connection: ReadingDep, _rights: ProgrammeDep, parts: PartsDep) -> StudyProgressOut:
    """Show how far a study has come, and who answered by group."""
    found = progress_of(connection, study_id)
    return progress_out(found, is_writing=is_under_way(last_letters(parts.jobs, study_id)))


@router.post(
    "/{study_id}/letters",
    operation_id="writeStudyLetters",
    openapi_extra=scoped(Scope.STUDIES_WRITE),
    status_code=202,
    responses=problems(400, 401, 403, 404, 409, 422, 503),
)
def write_letters(
    study_id: StudyPath, wanted: LettersIn, rights: ProgrammeDep, parts: PartsDep, now: NowDep
) -> StudyProgressOut:
    """Let a worker invite who was not written to, or remind once who is silent; 409 once the study is closed."""
    ask_for_letters(parts.jobs, rights, study_id, now, is_reminder=wanted.is_reminder)
    with reading(parts.engine) as connection:
        found = progress_of(connection, study_id)
    return progress_out(found, is_writing=is_under_way(last_letters(parts.jobs, study_id)))


@router.get(
    "/{study_id}/results",
    operation_id="showStudyResults",
    openapi_extra=scoped(Scope.STUDIES_READ),
    responses=problems(401, 403, 404, 409, 422, 503),
)
def show_results(
    study_id: StudyPath, connection: ReadingDep, _rights: ProgrammeDep, catalogue: CatalogueDep, t: ApiTextsDep
) -> StudyResultsOut:
    """Say what the answers tell of everybody, weighted; 409 while fewer than thirty answered."""
    return results_out(study_results(connection, study_id, catalogue), catalogue, t)
