"""What people can do and will be able to, as last counted, and what it is read with; kept while the files stay."""

from dataclasses import dataclass

import sqlalchemy as sa
from scipy.sparse import csc_array

from api.deferred import Deferred
from api.kept import Kept
from data import standing_store
from data.catalogue import Catalogue
from recommender.arrays import CatalogueArrays, catalogue_arrays
from recommender.forecast.outlook import Outlook
from recommender.people_files import FileStamp, PeopleFiles
from recommender.people_near import People
from recommender.skill_credit import skill_credit


@dataclass(frozen=True, slots=True)
class SkillsOfCatalogue:
    """The catalogue's arrays, and how far one skill stands for another."""

    arrays: CatalogueArrays
    credit: csc_array


class CountedPeople:
    """Opens the files again when a count has put new ones in their place."""

    def __init__(self, files: PeopleFiles, catalogue: Catalogue) -> None:
        self._files, self._digest = files, catalogue.digest
        self._catalogue = Deferred(
            lambda: SkillsOfCatalogue(catalogue_arrays(catalogue), skill_credit(catalogue.skills))
        )
        self._people: Kept[FileStamp | None, People | None] = Kept()
        self._outlook: Kept[FileStamp | None, Outlook | None] = Kept()

    @property
    def arrays(self) -> CatalogueArrays:
        """The catalogue's."""
        return self._catalogue.current().arrays

    @property
    def credit(self) -> csc_array:
        """How far one skill stands for another."""
        return self._catalogue.current().credit

    def people(self, connection: sa.Connection) -> People | None:
        """Everybody as last counted; those blocked since are in no figure. ``None`` before the first count."""
        stamp, _ = self._files.stamps()
        found = self._people.current(stamp, lambda: self._files.people(self._digest))
        return found and found.uncounted(standing_store.blocked_learners(connection))

    def outlook(self) -> Outlook | None:
        """Supply as last forecast; ``None`` before the first count, or where nobody ever enrolled."""
        _, stamp = self._files.stamps()
        return self._outlook.current(stamp, lambda: self._files.supply(self._digest))
