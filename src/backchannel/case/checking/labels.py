"""Whether a label lets more people see a thing than is usual for its kind."""

from __future__ import annotations

from collections.abc import Iterator

from backchannel.case.checking.look import SOURCE, Check, Look
from backchannel.case.estimate import Estimate
from backchannel.case.inputs import about_insiders
from backchannel.case.problems import Problem
from backchannel.case.shape import Path
from backchannel.core.labels import Label


def loose_insider(look: Look) -> Iterator[Problem]:
    """Anything about a class of insiders labelled below secret: to be known as ready to turn can cost a life."""
    insiders = look.case.insiders
    secret: set[Path] = set()
    for path, node in look.nodes:
        about = about_insiders(node, insiders) if not isinstance(node, Estimate) else False
        if about or any(path[:n] in secret for n in range(len(path))):
            secret.add(path)
            label = getattr(node, "label", None)
            if label is not None and Label.parse(label) < Label.SECRET:
                message = f"is about a class of insiders and labelled {label}, below secret"
                fix = "take the label away, unless somebody decided to release this"
                yield look.say("warning", path, message, SOURCE + 80, fix=fix)


def loose_limit(look: Look) -> Iterator[Problem]:
    """A private position that more people may see than the team."""
    insiders = look.case.insiders
    for path, stance in look.stances():
        if about_insiders(stance, insiders):
            continue
        own = stance.private.label
        label = own if own is not None else stance.label
        if label is not None and Label.parse(label) < Label.TEAM:
            where = (*path, "private") if own is not None else path
            message = f"is a private position labelled {label}, below team"
            fix = "take the label away, or label the public line alone"
            yield look.say("warning", where, message, SOURCE + 75, fix=fix)


CHECKS: tuple[Check, ...] = (loose_insider, loose_limit)
