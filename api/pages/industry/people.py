"""People near a need: figures by state, anonymous profiles, and messages that the programme passes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

import sqlalchemy as sa
from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from api.dependencies import (
    CompanyDep,
    NowDep,
    OwnAccountDep,
    PageTextsDep,
    Parts,
    PartsDep,
    ReadingDep,
    WritingDep,
)
from api.i18n import Texts
from api.industry import messages
from api.industry.near_people import people_near
from api.industry.people import AnonymousProfile, NearInState
from api.navigation import Way
from api.pages.done import done_text, done_url
from api.pages.frame import Frame, frame_of
from api.pages.industry.tables import near_table
from api.pages.industry.ways import NEEDS, NeedIdPath, industry_ways, need_url
from api.pages.people_counts import shown_text
from api.pages.table_files import render_tables
from api.small_groups import FEWEST_PEOPLE
from api.web.forms import PostedDep, text_field
from data import contact_store, need_store
from data.catalogue import Catalogue
from data.contact_store import SentMessage
from data.need_store import Need
from recommender.people_near import NEAR, READY

router = APIRouter(prefix=f"{NEEDS}/{{need_id}}/personas", include_in_schema=False)

ReferencePath = Annotated[str, Path(max_length=16, pattern="^[0-9A-Z]+$")]

_PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class NearRow:
    """People of a state in words."""

    place: str
    n_ready: str
    n_near: str


@dataclass(frozen=True, slots=True)
class ProfileCard:
    """Somebody without a name."""

    reference: str
    share: str
    place: str
    held: str
    missing: str
    certification: str
    certification_url: str
    english: str
    takes_messages: bool
    is_contacted: bool


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message that was sent, and what came of it; ``address`` is there after a yes."""

    reference: str
    sent: str
    message: str
    standing: str
    address: str


@dataclass(frozen=True, slots=True)
class NearPeoplePage:
    """All that ``industry/people.html`` may use; ``errors`` has a message by reference.

    ``counted_on`` is the day of the count of people, ``None`` before the first.
    """

    frame: Frame
    ways: tuple[Way, ...]
    url: str
    need_url: str
    done: str | None
    title: str
    has_skills: bool
    counted_on: str | None
    ready_percent: int
    near_percent: int
    fewest: int
    rows: tuple[NearRow, ...]
    profiles: tuple[ProfileCard, ...]
    messages: tuple[MessageRow, ...]
    most_letters: int
    errors: Mapping[str, str]


@router.get("")
def show_people(
    request: Request,
    need_id: NeedIdPath,
    rights: CompanyDep,
    connection: ReadingDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Show who is near."""
    one = need_store.need_of(connection, rights, need_id)
    return _page(request, connection, one, parts, t, now)


@router.post("/{reference}")
def write(
    request: Request,
    need_id: NeedIdPath,
    reference: ReferencePath,
    form: PostedDep,
    rights: CompanyDep,
    account: OwnAccountDep,
    connection: WritingDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Have the programme pass a message on."""
    one = need_store.need_of(connection, rights, need_id)
    message = text_field(form, "message", messages.MOST_LETTERS)
    if not message:
        errors = {reference: t("error.field.missing")}
        return _page(request, connection, one, parts, t, now, errors=errors)
    profiles = people_near(connection, one, parts, now).profiles
    messages.send_message(
        connection, rights, account, one, profiles, reference, message, settings=parts.settings, moment=now
    )
    return RedirectResponse(done_url(f"{need_url(one.id)}/personas", "mensaje"), status_code=303)


def _page(
    request: Request,
    connection: sa.Connection,
    one: Need,
    parts: Parts,
    t: Texts,
    now: datetime,
    *,
    errors: Mapping[str, str] | None = None,
) -> Response:
    found = people_near(connection, one, parts, now)
    sent = contact_store.sent_messages(connection, one)
    contacted = {message.reference for message in sent}
    page = NearPeoplePage(
        frame=frame_of(request, t, t("page.people.title"), shows_invented=found.is_invented),
        ways=industry_ways(request.url.path, t),
        url=f"{need_url(one.id)}/personas",
        need_url=need_url(one.id),
        done=done_text(request, t),
        title=one.title,
        has_skills=found.has_skills,
        counted_on=t.day(found.counted_on) if found.counted_on else None,
        ready_percent=round(READY * _PERCENT),
        near_percent=round(NEAR * _PERCENT),
        fewest=FEWEST_PEOPLE,
        rows=tuple(_row(row, parts.catalogue, t) for row in found.near),
        profiles=tuple(_card(profile, contacted, parts.catalogue, t) for profile in found.profiles),
        messages=tuple(_message(message, t) for message in sent),
        most_letters=messages.MOST_LETTERS,
        errors=errors or {},
    )
    tables = [near_table(found.near, parts.catalogue, page.ready_percent, page.near_percent, t)] if found.near else []
    return render_tables(request, "industry/people.html", page, t, tables, status=422 if errors else 200)


def _row(row: NearInState, catalogue: Catalogue, t: Texts) -> NearRow:
    place = t.label(catalogue.states[row.state_id].label) if row.state_id else t("page.people.country")
    return NearRow(place, shown_text(row.n_ready, t), shown_text(row.n_near, t))


def _card(profile: AnonymousProfile, contacted: set[str], catalogue: Catalogue, t: Texts) -> ProfileCard:
    skills, closing = catalogue.skills, profile.certification_id
    english = {None: "", True: t("page.people.english_enough"), False: t("page.people.english_short")}
    return ProfileCard(
        reference=profile.reference,
        share=t.percent(profile.share),
        place=t.label(catalogue.states[profile.state_id].label) if profile.state_id else t("page.people.elsewhere"),
        held=t.listed(t.label(skills[id_].label) for id_ in profile.held),
        missing=t.listed(t.label(skills[id_].label) for id_ in profile.missing),
        certification=catalogue.certifications[closing].name if closing else "",
        certification_url=f"/certificaciones/{closing}" if closing else "",
        english=english[profile.has_english],
        takes_messages=profile.takes_messages,
        is_contacted=profile.reference in contacted,
    )


def _message(message: SentMessage, t: Texts) -> MessageRow:
    standing = {None: "message.waiting", True: "message.accepted", False: "message.declined"}[message.is_accepted]
    return MessageRow(
        message.reference, t.day(message.sent_at.date()), message.message, t(standing), message.address or ""
    )
