"""What a route may ask for: the parts of the application, a connection, the reader's language, the time.

Those that only look something up are ``async``: each plain function costs a hop to a worker thread and back.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Final

import sqlalchemy as sa
from anyio import CapacityLimiter
from fastapi import Depends, Path, Query, Request

from api.academia.english_services import EnglishKept
from api.academia.plan_analysis import PlanAnalyst
from api.accounts.scopes import check_scope
from api.career_services import CountsKept
from api.deferred import Deferred
from api.i18n import Texts, language_of_header, texts
from api.industry.counted import CountedPeople
from api.invented import InventedData
from api.kept import Kept
from api.programme.demand_trend import TrendKept
from api.programme.specialised_states import SpecialisedKept
from api.web.bundle_holder import BundleHolder
from api.web.visit import Visit, anonymous, needs_database, visit_of
from data import key_store
from data.catalogue import Catalogue
from data.certification_search import CertificationSearch
from data.database import storage_errors, writing
from data.domain import Language
from data.errors import BundleMissingError, NotReadyError
from data.job_queue import JobQueue
from data.rights import (
    Account,
    CompanyRights,
    LearnerRights,
    OperatorRights,
    ProgrammeRights,
    SchoolRights,
    company_rights,
    learner_rights,
    operator_rights,
    own_data_rights,
    programme_rights,
    school_rights,
    signed_in,
)
from data.settings import Settings
from data.skill_search import SkillSearch
from embeddings.skill_vocabulary import SkillVocabulary
from embeddings.skills import SkillExtractor
from embeddings.titles import TitleReader
from recommender.bundle import Bundle

LANGUAGE_COOKIE: Final = "lang"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the application opens once, when it starts."""

    settings: Settings
    catalogue: Catalogue
    engine: sa.Engine
    bundles: BundleHolder
    search: CertificationSearch
    skill_search: SkillSearch
    jobs: JobQueue
    vocabulary: Deferred[SkillVocabulary]
    skills: Deferred[SkillExtractor]
    titles: Deferred[TitleReader]
    plans: Deferred[PlanAnalyst]
    counted: CountedPeople
    careers: CountsKept = field(default_factory=Kept)
    english: EnglishKept = field(default_factory=EnglishKept.empty)
    trends: TrendKept = field(default_factory=TrendKept)
    specialised: SpecialisedKept = field(default_factory=Kept)
    invented: InventedData = field(default_factory=InventedData)
    # Of requests that look for a kept answer: while they wait they take no thread that routes need.
    once_threads: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(4))


async def parts(request: Request) -> Parts:
    """The parts of this application."""
    found: Parts = request.app.state.parts
    return found


PartsDep = Annotated[Parts, Depends(parts)]


async def catalogue(parts: PartsDep) -> Catalogue:
    """The catalogue."""
    return parts.catalogue


def bundle(parts: PartsDep) -> Bundle:
    """The bundle in use."""
    return parts.bundles.current()


def bundle_or_none(parts: PartsDep) -> Bundle | None:
    """The bundle in use; ``None`` while there is none that fits the catalogue, for pages that have more to show."""
    try:
        return parts.bundles.current()
    except (BundleMissingError, NotReadyError):
        return None


def skill_reader(parts: PartsDep) -> SkillExtractor:
    """The reader of skills. A route asks for it before its connection: no lock is held while it loads."""
    return parts.skills.current()


SkillReaderDep = Annotated[SkillExtractor, Depends(skill_reader)]
CatalogueDep = Annotated[Catalogue, Depends(catalogue)]
BundleDep = Annotated[Bundle, Depends(bundle)]
BundleOrNoneDep = Annotated[Bundle | None, Depends(bundle_or_none)]


def language_of(request: Request) -> Language:
    """The language that the address asks for, else the cookie, else the browser, else Spanish."""
    for wanted in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if wanted in set(Language):
            return Language(wanted)
    return language_of_header(request.headers.get("accept-language", "")) or Language.ES


async def page_texts(request: Request) -> Texts:
    """The texts of a page; an unknown language in the address is passed over."""
    return texts(language_of(request))


async def api_texts(
    request: Request,
    lang: Annotated[
        Language | None,
        Query(description="Language of the answer; default: that of `Accept-Language`, else `es`"),
    ] = None,
) -> Texts:
    """The texts of a JSON answer; an unknown language in the address is an error."""
    return texts(lang or language_of(request))


PageTextsDep = Annotated[Texts, Depends(page_texts)]
ApiTextsDep = Annotated[Texts, Depends(api_texts)]


async def now() -> datetime:
    """The present moment in UTC; tests override it."""
    return datetime.now(UTC)


NowDep = Annotated[datetime, Depends(now)]


async def network_address(request: Request) -> str:
    """Where a request comes from; behind a proxy that is trusted, what the proxy says."""
    return request.client.host if request.client else ""


NetworkAddressDep = Annotated[str, Depends(network_address)]


def visit(request: Request, parts: PartsDep, moment: NowDep) -> Visit:
    """Who makes the request; pages find it in the request's state as well."""
    if needs_database(request):
        with storage_errors(), parts.engine.begin() as opened:
            found = visit_of(opened, request, moment)
        _note_use(parts.engine, found, moment)
        check_scope(request, found.scopes)
    else:
        found = anonymous(request)
    request.state.visit = found
    return found


def _note_use(engine: sa.Engine, visit: Visit, moment: datetime) -> None:
    if visit.key and visit.session_token and key_store.needs_note(visit.key, moment):
        with writing(engine) as opened:
            key_store.note_use(opened, visit.session_token, moment)


VisitDep = Annotated[Visit, Depends(visit, max_concurrency=8)]


def reading_connection(parts: PartsDep) -> Iterator[sa.Connection]:
    """One transaction a request, for requests that only read."""
    with storage_errors(), parts.engine.begin() as opened:
        yield opened


def writing_connection(_visit: VisitDep, parts: PartsDep) -> Iterator[sa.Connection]:
    """One transaction a request: commits if the route returns, rolls back if it raises.

    It begins once it is known who asks: to note the use of a key is a write of its own.
    """
    with writing(parts.engine) as opened:
        yield opened


def suggesting_connection(_bundle: BundleDep, _visit: VisitDep, parts: PartsDep) -> Iterator[sa.Connection]:
    """A writing transaction that begins once the bundle is there: no lock is held while one loads."""
    with writing(parts.engine) as opened:
        yield opened


def maybe_suggesting_connection(_bundle: BundleOrNoneDep, _visit: VisitDep, parts: PartsDep) -> Iterator[sa.Connection]:
    """As `suggesting_connection`, for pages that do without a bundle."""
    with writing(parts.engine) as opened:
        yield opened


# "function" ends the transaction before the answer leaves; the default commits after it, and a failed commit
# would reach the visitor as a 200.
# The numbers keep requests that wait for the database from taking every worker thread (40), one of which the request
# that they wait for needs to go on: without them fifty writes at once stood still until the database gave up. Together
# they stay below the connections of the pool (15).
ReadingDep = Annotated[sa.Connection, Depends(reading_connection, scope="function", max_concurrency=5)]
WritingDep = Annotated[sa.Connection, Depends(writing_connection, scope="function", max_concurrency=3)]
SuggestingDep = Annotated[sa.Connection, Depends(suggesting_connection, scope="function", max_concurrency=3)]
MaybeSuggestingDep = Annotated[sa.Connection, Depends(maybe_suggesting_connection, scope="function", max_concurrency=2)]


async def account(visit: VisitDep) -> Account | None:
    """Who is logged in."""
    return visit.account


AccountDep = Annotated[Account | None, Depends(account)]


async def own_account(account: AccountDep) -> Account:
    """The account of who is logged in, whatever its role."""
    return signed_in(account)


async def own_learner(account: AccountDep) -> LearnerRights:
    """The rights of the learner who is logged in."""
    return learner_rights(account)


async def own_data(account: AccountDep) -> LearnerRights:
    """The rights of the learner who is logged in, also while their data wait to be erased."""
    return own_data_rights(account)


async def own_school(account: AccountDep) -> SchoolRights:
    """The rights of the school that who is logged in works for."""
    return school_rights(account)


async def own_company(account: AccountDep) -> CompanyRights:
    """The rights of the company that who is logged in works for."""
    return company_rights(account)


async def programme(account: AccountDep) -> ProgrammeRights:
    """The rights of the manager who is logged in."""
    return programme_rights(account)


async def operator(account: AccountDep) -> OperatorRights:
    """The rights of the operator who is logged in."""
    return operator_rights(account)


OwnAccountDep = Annotated[Account, Depends(own_account)]
LearnerDep = Annotated[LearnerRights, Depends(own_learner)]
OwnDataDep = Annotated[LearnerRights, Depends(own_data)]
SchoolDep = Annotated[SchoolRights, Depends(own_school)]
CompanyDep = Annotated[CompanyRights, Depends(own_company)]
ProgrammeDep = Annotated[ProgrammeRights, Depends(programme)]
OperatorDep = Annotated[OperatorRights, Depends(operator)]


# Patterns keep out zero bytes, which PostgreSQL refuses inside a text.
LearnerIdPath = Annotated[
    str,
    Path(max_length=64, pattern="^[0-9A-Za-z_-]+$", description="Pseudonymous id of an invented learner"),
]
ID_PATTERN: Final = r"^[^\x00]+$"
