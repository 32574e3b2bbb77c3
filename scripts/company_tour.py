"""What the pages of a company need to show something: a need, a message, an offer, a file."""

import io
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from api import job_services
from api.industry import need_services
from api.job_services import Upload
from data import contact_store, need_store, pledge_store, posting_store
from data.catalogue import Catalogue
from data.domain import EnglishLevel, LinkedSkill, SkillId, StateId
from data.job_queue import JobQueue
from data.need_skill_store import SkillWord
from data.need_store import NeedTerms, NeedText
from data.pledge_store import PledgeTerms
from data.rights import Account, LearnerRights, company_rights
from data.settings import Settings
from data.uploads import Uploads
from training.worker import work_on_queue

_TEXT: Final = "Buscamos quien domine SQL y Python para nuestros tableros.\nDeseable: Power BI."
_FILE: Final = (
    "posting_id,title,description,state_id,posted_on\n"
    "1,Tester,Pruebas con SQL y Python,Jalisco,2026-11-02\n"
    "2,Tester,Pruebas,Atlántida,2026-11-02\n"
).encode()


def furnish_company(
    connection: sa.Connection, account: Account, student: LearnerRights, catalogue: Catalogue, moment: datetime
) -> dict[str, str]:
    """Store all that but the file; returns parts of addresses."""
    rights = company_rights(account)
    terms = NeedTerms(EnglishLevel.B1, 2_500_000, 3_200_000, moment.date() + timedelta(days=60))
    text = NeedText("Analista de datos", _TEXT, StateId("MX-JAL"), 3)
    need_id = need_services.post_need(connection, rights, text, terms, moment)
    one = need_store.need_of(connection, rights, need_id)
    links = [LinkedSkill(SkillId(name), _TEXT.splitlines()[0], "dictionary", 0.97) for name in ("sql", "python")]
    posting_store.put_links(connection, {one.posting_id: links})
    need_store.note_read(connection, one)
    need_store.correct_skill(connection, rights, need_id, SkillId("data-entry"), SkillWord.REJECTED, moment)
    words = "Nos gustaría platicar contigo sobre este puesto."
    message = contact_store.add_message(connection, one, student.learner_id, "TOUR", words, moment)
    state_ids = (StateId("MX-JAL"), StateId("MX-NLE"))
    certification_ids = tuple(sorted(catalogue.certifications)[:2])
    pledge = PledgeTerms(15_000_000, 0.4, certification_ids, state_ids, moment.date() + timedelta(days=180))
    pledge_store.offer(connection, rights, pledge, moment, account.id)
    return {"need_id": need_id, "message_token": message.token}


def import_needs(settings: Settings, engine: sa.Engine, account: Account, moment: datetime) -> int:
    """The number of a finished import with a refused row."""
    number = job_services.import_uploaded(
        JobQueue.of(engine, settings.home),
        Uploads(settings.uploads_dir),
        "postings",
        Upload("vacantes.csv", io.BytesIO(_FILE)),
        None,
        len(_FILE),
        moment,
        organisation_id=company_rights(account).organisation_id,
    )
    work_on_queue(settings, once=True, poll_seconds=0.1, progress=lambda line: None)
    return number
