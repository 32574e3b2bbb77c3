"""First tables: people and their transcripts, postings, demand, interactions, rejected rows and jobs."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people()
    _postings()
    _shown_and_answered()
    _what_became()
    _housekeeping()


def _learner_key(table: str, *, primary: bool = False) -> list[Any]:
    """The column that names a learner and its foreign key."""
    return [
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.learner_id"],
            name=op.f(f"fk_{table}_learner_id_learner"),
            ondelete="CASCADE",
        ),
        *([sa.PrimaryKeyConstraint("learner_id", name=op.f(f"pk_{table}"))] if primary else []),
    ]


def _number_key(table: str) -> list[Any]:
    """A running number as the primary key."""
    return [
        sa.Column(f"{table}_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(f"{table}_id", name=op.f(f"pk_{table}")),
    ]


def _people() -> None:
    op.create_table(
        "learner",
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state_id", sa.String(8), nullable=False),
        sa.Column("institution_id", sa.String(64)),
        sa.Column("curriculum_id", sa.String(64)),
        sa.Column("started_on", sa.Date()),
        sa.Column("english", sa.String(4), nullable=False),
        sa.Column("english_tested", sa.Boolean(), nullable=False),
        sa.Column("weekly_hours", sa.Float(), nullable=False),
        sa.Column("goal_occupation_id", sa.String(64)),
        sa.Column("is_invented", sa.Boolean(), nullable=False),
        sa.Column("row_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_learner")),
    )
    op.create_index(op.f("ix_learner_state_id"), "learner", ["state_id"])
    op.create_table(
        "person",
        *_learner_key("person", primary=True),
        sa.Column("external_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200)),
        sa.Column("email", sa.String(200)),
        sa.Column("birth_year", sa.Integer()),
    )
    op.create_table(
        "transcript",
        *_number_key("transcript"),
        *_learner_key("transcript"),
        sa.Column("subject_id", sa.String(64), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("grade", sa.Float()),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.UniqueConstraint(
            "learner_id",
            "subject_id",
            "completed_on",
            name=op.f("uq_transcript_learner_id_subject_id_completed_on"),
        ),
        sa.CheckConstraint("grade IS NULL OR (grade >= 0 AND grade <= 100)", name=op.f("ck_transcript_grade_in_range")),
    )


def _postings() -> None:
    op.create_table(
        "posting",
        sa.Column("posting_id", sa.String(80), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("title", sa.String(400), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("state_id", sa.String(8), nullable=False),
        sa.Column("employer", sa.String(200)),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("n_positions", sa.Integer(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("is_invented", sa.Boolean(), nullable=False),
        sa.Column("row_hash", sa.String(64), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("linked_hash", sa.String(80)),
        sa.PrimaryKeyConstraint("posting_id", name=op.f("pk_posting")),
        sa.CheckConstraint("n_positions >= 1", name=op.f("ck_posting_positions_positive")),
    )
    op.create_index(op.f("ix_posting_state_id"), "posting", ["state_id"])
    op.create_index(op.f("ix_posting_content_hash"), "posting", ["content_hash"])
    op.create_table(
        "posting_skill",
        sa.Column("posting_id", sa.String(80), nullable=False),
        sa.Column("skill_id", sa.String(64), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("method", sa.String(16), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("posting_id", "skill_id", name=op.f("pk_posting_skill")),
        sa.ForeignKeyConstraint(
            ["posting_id"],
            ["posting.posting_id"],
            name=op.f("fk_posting_skill_posting_id_posting"),
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "evidence",
        sa.Column("state_id", sa.String(8), nullable=False),
        sa.Column("skill_id", sa.String(64), nullable=False),
        sa.Column("posting_id", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("state_id", "skill_id", name=op.f("pk_evidence")),
        sa.ForeignKeyConstraint(
            ["posting_id"],
            ["posting.posting_id"],
            name=op.f("fk_evidence_posting_id_posting"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_evidence_posting_id"), "evidence", ["posting_id"])
    op.create_table(
        "demand",
        sa.Column("state_id", sa.String(8), nullable=False),
        sa.Column("skill_id", sa.String(64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("n_postings", sa.Integer(), nullable=False),
        sa.Column("n_positions", sa.Integer(), nullable=False),
        sa.Column("n_holders", sa.Integer(), nullable=False),
        sa.Column("n_postings_in_state", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("state_id", "skill_id", name=op.f("pk_demand")),
    )


def _shown_and_answered() -> None:
    op.create_table(
        "impression",
        sa.Column("impression_id", sa.String(64), nullable=False),
        *_learner_key("impression"),
        sa.Column("list_id", sa.String(64), nullable=False),
        sa.Column("certification_id", sa.String(64), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("shown_at", sa.DateTime(), nullable=False),
        sa.Column("propensity", sa.Float(), nullable=False),
        sa.Column("bundle_version", sa.String(64), nullable=False),
        sa.Column("features", sa.JSON()),
        sa.PrimaryKeyConstraint("impression_id", name=op.f("pk_impression")),
        sa.CheckConstraint("rank >= 1", name=op.f("ck_impression_rank_starts_at_one")),
        sa.CheckConstraint("propensity > 0 AND propensity <= 1", name=op.f("ck_impression_propensity_in_range")),
    )
    op.create_index(op.f("ix_impression_list_id"), "impression", ["list_id"])
    op.create_index("ix_impression_learner_shown", "impression", ["learner_id", "shown_at"])
    op.create_table(
        "feedback",
        *_number_key("feedback"),
        *_learner_key("feedback"),
        sa.Column("certification_id", sa.String(64), nullable=False),
        sa.Column("impression_id", sa.String(64)),
        sa.Column("answer", sa.String(16), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.UniqueConstraint(
            "learner_id",
            "certification_id",
            "answered_at",
            name=op.f("uq_feedback_learner_id_certification_id_answered_at"),
        ),
    )


def _what_became() -> None:
    op.create_table(
        "enrolment",
        *_number_key("enrolment"),
        *_learner_key("enrolment"),
        sa.Column("certification_id", sa.String(64), nullable=False),
        sa.Column("enrolled_on", sa.Date(), nullable=False),
        sa.Column("price_paid_centavos", sa.Integer(), nullable=False),
        sa.Column("has_voucher", sa.Boolean(), nullable=False),
        sa.UniqueConstraint(
            "learner_id",
            "certification_id",
            "enrolled_on",
            name=op.f("uq_enrolment_learner_id_certification_id_enrolled_on"),
        ),
    )
    op.create_table(
        "exam_result",
        *_number_key("exam_result"),
        *_learner_key("exam_result"),
        sa.Column("certification_id", sa.String(64), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.UniqueConstraint(
            "learner_id",
            "certification_id",
            "taken_on",
            name=op.f("uq_exam_result_learner_id_certification_id_taken_on"),
        ),
    )
    op.create_table(
        "outcome",
        *_number_key("outcome"),
        *_learner_key("outcome"),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("certification_id", sa.String(64)),
        sa.UniqueConstraint("learner_id", "kind", "occurred_on", name=op.f("uq_outcome_learner_id_kind_occurred_on")),
    )


def _housekeeping() -> None:
    op.create_table(
        "rejected_row",
        *_number_key("rejected_row"),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("file", sa.String(400), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.UniqueConstraint("kind", "file", "line", "reason", name=op.f("uq_rejected_row_kind_file_line_reason")),
    )
    op.create_table(
        "job_run",
        *_number_key("job_run"),
        sa.Column("command", sa.String(40), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime()),
        sa.Column("message", sa.String(1000)),
        sa.Column("counts", sa.JSON()),
    )
