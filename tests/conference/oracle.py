"""The conference game a second time, slow and plain: what the scans must agree with.

Nothing here calls the program's own formulas. A case's draws are looked up by path; the war, the surplus (theory 8.1
and 8.3, breakage on one clock as in 8.2, steps in order as in 8.16, credit whoever sees it) and the signer rule are
written out again. A rule is evaluated by its meaning: the greatest t such that the actors whose surplus is at least t
meet it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backchannel.case.draws import Draws
from backchannel.case.rules import Rule
from backchannel.case.schema import Actor, Case, Guarantee, Level, Track

Floats = NDArray[np.float64]
Terms = Mapping[str, Any]  # issue -> term in [0, 1], a number or an array [text]


@dataclass(frozen=True)
class Oracle:
    """One run of a case."""

    draws: Draws
    run: int

    @property
    def case(self) -> Case:
        return self.draws.case

    # --- looking up ---------------------------------------------------------------------------------------------

    def said(self, path: str) -> float | None:
        row = self.draws.rows.get(path)
        return None if row is None else float(self.draws.matrix[row, self.run])

    def value(self, path: str, neutral: float) -> float:
        found = self.said(path)
        return neutral if found is None else found

    def by_level(self, path: str, level: str, neutral: float) -> float:
        for key in (f"{path}.{level}", f"{path}.else", path):
            found = self.said(key)
            if found is not None:
                return found
        return neutral

    def loss(self, z: Any, x: float) -> Any:
        distance = abs(z - x)
        return distance * distance if self.case.case.loss == "quadratic" else distance

    def stance(self, actor: str, issue: str, field: str) -> float | None:
        return self.said(f"stances.{actor}.{issue}.{field}")

    def ideal(self, actor: str, issue: str) -> float:
        return (self.stance(actor, issue, "private") or 0.0) / 100.0

    def salience(self, actor: str, issue: str) -> float:
        raw = {i.id: self.stance(actor, i.id, "salience") or 0.0 for i in self.case.issues}
        total = sum(raw.values())
        return raw[issue] / total if total > 0 else 1.0 / len(raw)

    def status_quo(self, issue: str) -> float:
        return self.value(f"issues.{issue}.status_quo", 0.0) / 100.0

    # --- the war ------------------------------------------------------------------------------------------------

    def sides(self) -> list[str]:
        return list(dict.fromkeys([s.id for s in self.case.war.sides] + [a.side for a in self.case.actors if a.side]))

    def deciders(self) -> list[Actor]:
        deciding = {s.actor for s in self.case.stances}
        return [a for a in self.case.actors if a.id in deciding]

    def strength(self, actor: Actor, withheld: bool) -> float:
        lost: dict[str, float] = {}
        for tie in self.case.ties:
            served = tie.target == actor.id or self.case.actor(tie.target).parent == actor.id
            if withheld and served and tie.support is not None:
                cut = self.value(f"ties.{tie.id}.support", 0.0) * self.value(f"ties.{tie.id}.withheld", 0.0)
                lost[tie.source] = max(lost.get(tie.source, 0.0), cut)
        return self.value(f"actors.{actor.id}.capability", 0.0) * max(0.0, 1.0 - sum(lost.values()))

    def contest(self, withheld: bool) -> list[float]:
        power = self.value("war.decisiveness", 1.0)
        sides = self.sides()
        strength = [sum(self.strength(a, withheld) for a in self.case.actors if a.side == s) for s in sides]
        if max(strength) == 0.0:
            return [1.0 / len(sides)] * len(sides)
        powers = [s**power for s in strength]
        return [p / sum(powers) for p in powers]

    def chances(self, actor: Actor) -> list[float]:
        sides, common = self.sides(), self.contest(withheld=True)
        if actor.side is None or len(sides) < 2:
            return common
        mine = sides.index(actor.side)
        own = self.said(f"actors.{actor.id}.own_chance")
        before = self.contest(withheld=False)[mine]
        if own is None:
            shift = self.value(f"actors.{actor.id}.optimism", 0.0)
            own, before = common[mine], common[mine]
            if shift != 0.0 and 0.0 < own < 1.0:
                own = 1.0 / (1.0 + math.exp(-(math.log(own / (1.0 - own)) + shift)))
        if common[mine] != before:
            odds = common[mine] / (1.0 - common[mine]) / (before / (1.0 - before))
            own = own * odds / (1.0 - own + own * odds)
        rest = 1.0 - common[mine]
        shared = [(1.0 - own) * (c / rest if rest > 0 else 1.0 / (len(sides) - 1)) for c in common]
        shared[mine] = own
        return shared

    def imposed(self, side: str, issue: str) -> float:
        stated = self.said(f"war.sides.{side}.outcome.{issue}")
        if stated is not None:
            return stated / 100.0
        members = [a for a in self.deciders() if a.side == side]
        if not members:
            return self.status_quo(issue)
        weights = [self.fighters(a) for a in members]
        if sum(weights) == 0.0:
            weights = [1.0] * len(members)
        return sum(w * self.ideal(a.id, issue) for w, a in zip(weights, members, strict=True)) / sum(weights)

    def fighters(self, actor: Actor) -> float:
        own = self.said(f"actors.{actor.id}.capability")
        if own is not None or actor.parent is None:
            return own or 0.0
        return self.value(f"actors.{actor.parent}.capability", 0.0) * self.value(
            f"actors.{actor.id}.weight_in_parent", 1.0
        )

    def outlook(self, actor: Actor, issue: str) -> float:
        """Loss on an issue expected of the war's outcome."""
        x = self.ideal(actor.id, issue)
        if not self.sides():
            return float(self.loss(self.status_quo(issue), x))
        parts = zip(self.chances(actor), self.sides(), strict=True)
        return sum(p * float(self.loss(self.imposed(side, issue), x)) for p, side in parts)

    def war(self, actor: Actor) -> float:
        """Worth of fighting on, per period."""
        lottery = 1.0 - sum(self.salience(actor.id, i.id) * self.outlook(actor, i.id) for i in self.case.issues)
        intensity = self.value("war.intensity", 1.0) if self.sides() else 1.0
        cost, rent = (self.value(f"actors.{actor.id}.{name}", 0.0) for name in ("cost", "rent"))
        return lottery - cost * intensity + rent * intensity

    # --- the surplus --------------------------------------------------------------------------------------------

    def waits(self, level: Level, z: Terms, issue: str) -> Any:
        steps: Any = 0
        for other in self.case.issues:
            if other.sequence is None or other.id not in level.opens:
                continue
            low, high = other.sequence.parallel
            steps = steps + (issue in other.sequence.waits_low) * (100.0 * z[other.id] < low)
            steps = steps + (issue in other.sequence.waits_high) * (100.0 * z[other.id] > high)
        return steps

    def exit(self, actor: Actor, granted: list[Guarantee]) -> float:
        """Worth to an actor, through its own fate, of a text that removes the leader."""
        if actor.exit is None:
            return 0.0
        path = f"actors.{actor.id}.exit"
        broken = 1.0
        for g in granted:
            if g.covers_exit:
                broken *= 1.0 - self.value(f"guarantees.{g.id}.credibility", 0.0)
        kept, survives = 1.0 - broken, self.value(f"{path}.survival", 1.0)
        leaving = kept * self.value(f"{path}.after", 0.0) - broken * self.value(f"{path}.betrayed", 0.0)
        staying = survives * self.value(f"{path}.keeps", 1.0) - (1.0 - survives) * self.value(f"{path}.loses", 0.0)
        return self.value(f"{path}.weight", 0.0) * (leaving - staying)

    def surplus(self, level: Level, track: Track, actor: str, granted: tuple[str, ...], z: Terms) -> Any:
        who = self.case.actor(actor)
        L, K, A = f"levels.{level.id}", f"tracks.{track.id}", f"actors.{actor}"
        given = [g for g in self.case.guarantees if g.id in granted]
        tau = self.by_level(f"{A}.trust", level.id, 1.0)
        T = tau + (1.0 - tau) * self.value(f"{L}.enforcement", 0.0)
        phi = self.value(f"{L}.fighting_ended", 1.0)
        frozen = self.value(f"{L}.frozen", 1.0)
        holds = 1.0
        for b in level.breakage:
            path = f"{L}.breakage.{b.group}"
            holds *= 1.0 - self.value(f"{path}.attack", 1.0) * self.value(f"{path}.effect", 0.0)
        delta = self.value(f"{A}.patience", 0.95)

        def m(rate: float) -> float:
            return (1.0 - delta) / (1.0 - delta * (1.0 - rate))

        forgets = {name: self.said(f"{A}.{name}_memory") for name in ("audience", "betrayal")}
        m_a, m_b = (1.0 if f is None else m(f) / m(1.0 - holds) for f in forgets.values())
        w = self.war(who)
        u: Any = 1.0
        D: Any = 0.0
        d: Any = 0.0
        credit: Any = 0.0
        h: Any = self.by_level(f"{A}.side_benefit", level.id, 0.0)
        h += sum(
            self.value(f"guarantees.{g.id}.credibility", 0.0) * self.value(f"guarantees.{g.id}.worth", 0.0)
            for g in given
        )
        for issue in self.case.issues:
            k = issue.id
            s, x, q = self.salience(actor, k), self.ideal(actor, k), self.status_quo(k)
            line = self.stance(actor, k, "public")
            asked = any(t.precondition for t in self.case.stances if (t.actor, t.issue) == (actor, k))
            if k in level.opens:
                reached = T ** self.waits(level, z, k)
                u = u - s * (reached * self.loss(z[k], x) + (1.0 - reached) * self.loss(q, x))
                D = D + s * reached * (self.loss(q, x) - self.loss(z[k], x))
                credit = credit + (self.stance(actor, k, "credit") or 0.0) * (z[k] - q)
                if line is not None:
                    d = d + s * abs(z[k] - line / 100.0)
                if issue.tag == "leadership":
                    h = h + self.exit(who, given) * reached * z[k]
            else:
                u = u - s * (frozen * self.loss(q, x) + (1.0 - frozen) * self.outlook(who, k))
                if line is not None and asked:
                    d = d + s * abs(q - line / 100.0)
        leak = self.value(f"{K}.leak", 0.0)
        seen = (1.0 - leak) * self.value(f"{K}.publicity", 1.0) + leak * self.value(f"{K}.premium", 1.0)
        omega = (1.0 - self.value(f"{L}.cover", 0.0)) * seen
        g_il = phi * u + (1.0 - phi) * (w + D)
        betrayed = (1.0 - T) * phi * self.value(f"{A}.betrayal_loss", 0.0) * m_b
        return T * (g_il - w) - betrayed + h + credit - omega * self.value(f"{A}.audience_cost", 0.0) * d * m_a

    # --- signing ------------------------------------------------------------------------------------------------

    def offered(self, level: Level, which: str) -> list[Guarantee]:
        leads = {i.id for i in self.case.issues if i.tag == "leadership"}
        fits = [g for g in self.case.guarantees if level.id in g.levels or (not g.levels and leads & set(level.opens))]
        insiders = {a.id for a in self.case.actors if a.role == "insider"}
        return [g for g in fits if which == "all" or (which == "insiders" and g.beneficiary in insiders)]

    def willing(self, level: Level, track: Track, actor: str, which: str, z: Terms) -> Any:
        """An actor's surplus: with what it is given for certain, or with what hinges on others and their acceptance."""
        mine = [g for g in self.offered(level, which) if g.beneficiary == actor]
        certain = tuple(g.id for g in mine if g.condition in (None, actor))
        hinged = [g for g in mine if g.condition not in (None, actor)]
        best = self.surplus(level, track, actor, certain, z)
        for size in range(1, len(hinged) + 1):
            for chosen in combinations(hinged, size):
                value = self.surplus(level, track, actor, (*certain, *(g.id for g in chosen)), z)
                for g in chosen:
                    assert g.condition is not None
                    theirs = [o for o in self.offered(level, which) if o.beneficiary == g.condition]
                    sure = tuple(o.id for o in theirs if o.condition in (None, g.condition))
                    value = np.minimum(value, self.surplus(level, track, g.condition, sure, z))
                best = np.maximum(best, value)
        return best

    def met(self, rule: Rule, path: str, yes: Mapping[str, Any]) -> Any:
        """Whether a rule is met by who says yes (an array [text] for each actor)."""
        if rule.actor is not None:
            return yes[rule.actor]
        if rule.of is not None:
            weight = {
                a: self.value(f"{path}.weights.{a}", self.value(f"actors.{a}.weight_in_parent", 1.0)) for a in rule.of
            }
            have = sum(weight[a] * yes[a] for a in rule.of)
            return have >= self.value(f"{path}.quota", 0.0)
        parts = rule.all if rule.all is not None else rule.any or ()
        each = [self.met(part, f"{path}.{n}", yes) for n, part in enumerate(parts)]
        return (np.logical_and if rule.all is not None else np.logical_or).reduce(each)

    def rule_value(self, rule: Rule, path: str, surplus: Mapping[str, Floats]) -> Floats:
        """The greatest t such that those whose surplus is at least t meet the rule; -inf where nothing does."""
        actors = rule.actors()
        value = np.full(surplus[actors[0]].shape, -np.inf)
        for actor in actors:
            t = surplus[actor]
            carried = self.met(rule, path, {a: surplus[a] >= t for a in actors})
            value = np.where(carried, np.maximum(value, t), value)
        return value

    def parts(self, level: Level, track: Track, which: str, z: Terms) -> Floats:
        """What each part of the signer rule makes of each text: [part, text]."""
        surplus = {a: self.willing(level, track, a, which, z) for a in level.signers.actors()}
        path = f"levels.{level.id}.signers"
        if level.signers.all is None:
            return np.array([self.rule_value(level.signers, path, surplus)])
        rules = enumerate(level.signers.all)
        return np.array([self.rule_value(part, f"{path}.{n}", surplus) for n, part in rules])
