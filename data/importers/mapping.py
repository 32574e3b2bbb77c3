"""How a partner's columns and words are called in Rumbo's terms, and the values that all its rows share."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from data.errors import InputError
from data.importers.text_forms import TextForms, is_date_format

_KEYS = ("source", "sheet", "columns", "constants", "values", "date_format", "date_formats", "decimal_comma")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The file's name of our columns, texts that every row has in a column, and where the rows come from.

    ``words`` are by column and plain word, see `plain_word`. ``sheet`` is of an Excel file.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    forms: TextForms = field(default_factory=TextForms)
    sheet: str | None = None

    def check(self, known: Collection[str]) -> None:
        """Refuse what does not fit a kind of import whose columns are ``known``.

        Raises
        ------
        InputError
            Naming the key.
        """
        tables: dict[str, Collection[str]] = {
            "columns": self.columns,
            "constants": self.constants,
            "values": self.words,
            "date_formats": self.forms.date_formats,
        }
        for table, names in tables.items():
            for name in names:
                if name not in known:
                    raise InputError(f"mapping, {table}.{name}: no such column; known are {', '.join(known)}")
        both = sorted(set(self.columns) & set(self.constants))
        if both:
            raise InputError(f"mapping, constants.{both[0]}: is given under columns, too")

    def file_columns(self, names: Collection[str]) -> dict[str, str]:
        """The file's name of each of our columns, without those that are constant."""
        return {name: self.columns.get(name, name) for name in names if name not in self.constants}

    def texts(self, row: Mapping[str, str], file_columns: Mapping[str, str]) -> dict[str, str]:
        """A row of the file by our columns, its words translated and the constants added."""
        texts = {name: row[theirs] for name, theirs in file_columns.items()}
        for name, words in self.words.items():
            if name in texts:
                texts[name] = words.get(plain_word(texts[name]), texts[name])
        return {**texts, **self.constants}


def plain_word(text: str) -> str:
    """A word of a file as translations know it: in small letters, without outer and double blanks.

    Examples
    --------
    >>> plain_word("  Baja   Temporal ")
    'baja temporal'
    """
    return " ".join(text.split()).casefold()


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
    decimal_comma = content.get("decimal_comma", False)
    if not isinstance(decimal_comma, bool):
        raise InputError(f"{path}, decimal_comma: must be true or false")
    date_format = content.get("date_format")
    formats = _table(path, content, "date_formats")
    return ColumnMapping(
        columns=_columns(path, _table(path, content, "columns")),
        constants={
            name: _constant(path, f"constants.{name}", value)
            for name, value in _table(path, content, "constants").items()
        },
        source=_text(path, content, "source"),
        words={
            name: {
                plain_word(word): _constant(path, f"values.{name}.{word}", value)
                for word, value in _table(path, _table(path, content, "values"), name).items()
            }
            for name in _table(path, content, "values")
        },
        forms=TextForms(
            date_format=None if date_format is None else _date_format(path, "date_format", date_format),
            date_formats={name: _date_format(path, f"date_formats.{name}", value) for name, value in formats.items()},
            decimal_comma=decimal_comma,
        ),
        sheet=_text(path, content, "sheet"),
    )


def _table(path: Path, content: Mapping[str, Any], key: str) -> dict[str, Any]:
    table = content.get(key, {})
    if not isinstance(table, dict):
        raise InputError(f"{path}, {key}: must be a table")
    return table


def _text(path: Path, content: Mapping[str, Any], key: str) -> str | None:
    text = content.get(key)
    if text is not None and (not isinstance(text, str) or not text.strip()):
        raise InputError(f"{path}, {key}: must be a text")
    return text


def _columns(path: Path, table: Mapping[str, Any]) -> dict[str, str]:
    for name, value in table.items():
        if not isinstance(value, str) or not value.strip():
            raise InputError(f"{path}, columns.{name}: must be a column name of the file")
    return {name: " ".join(value.split()) for name, value in table.items()}


def _date_format(path: Path, key: str, value: object) -> str:
    if not isinstance(value, str) or not is_date_format(value):
        raise InputError(f'{path}, {key}: must say day, month and year, such as "%d/%m/%Y"')
    return value


def _constant(path: Path, key: str, value: object) -> str:
    """A constant as the text that would stand in the file."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return repr(value)
    raise InputError(f"{path}, {key}: must be a text, number, date, true or false")
