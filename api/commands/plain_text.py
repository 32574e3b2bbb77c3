"""A list of suggestions as plain text, for the command line; the same words as the page."""

from api.i18n import texts
from api.pages.cards import Card, cards_of
from api.services import Suggested
from data.catalogue import Catalogue
from data.domain import Language


def suggestions_text(suggested: Suggested, catalogue: Catalogue, language: Language) -> str:
    """One block a suggestion, best first, under a line that says whether the data are invented."""
    t = texts(language)
    head = [t("notice.invented"), ""] if suggested.learner.is_invented else []
    return "\n".join([*head, *(_block(card) for card in cards_of(suggested, catalogue, t, rate_note=""))])


def _block(card: Card) -> str:
    lines = [f"{card.rank:>2}. {card.name} ({card.vendor}, {card.level})"]
    for reason in card.reasons:
        lines.append(f"    - {reason.sentence}")
        if reason.quote is not None:
            lines.append(f"      «{reason.quote.sentence}» {reason.quote.source}")
    amounts = [amount for amount in (card.price.before, card.price.after) if amount is not None]
    lines += [f"    {line}" for line in (*amounts, card.time, card.pass_chance, card.retention)]
    return "\n".join(lines)
