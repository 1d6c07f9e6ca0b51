"""What the questions about a graph model share: states by number, the manifest, refusals in one voice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from backchannel import __version__
from backchannel.case.graphfile.conflict import Conflict
from backchannel.case.graphfile.writing import graph_text
from backchannel.case.problems import did_you_mean, listing
from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from backchannel.theory.graphmodel.moves import TooLargeError

SHOWN = 5_000
"""States that a table holds at most, one by one."""

NOTIONS = {
    "Nash": "nobody gains by moving",
    "GMR": "every gain could be undone by the others, at whatever cost to them",
    "SMR": "every gain could be undone by the others with no way out",
    "SEQ": "every gain could be undone by moves that the others gain by",
    "SSEQ": "every gain could be undone by moves that the others gain by, with no way out",
    "SIM": "every gain could be undone by what the others gain by doing at the same time",
}
"""The notions of stability in words, each for one who thinks of leaving."""


def label_of(conflict: Conflict) -> Label:
    """The label of a file."""
    return Label.parse(conflict.file.label)


def manifest(conflict: Conflict, **settings: Any) -> dict[str, Any]:
    """How an answer came about; of the file only a hash."""
    digest = hashlib.blake2b(graph_text(conflict.file).encode(), digest_size=6).hexdigest()
    return {
        "program": f"backchannel {__version__}",
        "model": digest,
        "states": conflict.states,
        "settings": {k: v for k, v in settings.items() if v is not None},
    }


def the_state(conflict: Conflict, number: int) -> int:
    """The state of a number. Raises AskError for one that is not there."""
    state = conflict.state(number)
    if state is None:
        raise AskError(
            f"there is no state {number}: it is infeasible or out of range; expected one of the {conflict.states:,} "
            f"numbers from {conflict.number(0)} to {conflict.number(conflict.states - 1)}"
        )
    return state


def the_actor(conflict: Conflict, name: str) -> int:
    """The actor of an id. Raises AskError naming those there are."""
    if name not in conflict.actors:
        raise AskError(
            f"no actor called {name}; {did_you_mean(name, conflict.actors) or 'there are: ' + listing(conflict.actors)}"
        )
    return conflict.actors.index(name)


def state_words(conflict: Conflict, state: int) -> str:
    """A state by number and in words."""
    return f"state {conflict.number(state)} ({conflict.told(state)})"


def need_rankings(conflict: Conflict, what: str) -> None:
    """Raises AskError where a preference has strength or unknowns."""
    if conflict.relations is not None:
        raise AskError(
            f"{what} takes rankings, and a preference in this file has `much` or `pairs`; give statements, a ranking "
            "or payoffs alone"
        )


@contextmanager
def asked() -> Iterator[None]:
    """What is too large becomes a message to whoever asked."""
    try:
        yield
    except TooLargeError as error:
        raise AskError(str(error)) from None
