"""Jobs that a certification leads to: those whose skills it proves."""

from dataclasses import dataclass

from data.domain import Certification, Occupation, OccupationId, SkillId

LEAST_COVERAGE = 0.1
"""A job of whose skills less is proved is not led to by one certification."""


@dataclass(frozen=True, slots=True)
class RelatedJob:
    """A job and the share of its weighted skills, in (0, 1], that a certification proves.

    ``skill_ids`` are the skills that both have, what counts most first.
    """

    occupation_id: OccupationId
    coverage: float
    skill_ids: tuple[SkillId, ...]


def coverage(certification: Certification, occupation: Occupation) -> float:
    """Share of the job's weighted skills that the certification proves, each as far as it weighs there.

    Examples
    --------
    A job that needs skill ``a`` with weight 1 and ``b`` with 1 is half covered by a certification of ``a`` alone.
    """
    needed = occupation.skill_weights
    proved = certification.skill_weights
    total = sum(needed.values())
    return sum(weight * proved.get(skill_id, 0.0) for skill_id, weight in needed.items()) / total if total else 0.0


def related_jobs(
    certification: Certification, occupations: dict[OccupationId, Occupation], n: int
) -> tuple[RelatedJob, ...]:
    """At most ``n`` jobs that the certification leads to, best covered first, ties by id."""
    found = []
    for occupation in occupations.values():
        share = coverage(certification, occupation)
        if share >= LEAST_COVERAGE:
            found.append(RelatedJob(occupation.id, share, _shared(certification, occupation)))
    return tuple(sorted(found, key=lambda job: (-job.coverage, job.occupation_id))[:n])


def _shared(certification: Certification, occupation: Occupation) -> tuple[SkillId, ...]:
    worth = {
        skill_id: weight * certification.skill_weights[skill_id]
        for skill_id, weight in occupation.skill_weights.items()
        if skill_id in certification.skill_weights
    }
    return tuple(sorted(worth, key=lambda skill_id: (-worth[skill_id], skill_id)))
