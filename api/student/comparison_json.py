"""Certifications side by side for one learner, and demand near them, as JSON."""

from datetime import date

from pydantic import Field

from api.i18n import Texts
from api.schemas.common import BodyOut, NamedOut, PriceOut
from api.schemas.demand_series import SkillSeriesOut, series_out
from api.schemas.suggestions_json import price_out, skills_out
from api.sentences import Teller
from api.student.comparison import Comparison
from api.student.near_demand import NearDemand
from api.student.obstacle_json import ObstacleOut, obstacle_out
from data.catalogue import Catalogue
from data.domain import EnglishLevel, Level
from recommender.suggestion import Assessment


class AddedSkillOut(NamedOut):
    """A skill that the certification would add."""

    n_postings: int = Field(description="Of the learner's state, in the last 12 months, that ask for it")
    is_shared: bool = Field(description="Whether another of those compared adds it as well")


class ComparedOut(BodyOut):
    """A certification as it is for the learner."""

    certification: NamedOut
    level: Level
    english_needed: EnglishLevel
    preparation_hours: int
    weeks: float
    pass_chance: float
    price: PriceOut
    skills_added: list[AddedSkillOut]
    obstacles: list[ObstacleOut]
    is_studying: bool
    risk_change: float | None = Field(description="As in suggestions")
    risk_change_low: float | None
    risk_change_high: float | None


class ComparisonOut(BodyOut):
    """Certifications in the order asked for; nothing is stored."""

    notice: str = Field(description="From which people and postings the figures come")
    english: EnglishLevel = Field(description="The learner's")
    n_postings_in_region: int
    items: list[ComparedOut]


class NearDemandOut(BodyOut):
    """Demand in the learner's state over the last whole months."""

    region: NamedOut
    goal_occupation: NamedOut | None
    notice: str = Field(description="From which postings the figures come")
    months: list[date] = Field(description="First days, oldest first")
    of_goal: list[SkillSeriesOut] = Field(description="Skills of the goal, the most asked for by weight first")
    of_suggestions: list[SkillSeriesOut] = Field(
        description="Of the first suggestions of the newest list; none for who objects to automated decisions"
    )


def comparison_out(found: Comparison, catalogue: Catalogue, t: Texts) -> ComparisonOut:
    """A comparison in the caller's language."""
    teller = Teller(t, catalogue, found.learner)
    return ComparisonOut(
        notice=t("notice.invented"),
        english=found.learner.english,
        n_postings_in_region=found.n_postings,
        items=[
            _compared(one, frozenset(found.shared_skills(place)), teller) for place, one in enumerate(found.assessments)
        ],
    )


def near_demand_out(found: NearDemand, catalogue: Catalogue, t: Texts) -> NearDemandOut:
    """Demand near a learner in the caller's language."""
    goal_id, state_id = found.learner.goal_occupation_id, found.learner.state_id
    goal = catalogue.occupations.get(goal_id) if goal_id else None
    return NearDemandOut(
        region=NamedOut(id=state_id, name=t.label(catalogue.states[state_id].label)),
        goal_occupation=NamedOut(id=goal.id, name=t.label(goal.label)) if goal else None,
        notice=t("notice.invented"),
        months=list(found.goal.months),
        of_goal=series_out(found.goal.skills, catalogue, t),
        of_suggestions=series_out(found.suggested.skills, catalogue, t),
    )


def _compared(one: Assessment, shared: frozenset[str], teller: Teller) -> ComparedOut:
    item = one.suggestion
    certification = teller.catalogue.certifications[item.certification_id]
    return ComparedOut(
        certification=NamedOut(id=certification.id, name=certification.name),
        level=certification.level,
        english_needed=certification.english_needed,
        preparation_hours=certification.preparation_hours,
        weeks=item.weeks,
        pass_chance=item.pass_chance,
        price=price_out(teller, item.price),
        skills_added=[
            AddedSkillOut(
                id=skill_id, name=named.name, n_postings=one.n_postings[skill_id], is_shared=skill_id in shared
            )
            for skill_id, named in zip(item.skills_added, skills_out(teller, item.skills_added), strict=True)
        ],
        obstacles=[obstacle_out(found, teller.catalogue, teller.t) for found in one.obstacles],
        is_studying=item.is_studying,
        risk_change=item.risk_change.expected if item.risk_change else None,
        risk_change_low=item.risk_change.low if item.risk_change else None,
        risk_change_high=item.risk_change.high if item.risk_change else None,
    )
