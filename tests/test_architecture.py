"""Rules about the shape of the project that no linter holds."""

import ast
import hashlib
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.manifest import read_manifest
from data.simulator.parameters import frozen_hash, parameters_hash

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ["data", "embeddings", "recommender", "training", "api"]
SQL_EDGE = {"data/database.py", "data/tables.py", "data/upsert.py", "data/frame_store.py"}
"""Files beside the stores that may build statements: the schema, the upsert helper and the frames."""


def sources(*packages: str) -> Iterator[tuple[str, ast.Module]]:
    for package in packages or PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(("data/local/", "data/migrations/")):
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Object and attribute of every call of the form ``object.attribute(...)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield ast.unparse(node.func.value), node.func.attr


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_comes_from_this_checkout(package: str) -> None:
    found = Path(importlib.import_module(package).__file__ or "").resolve()
    assert found.is_relative_to(ROOT), f"{package} is {found}: another installed distribution ships it"


def test_statements_are_built_in_stores_alone() -> None:
    verbs = {"select", "insert", "update", "delete", "text"}
    offenders = [
        (name, verb)
        for name, tree in sources()
        if not name.endswith("_store.py") and name not in SQL_EDGE
        for receiver, verb in calls(tree)
        if receiver in ("sa", "sqlalchemy") and verb in verbs
    ]
    # The migration lock is one function call on PostgreSQL and no query of a table.
    assert offenders == []


def test_rights_are_had_from_an_account_alone() -> None:
    """Whoever could make a right from an id of the address would be past every check."""
    rights = {"LearnerRights", "SchoolRights", "CompanyRights", "ProgrammeRights", "OperatorRights"}
    makers = {
        (name, node.func.id)
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in rights
    }
    elsewhere = {(name, right) for name, right in makers if name != "data/rights.py"}
    # Invented people without an account are everybody's to look at, and the demo speaks for them; a worker acts for the
    # school that asked for it; who is shown a message may answer it.
    assert elsewhere == {
        ("data/account_store.py", "LearnerRights"),
        ("data/account_store.py", "SchoolRights"),
        ("data/contact_store.py", "LearnerRights"),
        ("data/demo_store.py", "LearnerRights"),
    }
    assert {right for _, right in makers} == rights


def test_a_store_never_commits() -> None:
    offenders = [
        (name, verb)
        for name, tree in sources("data")
        if name.endswith("_store.py")
        for _, verb in calls(tree)
        if verb in ("commit", "rollback", "begin")
    ]
    assert offenders == []


def test_heavy_packages_are_imported_inside_functions() -> None:
    heavy = {"torch", "sentence_transformers", "transformers", "mlflow", "catboost", "faiss", "onnxruntime", "wordfreq"}
    offenders = [
        (name, imported)
        for name, tree in sources()
        for node in tree.body
        for imported in _imported(node)
        if imported.split(".")[0] in heavy
    ]
    assert offenders == []


def _imported(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return []


@pytest.mark.parametrize(
    ("package", "home"),
    [("faiss", "embeddings/index.py"), ("sentence_transformers", "embeddings/"), ("mlflow", "training/tracking.py")],
)
def test_a_library_is_used_in_its_one_home(package: str, home: str) -> None:
    users = [
        name
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and any(i.split(".")[0] == package for i in _imported(node))
    ]
    assert users
    assert [name for name in users if not name.startswith(home)] == []


def test_no_pickle_is_opened_anywhere() -> None:
    forbidden = {"pickle", "joblib", "cloudpickle", "dill", "shelve"}
    offenders = [
        (name, imported)
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt)
        for imported in _imported(node)
        if imported.split(".")[0] in forbidden
    ]
    assert offenders == []
    loads = [ast.unparse(node) for _, tree in sources() for node in ast.walk(tree) if _is_numpy_load(node)]
    assert loads
    assert all("allow_pickle=False" in load for load in loads)


def _is_numpy_load(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "np.load"


def test_every_module_says_what_it_is_for() -> None:
    assert [name for name, tree in sources() if not ast.get_docstring(tree)] == []


def test_every_reference_file_is_in_the_manifest_with_its_hash() -> None:
    folder = ROOT / "data" / "reference"
    entries = {entry.name: entry for entry in read_manifest(folder)}
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    shipped = files - {"MANIFEST.toml", "README.md"}
    assert shipped == set(entries)
    for name, entry in entries.items():
        content = (folder / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry.sha256, name
        assert entry.source, name
        assert entry.licence, name
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", entry.date), name


def test_the_simulator_is_the_one_that_was_frozen() -> None:
    assert parameters_hash() == frozen_hash()


def test_the_project_stands_alone() -> None:
    """Nothing but tests may know of development data beside the checkout."""
    texts = [path for path in ROOT.rglob("*.md") if ".venv" not in path.parts and "local" not in path.parts]
    texts += [ROOT / name for name, _ in sources()]
    assert [path for path in texts if "../shared" in path.read_text(encoding="utf-8")] == []
