"""What stands where a case must have a record and none may go out."""

from __future__ import annotations

from typing import Any

from backchannel.case.estimate import Estimate
from backchannel.case.rules import Rule
from backchannel.case.schema import Actor, Case, Issue, Level, Track

WITHHELD = "(withheld)"


def with_placeholders(said: dict[str, Any]) -> Case:
    """The case of these parts, with one record called `(withheld)` in each group that must have one and has none."""
    if not said["actors"]:
        said["actors"] = (Actor(id="a1", name=WITHHELD, role="audience", label="public"),)
    if not said["issues"]:
        anchors: dict[int, str] = {0: WITHHELD, 100: WITHHELD}
        unknown = Estimate(unknown=True)
        said["issues"] = (Issue(id="i1", name=WITHHELD, anchors=anchors, status_quo=unknown, label="public"),)
    if not said["levels"]:
        opens, signers = (said["issues"][0].id,), Rule(actor=said["actors"][0].id)
        said["levels"] = (Level(id="l1", name=WITHHELD, opens=opens, signers=signers, label="public"),)
    if not said["tracks"]:
        said["tracks"] = (Track(id="t1", name=WITHHELD, kind="formal", signs=(), label="public"),)
    return Case(**said)
