"""Mechanisms that are described and change nothing, because something they need is not there."""

from __future__ import annotations

from collections.abc import Iterator

from backchannel.case.checking.look import SOURCE, Check, Look
from backchannel.case.estimate import Estimate
from backchannel.case.problems import Problem
from backchannel.case.schema import Guarantee
from backchannel.case.shape import Path


def inert(look: Look) -> Iterator[Problem]:
    """Fields without effect."""
    for path, message in [*_inert_actors(look), *_inert_records(look)]:
        fix = "complete the mechanism, or drop it"
        yield look.say("note", path, f"changes nothing: {message}", SOURCE + 30, fix=fix)


def _inert_actors(look: Look) -> Iterator[tuple[Path, str]]:
    lines = {s.actor for s in look.case.stances if s.public is not None}
    listens = {tie.source for tie in look.case.ties if tie.contact is not None}
    for path, actor in look.actors():
        tests = (
            ("weight_in_parent", actor.parent is None, "it has no parent"),
            ("betrayal_loss", actor.trust is None, "without `trust` it takes every text to be kept"),
            ("betrayal_memory", actor.betrayal_loss is None, "it has no `betrayal_loss` to fade"),
            ("audience_cost", actor.id not in lines, "it has no public line to go back on"),
            ("audience_memory", actor.audience_cost is None, "it has no `audience_cost` to fade"),
            ("openness", actor.id not in listens, "no tie from it has a `contact`"),
        )
        for name, idle, why in tests:
            if idle and getattr(actor, name) is not None:
                yield (*path, name), why


def _inert_records(look: Look) -> Iterator[tuple[Path, str]]:
    case = look.case
    open_minded = {actor.id for actor in case.actors if actor.openness is not None}
    nobody_doubts = all(actor.trust is None for actor in case.actors)
    nobody_watches = all(actor.audience_cost is None for actor in case.actors)
    for path, track in look.tracks():
        if track.leak is not None and (track.premium is None or _is(track.premium, 1)) and nobody_watches:
            yield (*path, "leak"), "nobody has an `audience_cost` that exposure would bring"
        if track.premium is not None and track.leak is None:
            yield (*path, "premium"), "without `leak` nothing is ever exposed"
    for i, tie in enumerate(case.ties):
        if tie.withheld is not None and tie.support is None:
            yield ("ties", i, "withheld"), "there is no `support` to withhold"
        if tie.contact is not None and tie.source not in open_minded:
            yield ("ties", i, "contact"), "its source has no `openness`"
    for path, level in look.levels():
        if level.enforcement is not None and nobody_doubts:
            yield (*path, "enforcement"), "without `trust` everybody takes every text to be kept"
        if level.cover is not None and nobody_watches:
            yield (*path, "cover"), "nobody has an `audience_cost` to excuse"
    for i, issue in enumerate(case.issues):
        if issue.kind == "sequence" and issue.sequence is None:
            yield ("issues", i, "kind"), "a sequence needs `sequence:` to say what waits"


def _is(estimate: Estimate, number: float) -> bool:
    return estimate.bounds == (number, number)


def idle_guarantee(look: Look) -> Iterator[Problem]:
    """Guarantees that reach nobody, or nobody who could sign for them."""
    for i, guarantee in enumerate(look.case.guarantees):
        for name, why in _idle(look, guarantee):
            path: Path = ("guarantees", i) if name is None else ("guarantees", i, name)
            fix = "complete the mechanism, or drop it"
            yield look.say("note", path, f"changes nothing: {why}", SOURCE + 30, fix=fix)


def _idle(look: Look, guarantee: Guarantee) -> Iterator[tuple[str | None, str]]:
    actor = look.case.actor(guarantee.beneficiary)
    leadership = {issue.id for issue in look.case.issues if issue.tag == "leadership"}
    offered = {
        level.id
        for level in look.case.levels
        if (level.id in guarantee.levels if guarantee.levels else leadership & set(level.opens))
    }
    if guarantee.covers_exit and actor.exit is None:
        yield "covers_exit", "its beneficiary has no `exit`"
    if guarantee.worth is None and not guarantee.covers_exit:
        yield None, "it has neither `worth` nor `covers_exit`"
    if not guarantee.levels and not leadership:
        yield None, "it names no `levels` and no issue is tagged leadership"
    elif not offered & set(look.deciders.get(actor.id, ())):
        which = f"a beneficiary of role {actor.role}" if actor.role in ("audience", "mediator") else "its beneficiary"
        yield "beneficiary", f"{which} neither signs nor could undo a level that it is offered at"


def unarmed(look: Look) -> Iterator[Problem]:
    """Armed actors without any strength."""
    for path, actor in look.actors():
        if actor.role == "armed" and actor.capability is None and actor.parent is None:
            message = "is armed and has no `capability`, so it counts for nothing in the balance of the war"
            fix = "give it one, or name as `parent` the body in whose strength it is counted"
            yield look.say("note", path, message, SOURCE + 25, fix=fix)


def backing_nobody(look: Look) -> Iterator[Problem]:
    """Backers without a tie to anybody."""
    backing = {tie.source for tie in look.case.ties}
    for path, actor in look.actors():
        if actor.role == "backer" and actor.id not in backing:
            message = "is a backer and no tie says whom it backs"
            yield look.say("note", path, message, SOURCE + 35, fix="add a tie from it, or give it another role")


CHECKS: tuple[Check, ...] = (inert, idle_guarantee, unarmed, backing_nobody)
