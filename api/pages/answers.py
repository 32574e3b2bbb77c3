"""What a learner's pages show of answers already given: the one just stored, and those that left the list."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from fastapi import Request

from api.i18n import Texts
from api.pages.cards import AnswerButtons, answer_buttons
from api.services import Suggested
from data.catalogue import Catalogue
from data.domain import Answer, CertificationId

_MOST_PAST_ANSWERS: Final = 10


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """An answer to a certification that left the list; without buttons where it answers no impression."""

    text: str
    buttons: AnswerButtons | None


def answered_query(answer: Answer, certification_id: CertificationId) -> str:
    """The query of the address that confirms an answer."""
    return urlencode({"answered": answer.value, "certification": certification_id})


def confirmation(request: Request, catalogue: Catalogue, t: Texts) -> str | None:
    """What the learner just answered, from an address with ``answered_query``."""
    answer = request.query_params.get("answered")
    certification = catalogue.certifications.get(CertificationId(request.query_params.get("certification", "")))
    if certification is None or answer not in set(Answer):
        return None
    return t("page.learner.answered", name=certification.name, answer=t.word(Answer(answer)))


def past_answers(suggested: Suggested, catalogue: Catalogue, t: Texts, answers_url: str) -> tuple[PastAnswer, ...]:
    """The newest answers to certifications that are not on the list now."""
    shown = {item.certification_id for item in suggested.suggestions.items}
    past = [
        given
        for given in suggested.answers.values()
        if given.certification_id not in shown and given.certification_id in catalogue.certifications
    ]
    past.sort(key=lambda given: given.answered_at, reverse=True)
    return tuple(
        PastAnswer(
            t(
                "page.learner.past_answer",
                name=catalogue.certifications[given.certification_id].name,
                answer=t.word(given.answer),
                day=t.day(given.answered_at.date()),
            ),
            answer_buttons(suggested, catalogue, t, given.certification_id, given.impression_id, answers_url)
            if given.impression_id
            else None,
        )
        for given in past[:_MOST_PAST_ANSWERS]
    )
