"""Compiled code is kept in a folder named after its sources, so that no change can leave a stale copy in use."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from backchannel.core import jit

PACKAGE = Path(jit.__file__).parents[1]


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the package for the hash to read."""
    shutil.copytree(PACKAGE, tmp_path / "backchannel", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(jit, "__file__", str(tmp_path / "backchannel" / "core" / "jit.py"))
    return tmp_path / "backchannel"


def test_the_hash_is_of_the_sources_alone(copy):
    assert jit.source_hash() == jit.source_hash()
    assert len(jit.source_hash()) == 16
    (copy / "theory" / "notes.txt").write_text("compiled")
    (copy / "core" / "labels.py").write_text("# says nothing of machine code\n")
    before = jit.source_hash()
    (copy / "core" / "labels.py").write_text("# still nothing\n")
    assert jit.source_hash() == before


@pytest.mark.parametrize(
    "name", ["theory/acceptance.py", "theory/audience.py", "core/rng.py", "conference/scan/blocks.py", "case/pert.py"]
)
def test_a_changed_source_changes_the_hash(copy, name):
    """Also of a function that others call: numba itself looks at the caller's file only."""
    before = jit.source_hash()
    path = copy / name
    path.write_text(path.read_text() + "\n# changed\n")
    assert jit.source_hash() != before


def test_every_file_with_compiled_code_is_in_the_hash(copy):
    for path in copy.rglob("*.py"):
        text = path.read_text()
        if "@compiled" in text or "@kernel" in text or "njit" in text:
            before = jit.source_hash()
            path.write_text(text + "\n")
            assert jit.source_hash() != before, path.name


def cache_folder(**environment: str) -> str:
    code = "import backchannel.core.jit as j; from numba import config; print(config.CACHE_DIR)"
    clean = {k: v for k, v in os.environ.items() if k not in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME")}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=clean | environment, check=True, capture_output=True, text=True).stdout.strip()


def test_the_folder_carries_the_hash_and_lies_in_the_users_cache(tmp_path):
    folder = cache_folder(XDG_CACHE_HOME=str(tmp_path))
    assert folder == str(tmp_path / "backchannel" / f"numba-{jit.source_hash()}")
    assert list(Path(folder).iterdir()) == []  # the probe is gone


def test_an_unwritable_home_is_survived(tmp_path):
    blocked = tmp_path / "a-file-and-no-folder"
    blocked.write_text("")
    folder = Path(cache_folder(XDG_CACHE_HOME=str(blocked), TMPDIR=str(tmp_path)))
    assert folder.parent == tmp_path
    assert folder.name.endswith(jit.source_hash())
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_named_by_the_user_is_used(tmp_path):
    assert cache_folder(NUMBA_CACHE_DIR=str(tmp_path)) == str(tmp_path)
