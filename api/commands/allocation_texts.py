"""What ``rumbo allocate`` prints."""

from collections.abc import Mapping
from typing import Any, Final

from api.allocation.allocation_services import Checked
from api.i18n import Texts
from recommender.allocation.breaches import Limit

_BUDGET: Final = f"{Limit.BUDGET}:"


def certificate_text(certificate: Mapping[str, Any], t: Texts) -> str:
    """Vouchers, value, bound and gap of a run, what its lottery drew, and of a month what is kept back."""
    lottery = certificate["lottery"]
    return "\n".join(
        (
            t("allocation.vouchers", vouchers=certificate["vouchers"], learners=certificate["learners"]),
            t(
                "allocation.bound",
                value=t.number(certificate["value"], 2),
                bound=t.number(certificate["bound"], 2),
                gap=t.number(100 * certificate["gap"], 3),
            ),
            t("allocation.lottery", share=t.number(100 * lottery["drawn_share"], 1), pools=lottery["pools"]),
            *_month_lines(certificate, t),
        )
    )


def _month_lines(certificate: Mapping[str, Any], t: Texts) -> list[str]:
    """For how many learners something is kept back, and how many pesos of each fund; nothing of a whole year's plan."""
    if "year" not in certificate:
        return []
    year = certificate["year"]
    funds = {
        name.removeprefix(_BUDGET): one["slack"]
        for name, one in certificate["constraints"].items()
        if name.startswith(_BUDGET)
    }
    return [
        t(
            "allocation.month",
            month=year["month"],
            value=t.number(year["month_value"], 2),
            learners=year["expected_learners"],
            expected=t.number(year["expected_value"], 2),
        ),
        *(t("allocation.kept_back", fund=fund, money=t.money(slack)) for fund, slack in funds.items()),
    ]


def check_text(checked: Checked, t: Texts) -> str:
    """Every difference, or that there is none, and whether the certificate is recorded outside its folder."""
    lines = [
        t(
            "allocation.difference",
            place=one.place,
            recorded=one.recorded or t("allocation.nothing"),
            found=one.found or t("allocation.nothing"),
        )
        for one in checked.differences
    ]
    if not lines:
        lines = [t("allocation.verified")]
    if checked.run is not None:
        lines.append(t("allocation.recorded", day=t.day(checked.run.created_at.date())))
    elif not checked.is_recorded:
        lines.append(t("allocation.no_record"))
    return "\n".join(lines)
