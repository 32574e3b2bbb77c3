"""Files of what people can do and of supply to come, as last counted: what pages read instead of counting anew."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
from scipy.sparse import csc_array

from data.atomic_file import replaced_file
from data.domain import LearnerId
from recommender.forecast.outlook import Ahead, Outlook
from recommender.people_near import People

_PEOPLE: Final = "people.npz"
_SUPPLY: Final = "supply.npz"
_AHEAD: Final = ("mean", "low", "high")


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What tells a file from the one that took its place."""

    number: int
    n_bytes: int
    changed_at_ns: int


@dataclass(frozen=True, slots=True)
class PeopleFiles:
    """The files in a folder; each serves with the catalogue alone whose digest it was made with."""

    folder: Path

    def stamps(self) -> tuple[FileStamp | None, FileStamp | None]:
        """The stamps of people and supply; ``None`` where there is no file."""
        return _stamp(self.folder / _PEOPLE), _stamp(self.folder / _SUPPLY)

    def save_people(self, people: People, digest: str) -> None:
        """Put people in the place of those that were there."""
        skills = people.skills
        with replaced_file(self.folder / _PEOPLE) as file:
            np.savez(
                file,
                allow_pickle=False,
                catalogue=np.array(digest),
                learner_ids=people.learner_ids,
                state=people.state.astype(np.int16),
                shape=np.array(skills.shape),
                starts=skills.indptr.astype(np.int64),
                rows=skills.indices.astype(np.int32),
                levels=skills.data,
                is_invented=np.array(people.is_invented),
                as_of=np.array(people.as_of.toordinal()),
            )

    def people(self, digest: str | None = None) -> People | None:
        """The people as last counted; ``None`` if they never were, or with another catalogue than that of a digest."""
        path = self.folder / _PEOPLE
        if not path.exists():
            return None
        with np.load(path, allow_pickle=False) as found:
            if digest not in (None, str(found["catalogue"])):
                return None
            skills = csc_array((found["levels"], found["rows"], found["starts"]), shape=tuple(found["shape"]))
            return People(
                found["learner_ids"],
                found["state"].astype(np.int64),
                skills,
                bool(found["is_invented"]),
                date.fromordinal(int(found["as_of"])),
            )

    def forget(self, learner_ids: Iterable[LearnerId]) -> None:
        """Take some people out of the file, for good."""
        people, gone = self.people(), tuple(learner_ids)
        if people is not None and len(people.rows_of(gone)):
            with np.load(self.folder / _PEOPLE, allow_pickle=False) as found:
                digest = str(found["catalogue"])
            self.save_people(people.without(gone), digest)

    def save_supply(self, outlook: Outlook | None, digest: str) -> None:
        """Put a forecast in the place of the one that was there; ``None`` leaves none."""
        if outlook is None:
            (self.folder / _SUPPLY).unlink(missing_ok=True)
            return
        ahead = {f"{name}_{months}": getattr(one, name) for months, one in outlook.ahead.items() for name in _AHEAD}
        with replaced_file(self.folder / _SUPPLY) as file:
            np.savez(
                file,
                allow_pickle=False,
                catalogue=np.array(digest),
                months=np.array(list(outlook.ahead), np.int64),
                now=outlook.now,
                **ahead,
            )

    def supply(self, digest: str) -> Outlook | None:
        """The forecast as last made; ``None`` as in `people`."""
        path = self.folder / _SUPPLY
        if not path.exists():
            return None
        with np.load(path, allow_pickle=False) as found:
            if str(found["catalogue"]) != digest:
                return None
            ahead = {int(months): Ahead(*(found[f"{name}_{months}"] for name in _AHEAD)) for months in found["months"]}
            return Outlook(found["now"], ahead)


def _stamp(path: Path) -> FileStamp | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return FileStamp(found.st_ino, found.st_size, found.st_mtime_ns)
