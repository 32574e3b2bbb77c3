"""Results of a follow-up study in words."""

from collections.abc import Iterator, Mapping
from typing import Final

from api.i18n import Texts, texts
from api.programme.follow_up_services import KIND, StudyResults
from api.state_names import state_name
from data.catalogue import Catalogue
from data.domain import Language, LearnerKind
from recommender.follow_up.report import OF_2012, Asked, GroupResult, QuestionResult

_ASKED: Final[Mapping[Asked, str]] = {
    Asked.EMPLOYED: "follow_up.asked.employed",
    Asked.NEW_JOB: "follow_up.asked.new_job",
    Asked.WAGE_CHANGE: "follow_up.asked.wage_change",
    Asked.SATISFIED: "follow_up.asked.satisfied",
}


def results_text(results: StudyResults, catalogue: Catalogue, language: Language) -> str:
    """The results as lines."""
    t = texts(language)
    return "\n".join(_lines(results, catalogue, t))


def group_name(one: GroupResult, catalogue: Catalogue, t: Texts) -> str:
    """A group of a result in words: the kind of learner or the state."""
    return kind_name(one.group, t) if one.fact == KIND else state_name(one.group, catalogue, t)


def kind_name(kind: str, t: Texts) -> str:
    """A kind of learner in words."""
    return t.word(LearnerKind(kind))


def asked_text(asked: Asked, t: Texts) -> str:
    """What a question is about."""
    return t(_ASKED[asked])


def figure(t: Texts, asked: Asked, value: float) -> str:
    """A result as people read it: a share as percent, a change of wage in percent with its sign."""
    return t.percent(value) if asked.is_share else t("follow_up.change", change=t.number(value, 1))


def _lines(results: StudyResults, catalogue: Catalogue, t: Texts) -> Iterator[str]:
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
        yield from _question_lines(question, catalogue, t)


def band_text(question: QuestionResult, t: Texts) -> str:
    """Where the result lies if those silent differ as far as was stated beforehand."""
    asked, band = question.asked, question.band
    return t(
        "follow_up.band.odds" if asked.is_share else "follow_up.band.points",
        reach=t.number(band.reach, 1),
        low=figure(t, asked, band.low),
        high=figure(t, asked, band.high),
    )


def tipping_text(question: QuestionResult, t: Texts) -> str | None:
    """How much those silent must differ for the result of 2012; ``None`` where 2012 did not tell."""
    before = OF_2012.get(question.asked)
    return None if before is None else _tipping_line(question, figure(t, question.asked, before), t)


def _question_lines(question: QuestionResult, catalogue: Catalogue, t: Texts) -> Iterator[str]:
    asked, found = question.asked, question.estimate
    yield ""
    yield t(
        "follow_up.result",
        asked=asked_text(asked, t),
        value=figure(t, asked, found.value),
        low=figure(t, asked, found.low),
        high=figure(t, asked, found.high),
        plain=figure(t, asked, question.plain),
        n=found.n_answers,
    )
    yield band_text(question, t)
    tipping = tipping_text(question, t)
    if tipping is not None:
        yield tipping
    for group in question.groups:
        yield t(
            "follow_up.group",
            group=group_name(group, catalogue, t),
            value=figure(t, asked, group.estimate.value),
            low=figure(t, asked, group.estimate.low),
            high=figure(t, asked, group.estimate.high),
            n=group.estimate.n_answers,
        )


def _tipping_line(question: QuestionResult, before: str, t: Texts) -> str:
    """How much those silent must differ for the result of 2012."""
    if question.tipping_point is None:
        return t("follow_up.no_tipping", before=before)
    key = "follow_up.tipping.odds" if question.asked.is_share else "follow_up.tipping.points"
    return t(key, before=before, tipping=t.number(question.tipping_point, 2))
