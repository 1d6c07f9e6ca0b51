"""Appends to a ledger and is killed, as by `kill -9`, after the entry was written and before it was committed."""

import os
import signal
import sys

from sqlalchemy import event

from tests.ledger.cases import NOW, book, forecast

if __name__ == "__main__":
    ledger = book(sys.argv[1])

    @event.listens_for(ledger.engine, "after_cursor_execute")
    def _kill(_connection, _cursor, statement, *_rest) -> None:
        if statement.startswith("INSERT INTO ledger_seals"):
            os.kill(os.getpid(), signal.SIGKILL)

    ledger.append([forecast(0.9, "killed")], now=NOW)
