"""Shapes of the postings behind a number of demand as JSON."""

from datetime import date

from pydantic import Field

from api.i18n import Texts
from api.programme.demand_postings import FoundPosting
from api.schemas.common import BodyOut, NamedOut
from api.state_names import state_name
from api.web.pagination import Page
from data.catalogue import Catalogue


class AskingOut(BodyOut):
    """A skill and the sentence that asks for it."""

    skill: NamedOut
    sentence: str


class PostingOut(BodyOut):
    """A posting, without its text."""

    id: str
    title: str
    state: NamedOut
    posted_on: date
    n_positions: int
    is_invented: bool
    asking: list[AskingOut] = Field(description="The first sentences that ask for what is wanted")


class DemandPostingsOut(Page[PostingOut]):
    """Postings of some days, newest first."""

    region: NamedOut | None = Field(description="Null: the whole country")
    wanted: NamedOut = Field(description="The area or the skill")
    n_postings: int = Field(description="On all pages")


def posting_out(one: FoundPosting, catalogue: Catalogue, t: Texts) -> PostingOut:
    """A posting with names in the caller's language."""
    posting = one.posting
    return PostingOut(
        id=posting.id,
        title=posting.title,
        state=NamedOut(id=posting.state_id, name=state_name(posting.state_id, catalogue, t)),
        posted_on=posting.posted_on,
        n_positions=posting.n_positions,
        is_invented=posting.is_invented,
        asking=[
            AskingOut(
                skill=NamedOut(id=said.skill_id, name=t.label(catalogue.skills[said.skill_id].label)),
                sentence=said.sentence,
            )
            for said in one.asking
        ],
    )
