"""Holds the reader of skills, which is made at the first request that asks for it."""

from collections.abc import Callable
from threading import Lock

from embeddings.skills import SkillExtractor


class ExtractorHolder:
    """The reader in use; one thread makes it while the others wait."""

    def __init__(self, make: Callable[[], SkillExtractor]) -> None:
        self._make = make
        self._making = Lock()
        self._made: SkillExtractor | None = None

    def current(self) -> SkillExtractor:
        """The reader.

        Raises
        ------
        AppError
            If it cannot be made; the next call tries again.
        """
        if self._made is None:
            with self._making:
                self._made = self._made or self._make()
        return self._made
