"""Running the command line: exit codes, Ctrl-C, closed pipes, and one message for what a person can act on."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Any, NoReturn

import typer

from backchannel.cli import (
    answers,
    casework,
    dividing,
    elicitation,
    exporting,
    forecasting,
    formats,
    graphs,
    ledger,
    opinions,
    pulling,
    reporting,
    running,
    sensing,
    sharing,
    updating,
    validating,
    watching,
)
from backchannel.cli.asking import StopError, app
from backchannel.core.errors import AskError, ClosedPipe, StoppedByKey

__all__ = [
    "answers", "app", "casework", "dividing", "elicitation", "exporting", "forecasting", "formats", "graphs",
    "ledger", "main", "opinions", "pulling", "reporting", "running", "sensing", "sharing", "updating", "validating",
    "watching",
]  # fmt: skip


def _fail(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    sys.exit(2)


def _interrupt(*_: object) -> NoReturn:
    raise StoppedByKey


def main(argv: list[str] | None = None) -> Any:
    """Run the command line. Exit codes: 0 fine, 1 warnings under --strict, 2 a message, 130 interrupted."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, _interrupt)
    try:
        status = app(args=argv, standalone_mode=False, prog_name="backchannel")
        sys.stdout.flush()
    except StopError as stop:
        _fail(str(stop))
    except typer.Exit as stop:
        sys.exit(stop.exit_code)
    except (StoppedByKey, KeyboardInterrupt, typer.Abort):
        print("interrupted; nothing was left half-written", file=sys.stderr)
        sys.exit(130)
    except (BrokenPipeError, ClosedPipe):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing left to flush into
        sys.exit(0)
    except Exception as error:
        _told(error)
        raise
    sys.exit(status if isinstance(status, int) else 0)


def _told(error: Exception) -> None:
    """Exit with one message where the error is one a person can act on."""
    if hasattr(error, "format_message") and hasattr(error, "exit_code"):  # how the command line was used
        context = getattr(error, "ctx", None)
        if type(error).__name__ == "NoArgsIsHelpError":
            _fail(error.format_message())
        asked = context.command_path if context else "backchannel"
        _fail(f"{error.format_message()} Try {asked} --help.")
    if isinstance(error, OSError):
        _fail(f"{error.filename or 'a file'}: {error.strerror or error}")
    if isinstance(error, MemoryError):
        _fail("not enough memory for that many draws; try fewer --runs")
    from backchannel.case.problems import CaseError

    if isinstance(error, AskError | CaseError):
        _fail(str(error))
