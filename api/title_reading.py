"""Holds the reader of job titles, which is made when the first title is asked about."""

from collections.abc import Callable
from threading import Lock

from embeddings.titles import TitleReader


class TitleReaderHolder:
    """The reader in use; one thread makes it while the others wait, and one that could not be made is tried again."""

    def __init__(self, load: Callable[[], TitleReader]) -> None:
        self._load = load
        self._loading = Lock()
        self._reader: TitleReader | None = None

    def current(self) -> TitleReader:
        """The reader.

        Raises
        ------
        AppError
            If it cannot be made, as the encoder is missing.
        """
        with self._loading:
            if self._reader is None:
                self._reader = self._load()
            return self._reader
