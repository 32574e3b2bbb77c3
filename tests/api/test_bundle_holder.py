import logging
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace
from typing import cast

import pytest

from api.web.bundle_holder import BundleHolder
from data.errors import BundleMissingError, BundleTamperedError
from recommender.bundle import Bundle


def bundle(version: str) -> Bundle:
    """The holder reads nothing of a bundle but its version."""
    return cast(Bundle, SimpleNamespace(version=version))


class Loader:
    """Loads whatever version the pointer holds; ``fail`` makes it refuse."""

    def __init__(self, pointer: Path) -> None:
        self.pointer, self.fail, self.n_loads = pointer, False, 0

    def __call__(self) -> Bundle:
        self.n_loads += 1
        if not self.pointer.exists():
            raise BundleMissingError("none")
        if self.fail:
            raise BundleTamperedError("damaged")
        return bundle(self.pointer.read_text())


def point(pointer: Path, version: str) -> None:
    temporary = pointer.with_suffix(".new")
    temporary.write_text(version)
    temporary.replace(pointer)


@pytest.fixture
def pointer(tmp_path: Path) -> Path:
    return tmp_path / "current.json"


class TestBundleHolder:
    def test_tries_again_while_there_is_none(self, pointer: Path) -> None:
        holder = BundleHolder(pointer.parent, Loader(pointer))
        with pytest.raises(BundleMissingError):
            holder.current()
        point(pointer, "a")
        assert holder.current().version == "a"

    def test_loads_once_and_swaps_when_the_pointer_moves(self, pointer: Path) -> None:
        loader = Loader(pointer)
        holder = BundleHolder(pointer.parent, loader)
        point(pointer, "a")
        assert [holder.current().version for _ in range(3)] == ["a"] * 3
        assert loader.n_loads == 1
        point(pointer, "b")
        assert holder.current().version == "b"

    def test_keeps_the_old_one_when_the_new_one_fails_and_says_so_once(
        self, pointer: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        loader = Loader(pointer)
        holder = BundleHolder(pointer.parent, loader)
        point(pointer, "a")
        holder.current()
        point(pointer, "b")
        loader.fail = True
        with caplog.at_level(logging.ERROR):
            assert [holder.current().version for _ in range(3)] == ["a"] * 3
        assert len(caplog.records) == 1
        assert loader.n_loads == 2

    def test_others_go_on_with_the_old_one_while_one_thread_loads(self, pointer: Path) -> None:
        point(pointer, "a")
        started, may_end = Event(), Event()

        def load() -> Bundle:
            version = pointer.read_text()
            if version == "b":
                started.set()
                assert may_end.wait(10)
            return bundle(version)

        holder = BundleHolder(pointer.parent, load)
        holder.current()
        point(pointer, "b")
        loading = Thread(target=holder.current)
        loading.start()
        assert started.wait(10)
        assert holder.current().version == "a"
        may_end.set()
        loading.join(10)
        assert holder.current().version == "b"
