"""Many processes that append to one ledger at once: ``python -m tests.ledger.writers WHERE WRITERS EACH``.

Each opens the ledger by itself, so that they race to make it too, and tells on standard output what it appended.
"""

import os
import sys
import traceback

import alembic.migration  # once, before the forks, rather than in each of them
import alembic.operations
import alembic.script  # noqa: F401

from tests.ledger.cases import NOW, forecast, open_ledger, question


def write(where: str, writer: int, each: int) -> None:
    with open_ledger(where, create=True, wait=120.0) as ledger:
        for turn in range(each):
            entries = ledger.append(
                lambda reader: [
                    *([] if question().question in reader.questions() else [question()]),
                    forecast((turn + 1) / 100, f"writer {writer}", f"2014-02-{turn + 1:02d}"),  # noqa: B023 - at once
                ],
                now=NOW,
            )
            os.write(1, f"{writer} {turn} {entries[-1].number} {entries[-1].hash}\n".encode())


if __name__ == "__main__":
    place, writers, turns = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    children = []
    for number in range(writers):
        child = os.fork()
        if child == 0:
            try:
                write(place, number, turns)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        children.append(child)
    sys.exit(sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0 for child in children))
