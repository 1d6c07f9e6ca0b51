"""A chunk of runs on disk: Parquet tables, and beside them a file that says what they must be."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from backchannel.conference.kernel import Courses
from backchannel.core import files
from backchannel.runs.tables import TABLES, columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SIZE = 2_000
"""Runs in a chunk, unless its folder says otherwise."""

SAYS = "chunk.json"
BLOCK = 1 << 20


class DamageError(Exception):
    """What is wrong with a chunk, in words that end a sentence."""


@dataclass(frozen=True)
class Chunk:
    """A chunk that is there: its folder, its runs, and each file's size and hash."""

    path: Path
    first: int
    count: int
    files: Mapping[str, tuple[int, str]]


def write(place: Path, courses: Courses, size: Mapping[str, int], identity: str) -> None:
    """Write a chunk into an empty folder and out to the disk, readable by its owner alone.

    Raises OSError, which is also what DuckDB's errors become, and ValueError as ``columns`` does.
    """
    said: dict[str, Any] = {}
    with _duckdb() as database:
        for table, content in columns(courses, size):
            path = place / table.file
            database.register("content", content)
            database.execute(f"COPY (SELECT * FROM content) TO {_quoted(path)} (FORMAT parquet, COMPRESSION zstd)")
            database.unregister("content")
            path.chmod(0o600)
            to_disk(path)
            said[table.file] = {"bytes": path.stat().st_size, "sha256": _hash(path)}
    whole = {"runs_of": identity, "first": courses.first, "count": courses.count, "files": said}
    files.write(place / SAYS, json.dumps(whole, indent=1) + "\n")
    to_disk(place)


def check(path: Path, first: int, most: int, identity: str, *, hashing: bool = True) -> Chunk:
    """The chunk in a folder, if its files are those it was kept with and its runs begin at ``first``.

    Raises DamageError saying what is wrong.
    """
    found = _said(path)
    if found.get("runs_of") != identity:
        raise DamageError("it holds runs of another folder")
    begin, count, listed = found.get("first"), found.get("count"), found.get("files")
    if begin != first:
        raise DamageError(f"it does not begin at run {first}, as its place says")
    if not isinstance(count, int) or not 1 <= count <= most or not isinstance(listed, dict):
        raise DamageError(f"its {SAYS} does not say what it should")
    out = {}
    for table in TABLES:
        entry = listed.get(table.file)
        if not isinstance(entry, dict):
            raise DamageError(f"its {SAYS} does not speak of {table.file}")
        _same(path / table.file, entry, hashing)
        out[table.file] = (int(entry["bytes"]), str(entry["sha256"]))
    return Chunk(path, first, count, out)


def read(chunk: Chunk, size: Mapping[str, int]) -> Courses:
    """The runs of a chunk that was checked, bit for bit as they were played. Raises DamageError."""
    import duckdb

    out: dict[str, NDArray[Any]] = {}
    with _duckdb() as database:
        for table in TABLES:
            shape = (chunk.count, *(size[axis] for axis in table.axes))
            wanted = ", ".join(table.fields)
            place = _quoted(chunk.path / table.file, literal=True)
            try:
                database.execute(f"SELECT {wanted} FROM read_parquet({place}, hive_partitioning = false)")
                found = database.fetchnumpy()
            except duckdb.Error:
                raise DamageError(f"{table.file} cannot be read as a table") from None
            for field in table.fields:
                values = found[field]
                if values.size != np.prod(shape, dtype=np.int64) or np.ma.is_masked(values):
                    raise DamageError(f"{table.file} does not hold a value of {field} for each of its rows")
                out[field] = np.asarray(values).reshape(shape)
    return Courses(chunk.first, **out)


def _said(path: Path) -> dict[str, Any]:
    try:
        text = (path / SAYS).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DamageError(f"it has no {SAYS}") from None
    except (OSError, UnicodeDecodeError):
        raise DamageError(f"its {SAYS} cannot be read") from None
    try:
        found = json.loads(text)
    except ValueError:
        raise DamageError(f"its {SAYS} is no JSON") from None
    if not isinstance(found, dict):
        raise DamageError(f"its {SAYS} does not say what it should")
    return found


def _same(path: Path, entry: Mapping[str, Any], hashing: bool) -> None:
    try:
        size = path.stat().st_size
        if size != entry.get("bytes"):
            raise DamageError(f"{path.name} is not as long as it was")
        if hashing and _hash(path) != entry.get("sha256"):
            raise DamageError(f"{path.name} has not the content it was kept with")
    except FileNotFoundError:
        raise DamageError(f"{path.name} is missing") from None
    except OSError as error:
        raise DamageError(f"{path.name} cannot be read ({error.strerror})") from None


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


@cache
def _database() -> DuckDBPyConnection:
    """A database in memory that writes nothing beside what it is told to, and fetches nothing."""
    import duckdb

    settings: dict[str, Any] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": "",
        "preserve_insertion_order": True,
    }
    return duckdb.connect(":memory:", config=settings)


@contextmanager
def _duckdb() -> Iterator[DuckDBPyConnection]:
    """A connection. What goes wrong with the disk is an OSError like any other; DuckDB says what only in words."""
    import duckdb

    connection = _database().cursor()
    try:
        yield connection
    except duckdb.IOException as error:
        numbers = [n for n in _REASONS if os.strerror(n).lower() in str(error).lower()]
        number = numbers[0] if numbers else None
        raise OSError(number, os.strerror(number) if number else "the disk did not take it") from None
    finally:
        connection.close()


def _reasons() -> tuple[int, ...]:
    import errno

    names = ("ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EACCES", "EPERM", "EMFILE", "EIO")
    return tuple(getattr(errno, name) for name in names if hasattr(errno, name))


_REASONS = _reasons()


def _quoted(path: Path, *, literal: bool = False) -> str:
    """A path as SQL; to be read, with what DuckDB would take for a pattern taken literally."""
    text = path.as_posix()
    if literal:
        text = "".join(f"[{c}]" if c in "*?[" else c for c in text)
    return "'" + text.replace("'", "''") + "'"


def to_disk(path: Path) -> None:
    """What was written to a file or a folder is on the disk, as far as the machine lets that be asked for."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:  # a folder, on Windows
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
