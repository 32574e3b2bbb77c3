"""What every kind of ``JobLocks`` must do; a subclass gives ``locks``, and ``stranger``, which is another process's."""

from collections.abc import Iterator

import pytest

from data.job_lock import HeldLock, HeldTogether, JobLocks, acquire_patiently


class JobLocksContract:
    @pytest.fixture
    def locks(self) -> JobLocks:
        raise NotImplementedError

    @pytest.fixture
    def held(self, locks: JobLocks) -> Iterator[HeldLock]:
        """The lock ``one``, held."""
        lock = locks.acquire("one")
        assert lock is not None
        yield lock
        lock.release()

    @pytest.mark.usefixtures("held")
    def test_one_name_is_held_once(self, locks: JobLocks) -> None:
        assert locks.acquire("one") is None
        assert acquire_patiently(locks, "one") is None

    @pytest.mark.usefixtures("held")
    def test_names_do_not_touch_each_other(self, locks: JobLocks) -> None:
        other = locks.acquire("other")
        assert other is not None
        other.release()

    def test_tells_whether_a_name_is_held_and_leaves_it_so(self, locks: JobLocks, held: HeldLock) -> None:
        assert [locks.is_held(name) for name in ("one", "one", "other", "other")] == [True, True, False, False]
        held.release()
        assert not locks.is_held("one")
        again = locks.acquire("one")
        assert again is not None
        again.release()

    def test_lives_until_it_is_released(self, locks: JobLocks, held: HeldLock) -> None:
        assert held.is_alive()
        held.release()
        held.release()
        assert not held.is_alive()
        assert not locks.is_held("one")

    def test_several_are_released_together(self, locks: JobLocks) -> None:
        taken = [locks.acquire(name) for name in ("one", "other")]
        with HeldTogether(*filter(None, taken)) as both:
            assert both.is_alive()
            assert locks.is_held("one")
            assert locks.is_held("other")
        assert not both.is_alive()
        assert not locks.is_held("one")
        assert not locks.is_held("other")

    def test_a_killed_process_holds_nothing(self, locks: JobLocks, killed_holder: str) -> None:
        """``killed_holder`` names a lock whose process was killed while it held it."""
        lock = acquire_patiently(locks, killed_holder)
        assert lock is not None
        lock.release()
