"""Reads the phrase material of the invented job ads: pools of short templates, by language and register."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from data.domain import Language

Template = tuple[str, ...]
"""A phrase cut at its slots: even places are literal text, odd places name a pool or a value."""
Pools = Mapping[str, tuple[Template, ...]]

FOLDER = Path(__file__).with_name("phrases")
_REST = "..."
"""Stands in a register's pool for all phrases that the pool held before."""
_SLOT = re.compile(r"\{(\w+)\}")


@cache
def phrase_pools(language: Language, *registers: str) -> Pools:
    """Pools of the common register with each further register laid over it, in order.

    A register's pool takes the place of the earlier one of that name; with ``"..."`` among its phrases it adds to it.
    """
    tables = read_tables(language)
    merged: dict[str, list[str]] = {}
    for register in ("common", *registers):
        for pool, phrases in tables.get(register, {}).items():
            earlier = merged.get(pool, [])
            merged[pool] = [new for phrase in phrases for new in (earlier if phrase == _REST else [phrase])]
    return {pool: tuple(tuple(_SLOT.split(phrase)) for phrase in phrases) for pool, phrases in merged.items()}


@cache
def read_tables(language: Language) -> Mapping[str, Mapping[str, list[str]]]:
    """All pools as the files hold them, by register.

    Raises
    ------
    ValueError
        If two files of a language give a register the same pool.
    """
    tables: dict[str, dict[str, list[str]]] = {}
    for path in sorted((FOLDER / language.value).glob("*.toml")):
        for register, pools in tomllib.loads(path.read_text(encoding="utf-8")).items():
            known = tables.setdefault(register, {})
            if twice := known.keys() & pools.keys():
                raise ValueError(f"{path.name} repeats pools of [{register}]: {', '.join(sorted(twice))}")
            known.update(pools)
    return tables
