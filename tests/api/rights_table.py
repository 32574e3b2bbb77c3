"""Who may use which route: the one list that every route must stand in."""

from collections.abc import Mapping
from typing import Final

from data.rights import Role

EVERYBODY: Final = frozenset({None, *Role})
SIGNED_IN: Final = frozenset(Role)
STUDENT, ACADEMIA, INDUSTRY, MANAGER, OPERATOR = (frozenset({role}) for role in Role)

ALLOWED: Final[Mapping[str, frozenset[Role | None]]] = {
    # Public pages
    "GET /": EVERYBODY,
    "GET /certificaciones": EVERYBODY,
    "GET /certificaciones/{certification_id}": EVERYBODY,
    "GET /certificaciones-en-orden": EVERYBODY,
    "GET /carreras": EVERYBODY,
    "GET /carreras/{state_id}": EVERYBODY,
    "GET /explora": EVERYBODY,
    "POST /explora": EVERYBODY,
    "GET /plantillas/aprendices.xlsx": EVERYBODY,
    # Invented people without an account are everybody's to look at
    "GET /learners/{learner_id}": EVERYBODY,
    "POST /learners/{learner_id}/answers": EVERYBODY,
    # Figures of groups alone
    "GET /academia/ingles": EVERYBODY,
    # Accounts
    "GET /entrar": EVERYBODY,
    "POST /entrar": EVERYBODY,
    "POST /salir": EVERYBODY,
    "GET /registro": EVERYBODY,
    "POST /registro": EVERYBODY,
    "GET /registro/enviado": EVERYBODY,
    "GET /registro/{token}": EVERYBODY,
    "POST /registro/{token}": EVERYBODY,
    "GET /invitacion/{token}": EVERYBODY,
    "POST /invitacion/{token}": EVERYBODY,
    "GET /contrasena": EVERYBODY,
    "POST /contrasena": EVERYBODY,
    "GET /contrasena/enviado": EVERYBODY,
    "GET /contrasena/{token}": EVERYBODY,
    "POST /contrasena/{token}": EVERYBODY,
    "GET /aviso-de-privacidad": EVERYBODY,
    "GET /cuenta": SIGNED_IN,
    "POST /cuenta/contrasena": SIGNED_IN,
    "POST /cuenta/idioma": SIGNED_IN,
    "POST /cuenta/sesiones": SIGNED_IN,
    # Learners' own pages
    "GET /mi": STUDENT,
    "POST /mi/respuestas": STUDENT,
    "POST /mi/respuestas/deshacer": STUDENT,
    "GET /mi/comparar": STUDENT,
    "GET /mi/habilidades": STUDENT,
    "POST /mi/habilidades": STUDENT,
    "GET /mi/habilidades/texto": STUDENT,
    "POST /mi/habilidades/texto": STUDENT,
    "POST /mi/habilidades/texto/guardar": STUDENT,
    "GET /mi/metas": STUDENT,
    "POST /mi/metas": STUDENT,
    "GET /mi/demanda": STUDENT,
    "GET /mi/vales": STUDENT,
    "POST /mi/vales": STUDENT,
    "POST /mi/vales/{application_id}/retirar": STUDENT,
    "GET /mi/datos": STUDENT,
    "GET /mi/datos/descarga": STUDENT,
    "POST /mi/datos/correccion": STUDENT,
    "POST /mi/datos/oposicion": STUDENT,
    "POST /mi/datos/peticiones": STUDENT,
    "POST /mi/datos/borrado": STUDENT,
    "POST /mi/datos/borrado/cancelar": STUDENT,
    # The programme's managers
    "GET /programa": MANAGER,
    "POST /programa/peticiones/{request_id}": MANAGER,
    # Companies
    "GET /industria": INDUSTRY,
    # Operators
    "GET /usuarios": OPERATOR,
    "POST /usuarios/invitaciones": OPERATOR,
    "POST /usuarios/{account_id}/invitacion": OPERATOR,
    "POST /usuarios/{account_id}/bloqueo": OPERATOR,
    "GET /trabajos": OPERATOR,
    "POST /trabajos": OPERATOR,
    "POST /trabajos/importar": OPERATOR,
    "GET /trabajos/{number}": OPERATOR,
    "POST /trabajos/{number}/cancelar": OPERATOR,
    "POST /trabajos/{number}/reintentar": OPERATOR,
    # Programs
    "GET /v1/learners/{learner_id}/suggestions": EVERYBODY,
    "POST /v1/learners/{learner_id}/answers": EVERYBODY,
    "GET /v1/me/suggestions": STUDENT,
    "GET /v1/me/skills": STUDENT,
    "POST /v1/me/skills": STUDENT,
    "GET /v1/me/objection": STUDENT,
    "POST /v1/me/objection": STUDENT,
    "POST /v1/suggestions": EVERYBODY,
    "GET /v1/occupations/by-title": EVERYBODY,
    "POST /v1/skills/extract": EVERYBODY,
    "GET /v1/jobs": OPERATOR,
    "POST /v1/jobs": OPERATOR,
    "GET /v1/jobs/{number}": OPERATOR,
    "POST /v1/jobs/{number}/cancel": OPERATOR,
    "POST /v1/jobs/{number}/retry": OPERATOR,
    "GET /healthz": EVERYBODY,
    "GET /readyz": EVERYBODY,
}
