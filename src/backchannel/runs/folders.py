"""Run folders: ``manifest.json`` and ``chunks/00000/`` and so on, each chunk whole or not there.

A chunk is written beside, out to the disk, and then renamed into its place. Only the process that holds the folder's
lock writes in it, so whatever such a process left behind when it was killed can be told by its name, and goes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import overload

from backchannel.conference.kernel import Courses
from backchannel.core import files
from backchannel.core.errors import AskError
from backchannel.runs import chunks, locks, manifests
from backchannel.runs.chunks import Chunk, DamageError
from backchannel.runs.manifests import Manifest

CHUNKS = "chunks"
BESIDE = ".backchannel-"
ELSEWHERE = "choose another folder"
MOMENT = 0.05


@dataclass(frozen=True)
class Store:
    """A run folder and what its manifest says."""

    folder: Path
    manifest: Manifest

    def place(self, number: int) -> Path:
        """Where a chunk stands."""
        return self.folder / CHUNKS / f"{number:05d}"

    def span(self, number: int, runs: int) -> range:
        """The runs of a chunk, if there are ``runs`` in all."""
        first = number * self.manifest.size
        return range(first, min(first + self.manifest.size, runs))

    def count(self, runs: int) -> int:
        """Number of chunks that hold so many runs."""
        return -(-runs // self.manifest.size)

    def find(self, number: int, *, hashing: bool = True) -> Chunk | None:
        """A chunk if it is there. Raises AskError naming it where it is damaged."""
        place = self.place(number)
        if not os.path.lexists(place):
            return None
        size = self.manifest.size
        try:
            return chunks.check(place, number * size, size, self.manifest.identity, hashing=hashing)
        except DamageError as damage:
            raise self.damaged(number, str(damage)) from None

    def load(self, number: int) -> Courses:
        """The runs of a chunk. Raises AskError naming it where it is missing or damaged."""
        try:
            return self._load(number)
        except AskError:
            sleep(MOMENT)  # another process may just have been putting a longer one in its place
            return self._load(number)

    def _load(self, number: int) -> Courses:
        chunk = self.find(number)
        if chunk is None:
            raise self.damaged(number, "it is missing")
        try:
            return chunks.read(chunk, self.manifest.said["sizes"])
        except DamageError as damage:
            raise self.damaged(number, str(damage)) from None

    def keep(self, number: int, courses: Courses) -> None:
        """Put a chunk in its place; a shorter one that stands there is replaced. Raises OSError."""
        beside, old = (self.folder / f"{BESIDE}{os.getpid()}-{number:05d}{end}" for end in ("", "-old"))
        place = self.place(number)
        try:
            beside.mkdir(mode=0o700)
            chunks.write(beside, courses, self.manifest.said["sizes"], self.manifest.identity)
            if place.exists():
                place.rename(old)
            beside.rename(place)
            chunks.to_disk(place.parent)
        finally:
            if old.exists() and not place.exists():
                old.rename(place)
            for left in (beside, old):
                shutil.rmtree(left, ignore_errors=True)

    def damaged(self, number: int, what: str) -> AskError:
        """What is wrong with a chunk, and what to do."""
        place = self.place(number)
        return AskError(
            f"{self.folder}: chunk {number:05d} is damaged: {what}. Remove {place} if it is there and give "
            "`backchannel simulate` with this folder again: its runs are played again, to the same bits"
        )


@dataclass(frozen=True)
class Kept(Sequence[Courses]):
    """The chunks of a folder, each read from disk when it is asked for."""

    store: Store
    runs: int

    def __len__(self) -> int:
        return self.store.count(self.runs)

    @overload
    def __getitem__(self, number: int) -> Courses: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Courses]: ...
    def __getitem__(self, number: int | slice) -> Courses | Sequence[Courses]:
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(len(self)))]
        if not 0 <= number < len(self):
            raise IndexError(number)
        found = self.store.load(number)
        if found.count < len(self.store.span(number, self.runs)):
            raise self.store.damaged(number, "it holds fewer runs than were kept")
        return found


def kept(folder: Path) -> int:
    """How many runs a folder holds, counted from the first without a gap; 0 where there is no run folder.

    Raises AskError naming what is damaged.
    """
    if not (folder / manifests.NAME).is_file():
        return 0
    store = look(folder)
    total = number = 0
    while (chunk := store.find(number, hashing=False)) is not None:
        total, number = total + chunk.count, number + 1
        if chunk.count < store.manifest.size:
            break
    return total


def chunks_of(folder: Path) -> int:
    """How many chunks a folder's runs so far stand in. Raises AskError as ``kept`` does."""
    return look(folder).count(kept(folder))


def look(folder: Path) -> Store:
    """A run folder that is there. Raises AskError where it is none, or its manifest is damaged."""
    path = folder / manifests.NAME
    fix = f"Move {folder} away and play its runs again"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise AskError(
            f"{folder}: is no run folder, it has no {manifests.NAME}; give one that `backchannel simulate` made"
        ) from None
    except UnicodeDecodeError:
        raise AskError(f"{path}: is damaged: it is no text. {fix}") from None
    try:
        found = manifests.parse(text)
    except AskError as error:
        raise AskError(f"{path}: {error}") from None
    except (ValueError, RecursionError):
        raise AskError(f"{path}: is damaged: it does not say what a manifest says. {fix}") from None
    if found is None:
        raise AskError(f"{path}: is another program's; {ELSEWHERE}, or an empty one")
    return Store(folder, found)


def agree(store: Store, asked: Manifest) -> None:
    """Raises AskError naming what differs between the runs that are there and those asked for."""
    told, broken = manifests.differences(store.manifest, asked)
    if told:
        raise AskError(
            f"{store.folder}: holds runs of something else; what differs: {', '.join(told)}. "
            f"Ask for the same to go on with it, or {ELSEWHERE}"
        )
    if broken:
        raise AskError(
            f"{store.folder / manifests.NAME}: is damaged: {', '.join(broken)} cannot differ where all else agrees. "
            f"Move {store.folder} away and play its runs again"
        )


@contextmanager
def at_work(folder: Path, asked: Manifest) -> Iterator[Store]:
    """A folder to play into, made or gone on with; nobody else writes in it meanwhile.

    Raises AskError where it is not ours, holds other runs or is being worked in, and OSError. Nothing is touched before
    it is known to be ours or empty.
    """
    _can_be_named(folder)
    _ours_or_empty(folder, asked)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with locks.locked(folder):
            yield _begun(folder, asked)
    except locks.BusyError:
        raise AskError(f"{folder}: another process is playing into it; wait until it is done, or {ELSEWHERE}") from None


def _begun(folder: Path, asked: Manifest) -> Store:
    _ours_or_empty(folder, asked)  # once more: whoever held the lock until now may have changed it
    _sweep(folder)
    folder.chmod(0o700)
    before = look(folder) if (folder / manifests.NAME).exists() else None
    store = Store(folder, asked)
    if before is not None:
        store = Store(folder, Manifest(before.manifest.said | {"runs": max(before.manifest.runs, asked.runs)}))
    if store != before:
        files.write(folder / manifests.NAME, store.manifest.text())
    (folder / CHUNKS).mkdir(mode=0o700, exist_ok=True)  # only now: chunks without a manifest would be damage
    chunks.to_disk(folder)
    return store


def _ours_or_empty(folder: Path, asked: Manifest) -> None:
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        raise AskError(f"{folder}: is a file; {ELSEWHERE}")
    names = [name for name in os.listdir(folder) if not name.startswith(BESIDE)]
    if not names:
        return
    if not os.path.lexists(folder / manifests.NAME):  # asked after the names: another process may be making it
        if CHUNKS in names:
            raise AskError(f"{folder}: is damaged: it has no {manifests.NAME}. Move it away and play its runs again")
        raise AskError(f"{folder}: holds something else, and nothing in it was touched; {ELSEWHERE}, or an empty one")
    agree(look(folder), asked)


def _sweep(folder: Path) -> None:
    """Remove what killed processes left behind. Whoever may write here holds the lock, so these are nobody's."""
    for path in folder.iterdir():
        if path.name.startswith(BESIDE) and path.name != locks.NAME:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _can_be_named(folder: Path) -> None:
    """Raises AskError for the few names of folders that the tables' reader has no way to take literally."""
    text = folder.as_posix()
    try:
        text.encode()
    except UnicodeEncodeError:
        raise AskError(f"the folder's name is no text in UTF-8; {ELSEWHERE}") from None
    if "\\" in text and any(c in text for c in "*?["):
        raise AskError(f"{folder}: its name holds a backslash and one of * ? [; {ELSEWHERE}")
