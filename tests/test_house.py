"""What the repository itself promises, whatever its code does."""

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.support import ROOT, require

# Written in two halves, so that this file does not hold what it forbids.
REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted",
    "registry." + "npmjs",
    "registry." + "yarnpkg",
    "deb." + "debian",
]


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """Every file that is committed or would be."""
    require((ROOT / ".git").exists(), "not a git checkout")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_names_a_package_registry(files):
    pattern = re.compile("|".join(map(re.escape, REGISTRIES)).encode(), re.IGNORECASE)
    assert [str(path.relative_to(ROOT)) for path in files if pattern.search(path.read_bytes())] == []


def test_ci_script_is_executable():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_version_is_written_once():
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" in pyproject["project"]["dynamic"]
    assert pyproject["tool"]["hatch"]["version"]["path"] == "src/backchannel/__init__.py"


def test_every_dependency_is_pinned():
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*pyproject["dependencies"], *(r for extra in pyproject["optional-dependencies"].values() for r in extra)]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", pin) for pin in pins)
    assert {_normal(requirement) for requirement in asked} <= {_normal(pin) for pin in pins}


def test_wheel_from_the_sdist_carries_the_cases(tmp_path):
    cases = {path.relative_to(ROOT / "cases").as_posix() for path in (ROOT / "cases").rglob("*") if path.is_file()}
    assert "geneva-ii/case.yaml" in cases

    _build("sdist", ROOT, tmp_path)
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as sdist:
        sdist.extractall(tmp_path, filter="data")
    _build("wheel", next(path for path in tmp_path.iterdir() if path.is_dir()), tmp_path)

    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = wheel.namelist()
    prefix = "backchannel/_cases/"
    assert {name.removeprefix(prefix) for name in names if name.startswith(prefix)} == cases
    assert "backchannel/py.typed" in names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"backchannel"}


def _normal(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def _build(target: str, source: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
