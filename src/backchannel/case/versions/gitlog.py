"""Earlier states of a case's files, read out of git. Nothing is written, run or fetched.

A repository may come from somebody else, and its settings can name programs that git would start: pagers, filters that
turn files into text, monitors, hooks, signature checkers, transports. Only plumbing that starts none of them is used,
each of them is switched off besides, and git's own environment variables are left out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from backchannel.case.tree import MOST_BYTES

MOST_COMMITS = 100
TIMEOUT = 30.0
OFF = (
    *("core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager=cat", "core.attributesFile=/dev/null"),
    *("core.sshCommand=false", "core.askPass=false", "core.alternateRefsCommand=false", "credential.helper="),
    *("log.showSignature=false", "gpg.program=false", "gpg.ssh.program=false", "gpg.x509.program=false"),
    *("protocol.allow=never", "safe.bareRepository=explicit", "log.mailmap=false", "diff.renames=true"),
)
QUIET = {
    "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_NO_LAZY_FETCH": "1",
    "GIT_LITERAL_PATHSPECS": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_PAGER": "cat", "LC_ALL": "C",
}  # fmt: skip
FORMAT = "--format=%x01%H%x02%cI%x02%s"
PLAIN = ("--no-textconv", "--no-ext-diff", "--no-show-signature", "--no-color", "--no-decorate", "-z")
HASH = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")


class GitError(Exception):
    """Why the history of a folder cannot be read, in one line."""


@dataclass(frozen=True)
class Commit:
    """A commit that touched the case: its hash, when, its subject, and the case's files in it by name."""

    hash: str
    when: datetime
    subject: str
    files: dict[str, bytes]


def commits(folder: Path, main: str, beside: tuple[str, ...] = ()) -> tuple[list[Commit], bool]:
    """Commits that touched ``main`` in a folder or the files ``beside`` it, newest first; whether older are left out.

    The main file is followed through renames. Nothing where the folder lies in no repository or git is not installed.
    Raises GitError where git refuses.
    """
    git = shutil.which("git")
    if git is None:
        return [], False
    here = _Git(git, folder)
    top = here.top()
    if top is None or not here.run("rev-parse", "--verify", "--quiet", "HEAD", may_fail=True).strip():
        return [], False
    follow = here.log("--follow", "--name-status", f"--max-count={MOST_COMMITS + 1}", "HEAD", "--", main)
    names = {one: _name(rest) for one, _, _, rest in follow}
    folders = {PurePosixPath(name).parent for name in names.values() if name}
    whole = _Git(git, top)
    paths = sorted({name for name in names.values() if name} | {str(f / part) for f in folders for part in beside})
    if not paths:
        return [], False
    every = whole.log(f"--max-count={MOST_COMMITS + 1}", "HEAD", "--", *paths)
    wanted: list[tuple[str, str, str, dict[str, str]]] = []
    at: str | None = None
    for one, when, subject, _ in reversed(every):
        at = names.get(one, at)
        if at:
            holder = PurePosixPath(at).parent
            files = {main: at} | {part: str(holder / part) for part in beside}
            wanted.append((one, when, subject, files))
    cut = len(wanted) > MOST_COMMITS
    wanted = wanted[-MOST_COMMITS:][::-1]
    blobs = whole.blobs([f"{one}:{path}" for one, _, _, files in wanted for path in files.values()])
    found = []
    for one, when, subject, files in wanted:
        held = {name: blobs[f"{one}:{path}"] for name, path in files.items() if f"{one}:{path}" in blobs}
        found.append(Commit(one, datetime.fromisoformat(when), subject, held))
    return found, cut


def _name(rest: str) -> str | None:
    """The name of the followed file after a commit, from ``--name-status -z``; None where it was deleted."""
    words = [word for word in rest.strip("\n\0").split("\0") if word.strip("\n")]
    if len(words) < 2 or words[0].strip("\n").startswith("D"):
        return None
    return words[-1]


@dataclass(frozen=True)
class _Git:
    program: str
    folder: Path

    def top(self) -> Path | None:
        """The folder on top of the working tree; None outside one."""
        try:
            return Path(self.run("rev-parse", "--show-toplevel").removesuffix("\n"))
        except GitError as error:
            if "not a git repository" in str(error) or "must be run in a work tree" in str(error):
                return None
            raise

    def log(self, *arguments: str) -> list[tuple[str, str, str, str]]:
        """Hash, date, subject and what follows them for each commit, newest first."""
        out = []
        for entry in self.run("log", *PLAIN, FORMAT, *arguments).split("\x01")[1:]:
            one, when, rest = entry.split("\x02", 2)
            subject, _, after = rest.partition("\0")
            if HASH.fullmatch(one):
                out.append((one, when, subject.strip(), after))
        return out

    def blobs(self, names: list[str]) -> dict[str, bytes]:
        """The contents of files of commits, ``HASH:path``; none for what is not there, too large, or oddly named."""
        asked = [name for name in names if "\n" not in name]
        listed = self.raw(("cat-file", "--batch-check"), "".join(f"{name}\n" for name in asked).encode())
        ids: dict[str, str] = {}
        for name, line in zip(asked, listed.decode("utf-8", "replace").splitlines(), strict=False):
            words = line.split(" ")
            if len(words) == 3 and HASH.fullmatch(words[0]) and words[1] == "blob" and int(words[2]) <= MOST_BYTES:
                ids[name] = words[0]
        once = list(dict.fromkeys(ids.values()))
        out = self.raw(("cat-file", "--batch"), "".join(f"{one}\n" for one in once).encode())
        contents: dict[str, bytes] = {}
        at = 0
        for one in once:
            end = out.index(b"\n", at)
            size = int(out[at:end].split(b" ")[-1])
            contents[one] = out[end + 1 : end + 1 + size]
            at = end + size + 2
        return {name: contents[one] for name, one in ids.items()}

    def run(self, *arguments: str, may_fail: bool = False) -> str:
        return self.raw(arguments, b"", may_fail=may_fail).decode("utf-8", "surrogateescape")

    def raw(self, arguments: tuple[str, ...], stdin: bytes, *, may_fail: bool = False) -> bytes:
        settings = [part for setting in OFF for part in ("-c", setting)]
        command = [self.program, "--no-pager", *settings, *arguments]
        clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")} | QUIET
        try:
            done = subprocess.run(
                command, cwd=self.folder, env=clean, input=stdin, capture_output=True, timeout=TIMEOUT, check=False
            )
        except subprocess.TimeoutExpired:
            raise GitError(f"git did not answer within {TIMEOUT:.0f} seconds; its history is left out") from None
        except OSError as error:
            raise GitError(f"git could not be started ({error.strerror}); its history is left out") from None
        if done.returncode and not may_fail:
            raise GitError(_reason(done.stderr.decode("utf-8", "replace"), self.folder))
        return done.stdout


def _reason(said: str, folder: Path) -> str:
    if "dubious ownership" in said:
        return (
            f"git does not read {folder}, whose files belong to somebody else; its history is left out. If you trust "
            "it: git config --global --add safe.directory FOLDER"
        )
    first = next((line for line in said.splitlines() if line.startswith("fatal:")), "it failed")
    return f"git: {first.removeprefix('fatal: ')[:200]}; its history is left out"
