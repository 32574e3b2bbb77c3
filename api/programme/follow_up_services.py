"""Follow-up studies: draw a sample, write to it, and tell what the answers say of everybody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from api.accounts.letters import follow_up_letter
from api.accounts.mail import mailer_of
from api.small_groups import Sum, shown_figures
from data import follow_up_answer_store, follow_up_store
from data.catalogue import Catalogue
from data.database import writing
from data.errors import InputError
from data.follow_up_answer_store import Addressee, Answered
from data.follow_up_store import Certified, Drawn, LetterCounts, Study, StudyId
from data.held_job import Reporter
from data.settings import Settings
from recommender.follow_up.design import design_matrix
from recommender.follow_up.report import Asked, GroupResult, QuestionResult, question_result
from recommender.follow_up.sample import draw_sample
from recommender.follow_up.weights import AnswerWeights, answer_weights

AT_LEAST: Final = 5
"""People drawn of each stratum, or all that it has."""

FEWEST_FOR_WEIGHTS: Final = 30
"""Answers from which weights and intervals mean something."""

KIND: Final = "kind"
GROUPED_BY: Final = (KIND, "state")
"""Facts whose groups are told apart in results."""


class FewAnswersError(InputError):
    """Too few have answered for results."""

    status = 409
    key = "error.few_answers"


@dataclass(frozen=True, slots=True)
class Letters:
    """How many letters were written, and how many people drawn who are due none: no address, or they object."""

    n_written: int
    n_left_out: int


@dataclass(frozen=True, slots=True)
class StudyResults:
    """What a study says, small groups hidden.

    ``worth`` is how many answers with equal weights would say as much as the ``n_answers``.
    """

    study: Study
    n_people: int
    letters: LetterCounts
    n_answers: int
    worth: float
    questions: tuple[QuestionResult, ...]


def new_study(
    study_id: str,
    passed_from: date,
    passed_until: date,
    closes_on: date,
    *,
    moment: datetime,
    seed: int,
    reaches: tuple[float, float],
) -> Study:
    """A study made at a moment; ``reaches`` are odds of shares and points of wage changes.

    Raises
    ------
    InputError
        If days are out of order or a reach is too small.
    """
    if not 1 <= len(study_id) <= 32:
        raise InputError(f"a study's name has 1 to 32 letters, got {len(study_id)}")
    if passed_until < passed_from:
        raise InputError(f"the study's time ends on {passed_until}, before it begins on {passed_from}")
    if closes_on < passed_until:
        raise InputError(f"the study closes on {closes_on}, before its time ends on {passed_until}")
    odds, points = reaches
    if odds < 1 or points < 0:
        raise InputError(f"--odds must be at least 1 and --points at least 0, got {odds} and {points}")
    return Study(StudyId(study_id), moment, passed_from, passed_until, closes_on, seed, odds, points)


def create_study(connection: sa.Connection, study: Study, n_drawn: int) -> tuple[int, int]:
    """Draw people in strata of state and kind and store the study.

    Who said that no study shall write to them is not drawn, but the study speaks of them as well: the weights let
    those alike answer for them. Small strata get five people or all that they have, so that more than ``n_drawn`` may
    be drawn in all.

    Returns
    -------
    How many people the study speaks of, and how many were drawn.

    Raises
    ------
    StudyTakenError
        If there is a study of this name.
    InputError
        If nobody passed a certification in its time.
    """
    everybody = follow_up_store.certified_between(connection, study.passed_from, study.passed_until)
    refusing = follow_up_store.refusing(connection)
    people = [one for one in everybody if one.learner_id not in refusing]
    if not people:
        raise InputError(f"nobody passed a certification from {study.passed_from} to {study.passed_until}")
    strata = [f"{one.state_id} {one.kind}" for one in people]
    sample = draw_sample(strata, n_drawn, at_least=AT_LEAST, seed=study.seed)
    drawn = [
        Drawn(people[row].learner_id, people[row].certification_id, float(chance))
        for row, chance in zip(sample.people, sample.chances, strict=True)
    ]
    follow_up_store.add_study(connection, study, drawn)
    return len(everybody), len(drawn)


def write_letters(
    engine: sa.Engine,
    study_id: str,
    settings: Settings,
    now: Callable[[], datetime],
    *,
    is_reminder: bool,
    report: Reporter | None = None,
) -> Letters:
    """Invite everybody drawn who was not yet written to, or remind once who is silent.

    One letter, one transaction: stopped half-way it goes on where it was, and nobody gets a letter twice but who was
    being written to. Nobody else may answer with the link; an earlier one serves no longer.

    Raises
    ------
    InputError
        If the study is closed.
    MailError
        If a letter is not taken; those before it are on their way.
    """
    with writing(engine) as connection:
        study = follow_up_store.get_study(connection, study_id)
        if now().date() > study.closes_on:
            raise InputError(f"study {study_id} closed on {study.closes_on}: answers would come too late")
        due = follow_up_answer_store.addressees(connection, study.study_id, to_remind=is_reminder)
    for number, addressee in enumerate(due):
        if report is not None:
            report(f"letter {number + 1} of {len(due)}", number / len(due))
        with writing(engine) as connection:
            _write(connection, study, addressee, settings, now(), is_reminder=is_reminder)
    with writing(engine) as connection:
        counts = follow_up_store.letter_counts(connection, study.study_id)
    return Letters(len(due), counts.n_drawn - counts.n_invited)


def study_results(connection: sa.Connection, study_id: str, catalogue: Catalogue) -> StudyResults:
    """What the answers to a study say of everybody who passed in its time.

    Raises
    ------
    NotFoundError
        If there is no such study.
    FewAnswersError
        If fewer than thirty answered.
    """
    study = follow_up_store.get_study(connection, study_id)
    people = follow_up_store.certified_between(connection, study.passed_from, study.passed_until)
    known = {one.learner_id for one in people}
    sample = [one for one in follow_up_store.sample_of(connection, study.study_id) if one.learner_id in known]
    answers = [one for one in follow_up_answer_store.answers_of(connection, study.study_id) if one.learner_id in known]
    if len(answers) < FEWEST_FOR_WEIGHTS:
        raise FewAnswersError(f"study {study_id} has {len(answers)} answers; results need {FEWEST_FOR_WEIGHTS}")
    counts = follow_up_store.letter_counts(connection, study.study_id)
    weights, groups = _weighted(people, sample, answers, catalogue)
    found = (question_result(asked, weights, _given(asked, answers), groups, _reach(asked, study)) for asked in Asked)
    questions = tuple(_without_small_groups(one) for one in found if one is not None)
    return StudyResults(study, len(people), counts, len(answers), weights.worth, questions)


def _write(
    connection: sa.Connection,
    study: Study,
    addressee: Addressee,
    settings: Settings,
    moment: datetime,
    *,
    is_reminder: bool,
) -> None:
    token = follow_up_answer_store.issue_link_token(
        connection, study.study_id, addressee.learner_id, moment, is_reminder=is_reminder
    )
    link = f"{settings.address}/encuesta/{token}?lang={addressee.language.value}"
    letter = follow_up_letter(addressee.email, addressee.language, link, study.closes_on, is_reminder=is_reminder)
    mailer_of(settings).send(letter)


def _weighted(
    people: Sequence[Certified], sample: Sequence[Drawn], answers: Sequence[Answered], catalogue: Catalogue
) -> tuple[AnswerWeights, dict[str, NDArray[np.str_]]]:
    """Weights of the answers, and the groups of who gave them by fact, shape (n_answers,) each."""
    row_of = {one.learner_id: row for row, one in enumerate(people)}
    facts = _facts(people, catalogue)
    rows = np.array([row_of[one.learner_id] for one in answers])
    answered = np.zeros(len(people), bool)
    answered[rows] = True
    drawn = np.array([row_of[one.learner_id] for one in sample])
    chances = np.array([one.chance for one in sample])
    weights = answer_weights(design_matrix(facts, answered), drawn, chances, answered[drawn])
    return weights, {fact: facts[fact][rows] for fact in GROUPED_BY}


def _facts(people: Sequence[Certified], catalogue: Catalogue) -> dict[str, NDArray[np.str_]]:
    """What is known of everybody, and answering may depend on."""
    areas = [catalogue.certifications.get(one.certification_id) for one in people]
    return {
        KIND: np.array([one.kind.value for one in people]),
        "state": np.array([one.state_id for one in people]),
        "english": np.array([one.english for one in people]),
        "quarter": np.array([f"{one.passed_on.year} {(one.passed_on.month + 2) // 3}" for one in people]),
        "area": np.array(["" if area is None else area.area.value for area in areas]),
    }


def _given(asked: Asked, answers: Sequence[Answered]) -> NDArray[np.float64]:
    """Answers to a question as numbers, NaN where it was left out, shape (n_answers,)."""
    field = {
        Asked.EMPLOYED: "is_employed",
        Asked.NEW_JOB: "has_new_job",
        Asked.WAGE_CHANGE: "salary_change_percent",
        Asked.SATISFIED: "is_satisfied",
    }[asked]
    given = [getattr(one.answers, field) for one in answers]
    return np.array([np.nan if value is None else float(value) for value in given])


def _reach(asked: Asked, study: Study) -> float:
    return study.odds_reach if asked.is_share else study.wage_reach


def _without_small_groups(result: QuestionResult) -> QuestionResult:
    """Hide groups of one to four answers, and others from which these could be worked out."""
    kept: list[GroupResult] = []
    for fact in GROUPED_BY:
        groups = [one for one in result.groups if one.fact == fact]
        figures = np.array([result.estimate.n_answers, *(one.estimate.n_answers for one in groups)], np.int64)
        shown = shown_figures(figures, [Sum(0, tuple(range(1, len(figures))))])
        kept += [one for one, is_shown in zip(groups, shown[1:], strict=True) if is_shown]
    return QuestionResult(result.asked, result.plain, result.estimate, result.band, result.tipping_point, tuple(kept))
