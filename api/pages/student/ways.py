"""The ways between a learner's own pages."""

from typing import Final

from fastapi import Request

from api.i18n import Texts
from api.navigation import Way

_WAYS: Final = (
    ("/mi", "way.student.suggestions"),
    ("/mi/habilidades", "way.student.skills"),
    ("/mi/metas", "way.student.goals"),
    ("/mi/camino", "way.student.path"),
    ("/mi/demanda", "way.student.demand"),
    ("/mi/vales", "way.student.vouchers"),
    ("/mi/mensajes", "way.student.messages"),
    ("/mi/datos", "way.student.data"),
)


def student_ways(request: Request, t: Texts) -> tuple[Way, ...]:
    """The links, with the page that is shown marked."""
    return tuple(Way(url, t(key), request.url.path == url) for url, key in _WAYS)
