"""Tables of the plans of study that schools load, and of what they say that their subjects teach."""

import sqlalchemy as sa

from data.tables import UtcDateTime, learner_key, metadata


def _subject_key(name: str = "subject_id", *, primary_key: bool = True) -> sa.Column[str]:
    """A reference to a subject of a plan that goes when the subject goes."""
    return sa.Column(
        name,
        sa.String(80),
        sa.ForeignKey("plan_subject.subject_id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
    )


plan = sa.Table(
    "plan",
    metadata,
    sa.Column("plan_id", sa.String(32), primary_key=True),
    sa.Column(
        "organisation_id",
        sa.String(32),
        sa.ForeignKey("organisation.organisation_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("label_es", sa.String(200), nullable=False),
    sa.Column("label_en", sa.String(200), nullable=False),
    sa.Column("area", sa.String(32), nullable=False),
    sa.Column("n_semesters", sa.Integer, nullable=False),
    # Grows with every change, so that what was reckoned before is not taken for the present plan.
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
)

plan_subject = sa.Table(
    "plan_subject",
    metadata,
    # The plan's id and a key: unique over all plans.
    sa.Column("subject_id", sa.String(80), primary_key=True),
    sa.Column(
        "plan_id",
        sa.String(32),
        sa.ForeignKey("plan.plan_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    # Order in the file that it came from.
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("official_key", sa.String(32), nullable=False),
    sa.Column("label_es", sa.String(200), nullable=False),
    sa.Column("label_en", sa.String(200), nullable=False),
    sa.Column("semester", sa.Integer, nullable=False),
    sa.Column("hours", sa.Integer, nullable=False),
    sa.Column("credits", sa.Integer, nullable=False),
    sa.Column("syllabus_es", sa.Text, nullable=False),
    sa.Column("syllabus_en", sa.Text, nullable=False),
)

plan_prerequisite = sa.Table("plan_prerequisite", metadata, _subject_key(), _subject_key("needs_subject_id"))

plan_skill = sa.Table(
    "plan_skill",
    metadata,
    _subject_key(),
    sa.Column("skill_id", sa.String(64), primary_key=True),
    # How far the school says that the subject teaches it, in [0, 1]; 0 denies it.
    sa.Column("weight", sa.Float, nullable=False),
    sa.CheckConstraint("weight >= 0 AND weight <= 1", name="weight_in_range"),
)

skill_correction = sa.Table(
    "skill_correction",
    metadata,
    sa.Column("skill_correction_id", sa.Integer, primary_key=True),
    # The text of the subject as it was: what a model learns from, without plan, school or person.
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("skill_id", sa.String(64), nullable=False),
    sa.Column("weight", sa.Float, nullable=False),
    sa.Column("corrected_at", UtcDateTime, nullable=False),
)

subject_teacher = sa.Table("subject_teacher", metadata, _subject_key(), learner_key(primary_key=True))
