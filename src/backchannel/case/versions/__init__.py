"""Versions of a case: what it said at earlier dates, from git, from copies kept beside it, and from other files."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from backchannel.case.problems import CaseError
from backchannel.case.reading import MAIN, NEVER, PARTS, STANCES, case_hash, read_case, shipped_cases
from backchannel.case.schema import Case
from backchannel.case.versions.gitlog import GitError, commits
from backchannel.core.errors import AskError

FOLDER = "versions"
NOW = "now"
DATED = re.compile(r"\d{4}-\d{2}-\d{2}(-\d+)?\.yaml")
NOTE = "# note: "
MOST_NOTE = 500


@dataclass(frozen=True)
class Version:
    """A case as it was: where that comes from, when it was put there, and a word on why."""

    name: str
    when: datetime
    case: Case
    note: str | None = None

    @property
    def as_of(self) -> date:
        """The date it is told as of."""
        return self.case.case.as_of


@dataclass(frozen=True)
class Damaged:
    """A version that is no case under today's schema."""

    name: str
    error: CaseError

    def __str__(self) -> str:
        first = replace(self.error.problems[0], file=Path(self.error.problems[0].file or "").name or None)
        count = len(self.error.problems) + self.error.more
        more = f" and {count - 1} more" if count > 1 else ""
        return f"{self.name}: left out, cannot be read under today's schema: {first}{more}"


@dataclass(frozen=True)
class Versions:
    """Versions by date told and then by when they were put there; those that are damaged; remarks."""

    found: tuple[Version, ...]
    damaged: tuple[Damaged, ...] = ()
    notes: tuple[str, ...] = ()


def versions(path: Path, others: Iterable[Path] = ()) -> Versions:
    """All versions of the case at a path, the present last among those of its date. Raises CaseError for the present.

    The present is a version of its own only where no other says the same. ``resolutions.yaml`` is never opened.
    """
    path = _whole(path)
    present = read_case(path)
    found: list[Version] = []
    damaged: list[Damaged] = []
    notes: list[str] = []
    sources: list[Iterator[Version | Damaged | str]] = [_from_git(path), _kept(path), _others(others)]
    for source in sources:
        for one in source:
            if isinstance(one, Version):
                found.append(one)
            elif isinstance(one, Damaged):
                damaged.append(one)
            else:
                notes.append(one)
    if case_hash(present) not in {case_hash(v.case) for v in found}:
        found.append(Version(NOW, datetime.max.replace(tzinfo=UTC), present))
    for version in found:
        if version.case.case.id != present.case.id:
            notes.append(f"{version.name} carries another id than the case")
    found.sort(key=lambda v: (v.as_of, v.when))
    return Versions(tuple(found), tuple(damaged), tuple(notes))


def _whole(path: Path) -> Path:
    """The folder of a case rather than its main file."""
    path = path.absolute()
    return path.parent if path.name == MAIN and path.is_file() else path


def _from_git(path: Path) -> Iterator[Version | Damaged | str]:
    folder, main, beside = (path, MAIN, (STANCES, *PARTS)) if path.is_dir() else (path.parent, path.name, ())
    try:
        found, cut = commits(folder, main, beside)
    except GitError as error:
        yield str(error)
        return
    if cut:
        yield f"only the last {len(found)} commits are read"
    last: str | None = None
    for commit in reversed(found):
        name = f"git {commit.hash[:9]}"
        with tempfile.TemporaryDirectory(prefix="backchannel-") as place:  # readable by its owner only
            for file, content in commit.files.items():
                (Path(place) / file).write_bytes(content)
            try:
                case = read_case(Path(place) if path.is_dir() else Path(place) / main)
            except CaseError as error:
                yield Damaged(name, error)
                continue
        if case_hash(case) != last:  # a commit that changed comments only is no version
            last = case_hash(case)
            yield Version(name, commit.when, case, commit.subject or None)


def _kept(path: Path) -> Iterator[Version | Damaged]:
    for file in kept_files(path):
        name = f"kept {file.name}"
        try:
            case = read_case(file)
        except CaseError as error:
            yield Damaged(name, error)
            continue
        when = datetime.fromtimestamp(file.stat().st_mtime, tz=UTC)
        yield Version(name, when, case, _note(file))


def kept_files(path: Path) -> list[Path]:
    """The versions kept of the case at a path: in `versions/` beside its files, under its name if it is one file."""
    folder, prefix = _place(path)
    if not folder.is_dir():
        return []
    files = sorted(p for p in folder.iterdir() if p.suffix == ".yaml" and p.is_file() and p.name != NEVER)
    return [p for p in files if p.name.startswith(prefix) and (not prefix or DATED.fullmatch(p.name[len(prefix) :]))]


def _place(path: Path) -> tuple[Path, str]:
    return (path / FOLDER, "") if path.is_dir() else (path.parent / FOLDER, f"{path.stem}-")


def _note(file: Path) -> str | None:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                return None
            if line.startswith(NOTE):
                return line.removeprefix(NOTE).strip() or None
    return None


def _others(paths: Iterable[Path]) -> Iterator[Version]:
    for path in paths:
        path = _whole(path)
        when = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
        yield Version(path.name, when, read_case(path))


def keep(path: Path, as_of: date | None = None, note: str | None = None) -> tuple[Path, bool]:
    """Keep the case at a path as a dated YAML file in `versions/`; the file, and whether it is new.

    Nothing is written where a version of that date says the same, and nothing is ever written over. The file can be
    read by its owner only. Raises AskError for a case that comes with the program, CaseError, OSError.
    """
    from backchannel.case.writing import single

    path = _whole(path)
    if path.resolve() in {shipped.resolve() for shipped in shipped_cases().values()}:
        raise AskError(f"{path.name} comes with the program; copy its folder, and keep versions of the copy")
    case = read_case(path)
    if as_of is not None:
        case = case.model_copy(update={"case": case.case.model_copy(update={"as_of": as_of})})
    same = _same(kept_files(path), case)
    if same is not None:
        return same, False
    head = ["# Kept by `backchannel keep`; `log` reads it, and `diff` compares it with the case."]
    if note and note.strip():
        head.append(f"{NOTE}{' '.join(_printable(note).split())[:MOST_NOTE]}")
    text = "\n".join([*head, single(case)])
    folder, prefix = _place(path)
    folder.mkdir(mode=0o700, exist_ok=True)
    return _written(folder, f"{prefix}{case.case.as_of}", text), True


def _same(files: Sequence[Path], case: Case) -> Path | None:
    wanted = case_hash(case)
    for file in reversed(files):
        try:
            if case_hash(read_case(file)) == wanted:
                return file
        except CaseError:
            continue
    return None


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _written(folder: Path, stem: str, text: str) -> Path:
    """A new file with this text under the first free name: written beside, then linked, which overwrites nothing."""
    handle, beside = tempfile.mkstemp(dir=folder, prefix=".kept-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        number = 1
        while True:
            name = folder / (f"{stem}.yaml" if number == 1 else f"{stem}-{number}.yaml")
            try:
                _claim(Path(beside), name)
                return name
            except FileExistsError:
                number += 1
    finally:
        Path(beside).unlink(missing_ok=True)


def _claim(beside: Path, name: Path) -> None:
    """Give a file a second name. Raises FileExistsError where something has it."""
    try:
        os.link(beside, name)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links: take the name first
        os.close(os.open(name, os.O_CREAT | os.O_EXCL, 0o600))
        beside.replace(name)
