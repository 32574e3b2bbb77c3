"""What the pages and the JSON API do: suggest to a learner or a visitor, and take an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import uuid4

import sqlalchemy as sa

from api.visitor import Visitor, visitor_history
from data import (
    account_store,
    demand_store,
    interaction_store,
    learner_skill_store,
    learner_store,
    posting_store,
    standing_store,
)
from data.catalogue import Catalogue
from data.domain import Answer, CertificationId, Learner, LearnerId, SkillId, StateId
from data.errors import ForbiddenError
from data.events import Feedback, ShownItem, Transcript
from data.posting_store import Evidence
from data.rights import Account, LearnerRights, learner_rights
from data.skill_correction_store import taught_by
from recommender.bundle import Bundle
from recommender.demand import RegionalDemand
from recommender.profile import LearnerHistory, TaughtSkills
from recommender.suggest import suggest
from recommender.suggestion import Reason, ReasonKey, SuggestionList

SAME_SHOWING: Final = timedelta(minutes=30)
"""The same list looked at again within this time is one impression; later it is a new one."""


class ObjectionError(ForbiddenError):
    """The learner objects to automated decisions, so that none is made about them."""

    key = "error.objects_to_automation"


@dataclass(frozen=True, slots=True)
class Suggested:
    """A list of suggestions with what an edge needs to show it.

    ``impression_ids`` has one id an item in the same order, and is empty for a visitor. ``evidence`` holds
    the posting sentence that best shows that a skill is asked for in the learner's state. ``answers`` is the
    newest answer to each certification, also to those no longer on the list.
    """

    history: LearnerHistory
    suggestions: SuggestionList
    impression_ids: tuple[str, ...]
    evidence: Mapping[SkillId, Evidence]
    answers: Mapping[CertificationId, Feedback]

    @property
    def learner(self) -> Learner:
        """Who the list is for."""
        return self.history.learner

    def impression_of(self, place: int) -> str | None:
        """The impression of an item; ``None`` for a visitor."""
        return self.impression_ids[place] if self.impression_ids else None

    def evidence_for(self, reason: Reason) -> Evidence | None:
        """The sentence that bears out a reason about the region's demand; ``None`` for any other reason."""
        skill_id = _skill_asked_for(reason)
        return self.evidence.get(skill_id) if skill_id else None


def rights_over(connection: sa.Connection, account: Account | None, learner_id: LearnerId) -> LearnerRights:
    """The rights of who is logged in over a learner: their own, or everybody's over an invented one without an account.

    Raises
    ------
    NotFoundError
        If there is no such learner.
    ForbiddenError
        If the learner is somebody else.
    """
    if account is not None and account.learner_id == learner_id:
        return learner_rights(account)
    return account_store.rights_over_invented(connection, learner_id)


def suggest_for(
    connection: sa.Connection, bundle: Bundle, rights: LearnerRights, *, moment: datetime, k: int = 10
) -> Suggested:
    """Suggest to a learner and store what was shown.

    Raises
    ------
    NotFoundError
        If there is no such learner any more.
    ObjectionError
        If the learner objects to automated decisions.
    """
    learner_id = rights.learner_id
    learner = learner_store.hold_learner(connection, learner_id)
    refuse_objectors(connection, rights)
    history = history_of(connection, learner, bundle.catalogue)
    suggestions = _suggestions(connection, bundle, history, moment, k)
    return Suggested(
        history,
        suggestions,
        _recorded(connection, learner_id, suggestions, moment),
        _evidence(connection, learner.state_id, suggestions),
        {one.certification_id: one for one in history.answers},
    )


def refuse_objectors(connection: sa.Connection, rights: LearnerRights) -> None:
    """Stop before anything is reckoned about who objects to it.

    Raises
    ------
    ObjectionError
        If the learner objects to automated decisions.
    """
    if standing_store.standing_of(connection, rights.learner_id).objects_since is not None:
        raise ObjectionError("the learner objects to automated decisions")


def history_of(connection: sa.Connection, learner: Learner, catalogue: Catalogue) -> LearnerHistory:
    """A learner and all that suggestions are computed from."""
    transcript = learner_store.transcripts_of(connection, learner.id)
    return LearnerHistory(
        learner,
        transcript=transcript,
        exams=interaction_store.exam_results_of(connection, learner.id),
        answers=interaction_store.feedback_of(connection, learner.id),
        stated=learner_skill_store.stated_of(connection, learner.id),
        taught=_taught(connection, transcript, catalogue),
    )


def _taught(connection: sa.Connection, transcript: Sequence[Transcript], catalogue: Catalogue) -> TaughtSkills:
    """What the school's own subjects of a transcript teach; most transcripts have none and cost no statement."""
    own = {entry.subject_id for entry in transcript} - catalogue.subjects.keys()
    return taught_by(connection, own) if own else {}


def suggest_for_visitor(
    connection: sa.Connection, bundle: Bundle, visitor: Visitor, *, moment: datetime, k: int = 10
) -> Suggested:
    """Suggest to somebody we know nothing else of; nothing is stored.

    Raises
    ------
    UnknownIdsError
        If the visitor's words name things that the catalogue lacks.
    """
    day = data_as_of(connection, moment)
    history = visitor_history(visitor, bundle.catalogue, day)
    suggestions = _suggestions(connection, bundle, history, moment, k)
    return Suggested(history, suggestions, (), _evidence(connection, visitor.state_id, suggestions), {})


def record_answer(
    connection: sa.Connection,
    rights: LearnerRights,
    impression_id: str,
    answer: Answer,
    moment: datetime,
) -> CertificationId:
    """Store what a learner says to a suggestion, and return the certification it was.

    The newest answer counts, so that one can be changed. The same answer sent twice in a row is one answer.

    Raises
    ------
    NotFoundError
        If there is no such learner any more, or the impression was not shown to them.
    """
    learner_id = rights.learner_id
    learner_store.hold_learner(connection, learner_id)
    for given in interaction_store.latest_answers(connection, learner_id).values():
        if given.impression_id == impression_id and given.answer is answer:
            return given.certification_id
    return interaction_store.record_answer(connection, learner_id, impression_id, answer, moment)


def data_as_of(connection: sa.Connection, moment: datetime) -> date:
    """The day of the demand count, the newest that the data speak of; today where nothing was counted."""
    return demand_store.as_of(connection) or moment.date()


def _suggestions(
    connection: sa.Connection, bundle: Bundle, history: LearnerHistory, moment: datetime, k: int
) -> SuggestionList:
    day, state_id = data_as_of(connection, moment), history.learner.state_id
    return suggest(
        history,
        bundle=bundle,
        demand=regional_demand(connection, bundle, state_id, day),
        as_of=day,
        today=moment.date(),
        k=k,
    )


def regional_demand(connection: sa.Connection, bundle: Bundle, state_id: StateId, day: date) -> RegionalDemand:
    """The demand of one state as last counted."""
    counts = demand_store.state_counts(connection, state_id)
    return RegionalDemand.of_state(state_id, day, counts, bundle.arrays)


def _recorded(
    connection: sa.Connection, learner_id: LearnerId, suggestions: SuggestionList, moment: datetime
) -> tuple[str, ...]:
    """Impression ids of a list: those of the same list where it was shown just now, else new ones."""
    shown = interaction_store.latest_list(connection, learner_id, moment - SAME_SHOWING)
    before = [(one.bundle_version, one.certification_id) for one in shown]
    if before == [(suggestions.bundle_version, item.certification_id) for item in suggestions.items]:
        return tuple(one.impression_id for one in shown)
    items = [ShownItem(item.certification_id, item.propensity, item.features) for item in suggestions.items]
    return interaction_store.record_list(
        connection,
        learner_id=learner_id,
        list_id=uuid4().hex,
        shown_at=moment,
        bundle_version=suggestions.bundle_version,
        items=items,
    )


def _evidence(connection: sa.Connection, state_id: StateId, suggestions: SuggestionList) -> dict[SkillId, Evidence]:
    """The best sentence for the first skill of each reason that speaks of the region's demand."""
    asked = {_skill_asked_for(reason) for item in suggestions.items for reason in item.reasons}
    skill_ids = {skill_id for skill_id in asked if skill_id}
    return posting_store.best_sentences(connection, state_id, skill_ids) if skill_ids else {}


def _skill_asked_for(reason: Reason) -> SkillId | None:
    """The skill that a reason about the region's demand counts postings of."""
    is_demand = reason.key is ReasonKey.REGIONAL_DEMAND and reason.skill_ids
    return reason.skill_ids[0] if is_demand else None
