"""Matches of postings and people for reading and, as JSON, for programs."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from api.i18n import Texts
from api.people_services import Match
from data.catalogue import Catalogue
from recommender.match_reasons import MatchReason, MatchReasonKey

_REASON_TEXTS: Final[Mapping[MatchReasonKey, str]] = {
    MatchReasonKey.SKILLS_HELD: "match.skills_held",
    MatchReasonKey.SKILLS_MISSING: "match.skills_missing",
    MatchReasonKey.CLOSES_GAP: "match.closes_gap",
    MatchReasonKey.SAME_STATE: "match.same_state",
    MatchReasonKey.OTHER_STATE: "match.other_state",
    MatchReasonKey.ENGLISH_FITS: "match.english_fits",
    MatchReasonKey.ENGLISH_SHORT: "match.english_short",
    MatchReasonKey.LEVEL_BELOW: "match.level_below",
}


def people_text(matches: Sequence[Match], catalogue: Catalogue, t: Texts) -> str:
    """A block a person, best first, under the posting's title."""
    head = [t("notice.invented"), ""]
    if not matches:
        return "\n".join([*head, t("match.nobody")])
    posting = matches[0].posting
    head += [f"{posting.title} ({posting.id}, {t.label(catalogue.states[posting.state_id].label)})", ""]
    return "\n".join([*head, *(_block(rank, one, one.learner.id, catalogue, t) for rank, one in _ranked(matches))])


def postings_text(matches: Sequence[Match], catalogue: Catalogue, t: Texts) -> str:
    """A block a posting, best first."""
    blocks = [
        _block(rank, one, f"{one.posting.title} ({one.posting.id})", catalogue, t) for rank, one in _ranked(matches)
    ]
    return "\n".join([t("notice.invented"), "", *blocks])


def matches_json(matches: Sequence[Match], catalogue: Catalogue, t: Texts) -> dict[str, Any]:
    """The whole list; docs/api.md says what each field means."""
    return {
        "language": t.language.value,
        "notice": t("notice.invented"),
        "matches": [
            {
                "rank": rank,
                "posting": {"id": one.posting.id, "title": one.posting.title, "state_id": one.posting.state_id},
                "learner_id": one.learner.id,
                "score": one.score,
                "parts": one.parts,
                "reasons": [_reason(reason, one, catalogue, t) for reason in one.reasons],
            }
            for rank, one in _ranked(matches)
        ],
    }


def _ranked(matches: Sequence[Match]) -> Sequence[tuple[int, Match]]:
    return list(enumerate(matches, start=1))


def _block(rank: int, match: Match, name: str, catalogue: Catalogue, t: Texts) -> str:
    lines = [f"{rank:>2}. {name}  {t.percent(match.score)}"]
    return "\n".join([*lines, *(f"    - {_sentence(reason, match, catalogue, t)}" for reason in match.reasons)])


def _reason(reason: MatchReason, match: Match, catalogue: Catalogue, t: Texts) -> dict[str, Any]:
    return {
        "key": reason.key.value,
        "sentence": _sentence(reason, match, catalogue, t),
        "skills": [{"id": id_, "name": t.label(catalogue.skills[id_].label)} for id_ in reason.skill_ids],
        "certification_id": reason.certification_id,
        "hours": reason.hours or None,
        "english": reason.english.value if reason.english else None,
    }


def _sentence(reason: MatchReason, match: Match, catalogue: Catalogue, t: Texts) -> str:
    certification = catalogue.certifications[reason.certification_id].name if reason.certification_id else ""
    weeks = max(1, round(reason.hours / match.learner.weekly_hours))
    return t(
        _REASON_TEXTS[reason.key],
        skills=t.listed(t.label(catalogue.skills[id_].label) for id_ in reason.skill_ids),
        certification=certification,
        hours=t.count("time.hours", reason.hours),
        weeks=t.count("time.weeks", weeks),
        level=t.word(reason.english) if reason.english else "",
        has=t.word(match.learner.english),
        state=t.label(catalogue.states[match.posting.state_id].label),
    )
