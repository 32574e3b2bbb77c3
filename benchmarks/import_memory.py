"""Memory and speed of an import: invents a CSV file of postings and imports it in a process of its own, as JSON.

Usage: python benchmarks/import_memory.py [MEGABYTES] [DATABASE_URL]; 1000 megabytes into a new SQLite file unless said
otherwise. The named database must be a spare one. Runs on Linux, whose /proc tells the peak.
"""

import json
import random
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from data.catalogue import read_catalogue
from data.settings import ROOT

_N_WORDS = 120
_FIRST_DAY = date(2025, 1, 1)

_CHILD = """
import json, re, sys, time
from datetime import date
from pathlib import Path
from data.catalogue import read_catalogue
from data.database import migrate, open_engine
from data.importers.run import import_file
from data.settings import Settings

def peak_megabytes():
    # Not getrusage: its peak begins with that of the parent process.
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()).group(1)) // 1024

file, url = sys.argv[1:]
catalogue, engine = read_catalogue(Settings().reference), open_engine(url)
migrate(engine)
start = time.monotonic()
before = peak_megabytes()
counts = import_file("postings", Path(file), None, engine, catalogue, b"k", date(2026, 11, 22))
seconds = time.monotonic() - start
print(json.dumps({**counts.as_dict(), "seconds": round(seconds, 1), "rows_a_second": round(counts.n_in / seconds),
                  "megabytes_before": before, "megabytes_peak": peak_megabytes()}))
"""


def write_postings(path: Path, n_bytes: int, seed: int = 2026) -> int:
    """Write about ``n_bytes`` of postings, each with a text of its own of about 1 kB; returns how many."""
    rng = random.Random(seed)  # noqa: S311 - nothing here is secret
    syllables = [first + second for first in "bcdfglmnprst" for second in "aeiou"]
    words = ["".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(5_000)]
    states = sorted(read_catalogue(ROOT / "data" / "reference").states)
    n_rows = n_written = 0
    with path.open("w", encoding="utf-8", newline="") as handle:
        handle.write("posting_id,title,description,state_id,posted_on,employer\n")
        while n_written < n_bytes:
            text = " ".join(rng.choices(words, k=_N_WORDS))
            day = _FIRST_DAY + timedelta(days=n_rows % 600)
            title, state = f"Puesto {words[n_rows % 5_000]}", states[n_rows % 32]
            n_written += handle.write(f"{n_rows},{title},Vacante {n_rows}: {text},{state},{day},Empresa\n")
            n_rows += 1
    return n_rows


def measured(path: Path, url: str) -> dict[str, float]:
    """Import a file in a process of its own; returns its counts, time and peak of resident memory."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path), url], cwd=ROOT, check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(n_megabytes: int, url: str | None) -> None:
    """Print the figures of one import."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "postings.csv"
        write_postings(path, n_megabytes * 1_000_000)
        figures = measured(path, url or f"sqlite:///{folder}/rumbo.db")
    sys.stdout.write(json.dumps({"file_megabytes": n_megabytes, **figures}, indent=2) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000, sys.argv[2] if len(sys.argv) > 2 else None)
