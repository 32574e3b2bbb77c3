"""Tables of a run's page as files; what the page hides is hidden in them."""

from collections.abc import Iterable

from api.i18n import Texts
from api.pages.people_counts import shown_number
from api.pages.programme.plan_view import limit_cells
from api.programme.limit_names import STATE, LimitNames
from api.programme.plan_figures import GroupShare, PlanFigures, limit_use
from data.exporters.tables import Cell, Pesos, Share, Table


def run_tables(figures: PlanFigures, names: LimitNames) -> tuple[Table, ...]:
    """Funds, certifications, groups of learners and limits of a run."""
    t = names.t
    return (
        _funds(figures, names),
        Table(
            "certificaciones",
            t("page.run.by_certification"),
            (t("page.run.certification"), t("run.vouchers")),
            ((names.certification(id_), shown_number(n, t)) for id_, n in figures.by_certification.items()),
        ),
        _groups("estados", "page.run.by_state", STATE, figures, names),
        _groups("tipos", "page.run.by_kind", "kind", figures, names),
        _limits(figures, names),
    )


def _funds(figures: PlanFigures, names: LimitNames) -> Table:
    t = names.t
    rows = (
        (
            names.fund(one.fund_id),
            Pesos(one.used),
            Pesos(one.limit),
            Share(one.used / one.limit) if one.limit else None,
            one.worth,
        )
        for one in figures.funds
    )
    headings = ("page.run.fund", "page.run.used", "page.run.limit", "page.run.share", "page.run.thousand")
    return Table("fondos", t("page.run.by_fund"), tuple(map(t, headings)), rows)


def _groups(name: str, caption: str, column: str, figures: PlanFigures, names: LimitNames) -> Table:
    t = names.t
    headings = ("page.run.group", "page.run.people", "run.vouchers", "page.run.group_share")
    rows = (
        (
            names.group(column, one.value),
            shown_number(one.n_people, t),
            shown_number(one.n_vouchers, t),
            _share(one, t),
        )
        for one in figures.groups.get(column, ())
    )
    return Table(name, t(caption), tuple(map(t, headings)), rows)


def _share(one: GroupShare, t: Texts) -> Cell:
    if one.n_people is None or one.n_vouchers is None:
        return t("page.people.hidden")
    return Share(one.n_vouchers / one.n_people) if one.n_people else None


def _limits(figures: PlanFigures, names: LimitNames) -> Table:
    t = names.t

    def rows() -> Iterable[tuple[Cell, ...]]:
        for key in figures.certificate["constraints"]:
            one = limit_use(key, figures)
            yield (names.limit(one.key), *limit_cells(one, t), one.worth)

    headings = ("page.run.limit_name", "page.run.used", "page.run.limit", "page.run.slack", "page.run.worth")
    return Table(
        "limites",
        t("page.run.limits", n=t.number(len(figures.certificate["constraints"]))),
        tuple(map(t, headings)),
        rows(),
    )
