"""Shapes of English that postings ask for against English that learners have, as JSON."""

from collections.abc import Iterator
from datetime import date

from pydantic import Field

from api.academia.english_services import LEVELS, EnglishAsked, EnglishHeld, region_of
from api.i18n import Texts
from api.schemas.common import BodyOut, NamedOut
from data.catalogue import Catalogue
from data.domain import EnglishLevel, State
from recommender.gaps import wilson_interval
from recommender.plan_demand import FEWEST_POSTINGS

_DECIMALS = 4
_HIDDEN = "Null where it would tell of one to four people"


class AskedEnglishOut(BodyOut):
    """Postings that ask for a level, and their share with its 95 % interval."""

    n_postings: int
    share: float
    interval: list[float]


class EnglishLevelOut(BodyOut):
    """A level as postings ask for it and as learners have it; `none` is asked for by those that name no English."""

    level: EnglishLevel
    asked: AskedEnglishOut | None = Field(
        description=f"Null where the region has fewer than {FEWEST_POSTINGS} postings"
    )
    n_learners: int | None = Field(description=_HIDDEN)
    share_of_learners: float | None = Field(description=_HIDDEN)


class EnglishOfStateOut(BodyOut):
    """A state's postings that ask for B2 or more, and its learners with B2 or more."""

    region: NamedOut
    n_postings: int
    n_asking_b2: int
    n_learners: int | None = Field(description=_HIDDEN)
    share_with_b2: float | None = Field(description=_HIDDEN)


class EnglishOut(BodyOut):
    """English of a region by level, and of every state from B2 on."""

    region: NamedOut | None = Field(description="Null: the whole country")
    notice: str | None = Field(description="Says that postings or people are invented; null where they are real")
    data_as_of: date | None = Field(description="Last day of the year of postings; null while none are counted")
    n_postings: int
    n_learners: int | None = Field(description=_HIDDEN)
    levels: list[EnglishLevelOut]
    states: list[EnglishOfStateOut]


def english_out(
    asked: EnglishAsked | None, held: EnglishHeld, state: State | None, catalogue: Catalogue, t: Texts
) -> EnglishOut:
    """English of a state, or of the country."""
    region = region_of(state.id if state else None, catalogue)
    is_invented = held.is_invented or (asked is not None and asked.is_invented)
    return EnglishOut(
        region=NamedOut(id=state.id, name=t.label(state.label)) if state else None,
        notice=t("notice.invented") if is_invented else None,
        data_as_of=asked.as_of if asked else None,
        n_postings=_postings(asked, region),
        n_learners=held.total(region),
        levels=[
            EnglishLevelOut(
                level=level,
                asked=_asked(asked, region, level),
                n_learners=held.level(region, level),
                share_of_learners=_share(held.level(region, level), held.total(region)),
            )
            for level in LEVELS
        ],
        states=list(_states(asked, held, catalogue, t)),
    )


def _states(
    asked: EnglishAsked | None, held: EnglishHeld, catalogue: Catalogue, t: Texts
) -> Iterator[EnglishOfStateOut]:
    for state in catalogue.states.values():
        region = region_of(state.id, catalogue)
        yield EnglishOfStateOut(
            region=NamedOut(id=state.id, name=t.label(state.label)),
            n_postings=_postings(asked, region),
            n_asking_b2=asked.n_from_b2(region) if asked else 0,
            n_learners=held.total(region),
            share_with_b2=_share(held.from_b2(region), held.total(region)),
        )


def _postings(asked: EnglishAsked | None, region: int) -> int:
    return int(asked.postings[region]) if asked else 0


def _asked(asked: EnglishAsked | None, region: int, level: EnglishLevel) -> AskedEnglishOut | None:
    n_postings = _postings(asked, region)
    if asked is None or n_postings < FEWEST_POSTINGS:
        return None
    n = int(asked.levels[region, level.rank])
    ends = [round(end, _DECIMALS) for end in wilson_interval(n, n_postings)]
    return AskedEnglishOut(n_postings=n, share=round(n / n_postings, _DECIMALS), interval=ends)


def _share(n: int | None, total: int | None) -> float | None:
    return None if n is None or not total else round(n / total, _DECIMALS)
