from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from api.kept import Kept


class TestKept:
    def test_makes_a_thing_once_for_a_key(self) -> None:
        kept: Kept[int, list[int]] = Kept()
        first = kept.current(1, lambda: [1])
        assert kept.current(1, lambda: [2]) is first

    def test_makes_it_anew_when_the_key_changes(self) -> None:
        kept: Kept[int, str] = Kept()
        kept.current(1, lambda: "old")
        assert kept.current(2, lambda: "new") == "new"

    def test_others_go_on_with_the_old_one_meanwhile(self) -> None:
        kept: Kept[int, str] = Kept()
        kept.current(1, lambda: "old")
        began, may_end = Event(), Event()

        def slowly() -> str:
            began.set()
            assert may_end.wait(30)
            return "new"

        with ThreadPoolExecutor(1) as other:
            making = other.submit(kept.current, 2, slowly)
            assert began.wait(30)
            assert kept.current(2, lambda: "mine") == "old"
            may_end.set()
            assert making.result(30) == "new"

    def test_who_finds_nothing_waits_for_the_first(self) -> None:
        kept: Kept[int, str] = Kept()
        began, may_end = Event(), Event()

        def slowly() -> str:
            began.set()
            assert may_end.wait(30)
            return "first"

        with ThreadPoolExecutor(2) as others:
            making = others.submit(kept.current, 1, slowly)
            assert began.wait(30)
            waiting = others.submit(kept.current, 1, lambda: "second")
            assert not waiting.done()
            may_end.set()
            assert (making.result(30), waiting.result(30)) == ("first", "first")

    def test_one_that_cannot_be_made_is_tried_again(self) -> None:
        kept: Kept[int, int] = Kept()
        with pytest.raises(ZeroDivisionError):
            kept.current(1, lambda: 1 // 0)
        assert kept.current(1, lambda: 7) == 7
