"""What a worker process of this machine runs: the work once, then pieces of it, until its parent goes."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing import util
from multiprocessing.connection import wait
from typing import Any

from numba import config, set_num_threads

from backchannel.runs.engines.outcomes import attempt

_held: dict[str, Callable[[Any], Any]] = {}


def begin(threads: int) -> None:
    """Set a worker up: so many threads, deaf to Ctrl-C, which is for its parent, and gone with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    set_num_threads(min(threads, config.NUMBA_NUM_THREADS))
    util.Finalize(None, _leave, exitpriority=-100)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent.sentinel,), daemon=True).start()


def _leave() -> None:
    """Go at once: a worker keeps nothing, and taking its libraries apart would take half a second of its parent's."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _leave_with(sentinel: int) -> None:
    """A parent killed by SIGKILL tells nobody, and a worker would wait for its next piece for ever."""
    wait([sentinel])
    os._exit(1)


def ready() -> None:
    """Answer: the worker has started."""


def take(token: str, packed: bytes) -> None:
    """Hold some work from now on, in the place of any before."""
    _held.clear()
    _held[token] = pickle.loads(packed)


def do(token: str, piece: Any) -> Any:
    """The result of a piece of the work that is held, or Raised."""
    return attempt(_held[token], piece)
