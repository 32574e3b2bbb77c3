"""Shapes of the programme's figures as JSON: money, agreements, goals, enrolment, and the balance of the states."""

from datetime import date

from pydantic import Field

from api.i18n import Texts
from api.programme.enrolment import CycleEnrolment
from api.programme.funds import AgreementUse, ProgrammeFund
from api.programme.goals import TWO_IN_TEN, WORKING_ENGLISH, GoalGroup, GoalGrouping, ProgrammeGoals, goal_group_name
from api.programme.specialised_states import SpecialisedStates
from api.programme.state_balance import StateBalance
from api.schemas.common import BodyOut, NamedOut
from api.state_names import state_name
from api.web.pagination import Page
from data.allocation.scenario_tables import Payer
from data.catalogue import Catalogue
from data.domain import Area, Cluster, ClusterKind

HIDDEN = "Null where it would tell of one to four people"


class FundOut(BodyOut):
    """A fund; ``spent_centavos`` is what published plans took of it, without what expired unused."""

    id: str
    name: str
    payer: Payer
    states: list[NamedOut] = Field(description="Empty: every state")
    share_paid: float = Field(description="Of a voucher's discounted price")
    budget_centavos: int
    spent_centavos: int
    left_centavos: int
    expires_on: date | None = Field(description="The last day of a company's pledge")


class AgreementOut(BodyOut):
    """A vendor's agreement and the vouchers given of it this year."""

    vendor: NamedOut
    discount: float = Field(description="Share taken off the list price")
    seats_a_year: int
    n_given: int | None = Field(description=HIDDEN)
    n_left: int | None = Field(description=HIDDEN)
    minimum_group: int


class GoalsOut(BodyOut):
    """How far the programme is."""

    year: int
    n_certified: int | None = Field(description=f"People who passed an exam this year. {HIDDEN}")
    share_english: float | None = Field(description=f"Learners with English of {WORKING_ENGLISH} or more; null: nobody")
    goal_share: float = Field(default=TWO_IN_TEN, description="Of each group, who is to hold a certification")


class GoalGroupOut(BodyOut):
    """A group and who of it ever passed a certification."""

    group: NamedOut
    n_people: int | None = Field(description=HIDDEN)
    n_certified: int | None = Field(description=HIDDEN)
    share: float | None
    is_reached: bool | None


class EnrolmentOut(BodyOut):
    """The country's students in studies that IT and BPO employers look for, in a school year."""

    cycle: str
    n_enrolled: int
    n_graduates: int


class SpecialisedStateOut(BodyOut):
    """A state where an area takes a larger share of the postings than in the country, beyond chance."""

    area: Area
    region: NamedOut
    first_day: date
    last_day: date
    quotient: float = Field(description="Share there over share in the country")
    quotient_low: float = Field(description="Lower end of its 95 % interval; above 1")
    quotient_high: float


class StateBalanceOut(BodyOut):
    """What a state asks for, who could answer it, and what is missing."""

    region: NamedOut
    demand: int = Field(description="Positions, once for each skill that one asks for")
    supply: int | None = Field(description=f"People who passed a certification. {HIDDEN}")
    gap: int | None = Field(description=f"Demand that nobody of the state can prove the skill for. {HIDDEN}")


class BalanceOut(Page[StateBalanceOut]):
    """The states, as of the last count; ``counted_on`` is null before the first."""

    counted_on: date | None


class ClusterOut(BodyOut):
    """A regional cluster or technology park."""

    id: str
    name: str
    kind: ClusterKind
    state: NamedOut
    city: str
    specialities: list[Area]


class LearnersOut(BodyOut):
    """Learners of a state."""

    state: NamedOut
    n_learners: int | None = Field(description=HIDDEN)


def fund_out(one: ProgrammeFund, catalogue: Catalogue, t: Texts) -> FundOut:
    """A fund in the caller's language."""
    return FundOut(
        id=one.id,
        name=t.label(one.label),
        payer=one.payer,
        states=[state_out(id_, catalogue, t) for id_ in one.state_ids],
        share_paid=one.share_paid,
        budget_centavos=one.budget_centavos,
        spent_centavos=one.spent_centavos,
        left_centavos=one.left_centavos,
        expires_on=one.expires_on,
    )


def agreement_out(one: AgreementUse, catalogue: Catalogue) -> AgreementOut:
    """An agreement with its vendor's name."""
    terms = one.agreement
    vendor = catalogue.vendors.get(terms.vendor_id)
    return AgreementOut(
        vendor=NamedOut(id=terms.vendor_id, name=vendor.name if vendor else terms.vendor_id),
        discount=terms.discount,
        seats_a_year=terms.seats_a_year,
        n_given=one.n_given,
        n_left=one.n_left,
        minimum_group=terms.minimum_group,
    )


def goals_out(found: ProgrammeGoals) -> GoalsOut:
    """The goals in numbers."""
    share = found.share_english
    return GoalsOut(
        year=found.year, n_certified=found.n_certified, share_english=None if share is None else round(share, 4)
    )


def goal_group_out(by: GoalGrouping, one: GoalGroup, catalogue: Catalogue, t: Texts) -> GoalGroupOut:
    """A group in the caller's language."""
    return GoalGroupOut(
        group=NamedOut(id=one.group, name=goal_group_name(by, one.group, catalogue, t)),
        n_people=one.n_people,
        n_certified=one.n_certified,
        share=None if one.share is None else round(one.share, 4),
        is_reached=one.is_reached,
    )


def enrolment_out(one: CycleEnrolment) -> EnrolmentOut:
    """A school year."""
    figures = one.figures
    return EnrolmentOut(
        cycle=one.cycle, n_enrolled=figures.n_enrolled_in_scope, n_graduates=figures.n_graduates_in_scope
    )


def balance_out(one: StateBalance, catalogue: Catalogue, t: Texts) -> StateBalanceOut:
    """A state in the caller's language."""
    region = state_out(one.state_id, catalogue, t)
    return StateBalanceOut(region=region, demand=one.demand, supply=one.supply, gap=one.gap)


def cluster_out(one: Cluster, catalogue: Catalogue, t: Texts) -> ClusterOut:
    """A cluster in the caller's language."""
    return ClusterOut(
        id=one.id,
        name=one.name,
        kind=one.kind,
        state=state_out(one.state_id, catalogue, t),
        city=one.city,
        specialities=sorted(one.specialities),
    )


def specialised_states_out(found: SpecialisedStates, catalogue: Catalogue, t: Texts) -> list[SpecialisedStateOut]:
    """The states in the caller's language, with the days that were counted."""
    return [
        SpecialisedStateOut(
            area=one.area,
            region=state_out(one.state_id, catalogue, t),
            first_day=found.first.first_day,
            last_day=found.last.last_day,
            quotient=round(one.quotient.value, 3),
            quotient_low=round(one.quotient.low, 3),
            quotient_high=round(one.quotient.high, 3),
        )
        for one in found.states
    ]


def state_out(state_id: str, catalogue: Catalogue, t: Texts) -> NamedOut:
    """A state with its name."""
    return NamedOut(id=state_id, name=state_name(state_id, catalogue, t))
