"""A PostgreSQL server of our own: a cluster in a temporary folder, reached by a socket in it, run by no root."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support import require

USER = "backchannel"


def programs() -> Path | None:
    """The folder with `initdb` and `pg_ctl`, the newest there is."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def runner() -> str | None:
    """The user to run the server as, where this process is root, which PostgreSQL refuses to run as."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    return None


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL of a fresh server, without a database."""
    where = programs()
    require(where is not None, "no PostgreSQL on this machine; apt-get install postgresql")
    assert where is not None
    user = runner()
    require(os.geteuid() != 0 or user is not None, "no user but root to run PostgreSQL as")
    folder = Path(tempfile.mkdtemp(prefix="bc-pg-", dir="/tmp"))  # short: a socket's path has a limit of 107
    if user is not None:
        shutil.chown(folder, user)
    how: dict[str, Any] = {"user": user, "cwd": folder, "check": True, "timeout": 120}
    quiet: dict[str, Any] = {
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
    }  # no pipe: the server would keep it open

    def run(*argv: str) -> None:
        subprocess.run([str(where / argv[0]), *argv[1:]], **how, **quiet)

    data = str(folder / "data")
    try:
        run("initdb", "-D", data, "-A", "trust", "-U", USER, "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-k {folder} -c listen_addresses= -c fsync=off -c max_connections=120"
        run("pg_ctl", "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            yield f"postgresql+psycopg://{USER}@/{{database}}?host={folder}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
