"""Days and moments as ISO 8601 alone: what reads them otherwise takes numbers as seconds since 1970."""

import re
from datetime import date
from typing import Annotated, Final

from pydantic import AwareDatetime, BeforeValidator

_BEGINS_WITH_A_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def _iso(value: object) -> object:
    """Refuse what does not begin with year, month and day."""
    if value is not None and not (isinstance(value, str) and _BEGINS_WITH_A_DAY.match(value)):
        raise ValueError("not in ISO 8601")
    return value


IsoDay = Annotated[date, BeforeValidator(_iso)]
IsoMoment = Annotated[AwareDatetime, BeforeValidator(_iso)]
