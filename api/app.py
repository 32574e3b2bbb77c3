"""Builds the web application: what it opens, who may call it, and where its routes are."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles

from api.academia.plan_analysis import PlanAnalyst
from api.deferred import Deferred
from api.dependencies import Parts
from api.i18n import texts
from api.industry.counted import CountedPeople
from api.pages import (
    career,
    careers,
    certification,
    certifications,
    explore,
    jobs,
    learner,
    log_in,
    prerequisite_map,
    start,
    survey,
    template_file,
)
from api.pages.academia import all_pages as academia
from api.pages.account import invitation, keys, own, password_reset, privacy, sign_up, users
from api.pages.industry import all_pages as industry
from api.pages.operation import all_pages as operation
from api.pages.programme import all_pages as programme
from api.pages.student import student_pages
from api.routes import health
from api.routes.all_routes import V1_ROUTERS
from api.schemas.common import problems
from api.skill_texts import installed_extractor
from api.web.api_description import TAGS, DescribedApi
from api.web.body_limit import BodyLimitMiddleware
from api.web.bundle_holder import BundleHolder
from api.web.errors import install_error_handlers
from api.web.forms import checked_form
from api.web.request_id import RequestIdMiddleware
from api.web.request_limits import RequestLimitMiddleware
from api.web.same_origin import SameOriginMiddleware
from api.web.security_headers import SecurityHeadersMiddleware
from api.web.server_timing import ServerTimingMiddleware
from api.web.warm_up import ask_for_invented, start_warm_up
from data.catalogue import Catalogue, read_catalogue
from data.certification_search import CertificationSearch
from data.database import open_engine
from data.domain import Language
from data.job_queue import JobQueue
from data.settings import Settings
from data.skill_search import SkillSearch
from embeddings.encoder import installed_fingerprint, load_encoder
from embeddings.skill_vocabulary import SkillVocabulary
from embeddings.titles import TitleReader, titled_occupations
from embeddings.vector_cache import VectorCache
from recommender.bundle import Bundle, current_bundle_folder, load_bundle
from recommender.people_files import PeopleFiles

STATIC_DIR: Final = Path(__file__).resolve().parent / "static"

# A page of another site can make a visitor's browser send requests here under its own name (DNS rebinding).
ALLOWED_HOSTS: Final = ("localhost", "127.0.0.1", "[::1]", "testserver")


def create_app(settings: Settings, *, warms_up: bool = False) -> FastAPI:
    """The application of one installation; it opens the catalogue and the database when it starts.

    With ``warms_up`` it then makes what is slow to make, beside its first requests.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        for language in Language:
            texts(language)
        catalogue = read_catalogue(settings.reference)
        engine = open_engine(settings.sqlalchemy_url)
        app.state.parts = Parts(
            settings,
            catalogue,
            engine,
            bundle_holder(settings, catalogue),
            CertificationSearch(catalogue),
            SkillSearch(catalogue.skills.values()),
            JobQueue.of(engine, settings.home),
            Deferred(lambda: SkillVocabulary(catalogue.skills.values())),
            Deferred(lambda: installed_extractor(settings, catalogue, engine)),
            Deferred(lambda: title_reader(settings, catalogue)),
            Deferred(lambda: plan_analyst(settings, catalogue)),
            CountedPeople(PeopleFiles(settings.people_dir), catalogue),
        )
        ask_for_invented(app.state.parts)
        if warms_up:
            start_warm_up(app.state.parts)
        yield
        engine.dispose()

    app = DescribedApi(
        title="Rumbo",
        summary="Suggests the next IT or BPO certification",
        version="1",
        openapi_url="/v1/openapi.json",
        openapi_tags=TAGS,
        # The documentation pages of the framework load scripts from another host.
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    install_error_handlers(app)
    _include_routers(app)
    # Pages are not compressed: how long a compressed page is can tell what secrets it holds (BREACH).
    app.mount("/static", GZipMiddleware(StaticFiles(directory=STATIC_DIR)), name="static")
    _add_middleware(app, settings)
    return app


def bundle_holder(settings: Settings, catalogue: Catalogue) -> BundleHolder:
    """The holder of this installation's bundle."""

    def load() -> Bundle:
        folder = current_bundle_folder(settings.bundles_dir)
        return load_bundle(folder, catalogue, installed_fingerprint(settings.encoder, settings.models_dir))

    return BundleHolder(settings.bundles_dir, load)


def plan_analyst(settings: Settings, catalogue: Catalogue) -> PlanAnalyst:
    """What analyses plans of study."""
    return PlanAnalyst(settings, catalogue, load_encoder(settings.encoder, settings.models_dir))


def title_reader(settings: Settings, catalogue: Catalogue) -> TitleReader:
    """The reader of titles as occupations of the catalogue; ESCO's others would keep the first request for minutes."""
    encoder = load_encoder(settings.encoder, settings.models_dir)
    return TitleReader(
        titled_occupations(catalogue.occupations.values()), encoder, VectorCache(settings.match_cache_dir)
    )


def _include_routers(app: FastAPI) -> None:
    """All pages, and all calls of the API."""
    pages = (
        start,
        log_in,
        certifications,
        certification,
        prerequisite_map,
        learner,
        explore,
        template_file,
        jobs,
        survey,
    )
    by_state = (careers, career)
    account_pages = (sign_up, invitation, password_reset, own, keys, privacy, users)
    of_roles = (student_pages, academia, programme, industry, operation)
    for page in (*pages, *by_state, *account_pages, *of_roles):
        app.include_router(page.router, dependencies=[Depends(checked_form)])
    for router in V1_ROUTERS:
        app.include_router(router, responses=problems(429))
    app.include_router(health.router)


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    """What sees every request before its route does."""
    # The last one added is the first to see a request.
    app.add_middleware(
        RequestLimitMiddleware,
        key_per_minute=settings.key_requests_per_minute,
        address_per_minute=settings.address_requests_per_minute,
    )
    app.add_middleware(SameOriginMiddleware)
    app.add_middleware(BodyLimitMiddleware, upload_bytes=settings.upload_megabytes * 1_000_000)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*ALLOWED_HOSTS, *settings.own_hosts], www_redirect=False)
    app.add_middleware(SecurityHeadersMiddleware)
    app.add_middleware(ServerTimingMiddleware)
    app.add_middleware(RequestIdMiddleware)
