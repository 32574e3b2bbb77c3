"""Finds our columns in a file's header, whatever the case, accents and signs, and by their usual Spanish names."""

import functools
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from data.names import unaccented

_WORDS: Final = re.compile(r"[^a-z0-9]+")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

# Other names of each column, the likeliest first. A name may serve columns of several kinds of file, but never two
# columns of one kind. Amounts are left out where the other name would not say the unit.
OTHER_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    name: tuple(others.split("; "))
    for name, others in {
        "aliases_en": "otros nombres en inglés; sinónimos en inglés",
        "aliases_es": "otros nombres; sinónimos; otros nombres en español",
        "answer": "respuesta",
        "answered_at": "fecha de respuesta; respondió el",
        "area": "área",
        "birth_year": "año de nacimiento; año nacimiento",
        "certification_id": "certificación; clave de certificación; id certificación; certification",
        "checked_at": "fecha de revisión; revisado el",
        "code": "código; código del vale; folio del vale; voucher code; voucher",
        "completed_on": "fecha de término; fecha de acreditación; fecha de evaluación; acreditada el",
        "credits": "créditos",
        "curriculum_id": "plan de estudios; clave del plan; clave de carrera; carrera; plan; curriculum",
        "curriculum_label_en": "nombre del plan en inglés",
        "curriculum_label_es": "nombre del plan; nombre de la carrera",
        "cycle": "ciclo; ciclo escolar",
        "description": "descripción; descripción del puesto; detalle; detalles; job description; texto",
        "email": "correo; correo electrónico; e-mail; mail; correo institucional",
        "employer": "empresa; empleador; compañía; company; organización; razón social",
        "english": "inglés; nivel de inglés; english level",
        "english_needed": "inglés necesario; inglés requerido",
        "english_tested": "inglés certificado; inglés comprobado",
        "enrolled_on": "fecha de inscripción; inscrito el",
        "esco_uri": "uri esco; esco",
        "event": "evento",
        "expires_on": "vigente hasta; fecha de vencimiento; fecha límite; valid through",
        "exam_codes": "claves de examen; exámenes",
        "experience_months": "meses de experiencia",
        "external_id": "matrícula; número de control; no. de control; número de cuenta; expediente; student id",
        "goal_occupation_id": "ocupación meta; puesto meta; objetivo",
        "grade_scale": "escala; escala de calificación",
        "grade": "calificación; calificación final; nota; promedio",
        "granted_on": "fecha de entrega; otorgado el",
        "has_voucher": "con voucher; tiene voucher; voucher; con beca",
        "hours": "horas; horas totales",
        "hours_practice": "horas prácticas; prácticas; horas de práctica; hp",
        "hours_theory": "horas teóricas; teóricas; horas de teoría; ht",
        "impression_id": "id impresión; impresión",
        "institution": "institución; nombre de la institución",
        "institution_id": "institución; clave de institución; universidad; escuela; plantel",
        "is_invented": "inventado; es inventado",
        "kind": "tipo",
        "label_en": "nombre en inglés; etiqueta en inglés",
        "label_es": "nombre; nombre en español; etiqueta; materia; asignatura; nombre de la materia",
        "language": "idioma; lengua; lang",
        "languages": "idiomas",
        "level": "nivel",
        "list_id": "lista; id lista",
        "list_price_usd": "precio usd; precio de lista usd; precio en dólares",
        "municipality": "municipio",
        "n_applicants": "solicitudes",
        "n_degrees": "titulados",
        "n_enrolled": "matrícula; matrícula total",
        "n_graduates": "egresados",
        "n_new_entrants": "nuevo ingreso",
        "n_places": "lugares; lugares ofertados",
        "n_positions": "vacantes; plazas; número de vacantes; número de plazas; posiciones; openings",
        "n_semesters": "semestres; número de semestres",
        "name": "nombre; nombre completo; full name",
        "occurred_at": "fecha; fecha del evento",
        "occurred_on": "fecha; fecha del hecho; fecha del evento",
        "pay_currency": "moneda",
        "pay_from": "sueldo mensual desde en pesos",
        "pay_period": "periodo de pago",
        "pay_to": "sueldo mensual hasta en pesos",
        "passed": "aprobado; aprobada; aprobó; acreditada; acreditado",
        "passing_grade": "calificación aprobatoria; mínima aprobatoria",
        "period": "periodo; periodo escolar; ciclo escolar; term",
        "posted_on": "fecha de publicación; fecha publicación; publicado; publicado el; fecha; date posted; posted",
        "posting_id": "id vacante; id oferta; clave vacante; folio; folio vacante; job id; vacancy id; id",
        "preparation_hours": "horas de preparación",
        "prerequisites": "prerrequisitos; requisitos previos; seriación; antecedentes; materias previas",
        "price_checked_at": "fecha del precio",
        "price_paid_centavos": "precio pagado en centavos; centavos pagados",
        "programme": "programa; programa educativo; carrera",
        "propensity": "propensión; probabilidad",
        "rank": "lugar; posición",
        "redeemed_on": "fecha de canje; canjeado el",
        "result": "resultado; resultado final",
        "semester": "semestre",
        "shown_at": "fecha de muestra; mostrado el",
        "skill_id": "clave de habilidad; id habilidad",
        "skills": "habilidades; competencias",
        "source": "fuente; origen; bolsa",
        "started_on": "fecha de ingreso; ingreso; fecha de inicio; ingresó el",
        "state_id": "estado; entidad; entidad federativa; clave de entidad; state; región; ubicación; location",
        "subject_id": "clave de materia; clave de asignatura; clave materia; clave",
        "subject_key": "clave oficial",
        "summary_en": "resumen en inglés",
        "summary_es": "resumen; resumen en español",
        "syllabus_en": "temario en inglés",
        "syllabus_es": "temario; contenido; programa",
        "taken_on": "fecha de examen; fecha del examen; presentado el",
        "title": "título; puesto; título del puesto; nombre del puesto; vacante; cargo; job title; position",
        "url": "enlace; liga; vínculo; link; página",
        "validity_months": "vigencia en meses; meses de vigencia",
        "vendor_id": "clave del proveedor; proveedor",
        "vendor_name": "nombre del proveedor; emisor",
        "voucher_id": "folio; clave del voucher",
        "weekly_hours": "horas por semana; horas semanales; horas a la semana",
    }.items()
}


@functools.lru_cache(maxsize=4_096)
def plain_column(name: str) -> str:
    """A column's name in small letters, without accents and signs.

    Examples
    --------
    >>> plain_column("Fecha_de Publicación:"), plain_column("jobTitle")
    ('fecha de publicacion', 'job title')
    """
    return _WORDS.sub(" ", unaccented(_CAMEL.sub(" ", name)).casefold()).strip()


def other_names(column: str) -> tuple[str, ...]:
    """Every plain name under which a column is found, its own first."""
    return tuple(plain_column(name) for name in (column, *OTHER_NAMES.get(column, ())))


def found_columns(wanted: Collection[str], header: Sequence[str]) -> dict[str, int]:
    """The place in a header of each wanted column that is there.

    The very name comes first, then one alike, then the other names in their order. No place serves two columns.

    Examples
    --------
    >>> found_columns(["posting_id", "title"], ["Folio", "TÍTULO", "title"])
    {'title': 2, 'posting_id': 0}
    """
    found = {name: header.index(name) for name in wanted if name in header}
    left = [name for name in wanted if name not in found]
    if not left:
        return found
    free: dict[str, int] = {}
    for place, name in enumerate(header):
        if place not in found.values():
            free.setdefault(plain_column(name), place)
    free.pop("", None)
    # One after the other, so that a column's own name is never another one's second name.
    for n_names in (1, None):
        for column in left:
            theirs = next((name for name in other_names(column)[:n_names] if name in free), None)
            if column not in found and theirs is not None:
                found[column] = free.pop(theirs)
    return found
