"""Teachers as a school enters them: by its own staff code, which becomes a pseudonym."""

from datetime import date
from typing import Any, Final

import sqlalchemy as sa

from api.web.field_errors import FieldsError
from data import account_store, teacher_store
from data.catalogue import Catalogue
from data.domain import CertificationId, EnglishLevel, LearnerId, LearnerKind
from data.errors import InputError, NotFoundError
from data.importers.kinds import row_hash
from data.importers.learners import USUAL_HOURS
from data.importers.pseudonyms import learner_id_of
from data.rights import SchoolRights, institution_of
from data.teacher_store import HeldCertification

CODE_LENGTH: Final = 64


class CodeTakenError(InputError):
    """The code is that of somebody who is no teacher of the school; whose it is, nobody is told."""

    status = 422
    key = "error.code_taken"


def add_teacher(
    connection: sa.Connection,
    rights: SchoolRights,
    subject_id: str,
    code: str,
    name: str | None,
    catalogue: Catalogue,
    key: bytes,
) -> None:
    """Store who teaches a subject, or note that a teacher who is there teaches it, too.

    Raises
    ------
    CodeTakenError
        If the code is not a teacher's of this school.
    NoInstitutionError
        If the school has no institution.
    NotFoundError
        If the school has no such subject.
    """
    teacher = _learner(connection, rights, learner_id_of(key, code), catalogue)
    theirs = {"learner_id": teacher["learner_id"], "external_id": code, "name": name, "email": None, "birth_year": None}
    try:
        teacher_store.put_teacher(connection, rights, teacher, theirs)
    except NotFoundError as error:
        raise CodeTakenError("the code is that of somebody else") from error
    teacher_store.assign_teacher(connection, rights, subject_id, teacher["learner_id"])


def held_certification(certification_id: str, day: str, today: date, catalogue: Catalogue) -> HeldCertification:
    """An exam as somebody enters it.

    Raises
    ------
    FieldsError
        If the certification is not of the catalogue, or the day is none or still to come.
    """
    taken_on = exam_day(day, today)
    problems = {}
    if CertificationId(certification_id) not in catalogue.certifications:
        problems["certification_id"] = "error.field.unknown_id"
    if taken_on is None:
        problems["taken_on"] = "error.field.range"
    if problems or taken_on is None:
        raise FieldsError(problems)
    return HeldCertification(CertificationId(certification_id), taken_on)


def exam_day(text: str, today: date) -> date | None:
    """The day that a field of a form says; ``None`` where it is none or still to come."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(1990, 1, 1) <= day <= today else None


def _learner(
    connection: sa.Connection, rights: SchoolRights, learner_id: LearnerId, catalogue: Catalogue
) -> dict[str, Any]:
    """The columns of a teacher of whom nothing else is known."""
    institution_id = institution_of(rights)
    values = {
        "learner_id": learner_id,
        "kind": LearnerKind.TEACHER.value,
        "state_id": catalogue.institutions[institution_id].state_id,
        "institution_id": institution_id,
        "english": EnglishLevel.NONE.value,
        "english_tested": False,
        "weekly_hours": USUAL_HOURS,
        "is_invented": account_store.get_organisation(connection, rights.organisation_id).is_invented,
    }
    return values | {"row_hash": row_hash(values)}
