"""Where the plan of these tests is, and what a page says."""

import re

PLAN = "/academia/planes/pwest"
CELL = "/celda?materia=pwest-a1&area=software"


def plain(page: str) -> str:
    """The words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
