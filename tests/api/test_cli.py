"""The command line as a user meets it: every help page, and one line and exit code 1 for expected trouble."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
import typer.main

from api import app as application
from api import cli
from api.web.serving import check_host
from data.catalogue import Catalogue
from data.database import opened_engine
from data.errors import ForbiddenError
from data.job_queue import JobQueue
from data.manifest import renew_manifest
from data.settings import ROOT, Settings
from data.simulator.world import is_world
from data.tables import metadata
from tests.api.command_line import Rumbo
from tests.api.conftest import fill
from tests.api.small_bundle import ENCODER

COMMANDS = typer.main.get_command(cli.app)
NAMES = [
    *COMMANDS.commands,  # type: ignore[attr-defined]
    *("train ranker", "train effects", "train matcher", "catalogue check", "catalogue family"),
    *("rejected list", "rejected export", "template learners"),
    *("jobs cancel", "jobs retry"),
    *(
        f"users {name}"
        for name in ("list", "invite", "block", "unblock", "password", "token", "keys", "key-end", "organisations")
    ),
    "users organisation add",
]


class TestHelp:
    @pytest.mark.parametrize("name", NAMES)
    def test_says_what_each_command_does(self, rumbo: Rumbo, name: str) -> None:
        found = rumbo(*name.split(), "--help")
        assert found.code == 0
        assert f"rumbo {name}" in found.out
        assert len(found.out.splitlines()) > 4

    def test_lists_the_commands_where_none_is_named(self, rumbo: Rumbo) -> None:
        found = rumbo()
        assert all(name.split()[0] in found.out + found.err for name in NAMES)

    def test_points_out_a_command_that_does_not_exist(self, rumbo: Rumbo) -> None:
        found = rumbo("sugest")
        assert found.code == 2
        assert "No such command" in found.err


class TestTroubles:
    """Each ends in one line that begins with ``error:`` and exit code 1."""

    @pytest.fixture
    def trouble(self, rumbo: Rumbo) -> Callable[..., str]:
        def run(*words: object) -> str:
            found = rumbo(*words)
            assert found.code == 1
            assert found.complaint.startswith("error: ")
            assert found.out == ""
            return found.complaint

        return run

    @pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::", "example.org"])  # noqa: S104
    def test_serve_tells_what_another_address_needs(
        self, trouble: Callable[..., str], host: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert f"{host}: others could reach it; set RUMBO_PUBLIC_URL" in trouble("serve", "--host", host)
        monkeypatch.setenv("RUMBO_PUBLIC_URL", "https://rumbo.example")
        assert f"{host}: others could reach it; set RUMBO_PSEUDONYM_KEY" in trouble("serve", "--host", host)
        monkeypatch.setenv("RUMBO_PUBLIC_URL", "rumbo.example")
        assert "it must look like https://rumbo.example" in trouble("serve", "--host", host)

    def test_serve_makes_no_database(self, trouble: Callable[..., str], home: Path) -> None:
        assert f"there is no database at {home / 'rumbo.db'}; run rumbo init" in trouble("serve")
        assert not (home / "rumbo.db").exists()

    def test_serve_needs_tables_of_its_version(self, trouble: Callable[..., str], database: str) -> None:
        with opened_engine(database) as engine, engine.begin() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
        assert "the database's tables are missing or old; run rumbo init" in trouble("serve")

    @pytest.mark.usefixtures("database")
    def test_import_of_an_unknown_kind(self, trouble: Callable[..., str], tmp_path: Path) -> None:
        (tmp_path / "rows.csv").write_text("a\n1\n", encoding="utf-8")
        complaint = trouble("import", "people", tmp_path / "rows.csv")
        assert "no kind of import 'people'" in complaint
        assert "learners" in complaint

    @pytest.mark.usefixtures("database")
    def test_import_of_a_missing_file_or_mapping(self, trouble: Callable[..., str], tmp_path: Path) -> None:
        assert "gone.csv" in trouble("import", "learners", tmp_path / "gone.csv")
        (tmp_path / "rows.csv").write_text("a\n1\n", encoding="utf-8")
        words = ("import", "learners", tmp_path / "rows.csv", "--mapping", tmp_path / "gone.toml")
        assert "gone.toml" in trouble(*words)

    @pytest.mark.parametrize("words", [("import", "learners", "rows.csv"), ("embed",), ("train", "ranker")])
    def test_steps_before_init(
        self,
        trouble: Callable[..., str],
        words: tuple[str, ...],
        new_database_url: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("RUMBO_DATABASE_URL", new_database_url)
        assert "run rumbo init" in trouble(*words)

    @pytest.mark.usefixtures("database")
    def test_steps_without_an_encoder(self, trouble: Callable[..., str]) -> None:
        for words in (("embed",), ("index",), ("train", "ranker")):
            assert "rumbo init" in trouble(*words)

    def test_promote_and_evaluate_without_a_challenger(
        self, trouble: Callable[..., str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from training.tracking import Tracker

        monkeypatch.setattr(Tracker, "version_of", lambda self, alias: None)
        assert "run rumbo train ranker" in trouble("promote")
        assert "run rumbo train ranker" in trouble("evaluate")

    def test_evaluate_before_it_works_for_nothing(self, trouble: Callable[..., str], tmp_path: Path) -> None:
        assert "nowhere is no folder" in trouble("evaluate", "--bundle", "x", "--json", tmp_path / "nowhere" / "f.json")

    def test_rollback_to_nothing(self, trouble: Callable[..., str]) -> None:
        assert "no bundle served before" in trouble("rollback")

    def test_simulate_over_somebody_elses_files(self, trouble: Callable[..., str], tmp_path: Path) -> None:
        folder, file = tmp_path / "thesis", tmp_path / "notes.txt"
        folder.mkdir()
        (folder / "chapter.txt").write_text("mine", encoding="utf-8")
        file.write_text("mine", encoding="utf-8")
        for out in (folder, file):
            assert "holds something else" in trouble("simulate", "--out", out)
        assert (folder / "chapter.txt").read_text(encoding="utf-8") == "mine"
        assert file.read_text(encoding="utf-8") == "mine"

    def test_simulate_without_a_folder_or_with_two(self, trouble: Callable[..., str], tmp_path: Path) -> None:
        assert "name a folder" in trouble("simulate")
        assert "not both" in trouble("simulate", "--out", tmp_path / "one", "--check", tmp_path / "two")
        assert "cannot be read" in trouble("simulate", "--check", tmp_path / "nowhere")

    def test_simulate_a_country_too_small(self, trouble: Callable[..., str], tmp_path: Path) -> None:
        words = ("simulate", "--out", tmp_path / "world", "--learners", 2, "--months", 1)
        assert "ask for more learners or months" in trouble(*words)
        assert "at least 1, got -5" in trouble("simulate", "--out", tmp_path / "world", "--learners", -5)

    def test_simulate_where_no_folder_can_be_made(self, trouble: Callable[..., str], tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        words = ("simulate", "--out", tmp_path / "file" / "world", "--learners", 60, "--months", 4)
        assert "Not a directory" in trouble(*words)

    def test_match_texts_of_files_that_are_not_there_or_wrong(
        self, trouble: Callable[..., str], tmp_path: Path
    ) -> None:
        good, bad = tmp_path / "good.tsv", tmp_path / "bad.tsv"
        good.write_text("a\tredes\n", encoding="utf-8")
        bad.write_text("a\tredes\nno tab\n", encoding="utf-8")
        words = ("--kind", "skill", "--out", tmp_path / "run.tsv")
        assert "gone.tsv: there is no such file" in trouble("match-texts", good, tmp_path / "gone.tsv", *words)
        assert "bad.tsv, line 2: no tab" in trouble("match-texts", bad, good, *words)
        assert "is no folder" in trouble("match-texts", good, good, "--kind", "skill", "--out", tmp_path / "x" / "y")
        assert "rumbo init" in trouble("match-texts", good, good, *words)
        assert not (tmp_path / "run.tsv").exists()

    def test_titles_of_a_file_that_is_not_there_or_without_an_encoder(
        self, trouble: Callable[..., str], tmp_path: Path
    ) -> None:
        good = tmp_path / "good.tsv"
        good.write_text("a\tprogramadora\n", encoding="utf-8")
        words = ("--out", tmp_path / "occupations.tsv")
        assert "gone.tsv: there is no such file" in trouble("titles", tmp_path / "gone.tsv", *words)
        assert "is no folder" in trouble("titles", good, "--out", tmp_path / "x" / "y")
        assert "rumbo init" in trouble("titles", good, *words)
        assert not (tmp_path / "occupations.tsv").exists()

    def test_train_matcher_without_esco(self, trouble: Callable[..., str], tmp_path: Path) -> None:
        (tmp_path / "esco").mkdir()
        assert str(tmp_path / "esco") in trouble("train", "matcher", "--esco", tmp_path / "esco", "--out", tmp_path)

    def test_backup_of_nothing(self, trouble: Callable[..., str], tmp_path: Path) -> None:
        assert "run rumbo init" in trouble("backup", tmp_path / "copy.tar.gz")

    def test_a_reference_folder_that_is_not_there(
        self, trouble: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("RUMBO_REFERENCE", str(tmp_path / "nowhere"))
        assert "nowhere" in trouble("simulate", "--out", tmp_path / "world")


class TestSuggest:
    @pytest.fixture
    def installed(self, database: str, home: Path, bundle_template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """People, postings, a bundle and the encoder that it was made with."""
        monkeypatch.setattr(application, "installed_fingerprint", lambda model, models_dir: ENCODER.fingerprint)
        with opened_engine(database) as engine:
            fill(engine)
        shutil.copytree(bundle_template, home / "bundles")

    @pytest.mark.usefixtures("installed")
    @pytest.mark.parametrize("language", ["es", "en"])
    def test_prints_a_list_in_either_language(self, rumbo: Rumbo, catalogue: Catalogue, language: str) -> None:
        found = rumbo("suggest", "ana", "-k", 2, "--lang", language)
        assert found.code == 0
        assert " 1. " in found.out
        assert " 3. " not in found.out
        assert any(one.name in found.out for one in catalogue.certifications.values())

    @pytest.mark.usefixtures("installed")
    def test_does_not_know_a_stranger(self, rumbo: Rumbo) -> None:
        found = rumbo("suggest", "nobody")
        assert found.code == 1
        assert found.complaint.startswith("error: ")
        assert "nobody" in found.complaint

    @pytest.mark.usefixtures("database")
    def test_needs_a_bundle(self, rumbo: Rumbo, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(application, "installed_fingerprint", lambda model, models_dir: ENCODER.fingerprint)
        found = rumbo("suggest", "ana")
        assert found.code == 1
        assert "rumbo promote" in found.complaint


class TestSimulate:
    def test_writes_a_country_and_replaces_an_older_one(self, rumbo: Rumbo, tmp_path: Path) -> None:
        out = tmp_path / "world"
        for seed in (1, 2):
            found = rumbo("simulate", "--out", out, "--learners", 120, "--months", 6, "--seed", seed)
            assert found.code == 0, found.err
            assert is_world(out)

    def test_check_tells_each_figure_and_ends_with_1_where_one_is_out_of_its_range(
        self, rumbo: Rumbo, tmp_path: Path
    ) -> None:
        out = tmp_path / "world"
        words = ("--learners", 120, "--months", 6, "--world", "equal-effect", "--truth", 50)
        assert rumbo("simulate", "--out", out, *words).code == 0
        (out / "vouchers.csv").write_text((out / "vouchers.csv").read_text("utf-8").splitlines()[0] + "\n", "utf-8")
        found = rumbo("simulate", "--check", out)
        assert found.code == 1
        assert "ok    students without any effect: 0, stated 0 to 0" in found.out
        assert "FAILS vouchers redeemed that agree with an enrolment: 0, stated 1 to 1" in found.out


@pytest.mark.usefixtures("database")
class TestJobs:
    @pytest.fixture
    def learners(self, tmp_path: Path) -> Path:
        path = tmp_path / "learners.csv"
        path.write_text("external_id,kind,state_id,english\nA1,student,MX-JAL,B1\n", encoding="utf-8")
        return path

    def test_are_queued_done_and_told(self, rumbo: Rumbo, learners: Path) -> None:
        assert rumbo("import", "learners", learners, "--queue").out == "1\n"
        waiting = rumbo("status").out
        assert "1  queued" in waiting
        assert "import learners learners.csv" in waiting
        assert "learner 0" in waiting
        assert rumbo("worker", "--once", "--poll", 0.05).out == "jobs ended: 1\n"
        ended = rumbo("status").out
        assert "nothing waits or runs" in ended
        assert "learner 1" in ended
        one = rumbo("status", 1).out
        assert one.startswith("job 1: import\nstate      done\ndone       100%")
        assert "new 1" in one
        assert "learners: 1 rows read" in one

    def test_are_told_to_programs(self, rumbo: Rumbo, learners: Path) -> None:
        rumbo("import", "learners", learners, "--queue")
        status = json.loads(rumbo("status", "--json").out)
        assert [(job["id"], job["state"]) for job in status["unfinished"]] == [(1, "queued")]
        assert status["rows"]["learner"] == 0
        assert json.loads(rumbo("status", 1, "--json").out)["arguments"] == {"kind": "learners", "path": "learners.csv"}

    @pytest.mark.parametrize("words", [("embed",), ("index",), ("train", "ranker"), ("evaluate",)])
    def test_of_every_step_can_be_queued(self, rumbo: Rumbo, words: tuple[str, ...]) -> None:
        assert rumbo(*words, "--queue").out == "1\n"
        assert f"{' '.join(words)}" in rumbo("status", 1).out

    def test_of_a_backup_can_be_queued(self, rumbo: Rumbo, tmp_path: Path) -> None:
        assert rumbo("backup", tmp_path / "b.tar.gz", "--queue").out == "1\n"

    def test_are_cancelled_and_tried_again(self, rumbo: Rumbo) -> None:
        rumbo("embed", "--queue")
        assert rumbo("jobs", "cancel", 1).code == 0
        assert "cancelled" in rumbo("status", 1).out
        assert rumbo("jobs", "retry", 1).out == "2\n"
        assert "cannot be cancelled" in rumbo("jobs", "cancel", 1).complaint
        assert "there is no job 9" in rumbo("jobs", "retry", 9).complaint

    def test_refuse_what_cannot_be_done_later(self, rumbo: Rumbo, tmp_path: Path) -> None:
        assert "no kind of import 'people'" in rumbo("import", "people", tmp_path / "x.csv", "--queue").complaint
        assert "leave --queue out" in rumbo("evaluate", "--queue", "--json", tmp_path / "f.json").complaint

    def test_started_by_hand_are_told_as_interrupted_once_killed(self, rumbo: Rumbo, database: str, home: Path) -> None:
        with opened_engine(database) as engine:
            queue = JobQueue.of(engine, home)
            queue.begin("embed", {}, datetime.now(UTC), lambda: None).release()
            assert "interrupted" in rumbo("status").out
            assert queue.job(1).finished_at is None
            assert "nothing waits or runs" in rumbo("status", "--settle").out
            assert queue.job(1).finished_at is not None


class TestDoctor:
    def test_ends_with_1_where_something_is_wrong(self, rumbo: Rumbo) -> None:
        found = rumbo("doctor")
        assert found.code == 1
        assert "ok   disk" in found.out
        assert "ILL  bundle" in found.out
        assert "Traceback" not in found.err


@pytest.mark.usefixtures("database")
class TestBackupAndRestore:
    @pytest.fixture
    def archive(self, rumbo: Rumbo, tmp_path: Path) -> Path:
        out = tmp_path / "copy.tar.gz"
        found = rumbo("backup", out)
        assert found.code == 0
        assert found.out.startswith(f"{out}: ")
        return out

    def test_restore_verifies_part_by_part(self, rumbo: Rumbo, archive: Path) -> None:
        found = rumbo("restore", archive, "--verify")
        assert found.code == 0, found.complaint
        first, *findings = found.out.splitlines()
        assert first.endswith("next: rumbo init, embed, index, doctor")
        assert all(line.startswith("ok   ") for line in findings)
        assert "rows read back equal" in findings[0]

    def test_restore_wants_force_where_there_is_something(
        self, rumbo: Rumbo, archive: Path, home: Path, catalogue: Catalogue
    ) -> None:
        (home / "bundles").mkdir()
        (home / "bundles" / "mine").write_text("mine", encoding="utf-8")
        found = rumbo("restore", archive)
        assert found.code == 1
        assert "bundles; --force replaces all of it" in found.complaint
        assert rumbo("restore", archive, "--force").code == 0
        assert not (home / "bundles").exists()

    def test_check_examines_the_archive_and_writes_nothing(self, rumbo: Rumbo, archive: Path, home: Path) -> None:
        before = sorted(home.iterdir())
        found = rumbo("restore", archive, "--check")
        assert found.code == 0
        assert f"{len(metadata.tables)} tables, 0 rows" in found.out
        assert sorted(home.iterdir()) == before

    def test_check_finds_a_damaged_archive(self, rumbo: Rumbo, archive: Path) -> None:
        archive.write_bytes(archive.read_bytes()[:-50])
        found = rumbo("restore", archive, "--check")
        assert found.code == 1
        assert "is damaged" in found.complaint

    def test_verify_ends_with_1_where_something_differs(
        self, rumbo: Rumbo, archive: Path, tmp_path: Path, catalogue_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = Path(shutil.copytree(catalogue_folder, tmp_path / "other"))
        with (other / "skills.csv").open("a", encoding="utf-8") as file:
            file.write("extra,extra,extra,,,hard,software,,,2026-11-01\n")
        renew_manifest(other)
        monkeypatch.setenv("RUMBO_REFERENCE", str(other))
        found = rumbo("restore", archive, "--verify")
        assert found.code == 1
        assert "ILL  reference" in found.out


class TestCheckHost:
    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
    def test_takes_this_machine(self, host: str) -> None:
        check_host(host, Settings())

    @pytest.mark.parametrize("host", ["", "0.0.0.0", "10.0.0.1", "localhost.example.org"])  # noqa: S104
    def test_takes_others_of_an_installation_that_is_made_for_them_alone(self, host: str) -> None:
        for unready in (Settings(), Settings(public_url="https://x.example"), Settings(pseudonym_key="own")):
            with pytest.raises(ForbiddenError):
                check_host(host, unready)
        check_host(host, Settings(public_url="https://x.example", pseudonym_key="own"))


class TestCatalogue:
    @pytest.fixture(autouse=True)
    def _shipped(self, rumbo: Rumbo, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("RUMBO_REFERENCE", str(ROOT / "data" / "reference"))

    def test_check_counts_and_ends_well_where_all_is_well(self, rumbo: Rumbo) -> None:
        done = rumbo("catalogue", "check", "--today", "2026-11-25")
        assert done.code == 0
        assert done.out.startswith("certifications")
        assert done.out.rstrip().rpartition("\n")[2].startswith("clean")

    def test_check_ends_with_1_where_there_is_something_to_look_at(self, rumbo: Rumbo) -> None:
        done = rumbo("catalogue", "check", "--today", "2040-01-01")
        assert done.code == 1
        assert "stale: certifications.csv" in done.out

    def test_check_names_what_is_missing(
        self, rumbo: Rumbo, catalogue_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("RUMBO_REFERENCE", str(catalogue_folder))
        done = rumbo("catalogue", "check")
        assert done.code == 1
        assert "loanwords.csv is missing" in done.complaint

    def test_family_speaks_the_language_asked_for(self, rumbo: Rumbo) -> None:
        done = rumbo("catalogue", "family", "Lic. en Economía", "Abogado", "--lang", "en")
        assert done.out == "economics\tEconomics\tLic. en Economía\n-\t-\tAbogado\n"

    @pytest.mark.usefixtures("database")
    def test_a_guessed_mapping_is_tried_and_then_used(
        self, rumbo: Rumbo, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = home / "vacantes.csv"
        path.write_text(
            "Folio;Puesto;Descripción;Entidad;Alta\n"
            "1;Analista;Con SQL;Jalisco;31/08/2026\n"
            "2;Técnica;Con Linux;Jalisco;mañana\n"
            "3;Técnico;Con redes;Jalisco;01/09/2026\n",
            encoding="cp1252",
        )
        monkeypatch.chdir(home)
        guessed = rumbo("import", "postings", path, "--guess")
        assert guessed.code == 0
        assert "posted_on is the file's column 'Alta' (it holds dates)" in guessed.out
        assert "written: vacantes.toml" in guessed.out
        assert "--force" in rumbo("import", "postings", path, "--guess").complaint
        assert rumbo("import", "postings", path, "--guess", "--force", "--out", "vacantes.toml").code == 0
        counts = "in 3, new 2, updated 0, unchanged 0, duplicate 0, rejected 1, outside_scope 0\n"
        tried = rumbo("import", "postings", path, "--mapping", "vacantes.toml", "--dry-run")
        assert tried.out == f"nothing was kept; without --dry-run it would be:\n{counts}"
        assert "line 3: posted_on is not" in tried.err
        done = rumbo("import", "postings", path, "--mapping", "vacantes.toml")
        assert done.out == counts
        assert "postings: 3 rows read, 100% of the file" in done.err

    @pytest.mark.usefixtures("database")
    def test_import_of_a_file_without_rows_says_so(self, rumbo: Rumbo, home: Path) -> None:
        (home / "none.csv").write_text("matrícula,tipo,estado,inglés\n", encoding="utf-8")
        done = rumbo("import", "learners", home / "none.csv")
        assert (done.code, done.out.split(",")[0]) == (0, "in 0")
        assert "none.csv has no rows" in done.err

    @pytest.mark.usefixtures("database")
    def test_an_imported_certification_is_there_for_the_next_command(self, rumbo: Rumbo, home: Path) -> None:
        path = home / "own.csv"
        path.write_text(
            "certification_id,vendor_id,vendor_name,name,area,level,languages,preparation_hours,english_needed,"
            "summary_es,summary_en,skills\n"
            "own-1,own,Own,Own One,cloud,foundation,es,30,none,Uno,One,cloud-computing:1|linux:0.6\n"
            "own-2,own,Own,Own Two,cloud,foundation,es,30,none,Dos,Two,cooking\n",
            encoding="utf-8",
        )
        done = rumbo("import", "certifications", path)
        assert done.out == "in 2, new 1, updated 0, unchanged 0, duplicate 0, rejected 1, outside_scope 0\n"
        assert "line 3: skill_id 'cooking' does not exist" in done.err
        assert "572 of 161 vendors" in rumbo("catalogue", "check", "--today", "2026-11-25").out
        assert rumbo("import", "certifications", path).out.startswith("in 2, new 0, updated 0, unchanged 1")


class TestRejected:
    @pytest.mark.usefixtures("sqlite_engine")
    def test_rows_are_told_taken_out_mended_and_forgotten(self, rumbo: Rumbo, home: Path) -> None:
        path, out = home / "p.csv", home / "out.csv"
        path.write_text(
            "posting_id,title,description,state_id,posted_on\n"
            "1,Analista,Con SQL,MX-JAL,2026-10-01\n"
            "2,Técnica,Con Linux,Atlantis,2026-10-01\n",
            encoding="utf-8",
        )
        rumbo("import", "postings", path)
        told = f"refused rows: 1\n       1  postings: state_id is not known\n{path}, line 3: state_id is not known\n"
        assert rumbo("rejected").out == told
        assert rumbo("rejected", "postings").out == told
        assert rumbo("rejected", "learners").out == "refused rows: 0\n"
        assert rumbo("rejected", "export", "postings", out).out.startswith(f"{out}: 1 rows; mend them")
        out.write_text(out.read_text(encoding="utf-8").replace("Atlantis", "Jalisco"), encoding="utf-8")
        assert rumbo("import", "postings", out).out.startswith("in 1, new 1,")
        assert rumbo("rejected").out == "refused rows: 0\n"
        assert "no row of this kind is refused" in rumbo("rejected", "export", "postings", out).complaint

    def test_rows_need_a_database(self, rumbo: Rumbo) -> None:
        assert "run rumbo init" in rumbo("rejected").complaint


class TestTemplate:
    @pytest.mark.usefixtures("sqlite_engine")
    def test_of_learners_can_be_imported(self, rumbo: Rumbo, home: Path) -> None:
        path = home / "plantilla.xlsx"
        assert rumbo("template", "learners", path, "--lang", "en").out == f"{path}\n"
        assert rumbo("import", "learners", path).out.startswith("in 2, new 2,")
