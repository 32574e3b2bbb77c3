"""Prerequisites of subjects that say nothing, as another prerequisite of the same subject needs them anyway."""

from collections.abc import Iterator

from data.catalogue import Catalogue
from data.catalogue_quality.finding import Finding
from data.domain import SubjectId

CHECK = "prerequisite"


def needless_prerequisites(catalogue: Catalogue) -> Iterator[Finding]:
    """Prerequisites that a subject has through another one, so that the row could go."""
    before: dict[SubjectId, frozenset[SubjectId]] = {}
    # What a subject needs lies in earlier semesters, so that it is known by the time it is asked for.
    for subject in sorted(catalogue.subjects.values(), key=lambda one: one.semester):
        for needed in sorted(subject.prerequisite_ids):
            through = sorted(one for one in subject.prerequisite_ids if needed in before[one])
            if through:
                text = f"needs {needed} anyway, through {', '.join(through)}"
                yield Finding(CHECK, "subject_prerequisites.csv", subject.id, text)
        before[subject.id] = subject.prerequisite_ids.union(*(before[one] for one in subject.prerequisite_ids))
