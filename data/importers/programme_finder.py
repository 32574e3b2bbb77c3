"""Finds what the catalogue knows of a programme of study: its family of degrees and its institution."""

from functools import cached_property, lru_cache

from data.catalogue import Catalogue
from data.domain import InstitutionId
from data.names import plain_name
from data.programme_titles import FamilyId, ProgrammeMatcher


class ProgrammeFinder:
    """Finds by name; the rules for titles are read when the first title is asked for."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._folder = catalogue.folder
        self._institutions = catalogue.institutions
        # A national table repeats a few thousand titles, and each takes a hundred patterns.
        self.family_of = lru_cache(maxsize=10_000)(self._family_of)

    def institution_of(self, name: str) -> InstitutionId | None:
        """The institution of that name, whatever the case and accents; ``None`` where there is none."""
        return self._institution_ids.get(plain_name(name))

    @property
    def ids_in_scope(self) -> frozenset[FamilyId]:
        """Families whose graduates feed IT or BPO work."""
        return frozenset(family.id for family in self._matcher.families.values() if family.is_in_scope)

    def _family_of(self, title: str) -> FamilyId | None:
        """The family of a degree's title; ``None`` where it belongs to none."""
        family = self._matcher.family_of(title)
        return None if family is None else family.id

    @cached_property
    def _matcher(self) -> ProgrammeMatcher:
        return ProgrammeMatcher(self._folder)

    @cached_property
    def _institution_ids(self) -> dict[str, InstitutionId]:
        return {plain_name(one.name): one.id for one in self._institutions.values()}
