"""Shapes of allocations in full as JSON: how one is asked for, its plan, its limits and prices, and two compared."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import ConfigDict, Field

from api.programme.levers import MOST_PERCENT, Levers, Parity, TakesPart
from api.programme.limit_names import STATE, LimitKey, LimitNames
from api.programme.plan_figures import GroupShare, LimitUse, PlanFigures
from api.programme.run_comparison import Compared, RunComparison
from api.schemas.common import BodyIn, BodyOut, IdIn, NamedOut
from api.small_groups import shown_alone
from recommender.allocation.breaches import Limit

_HIDDEN = "Null where it would tell of one to four people"

Percent = Annotated[int, Field(strict=True, ge=0, le=MOST_PERCENT)]


class LeversIn(BodyIn):
    """What a manager decides of an allocation from the database, in whole percentages; the seed is the day's."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"takes_part": "applicants", "budget_percent": {"federal": 80}, "parity": "state_id"}]
        }
    )

    takes_part: TakesPart
    budget_percent: dict[IdIn, Percent] = Field(
        default={}, max_length=1_000, description="By fund; all of a fund that is not named"
    )
    lottery_percent: Percent = Field(default=10, description="Of the seats, given by lot")
    floor_percent: Percent = Field(default=80, description="Of the best value, that a drawn plan keeps")
    asks_two_in_ten: bool = Field(default=False, strict=True, description="At least of each institution's students")
    parity: Parity = Field(default=Parity.NONE, description="Between which groups shares differ by little; empty: none")
    parity_percent: Percent = Field(default=10, description="By how much")

    def levers(self) -> Levers:
        """The same in the words of the programme."""
        return Levers(**dict(self))


class LeversOut(LeversIn):
    """What one begins with: who has applied, or everybody where nobody has; what is left of each fund."""


class FundUseOut(BodyOut):
    """What a plan takes of a fund; ``worth_of_thousand`` is what a thousand pesos more would add to its value."""

    fund: NamedOut
    used_centavos: int
    limit_centavos: int
    worth_of_thousand: float


class CertificationVouchersOut(BodyOut):
    """Vouchers of a certification."""

    certification: NamedOut
    n_vouchers: int | None = Field(description=_HIDDEN)


class GroupShareOut(BodyOut):
    """A group of learners and how many of it get a voucher."""

    group: NamedOut
    n_people: int | None = Field(description=_HIDDEN)
    n_vouchers: int | None = Field(description=_HIDDEN)


class LotteryOut(BodyOut):
    """What was given by lot."""

    drawn_share: float
    pools: int
    value_after: float


class PlanOut(BodyOut):
    """A plan in numbers; groups are empty where its scenario has no such column."""

    id: str
    n_learners: int
    n_objecting: int | None = Field(description=f"Who object to automated decisions. {_HIDDEN}")
    n_vouchers: int
    public_centavos: int
    own_centavos: int
    value: float
    bound: float
    gap: float
    seed: int
    parts: int
    lottery: LotteryOut
    certificate_digest: str
    scenario_digest: str
    funds: list[FundUseOut]
    certifications: list[CertificationVouchersOut] = Field(description="Most vouchers first")
    states: list[GroupShareOut]
    kinds: list[GroupShareOut]


class LimitOut(BodyOut):
    """A limit of a plan: centavos of a budget, shares of a parity, else vouchers."""

    key: str
    kind: Limit
    name: str
    used: float | None = Field(description=_HIDDEN)
    limit: float
    slack: float | None = Field(description=_HIDDEN)
    worth: float | None = Field(
        description="What one seat or voucher more, or a thousand pesos, would add to the plan's value; null: nothing"
    )


class ComparedOut(BodyOut):
    """A number of both plans and the difference, other minus one; null hides what would tell of one to four people."""

    key: str
    name: str
    one: float | None
    other: float | None
    difference: float | None


class TotalsOut(BodyOut):
    """What both plans come to."""

    n_vouchers: ComparedOut
    value: ComparedOut
    bound: ComparedOut
    public_centavos: ComparedOut
    own_centavos: ComparedOut


class RunComparisonOut(BodyOut):
    """Two plans side by side; funds in centavos, prices as ``worth`` of limits."""

    one: str
    other: str
    totals: TotalsOut
    by_fund: list[ComparedOut]
    by_state: list[ComparedOut]
    by_certification: list[ComparedOut]
    prices: list[ComparedOut]


class RunFileOut(BodyOut):
    """A file of a plan as it was recorded."""

    name: str
    n_bytes: int
    sha256: str


def levers_out(levers: Levers) -> LeversOut:
    """Levers as they are sent."""
    return LeversOut(
        takes_part=levers.takes_part,
        budget_percent=dict(levers.budget_percent),
        lottery_percent=levers.lottery_percent,
        floor_percent=levers.floor_percent,
        asks_two_in_ten=levers.asks_two_in_ten,
        parity=levers.parity,
        parity_percent=levers.parity_percent,
    )


def plan_out(figures: PlanFigures, names: LimitNames) -> PlanOut:
    """A plan with names in the caller's language."""
    certificate, run = figures.certificate, figures.run
    lottery = certificate["lottery"]
    return PlanOut(
        id=run.id,
        n_learners=certificate["learners"],
        n_objecting=shown_alone(certificate["learners_objecting"]),
        n_vouchers=certificate["vouchers"],
        public_centavos=figures.public_centavos,
        own_centavos=figures.own_centavos,
        value=certificate["value"],
        bound=certificate["bound"],
        gap=certificate["gap"],
        seed=certificate["seed"],
        parts=certificate["parts"],
        lottery=LotteryOut(
            drawn_share=lottery["drawn_share"], pools=lottery["pools"], value_after=lottery["value_after"]
        ),
        certificate_digest=run.certificate_digest,
        scenario_digest=run.scenario_digest,
        funds=[
            FundUseOut(
                fund=NamedOut(id=one.fund_id, name=names.fund(one.fund_id)),
                used_centavos=one.used,
                limit_centavos=one.limit,
                worth_of_thousand=round(one.worth, 4),
            )
            for one in figures.funds
        ],
        certifications=[
            CertificationVouchersOut(certification=NamedOut(id=id_, name=names.certification(id_)), n_vouchers=n)
            for id_, n in figures.by_certification.items()
        ],
        states=_groups(STATE, figures.groups.get(STATE, ()), names),
        kinds=_groups("kind", figures.groups.get("kind", ()), names),
    )


def limit_out(one: LimitUse, key: str, names: LimitNames) -> LimitOut:
    """A limit with its name."""
    return LimitOut(
        key=key,
        kind=one.key.kind,
        name=names.limit(one.key),
        used=one.used,
        limit=one.limit,
        slack=one.slack,
        worth=one.worth,
    )


def comparison_out(ids: tuple[str, str], found: RunComparison, names: LimitNames) -> RunComparisonOut:
    """Two plans with names in the caller's language."""
    t, totals = names.t, found.totals
    return RunComparisonOut(
        one=ids[0],
        other=ids[1],
        totals=TotalsOut(
            n_vouchers=_compared(totals.n_vouchers, t("run.vouchers")),
            value=_compared(totals.value, t("run.value")),
            bound=_compared(totals.bound, t("page.run.bound")),
            public_centavos=_compared(totals.public_centavos, t("page.run.public")),
            own_centavos=_compared(totals.own_centavos, t("page.run.own")),
        ),
        by_fund=[_compared(one, names.fund(one.key)) for one in found.by_fund],
        by_state=[_compared(one, names.group(STATE, one.key)) for one in found.by_state],
        by_certification=[_compared(one, names.certification(one.key)) for one in found.by_certification],
        prices=[_compared(one, names.limit(LimitKey.parsed(one.key))) for one in found.prices],
    )


def _compared(one: Compared, name: str) -> ComparedOut:
    return ComparedOut(key=one.key, name=name, one=one.one, other=one.other, difference=one.difference)


def _groups(column: str, groups: Iterable[GroupShare], names: LimitNames) -> list[GroupShareOut]:
    return [
        GroupShareOut(
            group=NamedOut(id=one.value, name=names.group(column, one.value)),
            n_people=one.n_people,
            n_vouchers=one.n_vouchers,
        )
        for one in groups
    ]
