"""Makes a slow part of the service when it is first asked for."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Deferred(Generic[Made]):
    """One thread makes it while the others wait; one that could not be made is tried again at the next call."""

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._making = Lock()
        self._made: Made | None = None

    def current(self) -> Made:
        """What was made.

        Raises
        ------
        AppError
            If it cannot be made, as the encoder is missing.
        """
        with self._making:
            if self._made is None:
                self._made = self._make()
            return self._made
