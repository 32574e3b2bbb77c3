"""Results of a follow-up study in words."""

from collections.abc import Iterator

from api.follow_up_services import StudyResults
from api.i18n import Texts, texts
from data.domain import Language
from recommender.follow_up.report import OF_2012, Asked, QuestionResult


def results_text(results: StudyResults, language: Language) -> str:
    """The results as lines."""
    t = texts(language)
    return "\n".join(_lines(results, t))


def figure(t: Texts, asked: Asked, value: float) -> str:
    """A result as people read it: a share as percent, a change of wage in percent with its sign."""
    return t.percent(value) if asked.is_share else t("follow_up.change", change=t.number(value, 1))


def _lines(results: StudyResults, t: Texts) -> Iterator[str]:
    counts = results.letters
    yield t(
        "follow_up.counts",
        people=results.n_people,
        drawn=counts.n_drawn,
        invited=counts.n_invited,
        answered=results.n_answers,
        worth=t.number(results.worth),
    )
    for question in results.questions:
        yield from _question_lines(question, t)


def _question_lines(question: QuestionResult, t: Texts) -> Iterator[str]:
    asked, found, band = question.asked, question.estimate, question.band
    yield ""
    yield t(
        "follow_up.result",
        asked=t.word(asked),
        value=figure(t, asked, found.value),
        low=figure(t, asked, found.low),
        high=figure(t, asked, found.high),
        plain=figure(t, asked, question.plain),
        n=found.n_answers,
    )
    yield t(
        "follow_up.band.odds" if asked.is_share else "follow_up.band.points",
        reach=t.number(band.reach, 1),
        low=figure(t, asked, band.low),
        high=figure(t, asked, band.high),
    )
    before = OF_2012.get(asked)
    if before is not None:
        tipping = question.tipping_point
        if tipping is None:
            key = "follow_up.no_tipping"
        else:
            key = "follow_up.tipping.odds" if asked.is_share else "follow_up.tipping.points"
        yield t(key, before=figure(t, asked, before), tipping="" if tipping is None else t.number(tipping, 2))
    for group in question.groups:
        yield t(
            "follow_up.group",
            group=group.group,
            value=figure(t, asked, group.estimate.value),
            low=figure(t, asked, group.estimate.low),
            high=figure(t, asked, group.estimate.high),
            n=group.estimate.n_answers,
        )
