"""A suggestion as pages show it: names, sentences and amounts, ready to print."""

from collections.abc import Callable
from dataclasses import dataclass

from api.i18n import Texts
from api.sentences import Teller, value_rows
from api.services import Suggested
from data.catalogue import Catalogue
from data.domain import Answer, CertificationId
from data.posting_store import Evidence
from recommender.suggestion import Price, Reason, Suggestion


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a job posting; ``source`` says which, and whether it is invented."""

    sentence: str
    source: str


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """A reason and, where there is one, the sentence that bears it out."""

    sentence: str
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class PriceLines:
    """``before`` and ``after`` are ``None`` where the price is still to be confirmed."""

    before: str | None
    after: str | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerButtons:
    """What a learner can say to one certification; ``given`` is what they last said."""

    action: str
    certification_id: CertificationId
    certification_name: str
    impression_id: str
    given: str | None
    choices: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class CardActions:
    """What learners can do on their own page beside answering; ``compare_form`` is the form that boxes belong to."""

    compare_form: str
    voucher_url: str


@dataclass(frozen=True, slots=True)
class Card:
    """One suggestion."""

    certification_id: CertificationId
    rank: int
    name: str
    vendor: str
    level: str
    area: str
    summary: str
    is_exploration: bool
    reasons: tuple[ReasonLine, ...]
    skills_added: tuple[str, ...]
    skills_held: tuple[str, ...]
    time: str
    pass_chance: str
    price: PriceLines
    retention: str
    value_rows: tuple[tuple[str, str], ...]
    value_total: str
    buttons: AnswerButtons | None
    actions: CardActions | None


def cards_of(
    suggested: Suggested,
    catalogue: Catalogue,
    t: Texts,
    *,
    rate_note: str,
    answers_url: str = "",
    actions_of: Callable[[CertificationId], CardActions | None] = lambda _: None,
) -> tuple[Card, ...]:
    """The cards of a list, best first; answers are posted to ``answers_url``, and a visitor's cards take none."""
    teller = Teller(t, catalogue, suggested.learner)
    return tuple(
        _card(
            teller,
            suggested,
            item,
            rate_note,
            _buttons_of(suggested, catalogue, t, place, answers_url),
            actions_of(item.certification_id),
        )
        for place, item in enumerate(suggested.suggestions.items)
    )


def _buttons_of(
    suggested: Suggested, catalogue: Catalogue, t: Texts, place: int, answers_url: str
) -> AnswerButtons | None:
    impression_id = suggested.impression_of(place)
    if impression_id is None:
        return None
    certification_id = suggested.suggestions.items[place].certification_id
    return answer_buttons(suggested, catalogue, t, certification_id, impression_id, answers_url)


def answer_buttons(
    suggested: Suggested,
    catalogue: Catalogue,
    t: Texts,
    certification_id: CertificationId,
    impression_id: str,
    answers_url: str,
) -> AnswerButtons:
    """The buttons to answer, or to change the answer to, one certification."""
    given = suggested.answers.get(certification_id)
    return AnswerButtons(
        action=answers_url,
        certification_id=certification_id,
        certification_name=catalogue.certifications[certification_id].name,
        impression_id=impression_id,
        given=t.word(given.answer) if given else None,
        choices=tuple(
            (answer.value, t.word(answer), given is not None and given.answer is answer) for answer in Answer
        ),
    )


def rate_note_of(t: Texts, pesos_per_dollar: float, rate_day: str) -> str:
    """At which exchange rate list prices in dollars were turned into pesos."""
    day = t("price.rate_assumed") if rate_day == "assumed" else rate_day
    return t("price.rate", rate=t.number(pesos_per_dollar, 2), day=day)


def _card(
    teller: Teller,
    suggested: Suggested,
    item: Suggestion,
    rate_note: str,
    buttons: AnswerButtons | None,
    actions: CardActions | None,
) -> Card:
    t, certification = teller.t, teller.catalogue.certifications[item.certification_id]
    return Card(
        certification_id=item.certification_id,
        rank=item.rank,
        name=certification.name,
        vendor=teller.vendor(item.certification_id),
        level=t.word(certification.level),
        area=t.word(certification.area),
        summary=t.label(certification.summary),
        is_exploration=item.is_exploration,
        reasons=tuple(_reason_line(teller, reason, suggested) for reason in item.reasons),
        skills_added=teller.skills(item.skills_added),
        skills_held=teller.skills(item.skills_held),
        time=teller.time(item),
        pass_chance=t.percent(item.pass_chance),
        price=price_lines(teller, item.price, item.certification_id, rate_note),
        retention=teller.retention(item),
        value_rows=value_rows(t, item.value),
        value_total=t.whole_money(item.value.total),
        buttons=buttons,
        actions=actions,
    )


def _reason_line(teller: Teller, reason: Reason, suggested: Suggested) -> ReasonLine:
    evidence = suggested.evidence_for(reason)
    return ReasonLine(teller.reason(reason), _quote(teller.t, evidence) if evidence else None)


def _quote(t: Texts, evidence: Evidence) -> Quote:
    key = "quote.invented" if evidence.is_invented else "quote.real"
    return Quote(evidence.sentence, t(key, title=evidence.title))


def price_lines(teller: Teller, price: Price, certification_id: CertificationId, rate_note: str) -> PriceLines:
    """What an exam costs, before and after who pays which share."""
    t, certification = teller.t, teller.catalogue.certifications[certification_id]
    discount = teller.discount(price, certification_id)
    shares = tuple(note for note in (discount, *teller.funds(price)) if note)
    if price.list_centavos is None or price.learner_centavos is None or certification.list_price_usd is None:
        return PriceLines(None, None, shares)
    listed = t("price.listed", dollars=t.dollars(certification.list_price_usd), rate=rate_note)
    checked = certification.price_checked_at
    dated = (t("price.checked", day=t.day(checked)),) if checked else ()
    return PriceLines(t.money(price.list_centavos), t.money(price.learner_centavos), (*shares, listed, *dated))
