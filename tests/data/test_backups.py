from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.backups import BackupCheck, backup_of, backups_in, keep_check, new_backup_file
from data.errors import NotFoundError

NOW = datetime(2026, 11, 22, 9, 30, 5, tzinfo=UTC)


class TestBackups:
    def test_are_listed_newest_first_and_strangers_left_out(self, tmp_path: Path) -> None:
        assert backups_in(tmp_path / "none") == ()
        for hour in (8, 9):
            new_backup_file(tmp_path / "backups", NOW.replace(hour=hour)).write_bytes(b"x" * hour)
        (tmp_path / "backups" / "notes.txt").touch()
        (tmp_path / "backups" / "rumbo-20261122-100000.tar.gz.partial").touch()
        found = [(one.name, one.n_bytes, one.check) for one in backups_in(tmp_path / "backups")]
        assert found == [("rumbo-20261122-093005.tar.gz", 9, None), ("rumbo-20261122-083005.tar.gz", 8, None)]

    def test_lie_in_a_folder_of_the_services_user_alone(self, tmp_path: Path) -> None:
        assert new_backup_file(tmp_path / "backups", NOW).parent.stat().st_mode & 0o077 == 0

    def test_keep_what_came_of_a_check(self, tmp_path: Path) -> None:
        file = new_backup_file(tmp_path, NOW)
        file.touch()
        check = BackupCheck(NOW, False, "cut off")
        keep_check(file, check)
        assert backup_of(tmp_path, file.name).check == check
        assert len(backups_in(tmp_path)) == 1

    @pytest.mark.parametrize("name", ["rumbo-20261122-093005.tar.gz", "../rumbo.db", "rumbo.db", ""])
    def test_others_are_not_found(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "rumbo.db").touch()
        with pytest.raises(NotFoundError):
            backup_of(tmp_path, name)
