"""Whether the service lives and whether it can answer."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from api.dependencies import BundleDep, ReadingDep
from api.schemas.common import problems
from data import demand_store

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(Health):
    """The database can be read and a bundle is loaded."""

    bundle_version: str


@router.get("/healthz", operation_id="health")
def health() -> Health:
    """Say that the process answers."""
    return Health()


@router.get("/readyz", operation_id="readiness", responses=problems(503))
def readiness(bundle: BundleDep, connection: ReadingDep) -> Readiness:
    """Say whether suggestions can be made: 503 names what is missing."""
    demand_store.as_of(connection)  # A query of ours: it fails where the tables are missing, too.
    return Readiness(bundle_version=bundle.version)
