"""Compilation settings shared by every kernel.

Numba keeps compiled code between sessions, but its cache notices a change only in the file of the
compiled function itself: edit a function that a kernel *calls* and the kernel's cached copy is stale.
So the cache folder carries a hash of every source file that holds compiled code, and lives in the
user's cache folder rather than beside the source.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import config, njit

F = TypeVar("F", bound=Callable[..., Any])

ROOMS = ("core", "theory", "case", "conference")
"""The rooms that may hold compiled code: from runs/ upwards there is none, and an edit there compiles nothing again."""


def source_hash() -> str:
    """Hash of all sources that mention a compiled function, in the rooms that may hold one (hex, 16 digits)."""
    root = Path(__file__).resolve().parents[1]
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(path for room in ROOMS for path in (root / room).rglob("*.py")):
        text = path.read_bytes()
        if b"compiled" in text or b"kernel" in text:
            digest.update(path.name.encode() + b"\0" + text)
    return digest.hexdigest()


def _cache_folder() -> str:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    folder = Path(base) / "backchannel" / f"numba-{source_hash()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError:  # a read-only home: compile again each session rather than fail
        folder = Path(tempfile.gettempdir()) / f"backchannel-{os.getuid()}-{source_hash()}"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return str(folder)


if not os.environ.get("NUMBA_CACHE_DIR"):
    config.CACHE_DIR = _cache_folder()


def _cached(function: Callable[..., Any]) -> bool:
    """Keep compiled code only under the module's own name: a doctest or a script may load the file under another."""
    return function.__module__.startswith("backchannel.")


# Without wrappers for Python and without reference counts, which for tuples of arrays are most of the code.
_PIECE: dict[str, Any] = {
    "error_model": "numpy",
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
    "_nrt": False,
}


def compiled(function: F) -> F:
    """Compile a small scalar function; callers inline it. No fastmath: bits must not depend on the caller."""
    return cast("F", njit(cache=_cached(function), error_model="numpy")(function))


def part(function: F) -> F:
    """Compile a piece of a kernel: called by compiled code only, makes no array, counts no references."""
    return cast("F", njit(cache=_cached(function), **_PIECE)(function))


def allocating(function: F) -> F:
    """Like :func:`part`, where arrays are made or cut out of others."""
    return cast("F", njit(cache=_cached(function), **(_PIECE | {"_nrt": True}))(function))


def inlined(function: F) -> F:
    """Like :func:`part`, always put into its caller: for what is handed many arrays and called often."""
    return cast("F", njit(cache=_cached(function), forceinline=True, **_PIECE)(function))


def worker(function: F) -> F:
    """Compile what several of Python's threads run at once, without its lock."""
    return cast("F", njit(cache=_cached(function), error_model="numpy", nogil=True)(function))


def kernel(function: F) -> F:
    """Compile a parallel kernel (``prange`` over runs, no reduction across runs)."""
    return cast("F", njit(parallel=True, cache=_cached(function), error_model="numpy")(function))


def on_arrays(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same source, uncompiled, for whole arrays at once where no branch depends on an element."""
    return cast("Callable[..., Any]", getattr(function, "py_func", function))
