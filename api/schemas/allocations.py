"""Shapes of allocations as JSON."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from api.allocation.decision_texts import CatalogueNames, flip_texts, reason_text
from api.i18n import Texts
from api.last_jobs import is_under_way
from data.allocation_store import AllocationRun
from data.catalogue import Catalogue
from data.decision_store import KeptDecision
from data.job_store import JobRun, JobState
from data.run_standing_store import RunStanding
from recommender.allocation.explaining.decision import Decision
from recommender.allocation.plan import gap_between


class AllocationIn(BaseModel):
    """What to allocate by."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"scenario": "scenarios/2026-12/scenario.toml"}]}
    )

    scenario: str = Field(
        min_length=1, max_length=300, pattern=r"^[^\x00]+$", description="Path within the installation's own folder"
    )


class WhatIfIn(BaseModel):
    """A scenario and changes to compare it with."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [{"scenario": "scenarios/2026-12/scenario.toml", "changes": ["fund:jalisco=+500000"]}]
        },
    )

    scenario: str = Field(
        min_length=1, max_length=300, pattern=r"^[^\x00]+$", description="Path within the installation's own folder"
    )
    changes: tuple[Annotated[str, Field(min_length=3, max_length=200)], ...] = Field(
        min_length=1, max_length=20, description="As rumbo allocate what-if takes them"
    )


class DecisionOut(BaseModel):
    """What the last allocation decided about a learner."""

    model_config = ConfigDict(frozen=True)

    decided_at: datetime
    reason: str = Field(description="Which limit decided; docs/allocation.md lists them")
    text: str = Field(description="The reason in the language of the answer")
    changes: tuple[str, ...] = Field(description="Each alone would have given a voucher; confirmed by solving again")
    facts: dict[str, Any] = Field(description="The figures behind the text")


class PublicationOut(BaseModel):
    """The job that gives the vouchers of an approved allocation: it waits, runs, or failed and gave none."""

    model_config = ConfigDict(frozen=True)

    state: JobState
    share_done: float | None = Field(description="Between 0 and 1; null where it cannot be told")
    message: str | None = Field(description="Why it failed")


class AllocationOut(BaseModel):
    """An allocation: the state of its job and, once it is done, what it proved."""

    model_config = ConfigDict(frozen=True)

    id: str
    state: JobState
    message: str | None = Field(default=None, description="Why it failed")
    share_done: float | None = Field(default=None, description="Of its job, between 0 and 1; null where it is done")
    created_at: datetime | None = None
    standing: RunStanding | None = Field(
        default=None, description="What the programme decided about it; null until done"
    )
    is_publishing: bool = Field(default=False, description="Whether a worker is to give its vouchers, or is at it")
    publication: PublicationOut | None = Field(
        default=None, description="The last one of an approved allocation, as long as there is something to tell of it"
    )
    applied_at: datetime | None = Field(default=None, description="When its vouchers were given")
    n_vouchers: int | None = None
    value: float | None = None
    bound: float | None = Field(default=None, description="No plan can be worth more")
    gap: float | None = Field(default=None, description="Share of the bound that is missing at most, in [0, 1]")
    certificate_digest: str | None = Field(default=None, description="The sha256 of certificate.json")


def decision_out(kept: KeptDecision, catalogue: Catalogue, t: Texts) -> DecisionOut:
    """A decision in words and figures."""
    decision = Decision.from_json(kept.facts)
    names = CatalogueNames(catalogue, t)
    return DecisionOut(
        decided_at=kept.decided_at,
        reason=decision.reason.name.lower(),
        text=reason_text(decision, t, names.certification, names.fund),
        changes=flip_texts(decision, t, names.certification, names.fund),
        facts=dict(kept.facts),
    )


def allocation_out(run: AllocationRun, standing: RunStanding, told: JobRun | None) -> AllocationOut:
    """An allocation that is done; ``told`` is the publication that there is to tell of."""
    return AllocationOut(
        id=run.id,
        state=JobState.DONE,
        standing=standing,
        is_publishing=is_under_way(told),
        publication=PublicationOut(state=told.state, share_done=told.share_done, message=told.message)
        if told
        else None,
        created_at=run.created_at,
        applied_at=run.applied_at,
        n_vouchers=run.n_vouchers,
        value=run.value,
        bound=run.bound,
        gap=gap_between(run.value, run.bound),
        certificate_digest=run.certificate_digest,
    )


def waiting_out(run_id: str, job: JobRun) -> AllocationOut:
    """An allocation whose job has not recorded it yet."""
    return AllocationOut(id=run_id, state=job.state, message=job.message, share_done=job.share_done)
