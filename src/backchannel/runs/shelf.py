"""A folder of finished pieces of work, each an ``.npz`` of arrays, whole or not there; gone on with by the same work.

The name of a piece is a hash, and the folder's ``manifest.json`` holds hashes, a seed and numbers of runs: no value of
a case. Only the process that holds the folder's lock writes in it.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from backchannel.core import files
from backchannel.core.errors import AskError
from backchannel.core.files import interrupts_wait
from backchannel.runs import locks
from backchannel.runs.engines import Engine, Told, quiet

NAME = "manifest.json"
FORMAT = 1
Arrays = Mapping[str, NDArray[Any]]
Piece = TypeVar("Piece")


@dataclass(frozen=True)
class Shelf:
    """Finished pieces in a folder."""

    folder: Path

    def place(self, key: str) -> Path:
        """The file of a piece."""
        return self.folder / f"{key}.npz"

    def get(self, key: str) -> dict[str, NDArray[Any]] | None:
        """A piece that is there, bit for bit. Raises AskError naming one that is damaged."""
        place = self.place(key)
        try:
            with np.load(io.BytesIO(place.read_bytes()), allow_pickle=False) as held:
                return {name: held[name] for name in held.files}
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            raise AskError(
                f"{place}: is damaged; remove it and give the same command again: it is worked out again, to the "
                "same bits"
            ) from None

    def put(self, key: str, arrays: Arrays) -> None:
        """Keep a piece, readable by its owner alone. Raises AskError where the disk does not take it."""
        held = io.BytesIO()
        np.savez(held, allow_pickle=False, **arrays)
        place = self.place(key)
        try:
            files.write(place, held.getvalue())
        except OSError as error:
            raise AskError(
                f"{place}: could not be written: {error.strerror or error}. What was finished before is kept; when "
                "that is mended, the same command goes on with it"
            ) from None


@contextmanager
def shelf(folder: Path, kind: str, identity: Mapping[str, Any]) -> Iterator[Shelf]:
    """A folder for pieces of one kind of work, made or gone on with; ``identity`` is all that their bits depend on.

    Raises AskError where the folder holds something else, or another process works in it.
    """
    folder = folder.absolute()
    with ExitStack() as held:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            held.enter_context(locks.locked(folder))
            _agree(folder, {"kind": kind, "format": FORMAT, **identity})
        except locks.BusyError:
            raise AskError(f"{folder}: another process works in it; wait for it, or choose another folder") from None
        except OSError as error:
            raise AskError(f"{folder}: {error.strerror or error}; choose another folder") from None
        yield Shelf(folder)


def _agree(folder: Path, said: Mapping[str, Any]) -> None:
    manifest = folder / NAME
    if not manifest.exists():
        strange = [one.name for one in folder.iterdir() if not one.name.startswith(".backchannel-")]
        if strange:
            raise AskError(f"{folder}: is not empty and has no {NAME}; choose another folder")
        files.write(manifest, json.dumps(said, indent=2) + "\n")
        return
    try:
        there = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise AskError(f"{manifest}: cannot be read; move {folder} away, or choose another folder") from None
    if not isinstance(there, dict) or there.get("kind") != said["kind"]:
        raise AskError(f"{folder}: holds something else; choose another folder")
    differs = [name.replace("_", " ") for name in said if there.get(name) != said[name]]
    if differs:
        raise AskError(f"{folder}: was made with another {', '.join(differs)}; choose another folder, or ask as before")


def each_kept(
    engine: Engine,
    work: Callable[[Piece], dict[str, NDArray[Any]]],
    pieces: Sequence[Piece],
    keys: Sequence[str],
    kept: Shelf | None = None,
    told: Told = quiet,
) -> Iterator[dict[str, NDArray[Any]]]:
    """What ``work`` makes of each piece, in order: from the shelf where it is there, else worked out and put there."""
    if kept is None:
        yield from engine.each(work, pieces, told)
        return
    there = {key: found for key in keys if (found := kept.get(key)) is not None}
    missing = [n for n, key in enumerate(keys) if key not in there]
    before = len(pieces) - len(missing)

    def tell(done: int, _: int) -> None:
        told(before + done, len(pieces))

    for n, found in zip(missing, engine.each(work, [pieces[n] for n in missing], tell), strict=True):
        with interrupts_wait():
            kept.put(keys[n], found)
        there[keys[n]] = found
    for key in keys:
        yield there[key]


def key_of(said: Any) -> str:
    """The name of a piece: a hash of what it is.

    >>> key_of({"a": 1}) == key_of({"a": 1}) != key_of({"a": 2})
    True
    """
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
