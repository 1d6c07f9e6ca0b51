"""What actors care for and claim to want: saliences, strengths on one scale, public lines against private limits."""

from __future__ import annotations

from collections.abc import Iterator

from backchannel.case.checking.look import FORM, REACH, UNKNOWN, Check, Look, Number
from backchannel.case.problems import Problem
from backchannel.case.schema import Stance
from backchannel.case.shape import Path

ALL = 0.95
"""From this share on, one issue is said to have all the weight."""

FURTHER = 5.0
"""Points by which a private limit lies further off than the public line before it is called unusual."""


def _saliences(look: Look) -> Iterator[tuple[Path, str, list[Number], list[float]]]:
    """Each actor with stances: its place, id, the numbers and their best guesses; skipped where one is unknown."""
    mine: dict[str, list[Number]] = {}
    for number in look.numbers:
        if isinstance(number.owner, Stance) and number.field == "salience":
            mine.setdefault(number.owner.actor, []).append(number)
    for path, actor in look.actors():
        numbers = mine.get(actor.id, [])
        if numbers and not any(number.estimate.unknown for number in numbers):
            yield path, actor.id, numbers, [number.estimate.central for number in numbers]


def salience_sum(look: Look) -> Iterator[Problem]:
    """Saliences that do not share out 100 points."""
    for path, _, numbers, points in _saliences(look):
        if sum(points) > 0 and abs(sum(points) - 100) > 0.5:
            message = "its saliences do not add up to 100 and are scaled to it"
            expected = "100 points shared among its issues"
            yield look.say("warning", path, message, REACH + 10, expected, "check its stances", about=numbers)


def no_care(look: Look) -> Iterator[Problem]:
    """An actor with stances that gives weight to none of them."""
    for path, id, numbers, points in _saliences(look):
        if sum(points) == 0:
            message = "gives no issue any weight, and is taken to care for all issues alike"
            weight = REACH + (50 if id in look.deciders else 5)
            fix = "share 100 points among its stances, or write `?`"
            yield look.say("warning", path, message, weight, fix=fix, about=numbers)


def one_care(look: Look) -> Iterator[Problem]:
    """An actor with several stances and all its weight on one: it would give away everything else for nothing."""
    for path, _, numbers, points in _saliences(look):
        if len(points) > 1 and sum(points) > 0 and max(points) >= ALL * sum(points):
            most = numbers[points.index(max(points))].owner
            assert isinstance(most, Stance)
            message = f"gives all its weight to {look.name('issues', most.issue)}; no offer on any other issue moves it"
            fix = "ask what it would still mind losing elsewhere, or drop its other stances"
            yield look.say("note", path, message, UNKNOWN + 10, fix=fix, about=numbers)


def strength_scale(look: Look) -> Iterator[Problem]:
    """Strengths that are not measured against the strongest, who stands at 100."""
    if look.strongest and abs(look.strongest - 100) > 0.5:
        message = "the strongest does not stand at 100; only ratios of strength count, so nothing else is wrong with it"
        fix = "scale every `capability` so that the strongest fighter has 100"
        yield look.say("note", ("actors",), message, FORM + 25, fix=fix)


def swapped(look: Look) -> Iterator[Problem]:
    """A public line nearer to the others than the private limit: more is offered aloud than would be settled for."""
    public = {(s.actor, s.issue): s.public.central for s in look.case.stances if s.public and not s.public.unknown}
    sides = {actor.id: actor.side for actor in look.case.actors}
    for path, stance in look.stances():
        mine = public.get((stance.actor, stance.issue))
        signing = {
            id
            for level in look.case.levels
            if stance.issue in level.opens and stance.actor in level.signers.actors()
            for id in level.signers.actors()
            if id != stance.actor and (sides.get(id) is None or sides.get(id) != sides.get(stance.actor))
        }
        others = [public[id, stance.issue] for id in sorted(signing) if (id, stance.issue) in public]
        if mine is None or not others or stance.private.unknown:
            continue
        mean = sum(others) / len(others)
        if abs(stance.private.central - mean) > abs(mine - mean) + FURTHER:
            message = (
                "its public line is nearer to what the other signers say in public than its private limit is: "
                "it would offer aloud more than it means to settle for"
            )
            weight = UNKNOWN + 10 * look.care.get((stance.actor, stance.issue), 0.5)
            fix = "check that public and private are not swapped; if it is meant, say why in the `note`"
            about = [n for n in look.under(path) if n.field in ("public", "private")]
            yield look.say("note", path, message, weight, fix=fix, about=about)


CHECKS: tuple[Check, ...] = (salience_sum, no_care, one_care, strength_scale, swapped)
