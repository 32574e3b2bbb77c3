"""Vouchers, surveys, cohorts, figures of programmes, ESCO and O*NET; jobs that are queued, claimed and cancelled."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people()
    _cohorts()
    _concepts()
    _rejected_rows()
    _jobs()


def _learner_key(table: str) -> list[Any]:
    """The column that names a learner and its foreign key."""
    return [
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.learner_id"],
            name=op.f(f"fk_{table}_learner_id_learner"),
            ondelete="CASCADE",
        ),
    ]


def _concept_key(table: str, column: str) -> list[Any]:
    """A column that names a concept and its foreign key."""
    return [
        sa.Column(column, sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            [column], ["concept.concept_id"], name=op.f(f"fk_{table}_{column}_concept"), ondelete="CASCADE"
        ),
    ]


def _people() -> None:
    op.create_table(
        "voucher",
        sa.Column("voucher_id", sa.String(64), nullable=False),
        *_learner_key("voucher"),
        sa.Column("certification_id", sa.String(64), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("redeemed_on", sa.Date()),
        sa.Column("public_centavos", sa.Integer(), nullable=False),
        sa.CheckConstraint("public_centavos >= 0", name=op.f("ck_voucher_public_money_not_negative")),
        sa.PrimaryKeyConstraint("voucher_id", name=op.f("pk_voucher")),
    )
    op.create_table(
        "survey_answer",
        sa.Column("survey_answer_id", sa.Integer(), nullable=False),
        *_learner_key("survey_answer"),
        sa.Column("certification_id", sa.String(64), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date()),
        sa.Column("is_employed", sa.Boolean()),
        sa.Column("has_new_job", sa.Boolean()),
        sa.Column("salary_change_percent", sa.Float()),
        sa.PrimaryKeyConstraint("survey_answer_id", name=op.f("pk_survey_answer")),
        sa.UniqueConstraint(
            "learner_id",
            "certification_id",
            "asked_on",
            name=op.f("uq_survey_answer_learner_id_certification_id_asked_on"),
        ),
    )


def _cohorts() -> None:
    op.create_table(
        "study_outcome",
        sa.Column("study_outcome_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("course_id", sa.String(64), nullable=False),
        sa.Column("period", sa.String(32), nullable=False),
        sa.Column("result", sa.String(16), nullable=False),
        sa.Column("n_previous_attempts", sa.Integer()),
        sa.Column("credits", sa.Float()),
        sa.PrimaryKeyConstraint("study_outcome_id", name=op.f("pk_study_outcome")),
        sa.UniqueConstraint(
            "source",
            "learner_id",
            "course_id",
            "period",
            name=op.f("uq_study_outcome_source_learner_id_course_id_period"),
        ),
    )
    op.create_index(op.f("ix_study_outcome_learner_id"), "study_outcome", ["learner_id"])
    op.create_table(
        "programme_figure",
        sa.Column("cycle", sa.String(16), nullable=False),
        sa.Column("state_id", sa.String(8), nullable=False),
        sa.Column("municipality", sa.String(100), nullable=False),
        sa.Column("institution", sa.String(200), nullable=False),
        sa.Column("programme", sa.String(300), nullable=False),
        sa.Column("institution_id", sa.String(64)),
        sa.Column("family_id", sa.String(64)),
        sa.Column("n_enrolled", sa.Integer(), nullable=False),
        sa.Column("n_new_entrants", sa.Integer()),
        sa.Column("n_graduates", sa.Integer(), nullable=False),
        sa.Column("n_degrees", sa.Integer()),
        sa.Column("n_places", sa.Integer()),
        sa.Column("n_applicants", sa.Integer()),
        sa.PrimaryKeyConstraint(
            "cycle", "state_id", "municipality", "institution", "programme", name=op.f("pk_programme_figure")
        ),
    )
    op.create_index(op.f("ix_programme_figure_family_id"), "programme_figure", ["family_id"])


def _concepts() -> None:
    op.create_table(
        "concept",
        sa.Column("concept_id", sa.String(200), nullable=False),
        sa.Column("scheme", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("code", sa.String(32)),
        sa.Column("skill_type", sa.String(32)),
        sa.Column("reuse_level", sa.String(32)),
        sa.Column("version", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("concept_id", name=op.f("pk_concept")),
    )
    op.create_index(op.f("ix_concept_kind"), "concept", ["kind"])
    op.create_table(
        "concept_label",
        *_concept_key("concept_label", "concept_id"),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("label", sa.String(400), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("concept_id", "language", name=op.f("pk_concept_label")),
    )
    op.create_table(
        "concept_relation",
        *_concept_key("concept_relation", "from_id"),
        sa.Column("relation", sa.String(16), nullable=False),
        *_concept_key("concept_relation", "to_id"),
        sa.PrimaryKeyConstraint("from_id", "relation", "to_id", name=op.f("pk_concept_relation")),
    )
    op.create_index(op.f("ix_concept_relation_to_id"), "concept_relation", ["to_id"])
    op.create_table(
        "technology_use",
        sa.Column("occupation_code", sa.String(16), nullable=False),
        sa.Column("technology", sa.String(200), nullable=False),
        sa.Column("commodity_code", sa.String(16), nullable=False),
        sa.Column("commodity", sa.String(200), nullable=False),
        sa.Column("is_hot", sa.Boolean(), nullable=False),
        sa.Column("is_in_demand", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("occupation_code", "technology", "commodity_code", name=op.f("pk_technology_use")),
    )


def _rejected_rows() -> None:
    with op.batch_alter_table("rejected_row") as table:
        table.add_column(sa.Column("file_stamp", sa.String(64)))


def _jobs() -> None:
    """Earlier runs were asked for when they began."""
    with op.batch_alter_table("job_run") as table:
        table.add_column(sa.Column("requested_at", sa.DateTime()))
        table.add_column(sa.Column("worker", sa.String(80)))
        table.add_column(sa.Column("n_attempts", sa.Integer()))
        table.add_column(sa.Column("share_done", sa.Float()))
        table.add_column(sa.Column("log", sa.Text()))
        table.add_column(sa.Column("is_cancel_requested", sa.Boolean()))
    job_run = sa.table(
        "job_run",
        *(sa.column(name) for name in ("requested_at", "started_at", "n_attempts", "log")),
        sa.column("is_cancel_requested", sa.Boolean()),
    )
    op.execute(
        sa.update(job_run).values(
            requested_at=job_run.c.started_at, n_attempts=1, log="", is_cancel_requested=sa.false()
        )
    )
    with op.batch_alter_table("job_run") as table:
        table.alter_column("requested_at", existing_type=sa.DateTime(), nullable=False)
        table.alter_column("started_at", existing_type=sa.DateTime(), nullable=True)
        table.alter_column("n_attempts", existing_type=sa.Integer(), nullable=False)
        table.alter_column("log", existing_type=sa.Text(), nullable=False)
        table.alter_column("is_cancel_requested", existing_type=sa.Boolean(), nullable=False)
    op.create_index(op.f("ix_job_run_state"), "job_run", ["state"])
