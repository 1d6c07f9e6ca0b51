"""Writing files whole or not at all: write beside, then rename."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import signal
import stat
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


def write(path: Path, content: str | bytes, *, mode: int = 0o600, exact: bool = False) -> None:
    """Write one file so that its name always holds the old content or the new. Raises OSError naming the file."""
    write_all({path: content}, mode=mode, exact=exact)


def write_all(files: Mapping[Path, str | bytes], *, mode: int = 0o600, exact: bool = False) -> None:
    """Write several files: all are written out beside their places before the first takes its name.

    A full disk or Ctrl-C leaves every old file whole and nothing of the new ones. Ctrl-C waits for the file that is
    being written out, and while files take their names; where one cannot, those before it are put back. The hole that
    is left: a process that is killed, or a machine that stops, between two renames leaves each file whole, but some old
    and some new. Whatever is killed may leave files beside them whose names start with `.backchannel-`.

    A file that exists keeps its rights, and its owner where that is allowed; a new one gets ``mode``. With ``exact``
    both get it, and nothing of the old content is ever open to more than before: what is shared, or must not be, goes
    by what is in it. A link stays a link and what it points to is written. Raises OSError naming the file.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_all({folder / "a": "one", folder / "b": b"two"})
    >>> [(p.name, p.read_text()) for p in sorted(folder.iterdir())]
    [('a', 'one'), ('b', 'two')]
    """
    work = _Work()
    with interrupts_wait() as pressed:
        try:
            for path, content in files.items():
                if not pressed:
                    with _naming(path):
                        data = content.encode() if isinstance(content, str) else content
                        work.write_beside(path, data, mode, exact)
            if not pressed:
                work.rename()
        finally:
            work.clean_up()
    if not work.done:  # and whoever handles Ctrl-C took it for nothing
        raise KeyboardInterrupt


@contextlib.contextmanager
def interrupts_wait() -> Iterator[list[Any]]:
    """Ctrl-C within takes effect at the end; the list that is given has something in it once it was pressed.

    Only the main thread is ever interrupted, so elsewhere there is nothing to wait for.
    """
    before = signal.getsignal(signal.SIGINT)
    pressed: list[Any] = []
    if threading.current_thread() is not threading.main_thread() or before is None:
        yield pressed
        return
    signal.signal(signal.SIGINT, lambda *given: pressed.append(given))
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)
        if pressed:
            signal.raise_signal(signal.SIGINT)


@contextlib.contextmanager
def _naming(path: Path) -> Iterator[None]:
    """What goes wrong on the way to a file is said of that file, not of the one beside it."""
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(error.errno, error.strerror, str(path)) from None


@dataclass
class _Work:
    """Files on their way: written beside their places, then named; and what has to go if something fails."""

    ready: list[tuple[Path, Path]] = field(default_factory=list)
    named: list[tuple[Path, Path | None, bool]] = field(default_factory=list)
    beside: list[Path] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    done: bool = False

    def write_beside(self, path: Path, content: bytes, mode: int, exact: bool) -> None:
        path = path.resolve() if path.is_symlink() else path
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        self.folders += [folder for folder in path.parents if not folder.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._beside(path)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(handle, left) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        old = path.stat() if path.exists() else None
        if old is not None and hasattr(os, "chown"):
            with contextlib.suppress(OSError):
                os.chown(beside, old.st_uid, old.st_gid)
        os.chmod(beside, mode if old is None or exact else stat.S_IMODE(old.st_mode) & 0o777)
        self.ready.append((beside, path))

    def _beside(self, path: Path) -> Path:
        """A name nobody has, noted before there is such a file, so that it goes whenever this is interrupted."""
        beside = path.with_name(f".backchannel-{secrets.token_hex(8)}")
        self.beside.append(beside)
        return beside

    def rename(self) -> None:
        for beside, path in self.ready:
            with _naming(path):
                is_new = not path.exists()
                kept = None if is_new or len(self.ready) == 1 else self._kept(path)
                beside.replace(path)
                self.named.append((path, kept, is_new))
        self.done = True

    def _kept(self, path: Path) -> Path | None:
        """A second name for the old file, by which it can be put back; None where the disk has no such thing."""
        kept = self._beside(path)
        with contextlib.suppress(OSError, NotImplementedError):
            os.link(path, kept)
            return kept
        return None

    def clean_up(self) -> None:
        for path, kept, is_new in () if self.done else reversed(self.named):
            with contextlib.suppress(OSError):
                if kept is not None:
                    kept.replace(path)
                elif is_new:
                    path.unlink()
        for beside in self.beside:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
        for folder in () if self.done else self.folders:
            with contextlib.suppress(OSError):
                folder.rmdir()
