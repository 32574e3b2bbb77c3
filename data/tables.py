"""Table definitions: the one place where SQL names are spelled.

Personal fields live in ``person`` alone; every other table refers to the pseudonymous ``learner_id``. Tables that were
added by topic stand in ``account_tables.py``, ``learner_tables.py`` and ``plan_tables.py``.
Times are UTC and stored without offset; see ``UtcDateTime``.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A moment in UTC: aware in Python, without offset in the database, equal on SQLite and PostgreSQL."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Convert an aware moment to UTC and drop the offset."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"moment without time zone: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Mark the stored moment as UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def learner_key(*, primary_key: bool = False) -> sa.Column[Any]:
    """A reference to a learner that goes when the learner goes."""
    return sa.Column(
        "learner_id",
        sa.String(32),
        sa.ForeignKey("learner.learner_id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
    )


learner = sa.Table(
    "learner",
    metadata,
    sa.Column("learner_id", sa.String(32), primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("state_id", sa.String(8), nullable=False, index=True),
    sa.Column("institution_id", sa.String(64), index=True),
    sa.Column("curriculum_id", sa.String(64)),
    sa.Column("started_on", sa.Date),
    sa.Column("english", sa.String(4), nullable=False),
    sa.Column("english_tested", sa.Boolean, nullable=False),
    sa.Column("weekly_hours", sa.Float, nullable=False),
    sa.Column("goal_occupation_id", sa.String(64)),
    sa.Column("is_invented", sa.Boolean, nullable=False),
    sa.Column("row_hash", sa.String(64), nullable=False),
    # JSON list of the columns, here and in ``person``, that the learner filled in: an import leaves these alone.
    sa.Column("own_fields", sa.JSON(none_as_null=True)),
    # All that counts of groups read, so that they need not read the rows.
    sa.Index("ix_learner_groups", "kind", "state_id", "institution_id", "learner_id"),
    sa.Index("ix_learner_english", "state_id", "english", "is_invented", "learner_id"),
)

person = sa.Table(
    "person",
    metadata,
    learner_key(primary_key=True),
    sa.Column("external_id", sa.String(64), nullable=False),
    sa.Column("name", sa.String(200)),
    sa.Column("email", sa.String(200)),
    sa.Column("birth_year", sa.Integer),
)

transcript = sa.Table(
    "transcript",
    metadata,
    sa.Column("transcript_id", sa.Integer, primary_key=True),
    learner_key(),
    sa.Column("subject_id", sa.String(64), nullable=False),
    sa.Column("completed_on", sa.Date, nullable=False),
    sa.Column("grade", sa.Float),
    sa.Column("passed", sa.Boolean, nullable=False),
    sa.UniqueConstraint("learner_id", "subject_id", "completed_on"),
    sa.CheckConstraint("grade IS NULL OR (grade >= 0 AND grade <= 100)", name="grade_in_range"),
)

posting = sa.Table(
    "posting",
    metadata,
    sa.Column("posting_id", sa.String(80), primary_key=True),
    sa.Column("source", sa.String(64), nullable=False),
    sa.Column("title", sa.String(400), nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("state_id", sa.String(8), nullable=False, index=True),
    sa.Column("employer", sa.String(200)),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("n_positions", sa.Integer, nullable=False),
    sa.Column("posted_on", sa.Date, nullable=False),
    sa.Column("is_invented", sa.Boolean, nullable=False),
    sa.Column("row_hash", sa.String(64), nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False, index=True),
    # The text whose skills are linked; differs from content_hash while linking is due.
    sa.Column("linked_hash", sa.String(80)),
    sa.CheckConstraint("n_positions >= 1", name="positions_positive"),
)

posting_skill = sa.Table(
    "posting_skill",
    metadata,
    sa.Column(
        "posting_id",
        sa.String(80),
        sa.ForeignKey("posting.posting_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("skill_id", sa.String(64), primary_key=True),
    sa.Column("sentence", sa.Text, nullable=False),
    sa.Column("method", sa.String(16), nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
)

evidence = sa.Table(
    "evidence",
    metadata,
    sa.Column("state_id", sa.String(8), primary_key=True),
    sa.Column("skill_id", sa.String(64), primary_key=True),
    # The posting whose sentence best shows that the skill is asked for in the state; renewed with demand.
    sa.Column(
        "posting_id",
        sa.String(80),
        sa.ForeignKey("posting.posting_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
)

demand = sa.Table(
    "demand",
    metadata,
    sa.Column("state_id", sa.String(8), primary_key=True),
    sa.Column("skill_id", sa.String(64), primary_key=True),
    sa.Column("as_of", sa.Date, nullable=False),
    sa.Column("n_postings", sa.Integer, nullable=False),
    sa.Column("n_positions", sa.Integer, nullable=False),
    sa.Column("n_holders", sa.Integer, nullable=False),
    sa.Column("n_postings_in_state", sa.Integer, nullable=False),
)

impression = sa.Table(
    "impression",
    metadata,
    sa.Column("impression_id", sa.String(64), primary_key=True),
    learner_key(),
    sa.Column("list_id", sa.String(64), nullable=False, index=True),
    sa.Column("certification_id", sa.String(64), nullable=False),
    sa.Column("rank", sa.Integer, nullable=False),
    sa.Column("shown_at", UtcDateTime, nullable=False),
    sa.Column("propensity", sa.Float, nullable=False),
    sa.Column("bundle_version", sa.String(64), nullable=False),
    # JSON list in the bundle's feature order; empty for lists that a partner's system showed.
    sa.Column("features", sa.JSON),
    sa.CheckConstraint("rank >= 1", name="rank_starts_at_one"),
    sa.CheckConstraint("propensity > 0 AND propensity <= 1", name="propensity_in_range"),
    sa.Index("ix_impression_learner_shown", "learner_id", "shown_at"),
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("feedback_id", sa.Integer, primary_key=True),
    learner_key(),
    sa.Column("certification_id", sa.String(64), nullable=False),
    sa.Column("impression_id", sa.String(64)),
    sa.Column("answer", sa.String(16), nullable=False),
    sa.Column("answered_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("learner_id", "certification_id", "answered_at"),
)

enrolment = sa.Table(
    "enrolment",
    metadata,
    sa.Column("enrolment_id", sa.Integer, primary_key=True),
    learner_key(),
    sa.Column("certification_id", sa.String(64), nullable=False),
    sa.Column("enrolled_on", sa.Date, nullable=False),
    sa.Column("price_paid_centavos", sa.Integer, nullable=False),
    sa.Column("has_voucher", sa.Boolean, nullable=False),
    sa.UniqueConstraint("learner_id", "certification_id", "enrolled_on"),
)

exam_result = sa.Table(
    "exam_result",
    metadata,
    sa.Column("exam_result_id", sa.Integer, primary_key=True),
    learner_key(),
    sa.Column("certification_id", sa.String(64), nullable=False),
    sa.Column("taken_on", sa.Date, nullable=False),
    sa.Column("passed", sa.Boolean, nullable=False),
    sa.UniqueConstraint("learner_id", "certification_id", "taken_on"),
)

outcome = sa.Table(
    "outcome",
    metadata,
    sa.Column("outcome_id", sa.Integer, primary_key=True),
    learner_key(),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("occurred_on", sa.Date, nullable=False),
    # The certification that the job asked for, where the learner or employer said so.
    sa.Column("certification_id", sa.String(64)),
    sa.UniqueConstraint("learner_id", "kind", "occurred_on"),
)

voucher = sa.Table(
    "voucher",
    metadata,
    sa.Column("voucher_id", sa.String(64), primary_key=True),
    learner_key(),
    sa.Column("certification_id", sa.String(64), nullable=False),
    sa.Column("granted_on", sa.Date, nullable=False),
    # Empty for a voucher that is open or has lapsed.
    sa.Column("redeemed_on", sa.Date),
    sa.Column("public_centavos", sa.Integer, nullable=False),
    sa.CheckConstraint("public_centavos >= 0", name="public_money_not_negative"),
    sa.Index("ix_voucher_learner_id", "learner_id"),
)

survey_answer = sa.Table(
    "survey_answer",
    metadata,
    sa.Column("survey_answer_id", sa.Integer, primary_key=True),
    learner_key(),
    sa.Column("certification_id", sa.String(64), nullable=False),
    sa.Column("asked_on", sa.Date, nullable=False),
    # An employer who did not answer leaves this and what follows empty.
    sa.Column("answered_on", sa.Date),
    sa.Column("is_employed", sa.Boolean),
    sa.Column("has_new_job", sa.Boolean),
    sa.Column("salary_change_percent", sa.Float),
    # Asked by the programme's own studies alone.
    sa.Column("is_satisfied", sa.Boolean),
    sa.UniqueConstraint("learner_id", "certification_id", "asked_on"),
)

study_outcome = sa.Table(
    "study_outcome",
    metadata,
    sa.Column("study_outcome_id", sa.Integer, primary_key=True),
    sa.Column("source", sa.String(64), nullable=False),
    # A pseudonym as in ``learner``, of people who need not be there: cohorts of an institution come whole.
    sa.Column("learner_id", sa.String(32), nullable=False, index=True),
    sa.Column("course_id", sa.String(64), nullable=False),
    sa.Column("period", sa.String(32), nullable=False),
    sa.Column("result", sa.String(16), nullable=False),
    sa.Column("n_previous_attempts", sa.Integer),
    sa.Column("credits", sa.Float),
    sa.UniqueConstraint("source", "learner_id", "course_id", "period"),
)

programme_figure = sa.Table(
    "programme_figure",
    metadata,
    sa.Column("cycle", sa.String(16), primary_key=True),
    sa.Column("state_id", sa.String(8), primary_key=True),
    sa.Column("municipality", sa.String(100), primary_key=True),
    sa.Column("institution", sa.String(200), primary_key=True),
    sa.Column("programme", sa.String(300), primary_key=True),
    # The institution of the catalogue of that name, and the family of degrees that the title belongs to.
    sa.Column("institution_id", sa.String(64)),
    sa.Column("family_id", sa.String(64), index=True),
    sa.Column("n_enrolled", sa.Integer, nullable=False),
    sa.Column("n_new_entrants", sa.Integer),
    sa.Column("n_graduates", sa.Integer, nullable=False),
    sa.Column("n_degrees", sa.Integer),
    sa.Column("n_places", sa.Integer),
    sa.Column("n_applicants", sa.Integer),
)

concept = sa.Table(
    "concept",
    metadata,
    # The concept's URI.
    sa.Column("concept_id", sa.String(200), primary_key=True),
    sa.Column("scheme", sa.String(16), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False, index=True),
    sa.Column("code", sa.String(32)),
    sa.Column("skill_type", sa.String(32)),
    sa.Column("reuse_level", sa.String(32)),
    sa.Column("version", sa.String(16), nullable=False),
)

concept_label = sa.Table(
    "concept_label",
    metadata,
    sa.Column(
        "concept_id",
        sa.String(200),
        sa.ForeignKey("concept.concept_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("language", sa.String(2), primary_key=True),
    sa.Column("label", sa.String(400), nullable=False),
    # JSON list of texts.
    sa.Column("aliases", sa.JSON, nullable=False),
    sa.Column("description", sa.Text, nullable=False),
)

concept_relation = sa.Table(
    "concept_relation",
    metadata,
    sa.Column(
        "from_id",
        sa.String(200),
        sa.ForeignKey("concept.concept_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("relation", sa.String(16), primary_key=True),
    sa.Column(
        "to_id",
        sa.String(200),
        sa.ForeignKey("concept.concept_id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)

technology_use = sa.Table(
    "technology_use",
    metadata,
    # O*NET-SOC code such as 15-1252.00.
    sa.Column("occupation_code", sa.String(16), primary_key=True),
    sa.Column("technology", sa.String(200), primary_key=True),
    sa.Column("commodity_code", sa.String(16), primary_key=True),
    sa.Column("commodity", sa.String(200), nullable=False),
    sa.Column("is_hot", sa.Boolean, nullable=False),
    sa.Column("is_in_demand", sa.Boolean, nullable=False),
)

rejected_row = sa.Table(
    "rejected_row",
    metadata,
    sa.Column("rejected_row_id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(24), nullable=False),
    sa.Column("file", sa.String(400), nullable=False),
    sa.Column("line", sa.Integer, nullable=False),
    sa.Column("reason", sa.String(400), nullable=False),
    # A hash of the file, so that nobody looks for the row in another version of it.
    sa.Column("file_stamp", sa.String(64)),
    sa.UniqueConstraint("kind", "file", "line", "reason"),
)

job_run = sa.Table(
    "job_run",
    metadata,
    sa.Column("job_run_id", sa.Integer, primary_key=True),
    sa.Column("command", sa.String(40), nullable=False),
    sa.Column("arguments", sa.JSON, nullable=False),
    sa.Column("state", sa.String(12), nullable=False, index=True),
    sa.Column("requested_at", UtcDateTime, nullable=False),
    sa.Column("started_at", UtcDateTime),
    sa.Column("finished_at", UtcDateTime),
    # Who runs it: host and process; a run that is claimed again counts one more attempt.
    sa.Column("worker", sa.String(80)),
    sa.Column("n_attempts", sa.Integer, nullable=False),
    # Share done in [0, 1]; empty where a job cannot tell.
    sa.Column("share_done", sa.Float),
    sa.Column("log", sa.Text, nullable=False),
    sa.Column("is_cancel_requested", sa.Boolean, nullable=False),
    sa.Column("message", sa.String(1000)),
    sa.Column("counts", sa.JSON),
)
