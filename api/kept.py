"""Keeps what is slow to make for as long as what it is made from stays the same."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")
Made = TypeVar("Made")


class Kept(Generic[Key, Made]):
    """The last thing made, with the key that it was made for.

    When the key changes, one thread makes it anew while the others go on with the old one. While there is none yet
    they wait. One that cannot be made leaves the old one in place.
    """

    def __init__(self) -> None:
        self._making = Lock()
        self._held: tuple[Key, Made] | None = None

    def current(self, key: Key, make: Callable[[], Made]) -> Made:
        """What ``make`` makes for ``key``; ``make`` is called only where that is not held yet."""
        held = self._held
        if held is None:
            self._making.acquire()
        elif held[0] == key or not self._making.acquire(blocking=False):
            return held[1]
        try:
            if self._held is None or self._held[0] != key:
                self._held = key, make()
            return self._held[1]
        finally:
            self._making.release()
