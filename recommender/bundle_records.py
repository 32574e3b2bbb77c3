"""What is known of each bundle besides itself: figures, card, the gate's word; training writes it, pages read it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from data.atomic_file import replaced_file

_INDEX = "bundles.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of an evaluation; ``low`` and ``high`` end its 95 % interval where it has one."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class BundleRecord:
    """One bundle as it was when the records were last renewed.

    ``refusal`` is why the gate would refuse it, in the gate's own words; ``None`` where it would pass. ``card`` is its
    model card in Markdown and ``report`` its evaluation as text, each empty where there is none.
    """

    version: str
    made_at: str
    data_sha256: str
    data_as_of: str
    is_challenger: bool
    figures: tuple[Figure, ...]
    refusal: str | None
    card: str
    report: str

    @property
    def headline(self) -> Figure | None:
        """The figure by which bundles are compared at a glance; ``None`` where the bundle was not evaluated."""
        return self.figure("ndcg_10")

    def figure(self, name: str) -> Figure | None:
        """The figure of a name; ``None`` where the bundle was not evaluated."""
        return next((figure for figure in self.figures if figure.name == name), None)


def keep_records(folder: Path, records: Mapping[str, BundleRecord]) -> None:
    """Keep what is known now of every bundle, in place of what was known before."""
    with replaced_file(folder / _INDEX) as out:
        out.write((json.dumps([asdict(record) for record in records.values()], indent=1) + "\n").encode())


def kept_records(folder: Path) -> tuple[BundleRecord, ...]:
    """Every bundle, newest first; empty where nothing was kept yet or the file cannot be read."""
    try:
        kept = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
        records = [_record(one) for one in kept]
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return tuple(sorted(records, key=lambda record: (record.made_at, record.version), reverse=True))


def _record(kept: dict[str, Any]) -> BundleRecord:
    return BundleRecord(**{**kept, "figures": tuple(Figure(**one) for one in kept["figures"])})
