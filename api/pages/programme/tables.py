"""Tables of the programme's pages as files; those of studies and vouchers are beside this."""

from collections.abc import Iterable, Mapping

from api.i18n import Texts
from api.pages.people_counts import shown_number
from api.programme.enrolment import CycleEnrolment
from api.programme.funds import AgreementUse, ProgrammeFund
from api.programme.run_list import ListedRun
from data.audit_store import AuditEntry
from data.catalogue import Catalogue
from data.domain import StateId
from data.exporters.tables import Cell, Pesos, Share, Table
from recommender.allocation.plan import gap_between


def learners_table(named: Iterable[tuple[str, str]], counts: Mapping[StateId, int | None], t: Texts) -> Table:
    """Learners of each state."""
    rows = ((name, shown_number(counts[StateId(id_)], t)) for id_, name in named)
    return Table("aprendices", t("page.programme.states"), (t("fact.state"), t("page.programme.learners")), rows)


def funds_table(funds: Iterable[ProgrammeFund], catalogue: Catalogue, t: Texts) -> Table:
    """Funds with their money."""

    def states(one: ProgrammeFund) -> str:
        named = [t.label(catalogue.states[id_].label) for id_ in one.state_ids if id_ in catalogue.states]
        return t.listed(named) or t("page.funds.every_state")

    rows = (
        (
            t.label(one.label),
            states(one),
            Share(one.share_paid),
            Pesos(one.budget_centavos),
            Pesos(one.spent_centavos),
            Pesos(one.left_centavos),
            one.expires_on,
        )
        for one in funds
    )
    headings = ("page.run.fund", "page.funds.states", "page.funds.share", "page.funds.budget", "page.funds.spent")
    return Table(
        "fondos", t("page.funds.funds"), (*map(t, headings), t("page.funds.left"), t("page.funds.expires")), rows
    )


def agreements_table(agreements: Iterable[AgreementUse], catalogue: Catalogue, year: int, t: Texts) -> Table:
    """Agreements with vendors; vouchers of few people are hidden, and what would tell them."""

    def row(one: AgreementUse) -> tuple[Cell, ...]:
        terms = one.agreement
        vendor = catalogue.vendors.get(terms.vendor_id)
        return (
            vendor.name if vendor else terms.vendor_id,
            Share(terms.discount),
            terms.seats_a_year,
            shown_number(one.n_given, t),
            shown_number(one.n_left, t),
            terms.minimum_group,
        )

    headings = (
        t("page.funds.vendor"),
        t("page.funds.discount"),
        t("page.funds.seats"),
        t("page.funds.given_seats", year=year),
        t("page.funds.left"),
        t("page.funds.minimum_group"),
    )
    return Table("convenios", t("page.funds.agreements"), headings, map(row, agreements))


def enrolment_table(cycles: Iterable[CycleEnrolment], t: Texts) -> Table:
    """Students of each cycle."""
    headings = ("page.programme_goals.cycle", "page.programme_goals.enrolled", "page.programme_goals.graduates")
    rows = ((one.cycle, one.figures.n_enrolled_in_scope, one.figures.n_graduates_in_scope) for one in cycles)
    return Table("matricula", t("page.programme_goals.enrolment"), tuple(map(t, headings)), rows)


def runs_table(runs: Iterable[ListedRun], t: Texts) -> Table:
    """Allocations; the numbers are missing until one is done."""

    def row(one: ListedRun) -> tuple[Cell, ...]:
        run = one.run
        done = (run.n_vouchers, run.value, Share(gap_between(run.value, run.bound))) if run else (None, None, None)
        return (one.asked_at, t.word(one.state), *done, one.id)

    headings = ("tables.asked_at", "page.runs.state", "run.vouchers", "run.value", "run.gap_heading", "tables.id")
    return Table("repartos", t("page.runs.title"), tuple(map(t, headings)), map(row, runs))


def record_table(entries: Iterable[AuditEntry], t: Texts) -> Table:
    """Decisions, newest first."""
    headings = ("page.record.when", "page.record.what", "page.record.who", "page.record.about")
    rows = ((one.happened_at, t.word(one.action), one.actor, one.subject) for one in entries)
    return Table("bitacora", t("page.record.title"), tuple(map(t, headings)), rows)


def answers_table(name: str, question: str, counts: Mapping[str, int | None], t: Texts) -> Table:
    """How many companies gave each answer, in words; ``None`` is hidden."""
    headings = ("page.companies.word", "page.companies.companies")
    rows = ((word, shown_number(n, t)) for word, n in counts.items())
    return Table(name, question, tuple(map(t, headings)), rows)
