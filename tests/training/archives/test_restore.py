import errno
import gzip
import io
import json
import multiprocessing
import os
import shutil
import signal
import sys
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data.archive_store import RowsDigest
from data.database import drop_tables, opened_engine, revisions, writing
from data.errors import InputError, StorageFullError
from data.job_queue import JobQueue
from data.job_store import JobState, last_jobs, start_direct_job
from data.manifest import renew_manifest
from data.settings import Settings
from data.tables import job_run, learner
from tests.data.rows import learner_row
from tests.training.country import SHOWN_AT
from tests.training.installations import (
    artifact_places,
    files_of,
    fill_installation,
    new_settings,
    tables_of,
)
from training.archives.archive import Manifest, file_parts, read_archive
from training.archives.backup import back_up
from training.archives.restore import restore
from training.archives.restore_check import archive_findings, installation_findings
from training.tracking import Tracker


@pytest.fixture(scope="module")
def saved(
    tmp_path_factory: pytest.TempPathFactory, migrated_file: Path, catalogue_folder: Path, store_template: Path
) -> Settings:
    """An installation on SQLite with something in every part; nobody changes it."""
    home = tmp_path_factory.mktemp("saved")
    shutil.copyfile(migrated_file, home / "rumbo.db")
    settings = new_settings(home, f"sqlite:///{home / 'rumbo.db'}", catalogue_folder)
    fill_installation(settings, store_template)
    return settings


@pytest.fixture(scope="module")
def archive(saved: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("archive") / "backup.tar.gz"
    back_up(saved, out)
    return out


@pytest.fixture
def settings(tmp_path: Path, database_url: str, catalogue_folder: Path) -> Settings:
    """An installation with empty tables and nothing else."""
    return new_settings(tmp_path / "new", database_url, catalogue_folder)


def put_back(settings: Settings, archive: Path, *, force: bool = False, verify: bool = False) -> Manifest:
    return restore(settings, archive, lambda _: None, force=force, verify=verify)


def assert_is_saved(settings: Settings, saved: Settings) -> None:
    """The installation is the one that was saved, and nothing else lies about."""
    assert tables_of(settings.sqlalchemy_url) == tables_of(saved.sqlalchemy_url)
    assert files_of(settings) == files_of(saved)
    assert not list(settings.home.rglob("*.partial")) + list(settings.home.rglob("*.unfinished"))


def members(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive) as opened:
        return {member.name: opened.extractfile(member).read() for member in opened}  # type: ignore[union-attr]


def written(path: Path, content: dict[str, bytes]) -> Path:
    """An archive of these members."""
    with tarfile.open(path, "w:gz") as opened:
        for name, text in content.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            opened.addfile(member, io.BytesIO(text))
    return path


def sealed(path: Path, content: dict[str, bytes], change: Callable[[dict[str, Any]], None]) -> Path:
    """An archive whose manifest was changed by somebody who knew how to make the hashes fit."""
    manifest = json.loads(content["manifest.json"])
    change(manifest)
    text = json.dumps(manifest).encode()
    return written(path, {**content, "manifest.json": text, "manifest.sha256": sha256(text).hexdigest().encode()})


class TestRestore:
    def test_gives_back_what_was_saved(self, saved: Settings, archive: Path, settings: Settings) -> None:
        put_back(settings, archive)
        assert_is_saved(settings, saved)

    def test_makes_tables_and_folders_where_there_are_none(
        self, saved: Settings, archive: Path, settings: Settings
    ) -> None:
        with opened_engine(settings.sqlalchemy_url) as engine, writing(engine) as connection:
            drop_tables(connection)
        settings.home.rmdir()
        put_back(settings, archive)
        assert_is_saved(settings, saved)

    def test_goes_to_the_other_database_and_back(
        self, saved: Settings, archive: Path, tmp_path: Path, postgresql_url: str, sqlite_url: str
    ) -> None:
        server = new_settings(tmp_path / "server", postgresql_url, saved.reference)
        put_back(server, archive, verify=True)
        back_up(server, tmp_path / "second.tar.gz")
        file = new_settings(tmp_path / "file", sqlite_url, saved.reference)
        put_back(file, tmp_path / "second.tar.gz", verify=True)
        assert_is_saved(file, saved)

    def test_lets_new_rows_follow_the_old(self, saved: Settings, archive: Path, settings: Settings) -> None:
        put_back(settings, archive)
        with opened_engine(settings.sqlalchemy_url) as engine, writing(engine) as connection:
            [old] = last_jobs(connection, 1)
            assert start_direct_job(connection, "index", {}, "host:1", SHOWN_AT).job_run_id == old.id + 1

    def test_knows_that_no_job_is_running(self, archive: Path, settings: Settings) -> None:
        put_back(settings, archive)
        with opened_engine(settings.sqlalchemy_url) as engine:
            assert [job.state for job in JobQueue.of(engine, settings.home).jobs(9)] == [JobState.INTERRUPTED]

    def test_tells_mlflow_where_its_artifacts_are_now(self, archive: Path, settings: Settings) -> None:
        put_back(settings, archive)
        root = (settings.mlruns / "artifacts").as_uri()
        places = artifact_places(settings)
        assert len(places) == 4
        assert all(place.startswith(f"{root}/") for place in places)
        assert all(Path(place.removeprefix("file://")).is_dir() for place in places)
        assert Tracker(settings.mlruns).metrics_of("first") == {"rows": 12.0}

    def test_refuses_to_replace_anything_unasked(self, archive: Path, settings: Settings) -> None:
        with opened_engine(settings.sqlalchemy_url) as engine, writing(engine) as connection:
            connection.execute(sa.insert(learner), learner_row("mine"))
        settings.bundles_dir.mkdir()
        (settings.bundles_dir / "mine").write_text("mine", encoding="utf-8")
        before = tables_of(settings.sqlalchemy_url)
        with pytest.raises(InputError, match=r"rows in learner, \S*/bundles; --force replaces"):
            put_back(settings, archive)
        assert tables_of(settings.sqlalchemy_url) == before
        assert files_of(settings) == {"bundles/mine": b"mine"}

    def test_replaces_everything_when_told_to(self, saved: Settings, archive: Path, settings: Settings) -> None:
        with opened_engine(settings.sqlalchemy_url) as engine, writing(engine) as connection:
            connection.execute(sa.insert(learner), learner_row("mine"))
        for name in ("bundles/mine", "catalogues/mine", "mlruns/artifacts/mine", "mlruns/mlflow.db-journal"):
            (settings.home / name).parent.mkdir(parents=True, exist_ok=True)
            (settings.home / name).write_text("mine", encoding="utf-8")
        put_back(settings, archive, force=True)
        assert_is_saved(settings, saved)
        assert not (settings.mlruns / "mlflow.db-journal").exists()
        put_back(settings, archive, force=True)
        assert_is_saved(settings, saved)

    def test_removes_what_the_archive_has_not(self, settings: Settings, tmp_path: Path, catalogue_folder: Path) -> None:
        back_up(settings, tmp_path / "empty.tar.gz")
        (settings.bundles_dir / "mine").mkdir(parents=True)
        (settings.bundles_dir / "mine" / "file").write_text("mine", encoding="utf-8")
        put_back(settings, tmp_path / "empty.tar.gz", force=True)
        assert files_of(settings) == {}

    def test_brings_old_tables_to_the_newest_revision(self, archive: Path, settings: Settings, tmp_path: Path) -> None:
        """An archive of revision 0001, whose jobs had fewer columns and which lacked most tables."""
        content = {name: text for name, text in members(archive).items() if not name.startswith("tables/")}
        line = b'[7,"embed","{}","done","2026-09-10T18:00:00+00:00",null,null,null]\n'
        digest = RowsDigest()
        digest.add(line)
        columns = [
            ["job_run_id", "integer"],
            ["command", "text"],
            ["arguments", "json"],
            ["state", "text"],
            ["started_at", "moment"],
            ["finished_at", "moment"],
            ["message", "text"],
            ["counts", "json"],
        ]
        name = "tables/job_run/000001.jsonl"

        def as_of_old(manifest: dict[str, Any]) -> None:
            manifest["revision"] = "0001"
            rows = {"shape": {"name": "job_run", "columns": columns}, "n_rows": 1, "digest": digest.hexdigest}
            manifest["tables"] = [rows]
            kept = {path: found for path, found in manifest["files"].items() if not path.startswith("tables/")}
            manifest["files"] = {**kept, name: sha256(line).hexdigest()}

        put_back(settings, sealed(tmp_path / "old.tar.gz", {name: line, **content}, as_of_old), verify=True)
        with opened_engine(settings.sqlalchemy_url) as engine, engine.connect() as connection:
            [row] = connection.execute(sa.select(job_run)).mappings()
            assert (row["job_run_id"], row["requested_at"], row["n_attempts"]) == (7, SHOWN_AT, 1)
            assert sa.inspect(connection).has_table("voucher")

    def test_refuses_an_archive_of_a_newer_version(self, archive: Path, settings: Settings, tmp_path: Path) -> None:
        newer = sealed(tmp_path / "a.tar.gz", members(archive), lambda manifest: manifest.update(revision="9999"))
        with pytest.raises(InputError, match="revision 9999, which is newer than this program"):
            put_back(settings, newer)
        assert files_of(settings) == {}

    def test_refuses_an_archive_of_another_format(self, archive: Path, settings: Settings, tmp_path: Path) -> None:
        other = sealed(tmp_path / "a.tar.gz", members(archive), lambda manifest: manifest.update(format=2))
        with pytest.raises(InputError, match="format that this version"):
            put_back(settings, other)

    def test_leaves_a_database_of_a_newer_version_alone(self, archive: Path, settings: Settings) -> None:
        with opened_engine(settings.sqlalchemy_url) as engine, writing(engine) as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(InputError, match="the database's tables are of revision 9999"):
            put_back(settings, archive, force=True)

    def test_leaves_the_database_as_it_was_where_a_row_is_refused(
        self, archive: Path, settings: Settings, tmp_path: Path
    ) -> None:
        with opened_engine(settings.sqlalchemy_url) as engine, writing(engine) as connection:
            connection.execute(sa.insert(learner), learner_row("mine"))
        before = tables_of(settings.sqlalchemy_url)
        content = members(archive)
        name = "tables/person/000001.jsonl"
        content[name] = content[name].replace(b'"ana"', b'"nobody"')

        def fit(manifest: dict[str, Any]) -> None:
            manifest["files"][name] = sha256(content[name]).hexdigest()

        with pytest.raises(InputError, match="table person: the database refuses a row"):
            put_back(settings, sealed(tmp_path / "a.tar.gz", content, fit), force=True)
        assert tables_of(settings.sqlalchemy_url) == before

    def test_keeps_nothing_where_rows_read_back_differ(self, archive: Path, settings: Settings, tmp_path: Path) -> None:
        def lie(manifest: dict[str, Any]) -> None:
            [table] = [table for table in manifest["tables"] if table["shape"]["name"] == "feedback"]
            table["digest"] = "0" * 64

        lying = sealed(tmp_path / "a.tar.gz", members(archive), lie)
        with pytest.raises(InputError, match="table feedback: the rows read back are not the archive's"):
            put_back(settings, lying, verify=True)
        assert not any(tables_of(settings.sqlalchemy_url).values())
        put_back(settings, lying)

    def test_tells_of_a_full_disk_and_leaves_nothing(
        self, archive: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(source: object, target: object, length: int = 0) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(shutil, "copyfileobj", full)
        with pytest.raises(StorageFullError, match="no room"):
            put_back(settings, archive)
        assert files_of(settings) == {}
        assert list(settings.home.iterdir()) == []


def steps_of(restoring: Callable[[], object], last: int) -> int:
    """Restore in another process that is killed at its ``last``-th look at a file; returns how many looks it took."""
    fork = multiprocessing.get_context("fork")
    n_steps = fork.Value("i", 0)

    def count(event: str, _arguments: object) -> None:
        if event in ("open", "os.rename", "os.mkdir", "os.remove", "shutil.rmtree", "sqlite3.connect"):
            n_steps.value += 1
            if n_steps.value == last:
                os.kill(os.getpid(), signal.SIGKILL)

    def work() -> None:
        sys.addaudithook(count)
        restoring()

    child = fork.Process(target=work)
    child.start()
    child.join()
    assert child.exitcode in (0, -signal.SIGKILL)
    return int(n_steps.value)


class TestKills:
    def test_a_killed_restore_is_run_again(self, saved: Settings, archive: Path, settings: Settings) -> None:
        """Killed at twelve points from the first file to the last, each time on what the kill before left."""
        n_steps = steps_of(lambda: put_back(settings, archive), -1)
        assert_is_saved(settings, saved)
        assert n_steps > 100
        with opened_engine(settings.sqlalchemy_url) as engine, writing(engine) as connection:
            drop_tables(connection)
        for place in file_parts(settings).values():
            shutil.rmtree(place, ignore_errors=True)
        (settings.mlruns / "mlflow.db").unlink()
        for last in range(1, n_steps, n_steps // 12):
            assert steps_of(lambda: put_back(settings, archive), last) == last
        put_back(settings, archive)
        assert_is_saved(settings, saved)

    def test_a_kill_never_mixes_two_databases(self, saved: Settings, archive: Path, settings: Settings) -> None:
        with opened_engine(settings.sqlalchemy_url) as engine, writing(engine) as connection:
            connection.execute(sa.insert(learner), learner_row("mine"))
        before = tables_of(settings.sqlalchemy_url)
        after = tables_of(saved.sqlalchemy_url)
        found = []
        for last in range(40, 160, 20):
            steps_of(lambda: put_back(settings, archive, force=True), last)
            found.append(tables_of(settings.sqlalchemy_url))
        assert all(tables in (before, after) for tables in found)


class TestReadArchive:
    def test_finds_a_changed_byte_in_each_member(self, archive: Path, tmp_path: Path) -> None:
        content = members(archive)
        for name, text in content.items():
            changed = bytearray(text)
            changed[len(changed) // 2] ^= 1
            with pytest.raises(InputError):
                read_archive(written(tmp_path / "changed.tar.gz", {**content, name: bytes(changed)}))

    def test_finds_a_member_that_is_missing_or_too_many(self, archive: Path, tmp_path: Path) -> None:
        content = members(archive)
        for name in content:
            without = {other: text for other, text in content.items() if other != name}
            with pytest.raises(InputError):
                read_archive(written(tmp_path / "less.tar.gz", without))
        with pytest.raises(InputError, match="bundles/more is not what was saved"):
            read_archive(written(tmp_path / "more.tar.gz", {"bundles/more": b"", **content}))

    def test_finds_a_changed_byte_anywhere_in_the_file(self, archive: Path, tmp_path: Path) -> None:
        content = archive.read_bytes()
        for place in range(20, len(content), len(content) // 40):
            changed = bytearray(content)
            changed[place] ^= 0x10
            (tmp_path / "changed.tar.gz").write_bytes(bytes(changed))
            with pytest.raises(InputError):
                read_archive(tmp_path / "changed.tar.gz")

    def test_finds_that_it_is_cut_off(self, archive: Path, tmp_path: Path) -> None:
        content = archive.read_bytes()
        for length in (0, 1, 5, 100, len(content) // 2, len(content) - 9, len(content) - 1):
            (tmp_path / "cut.tar.gz").write_bytes(content[:length])
            with pytest.raises(InputError):
                read_archive(tmp_path / "cut.tar.gz")

    @pytest.mark.parametrize(
        "content",
        [b"", b"text", gzip.compress(b"no tar"), b"PK\x03\x04", b"SQLite format 3\0" * 100],
        ids=["nothing", "text", "gzip", "zip", "sqlite"],
    )
    def test_refuses_another_kind_of_file(self, content: bytes, tmp_path: Path) -> None:
        (tmp_path / "other").write_bytes(content)
        with pytest.raises(InputError, match=r"other: .*no archive of rumbo backup"):
            read_archive(tmp_path / "other")

    def test_refuses_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no such file"):
            read_archive(tmp_path / "nowhere.tar.gz")

    @pytest.mark.parametrize("name", ["../outside", "/outside", "bundles/../../outside"])
    def test_lets_nothing_out_of_its_folder(self, archive: Path, tmp_path: Path, name: str) -> None:
        (tmp_path / "into").mkdir()
        hostile = written(tmp_path / "a.tar.gz", {name: b"x", **members(archive)})
        with pytest.raises(InputError):
            read_archive(hostile, tmp_path / "into")
        assert not (tmp_path / "outside").exists()

    @pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
    def test_takes_plain_files_alone(self, tmp_path: Path, kind: bytes) -> None:
        with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as opened:
            member = tarfile.TarInfo("bundles/odd")
            member.type, member.linkname = kind, "bundles/other"
            opened.addfile(member)
        with pytest.raises(InputError):
            read_archive(tmp_path / "a.tar.gz", tmp_path)

    def test_writes_nothing_unless_told_where(
        self, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        read_archive(archive)
        assert list(tmp_path.iterdir()) == []


class TestFindings:
    def test_say_what_an_archive_holds(self, archive: Path, saved: Settings) -> None:
        manifest = read_archive(archive)
        details = {finding.part: finding.detail for finding in archive_findings(manifest, saved)}
        assert details["database"] == f"{len(manifest.tables)} tables, {manifest.n_rows} rows"
        assert details["mlruns/mlflow.db"] == "1 files"
        assert f"revision {revisions()[0]}" in details["archive"]

    def test_find_a_restored_installation_well(self, archive: Path, settings: Settings) -> None:
        restored = put_back(settings, archive, verify=True)
        findings = installation_findings(restored, settings)
        assert {finding.part for finding in findings if not finding.is_well} == set()
        details = {finding.part: finding.detail for finding in findings}
        assert details["served"].endswith("opens; every hash agrees")
        assert set(details) == {"database", *file_parts(settings), "reference", "served"}

    @pytest.mark.parametrize("part", ["mlruns/mlflow.db", "catalogues", "mlruns/artifacts", "bundles"])
    def test_find_a_changed_file(self, archive: Path, settings: Settings, part: str) -> None:
        restored = put_back(settings, archive)
        place = file_parts(settings)[part]
        path = place if place.is_file() else max(found for found in place.rglob("*") if found.is_file())
        path.write_bytes(path.read_bytes() + b" ")
        ill = {
            finding.part: finding.detail for finding in installation_findings(restored, settings) if not finding.is_well
        }
        assert path.name in ill[part]

    def test_find_other_reference_files(
        self, settings: Settings, tmp_path: Path, saved: Settings, catalogue_folder: Path
    ) -> None:
        back_up(settings, tmp_path / "a.tar.gz")
        restored = put_back(settings, tmp_path / "a.tar.gz")
        other = Path(shutil.copytree(catalogue_folder, tmp_path / "other"))
        with (other / "skills.csv").open("a", encoding="utf-8") as file:
            file.write("extra,extra,extra,,,hard,software,,,2026-11-01\n")
        renew_manifest(other)
        elsewhere = new_settings(settings.home, settings.sqlalchemy_url, other)
        ill = {
            finding.part: finding.detail
            for finding in installation_findings(restored, elsewhere)
            if not finding.is_well
        }
        assert list(ill) == ["reference"]
        assert ill["reference"].startswith("skills.csv is another one")

    def test_say_that_no_bundle_was_served(self, settings: Settings, tmp_path: Path) -> None:
        back_up(settings, tmp_path / "a.tar.gz")
        restored = put_back(settings, tmp_path / "a.tar.gz")
        assert installation_findings(restored, settings)[-1].detail == "no bundle was served"
