"""What the last examination of this installation found, kept in a file for pages that must not examine anything."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from data.atomic_file import replaced_file


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the installation; ``detail`` is what was found, or what to do."""

    part: str
    is_well: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found at one moment, part by part."""

    examined_at: datetime
    findings: tuple[Finding, ...]

    @property
    def ill(self) -> tuple[Finding, ...]:
        """The parts that are not well."""
        return tuple(finding for finding in self.findings if not finding.is_well)


def keep_findings(file: Path, findings: Sequence[Finding], moment: datetime) -> None:
    """Keep what was found, in place of what was found before."""
    kept = {"examined_at": moment.isoformat(), "findings": [asdict(finding) for finding in findings]}
    with replaced_file(file) as out:
        out.write((json.dumps(kept, indent=1) + "\n").encode())


def kept_findings(file: Path) -> Examination | None:
    """What was found last; ``None`` where nothing was, or the file cannot be read any more."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        findings = tuple(Finding(**one) for one in kept["findings"])
        return Examination(datetime.fromisoformat(kept["examined_at"]), findings)
    except (OSError, ValueError, KeyError, TypeError):
        return None
