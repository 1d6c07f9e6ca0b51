"""Rules for signing without those who are lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backchannel.case.estimate import Estimate
from backchannel.case.rules import Rule

Number = Callable[[Estimate, bool], Estimate | None]
"""A number as it goes out, by whether it is about insiders; None where it does not."""

NOBODY: frozenset[str] = frozenset()


def _as_it_is(said: Estimate, secret: bool) -> Estimate | None:
    return said


def pruned(
    rule: Rule,
    names: Mapping[str, str],
    number: Number = _as_it_is,
    insiders: frozenset[str] = NOBODY,
    secret: bool = False,
) -> Rule | None:
    """A rule with new names of actors and without those who have none; None where nobody is left.

    What is left is put in its simplest form whether or not somebody was dropped, so that the form does not tell.

    >>> rule = Rule.model_validate(["a", {"any": ["b", "c"]}])
    >>> pruned(rule, {"a": "a1", "c": "a2"}).actors(), pruned(rule, {"a": "a1"}).actor
    (['a1', 'a2'], 'a1')
    """
    secret = secret or bool(({rule.actor} | set(rule.of or ())) & insiders)
    if rule.actor is not None:
        return Rule(actor=names[rule.actor]) if rule.actor in names else None
    if rule.of is not None:
        return _quota(rule, names, number, secret)
    parts = [pruned(part, names, number, insiders, secret) for part in rule.all or rule.any or ()]
    flat: list[Rule] = []
    for part in parts:
        if part is not None:
            flat += (part.all if rule.all is not None else part.any) or (part,)
    left = tuple(one for n, one in enumerate(flat) if one not in flat[:n])
    if len(left) < 2:
        return left[0] if left else None
    return Rule(all=left) if rule.all is not None else Rule(any=left)


def _quota(rule: Rule, names: Mapping[str, str], number: Number, secret: bool) -> Rule | None:
    of = tuple(names[one] for one in dict.fromkeys(rule.of or ()) if one in names)
    if not of:
        return None
    assert rule.quota is not None
    quota = number(rule.quota, secret)
    weighed = {names[one]: number(said, secret) for one, said in (rule.weights or {}).items() if one in names}
    weights = {one: said for one in of if (said := weighed.get(one)) is not None}
    if quota is None and len(of) == 1:
        return Rule(actor=of[0])
    return Rule(of=of, quota=quota or Estimate(unknown=True), weights=weights or None)
