"""An allocation from the database as somebody asks for it: what is usual, and the scenario that a worker is given."""

from datetime import datetime
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from api.allocation import allocation_services
from api.programme.funds import ProgrammeFund
from api.programme.levers import Levers, TakesPart, scenario_text, seed_of, write_scenario
from data import allocation_store
from data.job_queue import JobQueue
from data.rights import ProgrammeRights


def usual_levers(connection: sa.Connection, funds: tuple[ProgrammeFund, ...]) -> Levers:
    """What one begins with: who has applied, or everybody where nobody has; what is left of each fund."""
    is_asked = bool(allocation_store.open_applications(connection))
    takes_part = TakesPart.APPLICANTS if is_asked else TakesPart.EVERYBODY
    return Levers(takes_part, {one.id: one.left_percent for one in funds})


def ask_by_levers(queue: JobQueue, home: Path, rights: ProgrammeRights, levers: Levers, now: datetime) -> str:
    """Write the scenario with the day's seed and let a worker make the plan; returns the allocation's id."""
    scenario = write_scenario(home, uuid4().hex, scenario_text(levers, seed_of(now.date())))
    return allocation_services.ask(queue, home, rights, scenario, now)
