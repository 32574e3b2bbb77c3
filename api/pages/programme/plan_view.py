"""A run's plan, proof and prices in words and numbers, for its page, its proof on paper and comparisons."""

from collections.abc import Iterable
from dataclasses import dataclass

from api.i18n import Texts
from api.pages.people_counts import count_text, shown_number, shown_text
from api.programme.limit_names import STATE, LimitKey, LimitNames
from api.programme.plan_figures import GroupShare, LimitUse, PlanFigures, limit_use
from data.exporters.tables import Cell, Pesos, Share
from recommender.allocation.breaches import Limit


@dataclass(frozen=True, slots=True)
class FundRow:
    """A fund's part in a plan; ``worth`` is that of a thousand pesos more."""

    limit_url: str
    name: str
    used: str
    limit: str
    share: str
    worth: str


@dataclass(frozen=True, slots=True)
class CountRow:
    """A thing with its number of vouchers; ``url`` leads to it."""

    name: str
    url: str | None
    n_vouchers: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group of learners and how many of it get a voucher."""

    name: str
    url: str | None
    n_people: str
    n_vouchers: str
    share: str


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A limit as the certificate has it; ``worth`` is empty where loosening it would bring nothing."""

    id: str
    name: str
    url: str | None
    used: str
    limit: str
    slack: str
    worth: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """All numbers of a run."""

    n_vouchers: str
    n_learners: str
    n_objecting: str
    public: str
    own: str
    value: str
    bound: str
    gap: str
    seed: str
    parts: str
    lottery: str
    value_after: str
    certificate_digest: str
    scenario_digest: str
    funds: tuple[FundRow, ...]
    certifications: tuple[CountRow, ...]
    states: tuple[GroupRow, ...]
    kinds: tuple[GroupRow, ...]
    rules: tuple[LimitRow, ...]
    scarce_seats: tuple[LimitRow, ...]
    limits: tuple[LimitRow, ...]


def plan_view(figures: PlanFigures, names: LimitNames) -> PlanView:
    """The numbers of a run for a reader."""
    t, certificate, lottery = names.t, figures.certificate, figures.certificate["lottery"]
    limits = tuple(_limit_row(key, figures, names) for key in certificate["constraints"])
    kind_of = {row.id: LimitKey.parsed(row.id) for row in limits}
    return PlanView(
        n_vouchers=t.number(certificate["vouchers"]),
        n_learners=t.number(certificate["learners"]),
        n_objecting=count_text(certificate["learners_objecting"], t),
        public=t.money(figures.public_centavos),
        own=t.money(figures.own_centavos),
        value=t.number(certificate["value"], 2),
        bound=t.number(certificate["bound"], 2),
        gap=t("run.gap", percent=t.number(100 * certificate["gap"], 3)),
        seed=str(certificate["seed"]),
        parts=t.number(certificate["parts"]),
        lottery=t(
            "allocation.lottery", share=t.number(100 * lottery["drawn_share"], 1), pools=t.number(lottery["pools"])
        ),
        value_after=t.number(lottery["value_after"], 2),
        certificate_digest=figures.run.certificate_digest,
        scenario_digest=figures.run.scenario_digest,
        funds=tuple(_fund_rows(figures, names)),
        certifications=tuple(
            CountRow(names.certification(id_), _certification_url(id_, names), shown_text(n, t))
            for id_, n in figures.by_certification.items()
        ),
        states=tuple(_group_rows(figures.groups.get(STATE, ()), STATE, names)),
        kinds=tuple(_group_rows(figures.groups.get("kind", ()), "kind", names)),
        rules=tuple(row for row in limits if _is_rule(kind_of[row.id])),
        scarce_seats=tuple(row for row in limits if row.worth and _is_seat(kind_of[row.id])),
        limits=limits,
    )


def share_text(part: float, whole: float, t: Texts) -> str:
    """A part of a whole; empty where there is no whole."""
    return t.percent(part / whole) if whole else ""


def _fund_rows(figures: PlanFigures, names: LimitNames) -> Iterable[FundRow]:
    t = names.t
    for one in figures.funds:
        yield FundRow(
            f"#limit-{Limit.BUDGET}:{one.fund_id}",
            names.fund(one.fund_id),
            t.money(one.used),
            t.money(one.limit),
            share_text(one.used, one.limit, t),
            t.number(one.worth, 2),
        )


def _group_rows(groups: Iterable[GroupShare], column: str, names: LimitNames) -> Iterable[GroupRow]:
    t = names.t
    for one in groups:
        is_shown = one.n_people is not None and one.n_vouchers is not None
        yield GroupRow(
            names.group(column, one.value),
            f"/carreras/{one.value}" if column == STATE and one.value in names.catalogue.states else None,
            shown_text(one.n_people, t),
            shown_text(one.n_vouchers, t),
            share_text(one.n_vouchers or 0, one.n_people or 0, t) if is_shown else t("page.people.hidden"),
        )


def _limit_row(key: str, figures: PlanFigures, names: LimitNames) -> LimitRow:
    t, one = names.t, limit_use(key, figures)
    used, most, slack = (_told(cell, t) for cell in limit_cells(one, t))
    told_worth = t.number(one.worth, 2) if one.worth else ""
    return LimitRow(key, names.limit(one.key), names.url(one.key), used, most, slack, told_worth)


def limit_cells(one: LimitUse, t: Texts) -> tuple[Cell, Cell, Cell]:
    """How much of a limit is used, the limit itself, and what is left."""
    used, most, slack = (_cell(number, one.key, t) for number in (one.used, one.limit, one.slack))
    return used, most, slack


def _cell(number: float | None, key: LimitKey, t: Texts) -> Cell:
    if number is None:
        return shown_number(None, t)
    if key.kind is Limit.BUDGET:
        return Pesos(number)
    return Share(number) if key.kind is Limit.PARITY else number


def _told(cell: Cell, t: Texts) -> str:
    """A cell of a limit in words."""
    if isinstance(cell, Pesos):
        return t.money(cell.centavos)
    if isinstance(cell, Share):
        return _points(cell.value, t)
    return t.number(cell) if isinstance(cell, (int, float)) else str(cell)


def _points(share: float, t: Texts) -> str:
    return t("run.gap", percent=t.number(100 * share, 1))


def _is_rule(key: LimitKey) -> bool:
    return key.kind is Limit.PARITY or (key.kind in (Limit.AT_LEAST, Limit.AT_MOST) and key.vendor_id is None)


def _is_seat(key: LimitKey) -> bool:
    return key.kind is Limit.SEATS or key.vendor_id is not None


def _certification_url(id_: str, names: LimitNames) -> str | None:
    return f"/certificaciones/{id_}" if id_ in names.catalogue.certifications else None
