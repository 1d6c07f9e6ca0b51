"""A redacted case -> a folder that may be handed over, and beside it the key that may not."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from backchannel.case.opening import trouble
from backchannel.case.reading import MAIN, PARTS, STANCES
from backchannel.case.redaction.redacting import Redacted
from backchannel.case.writing import folder_files, yaml_text
from backchannel.core.files import interrupts_wait, write
from backchannel.core.labels import Label

WRITTEN = frozenset({MAIN, STANCES, *PARTS})


@dataclass(frozen=True)
class Shared:
    """What was written: the folder, its files by name, and the key beside it."""

    folder: Path
    files: tuple[str, ...]
    key: Path


def write_shared(redacted: Redacted, folder: Path, profile: Label, *, force: bool = False) -> Shared:
    """Write a redacted case as a folder, whole or not at all, and the key to its ids beside it for the author.

    At `public` everybody may read the folder, else its owner alone; the key (mode 0600) is its owner's always. With
    ``force`` a case that is there is replaced, and a folder with anything else in it is refused all the same. Raises
    CaseError and OSError.
    """
    folder = Path(os.path.abspath(folder))
    if not folder.name:
        raise trouble(str(folder), "is no name for a folder", fix="choose another name")
    key = folder.with_name(f"{folder.name}.key.yaml")
    _refuse(folder, key, force)
    files = folder_files(redacted.case)
    texts = yaml_text({group: dict(names) for group, names in redacted.key.items()})
    open_ = profile is Label.PUBLIC
    folder.parent.mkdir(parents=True, exist_ok=True)
    write(
        key,
        f"# For the author alone: the ids of {folder.name} and those they stand for.\n{texts}",
        mode=0o600,
        exact=True,
    )
    _put(folder, files, 0o755 if open_ else 0o700, 0o644 if open_ else 0o600)
    return Shared(folder, tuple(files), key)


def _refuse(folder: Path, key: Path, force: bool) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise trouble(str(folder), "is no folder", fix="choose another name")
    there = {one.name for one in folder.iterdir()} if folder.is_dir() else set()
    if (there or key.exists()) and not force:
        raise trouble(str(folder), "exists already; nothing was written", fix="choose another name, or use --force")
    if there - WRITTEN:
        raise trouble(str(folder), "holds more than a shared case; nothing was written", fix="choose another name")
    if key.is_symlink() or key.is_dir():
        raise trouble(str(key), "is no file", fix="choose another name")


def _put(folder: Path, files: Mapping[str, str], folder_mode: int, file_mode: int) -> None:
    """All files in a folder beside, which then takes the name; the one that had it is put back if that fails."""
    beside, old = (folder.with_name(f".backchannel-{secrets.token_hex(8)}") for _ in range(2))
    with interrupts_wait() as pressed:
        try:
            beside.mkdir(mode=0o700)
            for name, text in files.items():
                write(beside / name, text, mode=file_mode)
            beside.chmod(folder_mode)
            if pressed:
                return
            if folder.exists():
                folder.rename(old)
            try:
                beside.rename(folder)
            except OSError:
                with contextlib.suppress(OSError):
                    old.rename(folder)
                raise
        finally:
            shutil.rmtree(beside, ignore_errors=True)
            shutil.rmtree(old, ignore_errors=True)
