"""Plays the small case into a folder and is killed, as by `kill -9`, in the middle of writing its third chunk."""

import os
import signal
import sys
from pathlib import Path

from backchannel.runs import chunks, simulate
from tests.runs.cases import CHUNK, RULES, RUNS, small

if __name__ == "__main__":
    chunks.SIZE = CHUNK
    to_disk = chunks.to_disk

    def killing(path: Path) -> None:
        to_disk(path)
        if path.parent.name.endswith("-00002") and path.name == "tracks.parquet":
            os.kill(os.getpid(), signal.SIGKILL)

    chunks.to_disk = killing
    simulate(small(), runs=RUNS, rules=RULES, folder=Path(sys.argv[1]))
