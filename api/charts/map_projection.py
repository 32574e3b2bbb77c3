"""Where a place of the earth lies on the vendored map of Mexico."""

import math
from typing import Final

_WEST: Final = -118.3772
"""The meridian of the picture's left edge."""

_EQUATOR: Final = 8625.7
"""Where the equator would be, far below the picture's lower edge."""

_A_DEGREE: Final = 250.304
"""Tenths of the original's unit in a degree of longitude, and of latitude at the equator."""

_ECCENTRICITY: Final = 0.0818191908
"""Of the ellipsoid WGS 84."""


def map_point(latitude: float, longitude: float) -> tuple[int, int]:
    """How far right and down a place lies, in tenths of the original's unit as `map_shapes` has them.

    Notes
    -----
    The map does not name its projection. It is Mercator's on the ellipsoid WGS 84 (EPSG:3395): with one scale for both
    directions it meets the corners of the country's border whose degrees are known within two tenths, some 800 metres
    (`tests/api/charts/test_map_projection.py`). The three numbers are the least-squares fit to these corners. Borders
    between states are coarser: that of Mexico City lies up to twenty tenths beside its place.

    Examples
    --------
    >>> map_point(32.5343, -117.1237)  # the border's western end
    (314, 57)
    """
    sine = math.sin(math.radians(latitude))
    north = math.degrees(math.atanh(sine) - _ECCENTRICITY * math.atanh(_ECCENTRICITY * sine))
    return round(_A_DEGREE * (longitude - _WEST)), round(_EQUATOR - _A_DEGREE * north)
