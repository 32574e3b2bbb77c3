"""Pages of a school: its plans of study, teachers, learners' records and settings."""
