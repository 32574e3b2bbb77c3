"""Turns reasons, prices and values, which are keys and numbers, into sentences of the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from api.i18n import Texts
from data.catalogue import Catalogue
from data.domain import CertificationId, EnglishLevel, Learner, SkillId
from recommender.suggestion import Price, Reason, ReasonKey, Suggestion, ValueTerms


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells one learner's suggestions in one language."""

    t: Texts
    catalogue: Catalogue
    learner: Learner

    def reason(self, reason: Reason) -> str:
        """One reason as a sentence."""
        return _REASONS[reason.key](self, reason)

    def skills(self, skill_ids: tuple[SkillId, ...]) -> tuple[str, ...]:
        """Names of skills."""
        return tuple(self.t.label(self.catalogue.skills[id_].label) for id_ in skill_ids)

    def vendor(self, certification_id: CertificationId) -> str:
        """Name of who issues a certification."""
        return self.catalogue.vendors[self.catalogue.certifications[certification_id].vendor_id].name

    def discount(self, price: Price, certification_id: CertificationId) -> str | None:
        """What the vendor's agreement takes off; ``None`` where there is no agreement."""
        if price.discount <= 0:
            return None
        return self.t(
            "price.discount",
            share=self.t.percent(price.discount),
            vendor=self.vendor(certification_id),
        )

    def funds(self, price: Price) -> tuple[str, ...]:
        """Which fund pays which share of the discounted price."""
        key = "price.fund_after_discount" if price.discount > 0 else "price.fund"
        funds = [self.catalogue.funds[fund_id] for fund_id in price.fund_ids]
        return tuple(
            self.t(key, fund=self.t.label(fund.label), share=self.t.percent(fund.share_paid)) for fund in funds
        )

    def retention(self, suggestion: Suggestion) -> str:
        """What holding the certification does for finishing the degree."""
        if not suggestion.is_studying:
            return self.t("retention.not_applicable")
        change = suggestion.risk_change
        if change is None:
            return self.t("retention.not_known")
        expected, low, high = (self.t.number(abs(100 * end), 1) for end in (change.expected, change.low, change.high))
        if change.high < 0:
            return self.t("retention.lower", points=expected, least=high, most=low)
        if change.low > 0:
            return self.t("retention.higher", points=expected, least=low, most=high)
        return self.t("retention.either_way", lower=low, higher=high)

    def time(self, suggestion: Suggestion) -> str:
        """Hours of preparation and the weeks they take."""
        hours = self.catalogue.certifications[suggestion.certification_id].preparation_hours
        weeks = max(1, round(suggestion.weeks))
        return self.t("time.both", hours=self.t.count("time.hours", hours), weeks=self.t.count("time.weeks", weeks))


def value_rows(t: Texts, value: ValueTerms) -> tuple[tuple[str, str], ...]:
    """The terms that order a list, as (name, pesos); what is taken off has a minus sign."""
    return (
        (t("value.benefit"), t.whole_money(value.benefit)),
        (t("value.regional_worth"), t.whole_money(value.regional_worth)),
        (t("value.retention_worth"), t.whole_money(value.retention_worth)),
        (t("value.seat_price"), t.whole_money(-value.seat_price)),
        (t("value.money_price"), t.whole_money(-value.money_price)),
    )


def _goal_skills(teller: Teller, reason: Reason) -> str:
    skills = teller.t.listed(teller.skills(reason.skill_ids))
    goal_id = teller.learner.goal_occupation_id
    if goal_id is None:
        raise ValueError("a reason about a goal for a learner without one")
    goal = teller.catalogue.occupations[goal_id]
    return teller.t("reason.goal_skills", goal=teller.t.label(goal.label), skills=skills)


def _regional_demand(teller: Teller, reason: Reason) -> str:
    if reason.state_id is None:
        raise ValueError("a reason about a region without one")
    return teller.t.count(
        "reason.regional_demand",
        reason.n_postings,
        total=teller.t.number(reason.n_postings_in_state),
        state=teller.t.label(teller.catalogue.states[reason.state_id].label),
        skill=teller.skills(reason.skill_ids[:1])[0],
    )


def _next_on_path(teller: Teller, reason: Reason) -> str:
    held = [teller.catalogue.certifications[id_].name for id_ in reason.certification_ids]
    return teller.t("reason.next_on_path", held=teller.t.listed(held))


def _english_fits(teller: Teller, reason: Reason) -> str:
    return teller.t("reason.english_fits", level=_needed(teller, reason), has=teller.t.word(teller.learner.english))


def _english_stretch(teller: Teller, reason: Reason) -> str:
    return teller.t("reason.english_stretch", level=_needed(teller, reason), has=teller.t.word(teller.learner.english))


def _needed(teller: Teller, reason: Reason) -> str:
    return teller.t.word(EnglishLevel(reason.english or EnglishLevel.NONE))


_REASONS: Final[Mapping[ReasonKey, Callable[[Teller, Reason], str]]] = {
    ReasonKey.GOAL_SKILLS: _goal_skills,
    ReasonKey.REGIONAL_DEMAND: _regional_demand,
    ReasonKey.NEXT_ON_PATH: _next_on_path,
    ReasonKey.SIMILAR_LEARNERS: lambda teller, _: teller.t("reason.similar_learners"),
    ReasonKey.FITS_STUDIES: lambda teller, _: teller.t("reason.fits_studies"),
    ReasonKey.ENGLISH_FITS: _english_fits,
    ReasonKey.ENGLISH_STRETCH: _english_stretch,
    ReasonKey.EXPLORATION: lambda teller, _: teller.t("reason.exploration"),
}
