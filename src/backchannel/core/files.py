"""Writing files whole or not at all: write beside, then rename."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write(path: Path, content: str | bytes, *, mode: int = 0o600) -> None:
    """Write one file so that its name always holds the old content or the new. Raises OSError."""
    write_all({path: content}, mode=mode)


def write_all(files: Mapping[Path, str | bytes], *, mode: int = 0o600) -> None:
    """Write several files: all are written out beside their places before the first takes its name.

    A full disk or Ctrl-C while writing leaves every old file whole; what is left of the new ones is removed. A file
    that exists keeps its rights, a new one gets ``mode``. Raises OSError.

    >>> folder = Path(tempfile.mkdtemp())
    >>> write_all({folder / "a": "one", folder / "b": b"two"})
    >>> [(p.name, p.read_text()) for p in sorted(folder.iterdir())]
    [('a', 'one'), ('b', 'two')]
    """
    ready: list[tuple[Path, Path]] = []
    try:
        for path, content in files.items():
            path = path.resolve() if path.is_symlink() else path  # a link stays one
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
            ready.append((Path(name), path))
            with os.fdopen(handle, "wb") as out:
                out.write(content.encode() if isinstance(content, str) else content)
                out.flush()
                os.fsync(out.fileno())
            os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else mode)
        while ready:
            beside, path = ready[0]
            beside.replace(path)
            ready.pop(0)
    finally:
        for beside, _ in ready:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
