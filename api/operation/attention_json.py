"""Shapes of what an operator looks at first as JSON: what needs attention, and the last examination."""

from datetime import datetime

from pydantic import Field

from api.i18n import Texts
from api.operation.attention import Attention, Matter
from api.operation.finding_words import part_name, said_finding
from api.schemas.common import BodyOut
from data.findings import Examination
from recommender.drift import Drift


class JobsNowOut(BodyOut):
    """Jobs that wait, run, or ended badly in the last seven days."""

    n_waiting: int
    n_running: int
    n_ended_badly: int
    has_no_worker: bool = Field(description="One has waited for more than five minutes and none runs")


class MattersOut(BodyOut):
    """Which matters are well; null where nobody has looked."""

    jobs: bool | None
    refused_rows: bool | None
    served: bool | None
    challenger: bool | None = Field(description="False: one that the gate would let pass waits")
    drift: bool | None
    last_backup: bool | None = Field(description="Not older than seven days, and whole as far as anybody has looked")


class AttentionOut(BodyOut):
    """How things stand; nothing is examined for it, and what was never done or found is null."""

    well: MattersOut
    jobs: JobsNowOut
    n_refused_rows: int
    n_refused_files: int
    served: str | None = Field(description="Version of the bundle that serves")
    challenger: str | None = Field(description="Version of the bundle that could follow")
    drift: Drift | None = Field(description="Of the bundle that serves")
    last_backup: str | None = Field(description="Its name")
    last_backup_at: datetime | None
    examined_at: datetime | None


class FindingOut(BodyOut):
    """A part of the installation as it was found."""

    part: str
    name: str = Field(description="In the language of the answer")
    is_well: bool
    told: str = Field(description="What was found, or what to do, in the language of the answer as far as it is known")
    detail: str = Field(description="The same as the examination tells it, in English")


class ExaminationOut(BodyOut):
    """What the last examination found, part by part."""

    examined_at: datetime
    is_well: bool
    findings: list[FindingOut]


def attention_out(found: Attention, now: datetime) -> AttentionOut:
    """How things stand, in numbers and names."""
    well, jobs, backup, look = found.well(now), found.jobs, found.last_backup, found.drift_of_served
    challenger = found.bundles.challenger
    return AttentionOut(
        well=MattersOut(**{matter.value: well[matter] for matter in Matter}),
        jobs=JobsNowOut(
            n_waiting=jobs.n_waiting,
            n_running=jobs.n_running,
            n_ended_badly=jobs.n_ended_badly,
            has_no_worker=jobs.has_no_worker,
        ),
        n_refused_rows=found.n_refused_rows,
        n_refused_files=found.n_refused_files,
        served=found.bundles.served,
        challenger=challenger.version if challenger else None,
        drift=look.drift if look else None,
        last_backup=backup.name if backup else None,
        last_backup_at=backup.made_at if backup else None,
        examined_at=found.examination.examined_at if found.examination else None,
    )


def examination_out(found: Examination, t: Texts) -> ExaminationOut:
    """An examination in the caller's language."""
    return ExaminationOut(
        examined_at=found.examined_at,
        is_well=not found.ill,
        findings=[
            FindingOut(
                part=one.part,
                name=part_name(one.part, t),
                is_well=one.is_well,
                told=said_finding(one.detail, t) or one.detail,
                detail=one.detail,
            )
            for one in found.findings
        ],
    )
