"""The ways on from every page: those of everybody, and those of the visitor's role."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.i18n import Texts
from data.rights import Account, Role


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the navigation."""

    url: str
    label: str
    is_current: bool


_EVERYBODYS: Final = (
    ("/certificaciones", "frame.certifications"),
    ("/carreras", "frame.careers"),
    ("/explora", "frame.explore"),
)

_OF_ROLE: Final[Mapping[Role, tuple[tuple[str, str], ...]]] = {
    Role.STUDENT: (
        ("/mi", "way.student.next"),
        ("/certificaciones", "frame.certifications"),
        ("/carreras", "frame.careers"),
    ),
    Role.ACADEMIA: (("/academia", "way.academia.plans"), ("/certificaciones", "frame.certifications")),
    Role.INDUSTRY: (("/industria", "way.industry.start"), ("/certificaciones", "frame.certifications")),
    Role.MANAGER: (("/programa", "way.manager.start"), ("/certificaciones", "frame.certifications")),
    Role.OPERATOR: (
        ("/operacion", "way.operator.start"),
        ("/trabajos", "frame.jobs"),
        ("/usuarios", "way.operator.users"),
        ("/certificaciones", "frame.certifications"),
    ),
}


def home_of(role: Role) -> str:
    """The page that answers a role's first question, where a log-in leads."""
    return _OF_ROLE[role][0][0]


def ways_of(account: Account | None, path: str, t: Texts) -> tuple[Way, ...]:
    """The links for a visitor who looks at the page at ``path``."""
    ways = _OF_ROLE[account.role] if account else _EVERYBODYS
    return tuple(Way(url, t(key), path == url) for url, key in ways)


def ways_of_part(ways: Sequence[tuple[str, str]], path: str, t: Texts) -> tuple[Way, ...]:
    """The matters of one role's part as address and text key; a page below one of them belongs to it."""
    current = max((url for url, _ in ways if path == url or path.startswith(f"{url}/")), key=len, default="")
    return tuple(Way(url, t(key), url == current) for url, key in ways)
