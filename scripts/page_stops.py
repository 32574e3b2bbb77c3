"""Every page of the service: its name, who looks at it, and its address."""

from dataclasses import dataclass
from typing import Final

from data.domain import Language
from data.rights import Role


@dataclass(frozen=True, slots=True)
class Stop:
    """A page; ``role`` is ``None`` where nobody is logged in. Parts of ``path`` in braces are filled by a tour."""

    name: str
    role: Role | None
    path: str


_MODELS: Final = "/operacion/modelos"
_NEEDS: Final = "/industria/vacantes"
_PLAN: Final = "/academia/planes/{plan_id}"
_RUN: Final = "/programa/repartos/{run_id}"

STOPS: Final = (
    Stop("start", None, "/"),
    Stop("certifications", None, "/certificaciones"),
    Stop("certifications-search", None, "/certificaciones?q=redes&area=networks"),
    Stop("certifications-nothing", None, "/certificaciones?q=xyzzy&level=expert"),
    Stop("certification", None, "/certificaciones/{certification_id}"),
    Stop("prerequisites", None, "/certificaciones-en-orden"),
    Stop("careers", None, "/carreras"),
    Stop("career", None, "/carreras/{state_id}"),
    Stop("explore", None, "/explora"),
    Stop("invented-learner", None, "/learners/{learner_id}"),
    Stop("log-in", None, "/entrar"),
    Stop("sign-up", None, "/registro"),
    Stop("sign-up-sent", None, "/registro/enviado"),
    Stop("sign-up-confirm", None, "/registro/{confirmation_token}"),
    Stop("invitation", None, "/invitacion/{invitation_token}"),
    Stop("password-forgotten", None, "/contrasena"),
    Stop("password-sent", None, "/contrasena/enviado"),
    Stop("password-new", None, "/contrasena/{password_token}"),
    Stop("privacy-notice", None, "/aviso-de-privacidad"),
    Stop("student-next", Role.STUDENT, "/mi"),
    Stop("student-compare", Role.STUDENT, "/mi/comparar?c={first_choice}&c={second_choice}&c={third_choice}"),
    Stop("student-compare-nothing", Role.STUDENT, "/mi/comparar"),
    Stop("student-skills", Role.STUDENT, "/mi/habilidades"),
    Stop("student-skills-search", Role.STUDENT, "/mi/habilidades?q=datos"),
    Stop("student-skills-text", Role.STUDENT, "/mi/habilidades/texto"),
    Stop("student-goals", Role.STUDENT, "/mi/metas"),
    Stop("student-path", Role.STUDENT, "/mi/camino"),
    Stop("student-path-certification", Role.STUDENT, "/mi/camino?meta=certification:{first_choice}"),
    Stop("student-demand", Role.STUDENT, "/mi/demanda"),
    Stop("student-vouchers", Role.STUDENT, "/mi/vales?c={first_choice}"),
    Stop("student-data", Role.STUDENT, "/mi/datos"),
    Stop("student-messages", Role.STUDENT, "/mi/mensajes"),
    Stop("message", None, "/mensaje/{message_token}"),
    Stop("survey", None, "/encuesta/{survey_token}"),
    Stop("survey-received", None, "/encuesta-recibida"),
    Stop("account", Role.STUDENT, "/cuenta"),
    Stop("account-keys", Role.OPERATOR, "/cuenta/llaves"),
    Stop("programme", Role.MANAGER, "/programa"),
    Stop("programme-offers", Role.MANAGER, "/programa/patrocinios"),
    Stop("programme-companies", Role.MANAGER, "/programa/empresas"),
    Stop("programme-map", Role.MANAGER, "/programa/mapa"),
    Stop("programme-demand", Role.MANAGER, "/programa/demanda?estado={state_id}&area=data_ai"),
    Stop(
        "programme-demand-postings",
        Role.MANAGER,
        "/programa/demanda/vacantes?estado={state_id}&area=data_ai&desde=2026-07-01&hasta=2026-09-30",
    ),
    Stop("programme-funds", Role.MANAGER, "/programa/fondos"),
    Stop("programme-vouchers", Role.MANAGER, "/programa/vales"),
    Stop("programme-voucher-file", Role.MANAGER, "/programa/vales/archivos/{redemption_number}"),
    Stop("programme-goals", Role.MANAGER, "/programa/metas"),
    Stop("programme-studies", Role.MANAGER, "/programa/estudios"),
    Stop("programme-new-study", Role.MANAGER, "/programa/estudios/nuevo"),
    Stop("programme-study", Role.MANAGER, "/programa/estudios/{study_id}"),
    Stop("programme-study-letters", Role.MANAGER, "/programa/estudios/{study_id}/cartas"),
    Stop("programme-record", Role.MANAGER, "/programa/bitacora"),
    Stop("programme-runs", Role.MANAGER, "/programa/repartos"),
    Stop("programme-new-run", Role.MANAGER, "/programa/repartos/nuevo?estado={state_id}"),
    Stop("programme-run", Role.MANAGER, _RUN),
    Stop("programme-approval", Role.MANAGER, f"{_RUN}/aprobar"),
    Stop("programme-proof", Role.MANAGER, f"{_RUN}/prueba"),
    Stop("programme-comparison", Role.MANAGER, f"{_RUN}/comparar?con={{other_run_id}}"),
    Stop("industry", Role.INDUSTRY, "/industria"),
    Stop("industry-needs", Role.INDUSTRY, _NEEDS),
    Stop("industry-new-need", Role.INDUSTRY, f"{_NEEDS}/nueva"),
    Stop("industry-paste", Role.INDUSTRY, f"{_NEEDS}/nueva/pegar"),
    Stop("industry-need", Role.INDUSTRY, f"{_NEEDS}/{{need_id}}"),
    Stop("industry-need-search", Role.INDUSTRY, f"{_NEEDS}/{{need_id}}?q=nube"),
    Stop("industry-edit-need", Role.INDUSTRY, f"{_NEEDS}/{{need_id}}/editar"),
    Stop("industry-people", Role.INDUSTRY, f"{_NEEDS}/{{need_id}}/personas"),
    Stop("industry-files", Role.INDUSTRY, "/industria/archivos"),
    Stop("industry-file", Role.INDUSTRY, "/industria/archivos/{need_import_number}"),
    Stop("industry-supply", Role.INDUSTRY, "/industria/talento"),
    Stop("industry-pledges", Role.INDUSTRY, "/industria/patrocinios"),
    Stop("industry-survey", Role.INDUSTRY, "/industria/encuesta"),
    Stop("academia-plans", Role.ACADEMIA, "/academia"),
    Stop("academia-english", Role.ACADEMIA, "/academia/ingles"),
    Stop("academia-settings", Role.ACADEMIA, "/academia/ajustes"),
    Stop("academia-files", Role.ACADEMIA, "/academia/kardex"),
    Stop("academia-file", Role.ACADEMIA, "/academia/kardex/{import_number}"),
    Stop("academia-new-plan", Role.ACADEMIA, "/academia/planes/nuevo"),
    Stop("plan", Role.ACADEMIA, _PLAN),
    Stop("plan-cell", Role.ACADEMIA, f"{_PLAN}/celda?materia={{subject_id}}&area=data_ai"),
    Stop("plan-add", Role.ACADEMIA, f"{_PLAN}/agregar"),
    Stop("plan-added", Role.ACADEMIA, f"{_PLAN}/agregar?certificacion={{first_choice}}&materia={{subject_id}}"),
    Stop("plan-prerequisites", Role.ACADEMIA, f"{_PLAN}/seriacion"),
    Stop("plan-compare", Role.ACADEMIA, f"{_PLAN}/comparar"),
    Stop("plan-training", Role.ACADEMIA, f"{_PLAN}/formacion"),
    Stop("plan-report", Role.ACADEMIA, f"{_PLAN}/informe"),
    Stop("plan-subjects", Role.ACADEMIA, f"{_PLAN}/materias"),
    Stop("plan-subject", Role.ACADEMIA, f"{_PLAN}/materias/{{subject_id}}"),
    Stop("plan-teachers", Role.ACADEMIA, f"{_PLAN}/docentes"),
    Stop("operation", Role.OPERATOR, "/operacion"),
    Stop("operation-files", Role.OPERATOR, "/operacion/filas"),
    Stop("operation-file", Role.OPERATOR, "/operacion/filas/{file_id}"),
    Stop("operation-row", Role.OPERATOR, "/operacion/filas/{file_id}/{line}"),
    Stop("operation-models", Role.OPERATOR, _MODELS),
    Stop("operation-model", Role.OPERATOR, f"{_MODELS}/{{version}}"),
    Stop("operation-promotion", Role.OPERATOR, f"{_MODELS}/{{other_version}}/servir"),
    Stop("operation-rollback", Role.OPERATOR, f"{_MODELS}/regresar"),
    Stop("operation-drift", Role.OPERATOR, "/operacion/deriva"),
    Stop("operation-backups", Role.OPERATOR, "/operacion/respaldos"),
    Stop("users", Role.OPERATOR, "/usuarios"),
    Stop("jobs", Role.OPERATOR, "/trabajos"),
    Stop("job", Role.OPERATOR, "/trabajos/{import_number}"),
)


def in_language(path: str, language: Language) -> str:
    """The address of the same page in a language.

    Examples
    --------
    >>> in_language("/carreras", Language.EN), in_language("/mi/habilidades?q=datos", Language.ES)
    ('/carreras?lang=en', '/mi/habilidades?q=datos&lang=es')
    """
    return f"{path}{'&' if '?' in path else '?'}lang={language.value}"
