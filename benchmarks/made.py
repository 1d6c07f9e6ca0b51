"""Cases made up for the benchmarks of the game, the same on every machine, with a doubt on every number."""

from __future__ import annotations

from typing import Any

import numpy as np

from backchannel.case.schema import Case

Tree = dict[str, Any]
LEVELS = {"relief": 2, "truce": 3, "ceasefire": 4, "framework": 5, "settlement": 0}
"""How many issues each level of the big case opens; 0 = all."""


class _Doubts:
    """Low-best-high estimates around a best value drawn between two ends, never without width."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def __call__(self, low: float, high: float) -> list[float]:
        best, width = float(self.rng.uniform(low, high)), 0.4 * (high - low)
        return [max(low, best - width), best, min(high, best + width)]

    def near(self, middle: float, width: float) -> list[float]:
        """A position (0-100) near one."""
        middle = float(np.clip(middle, width, 100.0 - width))
        return [middle - width, middle, middle + width]


def big(actors: int = 60, issues: int = 12, seed: int = 4) -> Case:
    """A war of two or three sides with factions, insiders, armed groups, backers and bodies that fight nobody.

    Everybody decides and has a stance on every issue. Five levels, a table where any member may propose and a corridor
    of the sides' heads, their insiders and some backers; every mechanism of the game is switched on.
    """
    return Case.model_validate(_Big(actors, issues, seed).tree())


class _Big:
    """Puts the big case together, group by group."""

    def __init__(self, actors: int, issues: int, seed: int) -> None:
        self.doubt = _Doubts(seed)
        self.rng = self.doubt.rng
        self.issues = [f"k{n}" for n in range(issues)]
        self.sides = [f"s{n}" for n in range(3 if actors >= 30 else 2)]
        self.heads = [f"head{n}" for n in range(len(self.sides))]
        self.insiders = [f"posts{n}" for n in range(len(self.sides))]
        self.factions = [f"faction{n}" for n in range(actors // 6)]
        self.groups = [f"group{n}" for n in range(3 * actors // 8)]
        self.backers = [f"backer{n}" for n in range(max(2, actors // 6))]
        named = [*self.heads, *self.insiders, *self.factions, *self.groups, *self.backers]
        self.others = [f"body{n}" for n in range(actors - len(named))]
        self.actors = [*named, *self.others]
        if len(self.actors) != actors:
            raise ValueError(f"{actors} actors: expected at least {len(named)}")
        self.base = {s: self.rng.uniform(15, 85, issues) for s in self.sides}

    def side(self, actor: str) -> int:
        """The number of the side whose views an actor is nearest to."""
        return int(actor.lstrip("abcdefghijklmnopqrstuvwxyz")) % len(self.sides)

    def tree(self) -> Tree:
        d = self.doubt
        return {
            "case": {"id": "big", "title": "A big case made up", "as_of": "2014-01-01", "horizon_months": 36},
            "actors": [self.actor(a) for a in self.actors],
            "issues": [self.issue(n) for n in range(len(self.issues))],
            "stances": [self.stance(a, n) for a in self.actors for n in range(len(self.issues))],
            "levels": [self.level(n, name) for n, name in enumerate(LEVELS)],
            "tracks": self.tracks(),
            "war": {"sides": [{"id": s} for s in self.sides], "intensity": d(0.8, 1.2), "decisiveness": d(0.6, 1.4)},
            "game": self.game(),
            "ties": self.ties(),
            "guarantees": [
                {"id": f"stay{n}", "beneficiary": a, "covers_exit": True, "condition": self.heads[-1]}
                | {"credibility": d(0.1, 0.6), "worth": d(0.02, 0.2), "alone": d(0.2, 0.8)}
                for n, a in enumerate(self.insiders)
            ],
            "recognition": [
                {"id": "equals", "of": self.backers[0], "by": self.backers[1], "before": d(0.1, 0.4)}
                | {"now": d(0.4, 0.9), "principle": d(0.4, 0.9), "salience_effect": d(0, 0.8), "status_gain": d(0, 0.1)}
            ],
            "narratives": [
                {"id": "frame", "speaker": self.heads[0], "audience": self.backers[0], "frame": "so it is"}
                | {"believed": d(0.2, 0.6), "needed": d(0.4, 0.6), "trend": d(-0.03, 0.03)}
                | {"effect_on_cost": d(0, 0.6), "effect_on_backer": d(0, 0.2)}
            ],
            "indicators": [
                {"id": "visit", "what": "a visit", "window_months": 6, "if_so": d(0.2, 0.8), "if_not": d(0.02, 0.2)}
            ],
        }

    def actor(self, a: str) -> Tree:
        d, n = self.doubt, self.side(a)
        one: Tree = {"id": a, "role": "principal", "cost": d(0.05, 0.25), "rent": d(0, 0.05), "patience": d(0.9, 0.98)}
        one |= {"trust": {"relief": d(0.5, 0.9), "else": d(0.3, 0.8)}, "side_benefit": d(0, 0.05)}
        one |= {"betrayal_loss": d(0.02, 0.15), "betrayal_memory": d(0.01, 0.1)}
        one |= {"audience_cost": d(0.02, 0.25), "audience_memory": d(0.01, 0.1), "openness": d(0, 0.4)}
        one |= {"attending_cost": d(0, 0.03), "attending_benefit": d(0, 0.06)}
        if a in self.heads:
            one |= {"side": self.sides[n], "capability": d(40, 90), "own_chance": d(0.25, 0.6), "command": d(0.5, 0.9)}
        elif a in self.insiders:
            one |= {"role": "insider", "side": self.sides[n], "parent": self.heads[n], "own_chance": d(0.2, 0.5)}
            one |= {"weight_in_parent": d(0.2, 0.5)}
            one["exit"] = {"weight": d(0.05, 0.3), "survival": d(0.4, 0.9), "after": d(0.3, 0.9)}
            one["exit"] |= {"loses": d(0.5, 1.5), "betrayed": d(0.5, 1.5), "keeps": d(0.9, 1.1)}
        elif a in self.factions:
            one |= {"role": "faction", "side": self.sides[n], "parent": self.heads[n], "optimism": d(-0.3, 0.3)}
            one |= {"weight_in_parent": d(0.05, 0.3), "command": d(0.3, 0.9), "tolerance": d(0.1, 0.5)}
        elif a in self.groups:
            one |= {"role": "armed", "side": self.sides[n], "capability": d(2, 15), "optimism": d(-0.3, 0.5)}
            one |= {"feeds_on_fighting": d(0.1, 0.6), "adds_to_fighting": d(0, 0.1), "attacking_cost": d(0, 0.06)}
        elif a in self.backers:
            one |= {"role": "backer"}
        return one

    def issue(self, n: int) -> Tree:
        one: Tree = {"id": self.issues[n], "anchors": {0: "none", 100: "all"}, "status_quo": self.doubt(10, 60)}
        if n == len(self.issues) - 1:
            one["tag"] = "leadership"
        if n == 4:
            one |= {"kind": "sequence", "sequence": {"waits_low": ["k0"], "waits_high": ["k1"], "parallel": [40, 60]}}
        return one

    def stance(self, a: str, n: int) -> Tree:
        d, base = self.doubt, float(self.base[self.sides[self.side(a)]][n] + self.rng.normal(0, 12))
        private = 0.5 * base + 25.0
        return {"actor": a, "issue": self.issues[n], "public": d.near(base, 8), "private": d.near(private, 12)} | {
            "salience": d(2, 20),
            "credit": d(0, 0.03),
        }

    def level(self, n: int, name: str) -> Tree:
        d, armed = self.doubt, self.groups[: max(2, len(self.groups) // 2)]
        quota: Tree = {"quota": d(0.34, 0.6), "of": armed, "weights": {a: d(0.1, 0.4) for a in armed}}
        gate = {"any": [self.heads[0], {"quota": d(0.2, 0.5), "of": [self.insiders[0]]}]}
        rules: dict[str, list[Any]] = {
            "relief": self.heads[:2],
            "truce": [gate, self.heads[1], quota],
            "ceasefire": [*self.heads, quota],
            "framework": list(self.heads),
            "settlement": [gate, *self.heads[1:], quota],
        }
        ratifiers = {"framework": self.backers[:2], "settlement": self.backers[:4]}.get(name, [])
        one: Tree = {"id": name, "opens": self.issues[: LEVELS[name] or None], "signers": rules[name]}
        one |= {"ratifiers": ratifiers, "frozen": d(0.2, 0.8), "fragility": d(0.002, 0.015), "telling": d(0.3, 0.9)}
        one |= {"fighting_ended": d(0.15 * n, 0.2 + 0.15 * n), "rents_lost": d(0.1, 0.6), "enforcement": d(0.02, 0.3)}
        one |= {"cover": d(0.1, 0.7)}
        one["breakage"] = [{"group": g, "effect": d(0.02, 0.2), "attack": d(0.02, 0.3)} for g in self.groups[:8]]
        return one

    def tracks(self) -> list[Tree]:
        d = self.doubt
        table: Tree = {"id": "table", "kind": "formal", "members": [*self.heads, *self.others, *self.groups[:2]]}
        table |= {"meets": d(0.2, 0.7), "publicity": d(0.6, 0.95), "break_off": d(0.03, 0.2), "resume": d(0.05, 0.4)}
        corridor: Tree = {"id": "corridor", "kind": "corridor"}
        corridor["members"] = [*self.heads, *self.insiders, *self.backers[:4]]
        corridor |= {"meets": d(0.3, 0.9), "publicity": d(0.05, 0.3), "leak": d(0.03, 0.2), "premium": d(1, 1.6)}
        return [table, corridor | {"cover": d(0.2, 0.8), "cooling": d(1, 4)}]

    def ties(self) -> list[Tree]:
        d, room = self.doubt, [*self.heads, *self.insiders, *self.backers[:4]]
        ties = [{"source": a, "target": b, "contact": d(0.02, 0.08)} for a in room for b in room if a != b]
        helped = [*self.groups, *self.factions][: 2 * len(self.backers)]
        ties += [
            {"source": self.backers[n % len(self.backers)], "target": a}
            | {"support": d(0.05, 0.3), "withheld": d(0, 0.2), "conditional": d(0, 0.6)}
            for n, a in enumerate(helped)
        ]
        return ties

    def game(self) -> Tree:
        d = self.doubt
        said: dict[str, tuple[float, float]] = {
            "choice_precision": (20, 80),
            "persistent_noise": (0, 0.05),
            "hardship": (0, 0.02),
            "lookahead": (0, 0.8),
            "stops_good": (0.7, 0.9),
            "stops_other": (0.2, 0.6),
            "keeps_good": (0.96, 0.99),
            "keeps_other": (0.8, 0.95),
            "trust_drift": (0, 0.06),
            "leak_harm": (0, 0.4),
            "insiders_lean": (0.1, 0.5),
            "implementation_pace": (0.02, 0.1),
            "collapse_by_exclusion": (0, 2),
            "collapse_by_enforcement": (0, 2),
            "collapse_by_progress": (0, 2),
        }
        return {name: d(*ends) for name, ends in said.items()}


def even(parties: int = 5, issues: int = 4, seed: int = 2) -> Case:
    """A plain bargain: so many parties who must all sign, one level on all issues, one table that meets every round."""
    d = _Doubts(seed)
    actors = [f"a{n}" for n in range(parties)]
    topics = [f"k{n}" for n in range(issues)]
    return Case.model_validate(
        {
            "case": {"id": "even", "title": "A plain bargain", "as_of": "2014-01-01"},
            "actors": [
                {"id": a, "role": "principal", "side": f"s{n}", "own_chance": d(0.5, 0.7), "cost": d(0.05, 0.2)}
                | {"capability": d(20, 60)}
                for n, a in enumerate(actors)
            ],
            "issues": [{"id": k, "anchors": {0: "none", 100: "all"}, "status_quo": d(20, 60)} for k in topics],
            "stances": [
                {"actor": a, "issue": k, "private": d(0, 100), "salience": d(5, 40)} for a in actors for k in topics
            ],
            "levels": [{"id": "deal", "opens": topics, "signers": actors}],
            "tracks": [{"id": "table", "kind": "formal", "members": actors}],
            "war": {"sides": [{"id": f"s{n}"} for n in range(parties)]},
        }
    )
