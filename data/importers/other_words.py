"""Words that people write in place of ours for closed sets, in plain form."""

from collections.abc import Mapping
from typing import Final

from data.domain import EnglishLevel, LearnerKind

LEARNER_KINDS: Final[Mapping[str, LearnerKind]] = {
    **dict.fromkeys(("estudiante", "alumno", "alumna", "alumno a"), LearnerKind.STUDENT),
    **dict.fromkeys(("profesional", "profesionista", "egresado", "egresada", "trabajador"), LearnerKind.PROFESSIONAL),
    **dict.fromkeys(("docente", "profesor", "profesora", "maestro", "maestra"), LearnerKind.TEACHER),
}

ENGLISH_LEVELS: Final[Mapping[str, EnglishLevel]] = {
    **dict.fromkeys(("ninguno", "nulo", "nada", "sin ingles", "no english", "no"), EnglishLevel.NONE),
    **dict.fromkeys(("principiante", "beginner"), EnglishLevel.A1),
    **dict.fromkeys(("basico", "elemental", "basic", "elementary"), EnglishLevel.A2),
    **dict.fromkeys(("intermedio", "medio", "intermediate"), EnglishLevel.B1),
    **dict.fromkeys(("intermedio alto", "intermedio avanzado", "upper intermediate"), EnglishLevel.B2),
    **dict.fromkeys(("avanzado", "advanced"), EnglishLevel.C1),
    **dict.fromkeys(("nativo", "bilingue", "dominio", "proficient", "native", "bilingual"), EnglishLevel.C2),
}
