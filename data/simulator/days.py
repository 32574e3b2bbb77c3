"""Days as proleptic ordinals, the count of ``date.toordinal``, and the texts that partners' files hold."""

from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

NEVER = int(np.iinfo(np.int64).max)
"""The day of what does not happen: later than every other."""
SECONDS_A_DAY = 86_400

_UNIX_EPOCH = date(1970, 1, 1).toordinal()


def iso_days(ordinals: NDArray[np.int64]) -> pa.Array:
    """ISO dates, an empty text for ``NEVER``."""
    different, place = np.unique(ordinals, return_inverse=True)
    texts = ["" if day == NEVER else date.fromordinal(day).isoformat() for day in different.tolist()]
    return pa.array(texts, pa.string()).take(pa.array(place))


def iso_moments(seconds: NDArray[np.int64]) -> pa.Array:
    """ISO moments in UTC, ending in Z, of seconds since the proleptic ordinal 0."""
    since_1970 = seconds - _UNIX_EPOCH * SECONDS_A_DAY
    return pa.array(np.datetime_as_string(since_1970.astype("datetime64[s]"), timezone="UTC").tolist(), pa.string())
