"""What the columns of an institution's table of cases mean, read from its mapping file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from data.domain import Language
from data.errors import InputError

_TEXTS: Final = ("id", "time")
_COLUMN_LISTS: Final = ("categorical", "forbidden", "known_at_enrolment", "groups", "trusted")
_TABLES: Final = ("outcome", "labels")
_OTHERS_READ: Final = ("effects",)
"""Tables of the same file that other commands read."""

_KEYS: Final = (*_TEXTS, *_COLUMN_LISTS, "missing", *_TABLES, *_OTHERS_READ)


@dataclass(frozen=True, slots=True)
class OutcomeColumn:
    """Where the outcome stands: in ``column``, as one of the words ``values``; without words as 1 or true."""

    column: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseMapping:
    """What the columns of a table mean; a column that nothing names may be read by a model.

    ``id`` names the person, who may have several rows. ``forbidden`` columns are never read by a model,
    ``trusted`` ones may tell the outcome almost alone and are known beforehand all the same. ``known_at_enrolment``
    is ``None`` where nothing was said. By ``groups`` gaps are reported, whether or not a model reads them.
    ``missing`` are words that stand for an empty cell. ``labels`` are the columns' names for people.
    """

    id: str | None = None
    outcome: OutcomeColumn | None = None
    time: str | None = None
    categorical: frozenset[str] = frozenset()
    forbidden: frozenset[str] = frozenset()
    known_at_enrolment: frozenset[str] | None = None
    groups: tuple[str, ...] = ()
    trusted: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    labels: Mapping[str, Mapping[Language, str]] = field(default_factory=lambda: MappingProxyType({}))

    def never_read(self) -> frozenset[str]:
        """Columns that no model reads: id, outcome, time and the forbidden ones."""
        named = {self.id, self.time, self.outcome.column if self.outcome else None}
        return self.forbidden | {name for name in named if name is not None}

    def all_columns(self) -> frozenset[str]:
        """Every column that the mapping names; labels may be of columns that one table lacks."""
        return (
            self.never_read()
            | self.categorical
            | frozenset(self.groups)
            | self.trusted
            | (self.known_at_enrolment or frozenset())
        )


def read_mapping(path: Path) -> CaseMapping:
    """The mapping in a TOML file; its table ``[effects]`` is left to the commands that estimate effects.

    Raises
    ------
    InputError
        If the file cannot be read or a key is unknown or of a wrong type; the detail names file and key.
    """
    content = _content(path)
    unknown = sorted(set(content) - set(_KEYS))
    if unknown:
        raise InputError(f"{path}, {unknown[0]}: unknown key; known are {', '.join(_KEYS)}")
    lists = {name: _texts(path, name, content[name]) for name in _COLUMN_LISTS if name in content}
    known = lists.get("known_at_enrolment")
    return CaseMapping(
        **{name: _text(path, name, content[name]) for name in _TEXTS if name in content},
        outcome=_outcome(path, content["outcome"]) if "outcome" in content else None,
        categorical=frozenset(lists.get("categorical", ())),
        forbidden=frozenset(lists.get("forbidden", ())),
        known_at_enrolment=None if known is None else frozenset(known),
        groups=lists.get("groups", ()),
        trusted=frozenset(lists.get("trusted", ())),
        missing=frozenset(_texts(path, "missing", content.get("missing", []))),
        labels=_labels(path, content.get("labels", {})),
    )


def _content(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: is not a TOML file: {error}") from error


def _outcome(path: Path, given: object) -> OutcomeColumn:
    """``outcome = "column"``, or a table of ``column`` and ``values``."""
    if isinstance(given, str):
        return OutcomeColumn(_text(path, "outcome", given))
    if not isinstance(given, dict) or set(given) - {"column", "values"} or "column" not in given:
        raise InputError(f'{path}, outcome: write outcome = "column" or a table of column and values')
    values = given.get("values", [])
    return OutcomeColumn(
        _text(path, "outcome.column", given["column"]),
        _texts(path, "outcome.values", values if isinstance(values, list) else [values]),
    )


def _labels(path: Path, given: object) -> dict[str, dict[Language, str]]:
    """``column = "name"``, or ``column = {es = "name", en = "name"}``."""
    if not isinstance(given, dict):
        raise InputError(f"{path}, labels: must be a table of columns and their names")
    labels = {}
    for column, names in given.items():
        by_language = names if isinstance(names, dict) else dict.fromkeys(Language, names)
        if set(by_language) - set(Language):
            raise InputError(f"{path}, labels.{column}: languages are {', '.join(Language)}")
        labels[column] = {
            Language(code): _text(path, f"labels.{column}", name) for code, name in sorted(by_language.items())
        }
    return labels


def _text(path: Path, key: str, given: object) -> str:
    if not isinstance(given, str) or not given.strip():
        raise InputError(f"{path}, {key}: must be a text that is not empty")
    return given.strip()


def _texts(path: Path, key: str, given: object) -> tuple[str, ...]:
    """A list of texts; numbers and truth values of TOML count as the texts that a table has for them."""
    if not isinstance(given, list) or not all(isinstance(item, str | int | float) for item in given):
        raise InputError(f"{path}, {key}: must be a list of texts")
    return tuple(str(item).strip() for item in given)
