"""One small case that uses every table of a run folder, played once for all tests, and folders of its runs."""

from __future__ import annotations

import stat
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from backchannel.case.schema import Case
from backchannel.conference.kernel import NAMES, Courses
from backchannel.runs import Rules, simulate
from tests.conference.cases import Tree, case_of, dynamic, random_tree

SEED = 31
RULES = Rules(inner=3, texts=40, months=8)
RUNS = 130
CHUNK = 50


def tree() -> Tree:
    return dynamic(random_tree(SEED), SEED)


@cache
def small() -> Case:
    return case_of(tree())


@cache
def in_memory() -> Courses:
    """Runs 0 .. RUNS - 1, all in one chunk and kept nowhere."""
    return simulate(small(), runs=RUNS, rules=RULES).whole()


def write_case(folder: Path, said: Tree | None = None) -> Path:
    path = folder / "small.yaml"
    path.write_text(yaml.safe_dump(said or tree(), sort_keys=False), encoding="utf-8")
    return path


def unlike(one: Courses, other: Courses) -> list[str]:
    """Fields in which some runs differ in a bit, in shape or in kind."""
    out = [] if one.first == other.first else ["first"]
    for name in NAMES:
        a, b = np.asarray(getattr(one, name)), np.asarray(getattr(other, name))
        if (a.shape, a.dtype) != (b.shape, b.dtype) or a.tobytes() != b.tobytes():
            out.append(name)
    return out


def everything(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by their place in it; locks apart."""
    found = (p for p in sorted(folder.rglob("*")) if p.is_file() and p.name != ".backchannel-lock")
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}


def rights(folder: Path) -> dict[str, int]:
    return {p.relative_to(folder).as_posix(): stat.S_IMODE(p.stat().st_mode) for p in [folder, *folder.rglob("*")]}


def there(folder: Path) -> list[str]:
    return sorted(p.name for p in (folder / "chunks").iterdir())
