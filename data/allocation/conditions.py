"""Whom and what a fund or a rule means: values of learners' columns, and groups of certifications."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self

SETS: Final = "set"
VENDORS: Final = "vendor"
CERTIFICATIONS: Final = "certification"
KINDS_OF_GROUP: Final = (SETS, VENDORS, CERTIFICATIONS)

_BETWEEN_CONDITIONS: Final = ";"
_BETWEEN_VALUES: Final = "|"


@dataclass(frozen=True, slots=True)
class Who:
    """Learners with one of the named values in every named column; without any column, everybody."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def parsed(cls, text: str) -> Self:
        """Read ``state_id=MX-JAL|MX-NLE; is_teacher=true``; the empty text is everybody.

        Raises
        ------
        ValueError
            If a part is no ``column=value``.

        Examples
        --------
        >>> Who.parsed("state_id=MX-JAL|MX-NLE; is_teacher=true").values
        {'state_id': ('MX-JAL', 'MX-NLE'), 'is_teacher': ('true',)}
        """
        return cls({column: _values(text) for column, text in _pairs(text, "=", "column=value")})


@dataclass(frozen=True, slots=True)
class What:
    """Certifications in any of the named sets, of any of the named vendors, or named themselves; nothing named: all."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for kind in self.values:
            if kind not in KINDS_OF_GROUP:
                raise ValueError(f"{kind!r} groups no certifications; known are {', '.join(KINDS_OF_GROUP)}")

    @classmethod
    def parsed(cls, text: str) -> Self:
        """Read ``set:cloud; vendor:oracle|cisco``; the empty text is every certification.

        Raises
        ------
        ValueError
            If a part is no ``set:name``, ``vendor:id`` or ``certification:id``.
        """
        return cls({kind: _values(text) for kind, text in _pairs(text, ":", "set:name, vendor:id or certification:id")})


def _pairs(text: str, sign: str, form: str) -> list[tuple[str, str]]:
    found = []
    for part in filter(None, (one.strip() for one in text.split(_BETWEEN_CONDITIONS))):
        name, is_there, values = part.partition(sign)
        if not (is_there and name.strip() and values.strip()):
            raise ValueError(f"{part!r} is no {form}")
        found.append((name.strip(), values))
    return found


def _values(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(_BETWEEN_VALUES))
