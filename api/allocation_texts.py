"""What ``rumbo allocate`` prints."""

from collections.abc import Mapping
from typing import Any

from api.allocation_services import Checked
from api.i18n import Texts


def certificate_text(certificate: Mapping[str, Any], t: Texts) -> str:
    """Vouchers, value, bound and gap of a run, and what its lottery drew."""
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
        )
    )


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
