"""The numbers that areas and kinds of learners have in the simulator's arrays."""

from data.domain import Area, LearnerKind

AREAS = list(Area)
KINDS = list(LearnerKind)
