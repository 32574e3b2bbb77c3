"""Completes the description of the API: examples, how keys are sent, and the headers that every answer has."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI

from api.accounts.scopes import SECURITY_SCHEME
from api.web.request_id import REQUEST_ID_HEADER

EXAMPLES_FILE: Final = Path(__file__).with_name("api_examples.json")

TAGS: Final = [
    {"name": "account", "description": "One's own account, of any role · La cuenta propia, de cualquier papel"},
    {"name": "suggestions", "description": "What to certify next · Qué certificar después"},
    {
        "name": "me",
        "description": "A learner's own skills, goals, data and decisions"
        " · Habilidades, metas, datos y decisiones propias",
    },
    {"name": "paths", "description": "Paths to a target · Caminos a una meta"},
    {"name": "vouchers", "description": "Vouchers offered and claimed · Vales ofrecidos y tomados"},
    {
        "name": "catalogue",
        "description": "Certifications, states, demand · Certificaciones, entidades, demanda",
    },
    {"name": "skills", "description": "Skills, and those in a text · Habilidades, y las de un texto"},
    {"name": "occupations", "description": "Occupations, and those of a title · Ocupaciones, y las de un puesto"},
    {"name": "demand", "description": "Demand by quarter, for managers · Demanda por trimestre, para el programa"},
    {
        "name": "programme",
        "description": "Money, goals and the states in figures, for managers · Dinero, metas y entidades en cifras",
    },
    {
        "name": "requests and record",
        "description": "Requests of learners, and who decided what · Peticiones de aprendices y quién decidió qué",
    },
    {
        "name": "companies",
        "description": "Needs, people near them, talent, surveys · Vacantes, gente cercana, talento, encuestas",
    },
    {
        "name": "schools",
        "description": "Plans of study, what they cover, teachers · Planes de estudio, qué cubren, docentes",
    },
    {
        "name": "pledges",
        "description": "Money that companies offer for vouchers · Dinero que las empresas ofrecen para vales",
    },
    {
        "name": "allocations",
        "description": "Allocations, for managers · Asignaciones, para el programa",
    },
    {"name": "studies", "description": "Follow-up studies, for managers · Estudios de seguimiento, para el programa"},
    {
        "name": "users",
        "description": "Accounts and invitations, for operators · Cuentas e invitaciones, para quien opera",
    },
    {"name": "operation", "description": "What needs attention, and examinations · Lo pendiente y los exámenes"},
    {"name": "jobs", "description": "Jobs of workers, for operators · Trabajos, para quien opera"},
    {"name": "refused rows", "description": "Rows that imports refused · Filas que las importaciones rechazaron"},
    {"name": "models", "description": "Bundles of models and drift · Modelos y deriva"},
    {"name": "backups", "description": "Backups · Respaldos"},
    {"name": "health", "description": "Whether the service can answer · Si el servicio puede responder"},
]
"""Groups of calls, in English and Spanish, as one description serves readers of both."""

_KEY: Final = {"type": "http", "scheme": "bearer", "description": "A key of `rumbo users token`; see docs/api.md"}
_REQUEST_ID: Final = {"description": "The name of the request", "schema": {"type": "string"}}
_RETRY_AFTER: Final = {"description": "Seconds to wait", "schema": {"type": "integer", "minimum": 1}}


class DescribedApi(FastAPI):
    """An application whose description is complete."""

    def openapi(self) -> dict[str, Any]:
        """The description, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = completed(super().openapi())
        return self.openapi_schema


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """A description with what the routes do not say themselves; the routes' own words stay."""
    document.setdefault("components", {})["securitySchemes"] = {SECURITY_SCHEME: _KEY}
    for operations in document["paths"].values():
        for operation in operations.values():
            _complete(operation)
    return document


@cache
def examples() -> dict[str, dict[str, Any]]:
    """Examples by operation id: ``request`` where the shapes give none, and ``answer``."""
    found: dict[str, dict[str, Any]] = json.loads(EXAMPLES_FILE.read_text(encoding="utf-8"))
    return found


def _complete(operation: dict[str, Any]) -> None:
    shown = examples().get(operation["operationId"], {})
    if "request" in shown:
        for shape in operation["requestBody"]["content"].values():
            shape["example"] = shown["request"]
    for status, response in operation["responses"].items():
        headers = response.setdefault("headers", {})
        headers[REQUEST_ID_HEADER] = _REQUEST_ID
        if status == "429":
            headers["Retry-After"] = _RETRY_AFTER
        if status.startswith("2"):
            for shape in response.get("content", {}).values():
                shape["example"] = shown["answer"]
