"""An allocation's lottery whose outcome was decided by hand."""

from dataclasses import dataclass
from datetime import date, timedelta

from data.domain import LearnerId
from recommender.arrays import CatalogueArrays
from recommender.profile import LearnerHistory
from tests.factories import make_exam, make_history
from tests.training.platform_effects.invented_records import make_records
from training.platform_effects.draws import Draws, recorded_draws
from training.platform_effects.students import Students
from training.records import Records

DRAWN_ON, END = date(2025, 1, 10), date(2026, 6, 30)
PASSED_ON = DRAWN_ON + timedelta(days=65)
LEFT_ON = date(2025, 12, 1)


@dataclass(frozen=True, slots=True)
class Pool:
    """``drawn`` of ``entrants`` are drawn and pass; of those drawn and of the others some leave."""

    entrants: int
    drawn: int
    drawn_left: int
    others_left: int

    @property
    def chance(self) -> float:
        """Chance of being drawn."""
        return self.drawn / self.entrants


def lottery_records(*pools: Pool, named: str = "student") -> Records:
    """What is on file of the pools; ids begin with ``named``."""
    histories: list[LearnerHistory] = []
    gone: list[tuple[str, date]] = []
    draws: list[tuple[str, date, float, bool]] = []
    for number, pool in enumerate(pools):
        for place in range(pool.entrants):
            id_ = f"{named}-{number}-{place:04d}"
            is_drawn = place < pool.drawn
            rank = place if is_drawn else place - pool.drawn
            if rank < (pool.drawn_left if is_drawn else pool.others_left):
                gone.append((id_, LEFT_ON))
            exams = [make_exam("zen-1", on=PASSED_ON)] if is_drawn else []
            draws.append((id_, DRAWN_ON, pool.chance, is_drawn))
            hours = 4.0 if rank % 2 else 10.0
            histories.append(
                make_history(learner_id=id_, started_on=date(2024, 8, 15), weekly_hours=hours, exams=exams)
            )
    return make_records(*histories, as_of=END, shown=[(draws[0][0], DRAWN_ON)], dropped_out=gone, draws=draws)


def drawn_students(records: Records, arrays: CatalogueArrays) -> tuple[Draws, Students]:
    """All that took part."""
    students = Students.of(records, arrays, frozenset(map(LearnerId, records.histories)))
    return recorded_draws(records, students), students
