"""How a partner's columns are called in Rumbo's terms, and the values that all its rows share."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from data.errors import InputError

_KEYS = ("source", "columns", "constants")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The file's name of our columns, texts that every row has in a column, and where the rows come from."""

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None

    def check(self, known: Collection[str]) -> None:
        """Refuse what does not fit a kind of import whose columns are ``known``.

        Raises
        ------
        InputError
            Naming the key.
        """
        for table, names in (("columns", self.columns), ("constants", self.constants)):
            for name in names:
                if name not in known:
                    raise InputError(f"mapping, {table}.{name}: no such column; known are {', '.join(known)}")
        both = sorted(set(self.columns) & set(self.constants))
        if both:
            raise InputError(f"mapping, constants.{both[0]}: is given under columns, too")

    def file_columns(self, names: Collection[str]) -> dict[str, str]:
        """The file's name of each of our columns, without those that are constant."""
        return {name: self.columns.get(name, name) for name in names if name not in self.constants}


def read_mapping(path: Path) -> ColumnMapping:
    """The mapping in a TOML file.

    Raises
    ------
    InputError
        If the file cannot be read or a key is unknown or of a wrong type; the detail names file and key.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: is not a TOML file: {error}") from error
    unknown = sorted(set(content) - set(_KEYS))
    if unknown:
        raise InputError(f"{path}, {unknown[0]}: unknown key; known are {', '.join(_KEYS)}")
    source = content.get("source")
    if source is not None and (not isinstance(source, str) or not source.strip()):
        raise InputError(f"{path}, source: must be a text")
    return ColumnMapping(
        columns=_columns(path, content.get("columns", {})),
        constants=_constants(path, content.get("constants", {})),
        source=source,
    )


def _columns(path: Path, table: object) -> dict[str, str]:
    if not isinstance(table, dict):
        raise InputError(f"{path}, columns: must be a table")
    for name, value in table.items():
        if not isinstance(value, str) or not value.strip():
            raise InputError(f"{path}, columns.{name}: must be a column name of the file")
    return {name: value.strip() for name, value in table.items()}


def _constants(path: Path, table: object) -> dict[str, str]:
    if not isinstance(table, dict):
        raise InputError(f"{path}, constants: must be a table")
    return {name: _constant(path, name, value) for name, value in table.items()}


def _constant(path: Path, name: str, value: object) -> str:
    """A constant as the text that would stand in the file."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return repr(value)
    raise InputError(f"{path}, constants.{name}: must be a text, number, date, true or false")
