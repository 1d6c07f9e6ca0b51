"""One process that reads hostile files: its time and memory are limited, and what it touches is watched.

`python -m tests.hostile.worker K FOLDER` writes file K into a folder and says what comes of reading it.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import backchannel
from backchannel.case.building import build
from backchannel.case.checking import check
from backchannel.case.elicitation.sheetreading import read_sheets
from backchannel.case.inputs import inputs
from backchannel.case.problems import CaseError
from backchannel.case.reading import case_hash, read_case
from backchannel.case.tree import MOST_BYTES
from tests.hostile import seeds
from tests.hostile.judging import complaints
from tests.hostile.mutators import Hostile, hostile
from tests.pace import MOST, slowness

SECONDS, MEGABYTES = 2.0, 500
"""What reading and checking one file may take: seconds of the processor (of the machine in `tests.pace`), and all
memory of the process."""

WALL = 30
"""After so many seconds by the clock the kernel ends the process, whatever it is in."""

CEILING = 1_500_000_000
"""Bytes of address space beyond those in use at the start; a request for more fails."""

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
FORBIDDEN = re.compile(
    r"socket\.|subprocess\.|os\.(system|exec|fork|posix_spawn|spawn|remove|rename|rmdir|mkdir|link|symlink|truncate|chmod|chown|"
    r"kill|putenv|utime|setxattr)|shutil\.|tempfile\.|ftplib|http\.|urllib|smtplib|webbrowser|pty\.|code\.__new__|"
    r"ctypes\.(dlopen|dlsym)|pickle\.|builtins\.(input|breakpoint)"
)
"""Events of the audit hook that reading a file never causes."""


@dataclass
class Reply:
    """What came of one file: a ``case``, a ``message`` or a ``FAIL``, and what it took."""

    number: int
    format: str = ""
    recipe: str = ""
    kind: str = "FAIL"
    seconds: float = 0.0
    megabytes: float = 0.0
    said: str = ""
    faults: list[str] = field(default_factory=list)


# --- what is watched --------------------------------------------------------------------------------------------


class Watch:
    """Notes whatever is written, opened outside the case and the program, or sent."""

    def __init__(self) -> None:
        self.inside: str | None = None
        self.opened: list[str] = []
        self.faults: list[str] = []
        packages = Path(backchannel.__file__).resolve().parents[1]
        self.roots = tuple(
            str(p) for p in (sys.prefix, sys.base_prefix, packages, Path(__file__).resolve().parents[2] / "src")
        )
        sys.addaudithook(self.event)

    def event(self, name: str, arguments: tuple[object, ...]) -> None:
        """One event of the interpreter."""
        if self.inside is None:
            return
        if name == "open":
            path, _, flags = arguments
            where = os.path.abspath(os.fsdecode(path)) if isinstance(path, str | bytes) else str(path)
            if isinstance(flags, int) and flags & WRITES:
                self.faults.append(f"opens {where} to write")
            elif where.startswith(self.inside):
                self.opened.append(where)
            elif not where.startswith(self.roots):
                self.faults.append(f"opens {where}")
        elif FORBIDDEN.match(name):
            self.faults.append(f"does {name} {str(arguments)[:80]}")


def peak_reset() -> bool:
    """Forget the highest memory use so far, where the kernel can."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return False
    return True


def peak() -> float:
    """The highest memory use of this process in MB, since it was last forgotten."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1000
    except (OSError, IndexError):
        scale = 1_000_000 if sys.platform == "darwin" else 1000
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


def limit_memory() -> None:
    """Let requests for very much memory fail."""
    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + CEILING, used + CEILING))


# --- reading ----------------------------------------------------------------------------------------------------


def read(made: Hostile, folder: Path) -> None:
    """Read and check one case, all that stands in it. Raises CaseError."""
    path = folder / made.target if made.target else folder
    if made.format == "sheet":
        read_sheets(seeds.case(seeds.MIDDLE), [path])
        return
    case = read_case(path)
    for problem in check(case):
        str(problem)
    list(inputs(case))
    case_hash(case)


def whole(made: Hostile, folder: Path) -> list[str]:
    """Why what was read is no valid case; nothing where it is one."""
    from backchannel.case.plain import plain
    from backchannel.case.tree import Tree

    if made.format == "sheet":
        return []
    case = read_case(folder / made.target if made.target else folder)
    return [] if build(Tree("again.yaml", plain(case))) == case else ["reads back as another case from its plain data"]


def attempt(made: Hostile, folder: Path, watch: Watch, doing: Callable[[Hostile, Path], None] = read) -> Reply:
    """Read one hostile file and judge what comes of it."""
    reply = Reply(made.number, made.format, made.recipe)
    watch.opened, watch.faults = [], []
    peak_reset()
    error, reply.seconds = _timed(made, folder, watch, doing)
    if reply.seconds > SECONDS:  # the machine may be busy with something else: once more
        error, again = _timed(made, folder, watch, doing)
        reply.seconds = min(reply.seconds, again)
        if reply.seconds > SECONDS:  # or slow as a whole
            reply.seconds /= slowness()
    reply.megabytes = peak()
    reply.faults += sorted(set(watch.faults))
    if error is None:
        reply.kind, reply.faults = "case", reply.faults + _checked(whole, made, folder)
    else:
        reply.kind, reply.said = "message", str(error)
        names = set(made.files) | {folder.name}
        reply.faults += complaints(error, names, by_lines=not made.target.endswith(".xlsx"))
        if isinstance(error, MemoryError) or not isinstance(error, CaseError):
            reply.said = _where(error)
    if reply.seconds > SECONDS:
        reply.faults.append(f"took {reply.seconds:.1f} s")
    if reply.megabytes > MEGABYTES:
        reply.faults.append(f"took {reply.megabytes:.0f} MB")
    large = {str(folder / name) for name, raw in made.files.items() if len(raw) > MOST_BYTES}
    if opened := large & set(watch.opened):
        reply.faults.append(f"opens a file that is too large: {sorted(opened)}")
    if reply.faults:
        reply.kind = "FAIL"
    return reply


def _timed(
    made: Hostile, folder: Path, watch: Watch, doing: Callable[[Hostile, Path], None]
) -> tuple[Exception | None, float]:
    """What is raised, and the seconds of the processor until then."""
    signal.alarm(WALL)
    watch.inside = str(folder)
    start = time.process_time()
    try:
        doing(made, folder)
    except Exception as raised:
        return raised, time.process_time() - start
    finally:
        watch.inside = None
        signal.alarm(0)
    return None, time.process_time() - start


def _checked(doing: Callable[[Hostile, Path], list[str]], made: Hostile, folder: Path) -> list[str]:
    try:
        return doing(made, folder)
    except Exception as error:
        return [f"reads, and not from its plain data: {_where(error)}"]


def _where(error: BaseException) -> str:
    """An error and the last places it came through."""
    import traceback

    places = [f"{Path(f.filename).name}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)[-6:]]
    return f"{type(error).__name__}: {str(error)[:300]} ({' > '.join(places)})"


# --- tricks that must be caught ---------------------------------------------------------------------------------


def trick(name: str) -> Callable[[Hostile, Path], None]:
    """What a bad reader would do, to see that it is noticed."""

    def do(_: Hostile, folder: Path) -> None:
        {
            "spins": _spin,
            "eats": lambda: len(b"x" * (MEGABYTES * 1_000_000)),
            "bursts": lambda: len(b"x" * (3 * CEILING)),
            "writes": lambda: (folder / "new").write_text("x", encoding="ascii"),
            "peeps": lambda: Path("/etc/hosts").read_bytes(),
            "calls": lambda: socket.socket().close(),
            "raises": lambda: 1 / 0,
            "dies": lambda: os.kill(os.getpid(), signal.SIGKILL),
            "sleeps": _sleep,
        }[name]()

    return do


def _sleep() -> None:
    signal.alarm(1)
    signal.pause()


def _spin() -> None:
    end = time.process_time() + SECONDS * MOST + 0.2
    while time.process_time() < end:
        pass


# --- the process ------------------------------------------------------------------------------------------------


def put(made: Hostile, folder: Path) -> None:
    """Write the files of a case into a folder of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, raw in made.files.items():
        (folder / name).write_bytes(raw)


def made_of(line: str) -> tuple[Hostile, Callable[[Hostile, Path], None]]:
    """The case that a line asks for, and what is done with it: `4711`, `seed NAME`, `large NAME` or a trick."""
    if line.isdigit():
        return hostile(int(line)), read
    what, _, name = line.partition(" ")
    if what == "seed":
        files, target = seeds.valid(name)
        return Hostile(-1, "sheet" if name.startswith("anna") else "any", line, files, target), read
    if what == "large":
        files, target = seeds.valid("folder") if name in seeds.valid("folder")[0] else ({}, name)
        return Hostile(-1, "any", line, {**files, name: b"a" * (MOST_BYTES + 1)}, target), read
    return Hostile(-1, "trick", line, {"x.yaml": b""}, "x.yaml"), trick(line)


def main() -> None:
    """Answer each line with a reply in JSON."""
    watch = Watch()
    with tempfile.TemporaryDirectory(prefix="hostile") as home:
        folder = Path(home) / "case"
        if len(sys.argv) > 2:
            folder = Path(sys.argv[2]).resolve()
            put(made := hostile(int(sys.argv[1])), folder)
            print(json.dumps(asdict(attempt(made, folder, watch)), indent=2))
            return
        for line in sys.stdin:
            made, doing = made_of(line.strip())
            put(made, folder)
            if resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY:
                limit_memory()
            print(json.dumps(asdict(attempt(made, folder, watch, doing))), flush=True)


if __name__ == "__main__":
    main()
