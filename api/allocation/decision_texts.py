"""What a plan means for one learner, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from api.i18n import Texts
from data.catalogue import Catalogue
from data.domain import CertificationId, FundId
from recommender.allocation.explaining.decision import Decision, NamedFlip
from recommender.allocation.explaining.explanations import Reason
from recommender.allocation.explaining.flips import FlipKind

_REASON_TEXTS: Final[Mapping[Reason, str]] = {
    Reason.GIVEN: "allocation.reason.given",
    Reason.DRAWN: "allocation.reason.drawn",
    Reason.OBJECTS: "allocation.reason.objects",
    Reason.NO_OPTION: "allocation.reason.no_option",
    Reason.NOBODY_PAYS: "allocation.reason.nobody_pays",
    Reason.OWN_PART: "allocation.reason.own_part",
    Reason.NOT_OPENED: "allocation.reason.not_opened",
    Reason.NOT_DRAWN: "allocation.reason.not_drawn",
    Reason.SEATS: "allocation.reason.seats",
    Reason.BUDGET: "allocation.reason.budget",
    Reason.RULE: "allocation.reason.rule",
    Reason.PARITY: "allocation.reason.parity",
    Reason.REST: "allocation.reason.rest",
}

_COMPARED: Final = (Reason.SEATS, Reason.BUDGET, Reason.RULE, Reason.PARITY)
"""Refusals that say what a voucher needed to be worth."""

_FLIP_TEXTS: Final[Mapping[FlipKind, str]] = {
    FlipKind.VALUE: "allocation.flip.value",
    FlipKind.SEATS: "allocation.flip.seats",
    FlipKind.BUDGET: "allocation.flip.budget",
    FlipKind.RULE: "allocation.flip.rule",
    FlipKind.PARITY: "allocation.flip.parity",
    FlipKind.OWN_PART: "allocation.flip.own_part",
}
_COUNTED: Final = (FlipKind.SEATS, FlipKind.RULE)
_DECIMALS: Final = 4


CertificationName = Callable[[CertificationId], str]
FundName = Callable[[FundId], str]


@dataclass(frozen=True, slots=True)
class CatalogueNames:
    """Names of certifications and funds in the catalogue; their ids where it has dropped them."""

    catalogue: Catalogue
    t: Texts

    def certification(self, certification_id: CertificationId) -> str:
        """The name of a certification."""
        one = self.catalogue.certifications.get(certification_id)
        return one.name if one else certification_id

    def fund(self, fund_id: FundId) -> str:
        """The name of a fund."""
        one = self.catalogue.funds.get(fund_id)
        return self.t.label(one.label) if one else fund_id


def decision_text(
    decision: Decision, t: Texts, certification_name: CertificationName = str, fund_name: FundName = str
) -> str:
    """Reason, figures and changes, a line each."""
    lines = [reason_text(decision, t, certification_name, fund_name)]
    flips = flip_texts(decision, t, certification_name, fund_name)
    if flips:
        lines += [t("allocation.flip.intro"), *(f"  - {flip}" for flip in flips)]
    elif decision.not_found:
        lines.append(t("allocation.flip.none"))
    return "\n".join(lines)


def reason_text(
    decision: Decision, t: Texts, certification_name: CertificationName = str, fund_name: FundName = str
) -> str:
    """Why, in one to four sentences."""
    certification_id = decision.certification_id
    sentences = [
        t(
            _REASON_TEXTS[decision.reason],
            certification="" if certification_id is None else certification_name(certification_id),
            fund="" if decision.fund_id is None else fund_name(decision.fund_id),
            rule="" if decision.limit is None else t.label(decision.limit),
            chance=t.percent(decision.chance),
            own=t.money(decision.own_centavos or 0),
        )
    ]
    if decision.reason in (Reason.GIVEN, Reason.DRAWN):
        sentences += _payment(decision, t, fund_name)
    elif decision.reason in _COMPARED and decision.worth is not None and decision.needed is not None:
        key = "allocation.needed" if decision.worth < decision.needed else "allocation.at_the_edge"
        worth, needed = t.number(decision.worth, _DECIMALS), t.number(decision.needed, _DECIMALS)
        sentences.append(t(key, worth=worth, needed=needed))
    return " ".join(sentences)


def flip_texts(
    decision: Decision, t: Texts, certification_name: CertificationName = str, fund_name: FundName = str
) -> tuple[str, ...]:
    """Each change alone that would have given a voucher."""
    return tuple(_flip(flip, decision, t, certification_name, fund_name) for flip in decision.flips or ())


def _payment(decision: Decision, t: Texts, fund_name: FundName) -> list[str]:
    sentences = []
    if decision.shares:
        paid = (f"{fund_name(one.fund_id)} {t.money(one.centavos)}" for one in decision.shares)
        sentences.append(t("allocation.paid", shares=t.listed(paid), own=t.money(decision.own_centavos or 0)))
    if decision.worth and decision.best:
        sentences.append(t("allocation.of_best", share=t.percent(min(1.0, decision.worth / decision.best))))
    return sentences


def _flip(
    flip: NamedFlip, decision: Decision, t: Texts, certification_name: CertificationName, fund_name: FundName
) -> str:
    key = _FLIP_TEXTS[flip.kind]
    given = certification_name(flip.certification_id)
    nearest = given if decision.certification_id is None else certification_name(decision.certification_id)
    rule = "" if flip.label is None else t.label(flip.label)
    if flip.kind in _COUNTED:
        text = t.count(key, int(flip.amount), certification=nearest, rule=rule)
    else:
        text = t(
            key,
            amount=t.number(flip.amount, _DECIMALS),
            money=t.money(flip.amount),
            points=t.percent(flip.amount),
            funds=t.listed(map(fund_name, flip.fund_ids)),
            certification=nearest,
            rule=rule,
        )
    return text if given == nearest else f"{text} {t('allocation.flip.other', certification=given)}"
