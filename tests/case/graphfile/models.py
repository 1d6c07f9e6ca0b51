"""Graph models as plain data to change."""

import copy
from typing import Any

TALKS: dict[str, Any] = {
    "format": "backchannel-graph-1",
    "name": "Talks",
    "actors": [{"id": "n", "name": "North"}, {"id": "s", "name": "South"}],
    "options": [
        {"id": "talk", "by": "n"},
        {"id": "shell", "by": "n"},
        {"id": "answer", "name": "answer the offer", "by": "s"},
    ],
    "infeasible": [{"exclusive": ["talk", "shell"]}],
    "status_quo": {"talk": "N", "shell": "N", "answer": "N"},
    "preferences": {
        "n": {"statements": ["talk and answer", "not shell"]},
        "s": {"statements": ["not shell", "answer if talk", "answer iff talk"]},
    },
}

STATES: dict[str, Any] = {
    "format": "backchannel-graph-1",
    "name": "Three places",
    "actors": [{"id": "a"}, {"id": "b"}],
    "states": ["war", "truce", "peace"],
    "moves": {"a": {"1": [2], "2": [1]}, "b": {"2": [3]}},
    "status_quo": 1,
    "preferences": {"a": {"ranking": [3, 2, 1]}, "b": {"ranking": [2, [1, 3]]}},
}


def changed(data: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {**copy.deepcopy(data), **values}
