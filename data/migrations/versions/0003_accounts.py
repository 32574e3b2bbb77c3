"""Accounts and sessions, what learners say and ask themselves, plans of study that schools load."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _accounts()
    _learners()
    _plans()


def _accounts() -> None:
    op.create_table(
        "organisation",
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("institution_id", sa.String(64)),
        sa.Column("state_id", sa.String(8)),
        sa.Column("shares_plans", sa.Boolean(), nullable=False),
        sa.Column("is_invented", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "account",
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("organisation_id", sa.String(32)),
        sa.Column("learner_id", sa.String(32)),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("is_blocked", sa.Boolean(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("notice_accepted_at", sa.DateTime()),
        sa.Column("notice_version", sa.String(16)),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.learner_id"], name=op.f("fk_account_learner_id_learner"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.organisation_id"],
            name=op.f("fk_account_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account")),
        sa.UniqueConstraint("learner_id", name=op.f("uq_account_learner_id")),
    )
    op.create_index(op.f("ix_account_organisation_id"), "account", ["organisation_id"])
    op.create_table(
        "account_person",
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(200)),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.account_id"],
            name=op.f("fk_account_person_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_person")),
        sa.UniqueConstraint("email", name=op.f("uq_account_person_email")),
    )
    op.create_table(
        "account_session",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.account_id"],
            name=op.f("fk_account_session_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_account_session")),
    )
    op.create_index(op.f("ix_account_session_account_id"), "account_session", ["account_id"])
    op.create_index(op.f("ix_account_session_expires_at"), "account_session", ["expires_at"])
    op.create_table(
        "one_time_token",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.account_id"],
            name=op.f("fk_one_time_token_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_one_time_token")),
    )
    op.create_index(op.f("ix_one_time_token_account_id"), "one_time_token", ["account_id"])
    op.create_table(
        "counted_try",
        sa.Column("counted_try_id", sa.Integer(), nullable=False),
        sa.Column("tried_hash", sa.String(64), nullable=False),
        sa.Column("tried_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("counted_try_id", name=op.f("pk_counted_try")),
    )
    op.create_index(op.f("ix_counted_try_tried_at"), "counted_try", ["tried_at"])
    op.create_index("ix_counted_try_tried", "counted_try", ["tried_hash", "tried_at"])


def _learners() -> None:
    op.create_table(
        "learner_skill",
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("skill_id", sa.String(64), nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("stated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.learner_id"], name=op.f("fk_learner_skill_learner_id_learner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("learner_id", "skill_id", name=op.f("pk_learner_skill")),
    )
    op.create_table(
        "voucher_application",
        sa.Column("application_id", sa.String(32), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("certification_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("reason", sa.String(400)),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.learner_id"],
            name=op.f("fk_voucher_application_learner_id_learner"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_voucher_application")),
    )
    op.create_index("ix_voucher_application_learner", "voucher_application", ["learner_id", "applied_at"])
    op.create_index(op.f("ix_voucher_application_state"), "voucher_application", ["state"])
    op.create_table(
        "learner_request",
        sa.Column("request_id", sa.String(32), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("certification_id", sa.String(64)),
        sa.Column("message", sa.String(1000), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime()),
        sa.Column("answer", sa.String(1000)),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.learner_id"],
            name=op.f("fk_learner_request_learner_id_learner"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_learner_request")),
    )
    op.create_index(op.f("ix_learner_request_asked_at"), "learner_request", ["asked_at"])
    op.create_index("ix_learner_request_learner", "learner_request", ["learner_id", "asked_at"])
    op.create_table(
        "learner_standing",
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("objects_since", sa.DateTime()),
        sa.Column("blocked_since", sa.DateTime()),
        sa.Column("erase_on", sa.Date()),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.learner_id"],
            name=op.f("fk_learner_standing_learner_id_learner"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_learner_standing")),
    )
    op.create_index(op.f("ix_learner_standing_erase_on"), "learner_standing", ["erase_on"])
    op.create_index(op.f("ix_voucher_learner_id"), "voucher", ["learner_id"])
    op.add_column("learner", sa.Column("own_fields", sa.JSON()))
    op.create_index(op.f("ix_learner_institution_id"), "learner", ["institution_id"])


def _plans() -> None:
    op.create_table(
        "plan",
        sa.Column("plan_id", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("label_es", sa.String(200), nullable=False),
        sa.Column("label_en", sa.String(200), nullable=False),
        sa.Column("area", sa.String(32), nullable=False),
        sa.Column("n_semesters", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.organisation_id"],
            name=op.f("fk_plan_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_plan")),
    )
    op.create_index(op.f("ix_plan_organisation_id"), "plan", ["organisation_id"])
    op.create_table(
        "plan_subject",
        sa.Column("subject_id", sa.String(80), nullable=False),
        sa.Column("plan_id", sa.String(32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("official_key", sa.String(32), nullable=False),
        sa.Column("label_es", sa.String(200), nullable=False),
        sa.Column("label_en", sa.String(200), nullable=False),
        sa.Column("semester", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("credits", sa.Integer(), nullable=False),
        sa.Column("syllabus_es", sa.Text(), nullable=False),
        sa.Column("syllabus_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.plan_id"], name=op.f("fk_plan_subject_plan_id_plan"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_plan_subject")),
    )
    op.create_index(op.f("ix_plan_subject_plan_id"), "plan_subject", ["plan_id"])
    op.create_table(
        "plan_prerequisite",
        sa.Column("subject_id", sa.String(80), nullable=False),
        sa.Column("needs_subject_id", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(
            ["needs_subject_id"],
            ["plan_subject.subject_id"],
            name=op.f("fk_plan_prerequisite_needs_subject_id_plan_subject"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["plan_subject.subject_id"],
            name=op.f("fk_plan_prerequisite_subject_id_plan_subject"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subject_id", "needs_subject_id", name=op.f("pk_plan_prerequisite")),
    )
    op.create_table(
        "plan_skill",
        sa.Column("subject_id", sa.String(80), nullable=False),
        sa.Column("skill_id", sa.String(64), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.CheckConstraint("weight >= 0 AND weight <= 1", name=op.f("ck_plan_skill_weight_in_range")),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["plan_subject.subject_id"],
            name=op.f("fk_plan_skill_subject_id_plan_subject"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subject_id", "skill_id", name=op.f("pk_plan_skill")),
    )
    op.create_table(
        "skill_correction",
        sa.Column("skill_correction_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("skill_id", sa.String(64), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("skill_correction_id", name=op.f("pk_skill_correction")),
    )
    op.create_table(
        "subject_teacher",
        sa.Column("subject_id", sa.String(80), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.learner_id"],
            name=op.f("fk_subject_teacher_learner_id_learner"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["plan_subject.subject_id"],
            name=op.f("fk_subject_teacher_subject_id_plan_subject"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subject_id", "learner_id", name=op.f("pk_subject_teacher")),
    )
