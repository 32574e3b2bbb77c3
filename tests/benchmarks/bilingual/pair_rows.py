"""Rows of a small file of pairs on the tiny catalogue."""

from collections.abc import Sequence
from pathlib import Path

HEADER = "pair_id,query_kind,query_id,language,text,is_bpo,grade,why"
ROWS = (
    "p1,certification,zen-1,es,Se solicita analista con SQL.,false,2,SQL is asked for.",
    "p2,certification,acme-1,es,Se solicita analista con SQL.,false,0,No cloud.",
    "p3,certification,zen-2,en,Payroll clerk; Python a plus.,true,1,Only a plus.",
    "p4,certification,acme-1,en,Payroll clerk; Python a plus.,true,0,No cloud.",
)


def write_pairs(folder: Path, rows: Sequence[str] = ROWS, header: str = HEADER) -> Path:
    """Write a file ``pairs.csv`` of these rows."""
    path = folder / "pairs.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path
