"""Moments as pages write them."""

from datetime import datetime

from api.i18n import Texts


def moment_text(moment: datetime, t: Texts) -> str:
    """Day and minute, such as ``22 de noviembre de 2026, 18:05 UTC``."""
    return f"{t.day(moment.date())}, {moment:%H:%M} UTC"
