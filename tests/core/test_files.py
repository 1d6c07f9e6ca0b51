"""Files are written whole or not at all, whatever goes wrong on the way."""

import errno
import os
import signal
import stat
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from backchannel.core import files
from backchannel.core.files import interrupts_wait, write, write_all


@pytest.fixture(autouse=True)
def key():
    """Ctrl-C as Python has it, whatever a command run before in this process made of it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def pair(tmp_path):
    """Two files with old content, and what is to be written: both anew and a third in a folder that is not there."""
    (tmp_path / "a").write_text("old a")
    (tmp_path / "b").write_text("old b")
    return {tmp_path / "a": "new a", tmp_path / "b": b"new b", tmp_path / "inner" / "deep" / "c": "new c"}


def content(folder):
    return {str(p.relative_to(folder)): p.read_text() if p.is_file() else "folder" for p in folder.rglob("*")}


OLD = {"a": "old a", "b": "old b"}
NEW = {"a": "new a", "b": "new b", "inner": "folder", "inner/deep": "folder", "inner/deep/c": "new c"}


def test_all_are_written_and_nothing_else(tmp_path, pair):
    write_all(pair)
    assert content(tmp_path) == NEW


def test_nothing_to_write(tmp_path):
    write_all({})
    assert content(tmp_path) == {}


@pytest.mark.parametrize("step", ["open", "write", "fsync", "close", "chmod"])
@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_full_disk_or_a_key_while_writing_leaves_the_old(tmp_path, pair, monkeypatch, step, at, failure):
    real, calls = getattr(os, step), []

    def fails(*given, **named):
        calls.append(given)
        if len(calls) == at:
            if step == "close":
                real(*given)
            raise failure
        return real(*given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(os, step, fails)
        with pytest.raises(type(failure)) as caught:
            write_all(pair)
    assert content(tmp_path) == OLD
    if isinstance(failure, OSError):
        assert caught.value.errno == errno.ENOSPC
        assert caught.value.filename == str(list(pair)[at - 1])  # not the file beside it


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("failure", [OSError(errno.EIO, "Input/output error"), KeyboardInterrupt()])
def test_where_one_file_cannot_take_its_name_those_before_it_are_put_back(tmp_path, pair, monkeypatch, at, failure):
    real, calls = Path.replace, []

    def fails(self, target):
        calls.append(target)
        if len(calls) == at:
            raise failure
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fails)
        with pytest.raises(type(failure)):
            write_all(pair)
    assert content(tmp_path) == OLD


def test_disks_without_links_are_written_all_the_same(tmp_path, pair, monkeypatch):
    def no_link(*given):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_link)
    write_all(pair)
    assert content(tmp_path) == NEW


def test_a_write_that_takes_only_a_part_goes_on(tmp_path, monkeypatch):
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, said: real(handle, said[:3]))
    write(tmp_path / "a", "0123456789")
    assert content(tmp_path) == {"a": "0123456789"}


def test_ctrl_c_at_every_line_leaves_all_old_or_all_new(tmp_path, pair):
    """A real SIGINT before each line that runs, however deep, one line a time."""
    seen = set()
    for line in range(1, 2000):
        for path in tmp_path.rglob("*"):
            if path.is_file() and path.name not in ("a", "b"):
                path.unlink()
        for folder in (tmp_path / "inner" / "deep", tmp_path / "inner"):
            if folder.exists():
                folder.rmdir()
        (tmp_path / "a").write_text("old a")
        (tmp_path / "b").write_text("old b")
        passed = _interrupted_at(line, pair)
        after = content(tmp_path)
        assert after in (OLD, NEW), (line, after)
        seen.add(after == NEW)
        if passed:
            assert after == NEW
            break
    assert seen == {True, False}
    assert passed
    assert line > 60


def _interrupted_at(line, pair):
    """Whether all was written before the interrupt came."""
    left = line

    def trace(frame, event, arg):
        nonlocal left
        if frame.f_code.co_filename != files.__file__:
            return None
        if event == "line":
            left -= 1
            if left == 0:
                signal.raise_signal(signal.SIGINT)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        write_all(pair)
    except KeyboardInterrupt:
        return False
    finally:
        sys.settrace(before)
    return left > 0


def test_two_keys_one_after_the_other(tmp_path, pair):
    seen = []

    def press():
        with interrupts_wait() as pressed:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
            seen.extend(pressed)

    with pytest.raises(KeyboardInterrupt):
        press()
    assert len(seen) == 2
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_key_that_somebody_else_swallows_is_not_taken_for_success(tmp_path, pair, monkeypatch):
    real = os.fsync

    def press(handle):
        signal.raise_signal(signal.SIGINT)
        real(handle)

    monkeypatch.setattr(os, "fsync", press)
    before = signal.signal(signal.SIGINT, lambda *given: None)
    try:
        with pytest.raises(KeyboardInterrupt):
            write_all(pair)
    finally:
        signal.signal(signal.SIGINT, before)
    assert content(tmp_path) == OLD


def test_another_thread_writes_as_well(tmp_path, pair):
    worker = threading.Thread(target=write_all, args=(pair,))
    worker.start()
    worker.join()
    assert content(tmp_path) == NEW


# --- in a process of its own -----------------------------------------------------------------------------------


def run(script, *argv):
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, argv)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_disk_that_is_really_full(tmp_path):
    """The system itself refuses to write on, as it does on a full disk: a limit to the size of a file."""
    (tmp_path / "a").write_text("old a")
    (tmp_path / "b").write_text("old b")
    script = """
        import resource, signal, sys
        from pathlib import Path
        from backchannel.core.files import write_all
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        folder = Path(sys.argv[1])
        try:
            write_all({folder / "a": "small", folder / "b": "x" * 300_000, folder / "c": "never"})
        except OSError as error:
            print(error.errno, error.filename)
    """
    out, err = run(script, tmp_path).communicate(timeout=60)
    assert (out.strip(), err) == (f"{errno.EFBIG} {tmp_path / 'b'}", "")
    assert content(tmp_path) == OLD


@pytest.mark.skipif(sys.platform == "win32", reason="signals are other there")
def test_ctrl_c_in_the_middle(tmp_path):
    """A process writes two large files over and over; wherever the key hits it, both are of one age and alone."""
    script = """
        import sys
        from pathlib import Path
        from backchannel.core.files import write_all
        folder = Path(sys.argv[1])
        for number in range(10**6):
            write_all({folder / name: str(number % 10) * 400_000 for name in "ab"})
            if number == 0:
                print("writing", flush=True)
    """
    for delay in (0.0, 0.003, 0.011, 0.03):
        process = run(script, tmp_path)
        assert process.stdout.readline() == "writing\n"
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        assert "KeyboardInterrupt" in err
        assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "b"]
        a, b = (tmp_path / name for name in "ab")
        assert a.read_text() == b.read_text()
        assert len(a.read_text()) == 400_000


# --- whose they are --------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="rights are other there")
def test_rights_are_kept_and_new_files_are_private(tmp_path):
    (tmp_path / "old").write_text("x")
    (tmp_path / "old").chmod(0o640)
    write_all({tmp_path / "old": "y", tmp_path / "new": "z"})
    write(tmp_path / "open", "w", mode=0o644)
    rights = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}
    assert rights == {"old": 0o640, "new": 0o600, "open": 0o644}


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_stay_links(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "file").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real" / "file")
    (tmp_path / "to_nothing").symlink_to(tmp_path / "real" / "made")
    write_all({tmp_path / "link": "new", tmp_path / "to_nothing": "made"})
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "to_nothing").is_symlink()
    assert (tmp_path / "real" / "file").read_text() == "new"
    assert (tmp_path / "real" / "made").read_text() == "made"
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["file", "link", "made", "real", "to_nothing"]


def test_a_folder_in_the_place_of_a_file_is_said_before_anything_is_written(tmp_path):
    (tmp_path / "a").write_text("old")
    (tmp_path / "b").mkdir()
    with pytest.raises(IsADirectoryError, match="b"):
        write_all({tmp_path / "a": "new", tmp_path / "b": "new"})
    assert content(tmp_path) == {"a": "old", "b": "folder"}


def test_a_folder_that_cannot_be_written_is_named_with_the_file(tmp_path, monkeypatch):
    def refuses(path, *given):
        raise PermissionError(errno.EACCES, "Permission denied", path)

    monkeypatch.setattr(os, "open", refuses)
    with pytest.raises(PermissionError) as caught:
        write(tmp_path / "new" / "case.yaml", "x")
    assert caught.value.filename == str(tmp_path / "new" / "case.yaml")
    assert content(tmp_path) == {}


def test_names_as_long_as_names_may_be(tmp_path):
    for name in ("é" * 127, "x" * 255, "\U0001f54a" * 63):
        write(tmp_path / name, "x")
    assert len(content(tmp_path)) == 3
