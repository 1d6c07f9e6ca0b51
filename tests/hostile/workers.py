"""A few processes that read hostile files; one that dies or hangs fails its file and is replaced."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from tests.hostile.worker import Reply
from tests.support import ROOT

RECYCLE = 1000
"""After so many files a process gives way to a fresh one."""


LARGE = 300
"""A process that has held so many MB gives way as well: what it holds on to would count for the next file."""


class Worker:
    """One process; started when it is needed."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None
        self.done = 0

    def read(self, what: int | str) -> Reply:
        """What comes of one file, or of one of the tricks that must be caught."""
        if self.process is None or self.done >= RECYCLE:
            self.close()
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.hostile.worker"],
                cwd=ROOT,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        self.done += 1
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(f"{what}\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if line:
            reply = Reply(**json.loads(line))
            if reply.megabytes > LARGE:
                self.done = RECYCLE
            return reply
        process, self.process = self.process, None
        told = process.communicate()[1]
        return Reply(
            what if isinstance(what, int) else -1, faults=[f"ended its process ({process.returncode}): {told[-800:]}"]
        )

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.communicate()
        self.process, self.done = None, 0


def read_all(numbers: Iterable[int], workers: int = 2) -> list[Reply]:
    """What comes of some files, read by a few processes at once."""
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in numbers:
        waiting.put(number)

    def work(_: int) -> list[Reply]:
        worker = Worker()
        replies: list[Reply] = []
        try:
            while True:
                try:
                    number = waiting.get_nowait()
                except queue.Empty:
                    return replies
                replies.append(worker.read(number))
        finally:
            worker.close()

    with ThreadPoolExecutor(workers) as pool:
        found = [reply for replies in pool.map(work, range(workers)) for reply in replies]
    return sorted(found, key=lambda reply: reply.number)
