"""Holds the served bundle and swaps it when the pointer moves, without holding up requests."""

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from data.errors import AppError
from recommender.bundle import Bundle

log = logging.getLogger(__name__)

POINTER_NAME = "current.json"

_Stamp = tuple[int, int, int]


class BundleHolder:
    """The bundle in use.

    ``load`` returns the bundle that the pointer names now. One thread loads while the others go on with the
    old one; a bundle that cannot be loaded is logged once and the old one stays.
    """

    def __init__(self, bundles_dir: Path, load: Callable[[], Bundle]) -> None:
        self._pointer = bundles_dir / POINTER_NAME
        self._load = load
        self._loading = Lock()
        self._bundle: Bundle | None = None
        self._stamp: _Stamp | None = None

    def current(self) -> Bundle:
        """The bundle to use for one request.

        Raises
        ------
        AppError
            If there is no bundle yet and none can be loaded; the next call tries again.
        """
        held = self._bundle
        if held is None:
            with self._loading:
                return self._bundle or self._first()
        if self._stamp_now() != self._stamp and self._loading.acquire(blocking=False):
            try:
                self._swap(held)
            finally:
                self._loading.release()
        return self._bundle or held

    def _first(self) -> Bundle:
        stamp = self._stamp_now()
        loaded = self._load()
        self._bundle, self._stamp = loaded, stamp
        log.info("bundle %s is in use", loaded.version)
        return loaded

    def _swap(self, held: Bundle) -> None:
        # The stamp is taken before loading: a pointer that moves meanwhile is noticed by the next request.
        self._stamp = self._stamp_now()
        try:
            loaded = self._load()
        except AppError as error:
            log.error("bundle %s stays in use, the new one cannot be loaded: %s", held.version, error.detail)
            return
        self._bundle = loaded
        log.info("bundle %s replaces %s", loaded.version, held.version)

    def _stamp_now(self) -> _Stamp | None:
        """What tells one pointer file from the next; ``None`` where there is none."""
        try:
            found = self._pointer.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size
