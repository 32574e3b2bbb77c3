"""Fills an installation with what its pages show, one log-in for each role, so that every page can be looked at."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from api import job_services
from api.academia import teachers
from api.accounts import invitations
from api.accounts.demo_accounts import make_demo_accounts
from api.accounts.invitations import Invited
from api.accounts.links import new_link
from api.allocation import allocation_services
from api.job_services import Upload
from api.programme.levers import Levers, TakesPart, scenario_text, seed_of, write_scenario
from data import (
    account_store,
    application_store,
    follow_up_answer_store,
    follow_up_store,
    learner_skill_store,
    learner_store,
    plan_store,
    request_store,
)
from data.account_store import Organisation
from data.catalogue import Catalogue, read_catalogue
from data.database import opened_engine, writing
from data.domain import (
    Answer,
    CertificationId,
    Curriculum,
    CurriculumId,
    Language,
    LearnerId,
    RequestKind,
    SkillId,
    SubjectId,
)
from data.follow_up_store import Drawn, Study, StudyId
from data.interaction_store import put_feedback
from data.job_queue import JobQueue
from data.rights import (
    Account,
    LearnerRights,
    OrganisationId,
    ProgrammeRights,
    Role,
    SchoolRights,
    learner_rights,
    programme_rights,
    school_rights,
)
from data.session_store import TokenPurpose
from data.settings import Settings
from data.teacher_store import HeldCertification, put_held_certification, teachers_of
from data.uploads import Uploads
from recommender.people_files import PeopleFiles
from scripts.company_tour import furnish_company, import_needs
from scripts.operation_tour import furnish_operation, refused_place
from scripts.page_stops import STOPS, Stop
from training.people_count import count_people
from training.worker import work_on_queue

_TYPICAL: Final = CurriculumId("tecnm-isc")
# As long as ids that are made at random: pages of a plan have hundreds.
_PLAN: Final = CurriculumId("pourstudyplan")
_SHARED_PLAN: Final = CurriculumId("ptheirstudies")
_SUBJECT: Final = SubjectId(f"{_PLAN}-aef1031")
_CHOICES: Final = tuple(map(CertificationId, ("microsoft-az-900", "aws-cloud-practitioner", "python-institute-pcap")))
_ANSWERED: Final = CertificationId("github-foundations")
_CORRECTIONS: Final = {SkillId("sql"): 1.0, SkillId("databases"): 0.7, SkillId("data-entry"): 0.0}
_STAFF: Final = {"D-101": "Docente inventada", "D-102": None}
_KARDEX: Final = b"external_id,kind,state_id,english\nT-1,student,MX-JAL,B1\nT-2,student,MX-JAL,A2\nT-3,student,XX,B1\n"
_STUDY: Final = "tour"
_REDEMPTIONS: Final = b"code,redeemed_on\nNO-SUCH-CODE,2026-10-01\n"


@dataclass(frozen=True, slots=True)
class LogIn:
    """What opens an account."""

    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Tour:
    """Every page with its whole address, and the log-in of each role."""

    stops: tuple[Stop, ...]
    log_ins: Mapping[Role, LogIn]


def furnished(settings: Settings) -> Tour:
    """The tour of an installation with invented people and postings, which is changed: give it a copy.

    Letters go to its outbox. Call it once, on the main thread: a worker runs for a moment.
    """
    moment = datetime.now(UTC)
    catalogue = read_catalogue(settings.reference)
    with opened_engine(settings.sqlalchemy_url) as engine:
        with writing(engine) as connection:
            told = make_demo_accounts(connection, catalogue, settings, moment)
            log_ins = [LogIn(*line.split()) for line in told.splitlines()]
            accounts = {one.role: one for one in (_account(connection, log_in.email) for log_in in log_ins)}
            student, school = learner_rights(accounts[Role.STUDENT]), school_rights(accounts[Role.ACADEMIA])
            values = {"learner_id": _another_learner(connection, student), "state_id": "MX-JAL"}
            values |= _links(connection, accounts[Role.STUDENT], settings, moment)
            _furnish_student(connection, student, moment)
            _furnish_school(connection, school, catalogue, settings, moment)
            _put_shared_plan(connection, catalogue, moment)
            values["study_id"] = _STUDY
            values["survey_token"] = _study_link(connection, student, catalogue, moment)
            values |= furnish_company(connection, accounts[Role.INDUSTRY], student, catalogue, moment)
        values["need_import_number"] = str(import_needs(settings, engine, accounts[Role.INDUSTRY], moment))
        programme = programme_rights(accounts[Role.MANAGER])
        values["run_id"] = _ask_for_run(settings, engine, programme, 80, moment)
        values["other_run_id"] = _ask_for_run(settings, engine, programme, 0, moment)
        values |= furnish_operation(settings, moment)
        values["redemption_number"] = str(_import_redemptions(settings, engine, moment))
        values["import_number"] = str(_import_kardex(settings, engine, school, moment))
        with writing(engine) as connection:
            values |= refused_place(connection)
        files = PeopleFiles(settings.people_dir)
        if files.people(catalogue.digest) is None:
            count_people(engine, catalogue, files, moment.date(), lambda line: None)
    values |= {"plan_id": _PLAN, "subject_id": _SUBJECT, "certification_id": _with_most_prerequisites(catalogue)}
    values |= dict(zip(("first_choice", "second_choice", "third_choice"), _CHOICES, strict=True))
    stops = tuple(replace(stop, path=stop.path.format(**values)) for stop in STOPS)
    return Tour(stops, dict(zip(accounts, log_ins, strict=True)))


def _account(connection: sa.Connection, email: str) -> Account:
    credential = account_store.credential_of(connection, email)
    assert credential, f"the demo has no account {email}"  # noqa: S101  (it was made a moment ago)
    return account_store.get_account(connection, credential.account_id)


def _furnish_student(connection: sa.Connection, rights: LearnerRights, moment: datetime) -> None:
    """A goal, skills, an answer, an application and a request, that of one page each."""
    learner_store.change_own_fields(connection, rights, {"goal_occupation_id": "data-analyst", "weekly_hours": 8.0})
    learner_skill_store.state_skills(connection, rights, map(SkillId, ("sql", "python")), moment)
    learner_skill_store.state_skills(connection, rights, [SkillId("data-entry")], moment, is_held=False)
    answer = {"certification_id": _ANSWERED, "answer": Answer.NEVER.value, "answered_at": moment}
    put_feedback(connection, [{"learner_id": rights.learner_id, "impression_id": None} | answer])
    application_store.apply(connection, rights, _CHOICES[1], moment)
    message = "Quiero que alguien revise por qué no aparece esta certificación."
    request_store.ask(connection, rights, RequestKind.HUMAN_DECISION, _CHOICES[2], message, moment)


def _furnish_school(
    connection: sa.Connection, rights: SchoolRights, catalogue: Catalogue, settings: Settings, moment: datetime
) -> None:
    """A typical plan of the catalogue as the school's own, with corrections and two teachers."""
    plan, official_keys = _plan(catalogue, _PLAN)
    plan_store.put_plan(connection, rights, plan, official_keys, moment)
    for skill_id, weight in _CORRECTIONS.items():
        plan_store.correct_skill(connection, rights, _SUBJECT, skill_id, weight, moment)
    for code, name in _STAFF.items():
        teachers.add_teacher(connection, rights, _SUBJECT, code, name, catalogue, settings.pseudonym_secret)
    held = HeldCertification(_CHOICES[0], moment.date() - timedelta(days=200))
    put_held_certification(connection, rights, _PLAN, teachers_of(connection, rights, _PLAN)[0].id, held)


def _study_link(connection: sa.Connection, student: LearnerRights, catalogue: Catalogue, moment: datetime) -> str:
    """What follows ``/encuesta/`` in a letter to the student, whom a study drew."""
    day = moment.date()
    study = Study(StudyId(_STUDY), moment, day - timedelta(days=90), day, day + timedelta(days=60), 1, 2.0, 10.0)
    drawn = Drawn(student.learner_id, next(iter(catalogue.certifications)), 1.0)
    follow_up_store.add_study(connection, study, [drawn])
    return follow_up_answer_store.issue_link_token(
        connection, study.study_id, student.learner_id, moment, is_reminder=False
    )


def _put_shared_plan(connection: sa.Connection, catalogue: Catalogue, moment: datetime) -> None:
    """Another school that lets others compare their plans with its own."""
    other = OrganisationId("tour-other")
    new = Organisation(other, Role.ACADEMIA, "Universidad inventada del Norte", None, None, True, True)
    account_store.add_organisation(connection, new, moment)
    plan, official_keys = _plan(catalogue, _SHARED_PLAN)
    plan_store.put_plan(connection, SchoolRights(other, None), plan, official_keys, moment)


def _plan(catalogue: Catalogue, plan_id: CurriculumId) -> tuple[Curriculum, Mapping[SubjectId, str]]:
    """The typical plan under another id, and the key of each subject; what it teaches is left to be found."""
    typical = catalogue.curricula[_TYPICAL]

    def own(subject_id: SubjectId) -> SubjectId:
        return SubjectId(f"{plan_id}-{subject_id.partition('-')[2]}")

    subjects = tuple(
        replace(
            one,
            id=own(one.id),
            curriculum_id=plan_id,
            skill_weights={},
            prerequisite_ids=frozenset(map(own, one.prerequisite_ids)),
        )
        for one in typical.subjects
    )
    keys = {one.id: one.id.partition("-")[2].upper() for one in subjects}
    return replace(typical, id=plan_id, institution_id=None, subjects=subjects), keys


def _links(connection: sa.Connection, student: Account, settings: Settings, moment: datetime) -> dict[str, str]:
    """What letters' links end with; each page that they lead to can be looked at as often as one likes."""
    invited = Invited("invitada@demo.example", Role.MANAGER, Language.ES)
    links = {
        "invitation_token": invitations.invite(connection, invited, settings, moment).link,
        "confirmation_token": new_link(connection, student.id, TokenPurpose.CONFIRMATION, settings, moment),
        "password_token": new_link(connection, student.id, TokenPurpose.PASSWORD_RESET, settings, moment),
    }
    return {name: link.rpartition("/")[2] for name, link in links.items()}


def _another_learner(connection: sa.Connection, student: LearnerRights) -> LearnerId:
    """An invented learner for whom no account stands."""
    some = learner_store.invented_learners(connection, None, limit=2)
    return next(one.id for one in some if one.id != student.learner_id)


def _import_kardex(settings: Settings, engine: sa.Engine, rights: SchoolRights, moment: datetime) -> int:
    """The number of a finished import with a refused row; another job waits afterwards."""
    queue = JobQueue.of(engine, settings.home)
    number = job_services.import_uploaded(
        queue,
        Uploads(settings.uploads_dir),
        "learners",
        Upload("alumnos.csv", io.BytesIO(_KARDEX)),
        None,
        len(_KARDEX),
        moment,
        organisation_id=rights.organisation_id,
    )
    work_on_queue(settings, once=True, poll_seconds=0.1, progress=lambda line: None)
    queue.enqueue("embed", {}, moment)
    return number


def _import_redemptions(settings: Settings, engine: sa.Engine, moment: datetime) -> int:
    """The number of an import of a vendor's report, with a code that is of no voucher; it has still to be done."""
    return job_services.import_uploaded(
        JobQueue.of(engine, settings.home),
        Uploads(settings.uploads_dir),
        "redemptions",
        Upload("canjes.csv", io.BytesIO(_REDEMPTIONS)),
        None,
        len(_REDEMPTIONS),
        moment,
    )


def _ask_for_run(
    settings: Settings, engine: sa.Engine, rights: ProgrammeRights, floor_percent: int, moment: datetime
) -> str:
    """The id of an allocation among who applied, which a worker has still to make."""
    levers = Levers(TakesPart.APPLICANTS, floor_percent=floor_percent)
    name = f"tour-{floor_percent}"
    scenario = write_scenario(settings.home, name, scenario_text(levers, seed_of(moment.date())))
    return allocation_services.ask(JobQueue.of(engine, settings.home), settings.home, rights, scenario, moment)


def _with_most_prerequisites(catalogue: Catalogue) -> CertificationId:
    most = max(catalogue.certifications.values(), key=lambda one: len(frozenset().union(*one.prerequisites)))
    return most.id
