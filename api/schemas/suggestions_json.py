"""Turns a list of suggestions into what the JSON API gives."""

from api.i18n import Texts
from api.schemas.common import (
    NamedOut,
    PriceOut,
    QuoteOut,
    ReasonOut,
    SuggestionOut,
    SuggestionsOut,
    ValueOut,
)
from api.sentences import Teller
from api.services import Suggested
from api.visitor import VISITOR_ID
from data.catalogue import Catalogue
from data.domain import SkillId
from recommender.suggestion import Price, Reason, Suggestion, ValueTerms


def suggestions_out(suggested: Suggested, catalogue: Catalogue, t: Texts) -> SuggestionsOut:
    """The whole list, best first, with sentences in the language of ``t``."""
    teller, suggestions = Teller(t, catalogue, suggested.learner), suggested.suggestions
    return SuggestionsOut(
        learner_id=None if suggested.learner.id == VISITOR_ID else suggested.learner.id,
        notice=t("notice.invented"),
        language=t.language,
        bundle_version=suggestions.bundle_version,
        data_as_of=suggestions.data_as_of,
        n_eligible=suggestions.n_eligible,
        items=[_item(teller, suggested, place, item) for place, item in enumerate(suggestions.items)],
    )


def price_out(teller: Teller, price: Price) -> PriceOut:
    """A price with the names of its funds."""
    funds = [teller.catalogue.funds[fund_id] for fund_id in price.fund_ids]
    return PriceOut(
        list_centavos=price.list_centavos,
        learner_centavos=price.learner_centavos,
        discount=price.discount,
        subsidy_share=price.subsidy_share,
        funds=[NamedOut(id=fund.id, name=teller.t.label(fund.label)) for fund in funds],
    )


def skills_out(teller: Teller, skill_ids: tuple[SkillId, ...]) -> list[NamedOut]:
    """Skills by id and name, in their order."""
    return [NamedOut(id=id_, name=name) for id_, name in zip(skill_ids, teller.skills(skill_ids), strict=True)]


def _item(teller: Teller, suggested: Suggested, place: int, item: Suggestion) -> SuggestionOut:
    certification = teller.catalogue.certifications[item.certification_id]
    given = suggested.answers.get(item.certification_id)
    return SuggestionOut(
        rank=item.rank,
        certification=NamedOut(id=certification.id, name=certification.name),
        vendor=NamedOut(id=certification.vendor_id, name=teller.vendor(certification.id)),
        level=certification.level,
        impression_id=suggested.impression_of(place),
        preparation_hours=certification.preparation_hours,
        weeks=item.weeks,
        accept_chance=item.accept_chance,
        pass_chance=item.pass_chance,
        is_studying=item.is_studying,
        risk_change=item.risk_change.expected if item.risk_change else None,
        risk_change_low=item.risk_change.low if item.risk_change else None,
        risk_change_high=item.risk_change.high if item.risk_change else None,
        price=price_out(teller, item.price),
        value=_value(item.value),
        skills_added=skills_out(teller, item.skills_added),
        reasons=[_reason(teller, suggested, reason) for reason in item.reasons],
        is_exploration=item.is_exploration,
        answer=given.answer if given else None,
    )


def _value(value: ValueTerms) -> ValueOut:
    return ValueOut(
        benefit=value.benefit,
        regional_worth=value.regional_worth,
        retention_worth=value.retention_worth,
        seat_price=value.seat_price,
        money_price=value.money_price,
        total=value.total,
    )


def _reason(teller: Teller, suggested: Suggested, reason: Reason) -> ReasonOut:
    found = suggested.evidence_for(reason)
    return ReasonOut(
        key=reason.key,
        sentence=teller.reason(reason),
        skills=skills_out(teller, reason.skill_ids),
        quote=QuoteOut(
            posting_id=found.posting_id,
            title=found.title,
            sentence=found.sentence,
            is_invented=found.is_invented,
        )
        if found
        else None,
    )
