"""A case with indicators to see and not to see, and a watch on it."""

from functools import cache
from typing import Any

from backchannel.analyses.watch import watch
from backchannel.case.estimate import Estimate
from backchannel.runs import Rules
from tests.analyses.cases import DOUBTFUL, toy

RULES = Rules(inner=4, months=8)
RUNS = 800
HALF = Estimate(best=0.5)
SIGNS: list[dict[str, Any]] = [
    {"id": "whisper", "what": "they whisper", "state": "corridor_agreed", "if_so": [0.6, 0.7, 0.8], "if_not": 0.2},
    {"id": "murmur", "what": "they murmur", "state": "corridor_agreed", "if_so": 0.5, "if_not": 0.1, "group": "talk"},
    {"id": "echo", "what": "it echoes", "state": "corridor_agreed", "if_so": 0.5, "if_not": 0.1, "group": "talk"},
    {"id": "bell", "what": "the bell rings", "state": "table_meets", "if_so": 0.9, "if_not": 0.2},
    {"id": "weather", "what": "it rains", "state": "table_meets", "if_so": [0.1, 0.3, 0.6], "if_not": [0.1, 0.3, 0.6]},
]  # fmt: skip
DRY: dict[str, Any] = {**SIGNS[4], "id": "dry", "if_so": 0.4, "if_not": 0.4}
QUESTIONS: list[dict[str, Any]] = [
    {"id": "deal", "ask": "Will they sign?", "by": ["2014-05-28", "2014-09-28"], "yes_if": "they do",
     "event": {"what": "signed"}},
]  # fmt: skip
TRACKS: list[dict[str, Any]] = [
    {"id": "plenary", "kind": "formal", "publicity": 1, "meets": 0.3},
    {"id": "back_room", "kind": "corridor", "publicity": 0.1, "meets": 0.3},
]


def case(signs=None, **groups):
    more = {"indicators": SIGNS if signs is None else signs, "questions": QUESTIONS, "tracks": TRACKS} | groups
    return toy(*DOUBTFUL, "game.choice_precision=12", **more)


@cache
def found(saw=(), not_seen=(), question=None, eyes=None):
    return watch(case(), runs=RUNS, rules=RULES, saw=saw, not_seen=not_seen, question=question, eyes=eyes)
