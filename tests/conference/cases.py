"""Cases made by chance, with everything that can enter the acceptance inequality, and small ones made by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from backchannel.case.schema import Case, Level, Track
from backchannel.conference.texts import Texts, listed, product

Tree = dict[str, Any]


def case_of(tree: Tree) -> Case:
    return Case.model_validate({"case": {"id": "made", "title": "Made for a test", "as_of": "2014-01-28"}, **tree})


def estimate(rng: np.random.Generator, low: float, high: float, doubt: float = 0.6) -> Any:
    """A number in low..high, on a lattice so that few shapes of doubt occur; sometimes without doubt."""
    lattice = np.sort(rng.integers(0, 17, 3))
    a, b, c = (low + (high - low) * float(n) / 16 for n in lattice)
    return [a, b, c] if rng.random() < doubt else b


def random_rule(rng: np.random.Generator, actors: list[str], depth: int = 2) -> Any:
    """An actor, `all`, `any` or a quota. Weights are eighths and quotas odd sixteenths, so that no sum is a tie."""
    kind = rng.choice(["actor", "all", "any", "quota"]) if depth else "actor"
    some = [str(a) for a in rng.permutation(actors)[: rng.integers(1, min(4, len(actors)) + 1)]]
    if kind == "actor":
        return some[0]
    if kind == "quota":
        weights = {a: int(rng.integers(1, 8)) / 8 for a in some if rng.random() < 0.8}
        return {"of": some, "weights": weights, "quota": (2 * int(rng.integers(0, 10)) + 1) / 16}
    return {str(kind): [random_rule(rng, actors, depth - 1) for _ in range(rng.integers(1, 4))]}


def random_tree(seed: int, *, credit: bool = True, sequence: bool = True, benefit: bool = True) -> Tree:
    """A case as plain data: 2-6 actors, 1-4 issues, one level `deal`, tracks `table` and `corridor`."""
    rng = np.random.default_rng(seed)

    def maybe(share: float) -> bool:
        return bool(rng.random() < share)

    issues = [f"k{n}" for n in range(rng.integers(1, 5))]
    actors = [f"a{n}" for n in range(rng.integers(2, 7))]
    sides = [f"s{n}" for n in range(rng.integers(2, 4))] if maybe(0.8) else []
    people: list[Tree] = []
    for n, a in enumerate(actors):
        one: Tree = {"id": a, "role": "insider" if n == 1 and maybe(0.5) else "principal"}
        if sides and maybe(0.85):
            one["side"] = sides[n % len(sides)]
        one["capability"] = estimate(rng, 16, 80)
        if one.get("side") and maybe(0.4):
            one["own_chance"] = estimate(rng, 0.125, 0.875)
        elif maybe(0.4):
            one["optimism"] = estimate(rng, -1, 1)
        for name, low, high in (("cost", 0, 0.5), ("rent", 0, 0.125), ("betrayal_loss", 0, 0.25)):
            if maybe(0.7):
                one[name] = estimate(rng, low, high)
        for name in ("audience_memory", "betrayal_memory"):
            if maybe(0.5):
                one[name] = estimate(rng, 0.015625, 0.125)
        if maybe(0.8):
            one["trust"] = estimate(rng, 0.25, 1) if maybe(0.6) else {"deal": estimate(rng, 0.25, 1), "else": 0.5}
        if maybe(0.7):
            one["audience_cost"] = estimate(rng, 0, 0.5)
        if maybe(0.6):
            one["patience"] = estimate(rng, 0.75, 0.96875)
        if benefit and maybe(0.3):
            one["side_benefit"] = estimate(rng, -0.125, 0.25)
        if benefit and n == 1 and maybe(0.6):
            one["exit"] = {
                "weight": estimate(rng, 0, 0.5),
                "survival": estimate(rng, 0.25, 1),
                "after": estimate(rng, 0, 1),
                "loses": estimate(rng, 0, 2),
                "betrayed": estimate(rng, 0, 2),
            }
            if maybe(0.5):
                one["exit"]["keeps"] = estimate(rng, 0.5, 1.5)
        people.append(one)
    people.append({"id": "crowd", "role": "audience"})
    subjects: list[Tree] = [
        {"id": k, "anchors": {0: "none", 50: "half", 100: "all"}, "status_quo": estimate(rng, 0, 100)} for k in issues
    ]
    if maybe(0.4):
        subjects[-1]["tag"] = "leadership"
    if maybe(0.2):
        subjects[0]["kind"] = "indivisible"
    elif sequence and len(issues) > 1 and maybe(0.5):
        subjects[0] |= {
            "kind": "sequence",
            "sequence": {"waits_low": issues[1:2], "waits_high": issues[2:], "parallel": [40, 60]},
        }
    stances = []
    for a in actors:
        for k in [k for k in issues if maybe(0.85)] or issues[:1]:
            one = {"actor": a, "issue": k, "private": estimate(rng, 0, 100), "salience": estimate(rng, 0, 64)}
            if maybe(0.7):
                one |= {"public": estimate(rng, 0, 100), "precondition": maybe(0.3)}
            if credit and maybe(0.3):
                one["credit"] = estimate(rng, -0.125, 0.25)
            stances.append(one)
    opens = [k for k in issues if maybe(0.8)] or issues[-1:]
    level: Tree = {"id": "deal", "opens": opens, "signers": random_rule(rng, actors)}
    for name, low, high in (("fighting_ended", 0, 1), ("frozen", 0, 1), ("cover", 0, 0.75), ("enforcement", 0, 0.5)):
        if maybe(0.6):
            level[name] = estimate(rng, low, high)
    if maybe(0.5):
        level["breakage"] = [{"group": a, "effect": estimate(rng, 0, 0.25)} for a in actors[:2]]
        level["breakage"][0]["attack"] = estimate(rng, 0, 1)
    if maybe(0.3):
        level["requires"] = [{"issue": opens[-1], "min": 25, "max": 75}]
    tree: Tree = {
        "actors": people,
        "issues": subjects,
        "stances": stances,
        "levels": [level],
        "tracks": [
            {"id": "table", "kind": "formal"},
            {"id": "corridor", "kind": "corridor", "publicity": estimate(rng, 0, 0.5), "leak": estimate(rng, 0, 0.25)},
        ],
        "war": {"sides": [{"id": s} for s in sides]},
    }
    if maybe(0.3):
        tree["tracks"][1]["premium"] = estimate(rng, 1, 2)
    if sides and maybe(0.5):
        tree["war"] |= {"intensity": estimate(rng, 0.5, 1.5), "decisiveness": estimate(rng, 0.5, 2)}
        tree["war"]["sides"][0]["outcome"] = {issues[0]: estimate(rng, 0, 100)}
    if sides and maybe(0.5):
        tree["ties"] = [{"source": "crowd", "target": "a0", "support": 0.5, "withheld": estimate(rng, 0, 1)}]
    if maybe(0.6):
        promise = {"id": "posts", "beneficiary": "a1", "levels": ["deal"], "credibility": estimate(rng, 0, 1)}
        promise |= {"worth": estimate(rng, 0, 0.5), "covers_exit": maybe(0.5)}
        tree["guarantees"] = [promise]
        if maybe(0.5):
            promise["condition"] = "a0"
            tree["guarantees"].append({**promise, "id": "lives", "condition": actors[-1]})
    if maybe(0.3):
        tree["case"] = {"id": "made", "title": "Made", "as_of": "2014-01-28", "loss": "quadratic"}
    return tree


GAME = {
    "choice_precision": (5, 60),
    "persistent_noise": (0, 0.125),
    "hardship": (0, 0.125),
    "lookahead": (0, 1),
    "trust_drift": (0, 0.25),
    "leak_harm": (0, 1),
    "insiders_lean": (0, 1),
    "implementation_pace": (0, 0.5),
    "collapse_by_exclusion": (0, 2),
    "collapse_by_enforcement": (0, 2),
    "collapse_by_progress": (0, 2),
}


def dynamic(tree: Tree, seed: int) -> Tree:
    """A random case with, by chance, every input of the game of rounds; more agreement than a random case has."""
    rng = np.random.default_rng(seed + 1_000_000)
    made = _Dynamic(rng, tree)
    tree["game"] = {name: estimate(rng, *ends) for name, ends in GAME.items() if made.maybe(0.5)}
    if made.maybe(0.7):
        tree["game"] |= {"stops_good": estimate(rng, 0.625, 1), "stops_other": estimate(rng, 0, 0.625)}
        tree["game"] |= {"keeps_good": estimate(rng, 0.75, 1), "keeps_other": estimate(rng, 0.25, 0.75)}
    made.people()
    made.levels()
    made.tracks()
    made.relations()
    header = {"id": "made", "title": "Made", "as_of": "2014-01-28", **tree.get("case", {})}
    tree["case"] = header | {"round": str(rng.choice(["week", "month", "quarter"]))}
    return tree


class _Dynamic:
    """Adds what moves to a random case, group by group."""

    def __init__(self, rng: np.random.Generator, tree: Tree) -> None:
        self.rng, self.tree = rng, tree
        self.actors = [a["id"] for a in tree["actors"] if a["role"] != "audience"]
        self.sides = [s["id"] for s in tree["war"]["sides"]]
        self.issues = [k["id"] for k in tree["issues"]]

    def maybe(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def between(self, low: float, high: float) -> Any:
        return estimate(self.rng, low, high)

    def some(self, items: list[str], least: int = 1) -> list[str]:
        count = int(self.rng.integers(least, len(items) + 1)) if len(items) >= least else len(items)
        return [str(a) for a in self.rng.permutation(items)[:count]]

    def people(self) -> None:
        eager = self.maybe(0.7)
        for one in self.tree["actors"]:
            if one["role"] == "audience":
                continue
            if eager:
                one["cost"] = self.between(0.25, 0.75)
            if one["role"] == "principal" and self.maybe(0.4):
                one["role"] = "backer"
            if self.maybe(0.5):
                one["openness"] = self.between(0, 1)
            if self.maybe(0.3):
                one |= {"attending_cost": self.between(0, 0.125), "attending_benefit": self.between(0, 0.125)}
        for n in range(int(self.rng.integers(0, 3))):
            group: Tree = {"id": f"g{n}", "role": "armed", "rent": self.between(0, 0.5)}
            if self.sides and self.maybe(0.8):
                group |= {"side": self.sides[n % len(self.sides)], "capability": self.between(0, 40)}
            group |= {"feeds_on_fighting": self.between(0, 1), "adds_to_fighting": self.between(0, 0.5)}
            self.tree["actors"].append(group)
        for n in range(int(self.rng.integers(0, 4))):
            parent = self.actors[n % 2]
            self.tree["actors"].append(
                {"id": f"f{n}", "role": "faction", "parent": parent, "tolerance": self.between(0, 0.375)}
                | {"weight_in_parent": self.between(0.25, 0.75), "command": self.between(0.25, 1)}
            )
            self.tree["stances"] += [
                {"actor": f"f{n}", "issue": k, "private": self.between(0, 100), "salience": self.between(1, 64)}
                for k in self.issues
            ]
        for one in self.tree["actors"]:
            if one["role"] != "audience" and self.maybe(0.3):
                one["attacking_cost"] = self.between(0, 0.0625)
            if one["role"] == "insider":
                one["weight_in_parent"] = self.between(0.25, 0.75)

    def levels(self) -> None:
        first = self.tree["levels"][0]
        levels = [first]
        for n in range(int(self.rng.integers(0, 3))):
            opens, signers = self.some(self.issues)[: 1 + n], random_rule(self.rng, self.actors)
            levels.append({"id": f"step{n}", "opens": opens, "signers": signers})
        if self.maybe(0.5):
            for level in levels:
                level["signers"] = self.some(self.actors, 2)[:3]
        breakers = [a["id"] for a in self.tree["actors"] if a["role"] != "audience"]
        for level in levels:
            if self.maybe(0.3):
                level["ratifiers"] = self.some(self.actors)[:2]
            if self.maybe(0.6):
                level["fragility"] = self.between(0, 0.25)
            for name, low, high in (("rents_lost", 0, 1), ("telling", 0, 1), ("fighting_ended", 0, 1), ("cover", 0, 1)):
                if self.maybe(0.4):
                    level[name] = self.between(low, high * 0.9375)
            if self.maybe(0.7):
                level["breakage"] = [
                    {"group": g, "effect": self.between(0, 0.5), "attack": self.between(0, 1)}
                    for g in self.some(breakers)[:3]
                ]
        self.tree["levels"] = levels

    def tracks(self) -> None:
        names = [level["id"] for level in self.tree["levels"]]
        tracks: list[Tree] = []
        for n in range(int(self.rng.integers(1, 3))):
            table: Tree = {"id": f"table{n}", "kind": "formal", "members": self.some(self.actors, 2)}
            if self.maybe(0.4):
                table["proposer"] = "mediator"
            if self.maybe(0.5):
                table |= {"break_off": self.between(0, 0.75), "resume": self.between(0, 1)}
            if self.maybe(0.3):
                table["agenda"] = self.some(names)
            tracks.append(table)
        if self.maybe(0.1):
            tracks[0]["open"] = False
        for n in range(int(self.rng.integers(0, 4))):
            corridor: Tree = {"id": f"corridor{n}", "kind": "corridor", "members": self.some(self.actors)[:3]}
            for name, low, high in (("leak", 0, 0.5), ("cover", 0, 0.75), ("cooling", 0, 4), ("publicity", 0, 0.5)):
                if self.maybe(0.7):
                    corridor[name] = self.between(low, high)
            if self.maybe(0.3):
                corridor["agenda"] = self.some(names)
            if self.maybe(0.1):
                corridor["signs"] = self.some(names)
            if self.maybe(0.3):
                corridor["premium"] = self.between(1, 2)
            tracks.insert(int(self.rng.integers(0, len(tracks) + 1)), corridor)
        for track in tracks:
            if self.maybe(0.5):
                track["meets"] = self.between(0.25, 1)
        self.tree["tracks"] = tracks

    def relations(self) -> None:
        tree, pairs = self.tree, [(a, b) for a in self.actors for b in self.actors if a != b]
        ties = {(t["source"], t["target"]): t for t in tree.get("ties", [])}
        for source, target in pairs:
            tie: Tree = {"source": source, "target": target}
            if self.maybe(0.4):
                tie["contact"] = self.between(0, 0.75)
            if self.maybe(0.3):
                tie |= {"support": self.between(0, 1), "withheld": self.between(0, 0.25)}
                tie["conditional"] = self.between(0, 1)
            if len(tie) > 2:
                ties[source, target] = tie
        tree["ties"] = list(ties.values())
        if self.maybe(0.6):
            of, by = pairs[int(self.rng.integers(len(pairs)))]
            seen: Tree = {"id": "rec", "of": of, "by": by, "before": self.between(0, 0.5), "now": self.between(0.25, 1)}
            for name, high in (("principle", 1), ("salience_effect", 2), ("status_gain", 0.25)):
                if self.maybe(0.7):
                    seen[name] = self.between(0, high)
            tree["recognition"] = [seen]
        if self.maybe(0.6):
            speaker, audience = pairs[int(self.rng.integers(len(pairs)))]
            frame: Tree = {"id": "frame", "speaker": speaker, "audience": audience, "frame": "so it is"}
            frame |= {"believed": self.between(0, 1), "needed": self.between(0.25, 1), "trend": self.between(-0.1, 0.1)}
            frame |= {"effect_on_cost": self.between(0, 1), "effect_on_backer": self.between(0, 0.5)}
            tree["narratives"] = [frame]
        if self.maybe(0.6):
            signs = [{"id": f"i{n}", "what": "a sign", "window_months": n + 1} for n in range(2)]
            tree["indicators"] = [s | {"if_so": self.between(0, 1), "if_not": self.between(0, 0.5)} for s in signs]
        for promise in tree.get("guarantees", []):
            if self.maybe(0.5):
                promise["alone"] = self.between(0, 1)


def deal(case: Case, track: str = "table") -> tuple[Level, Track]:
    return case.level("deal"), case.track(track)


def random_texts(case: Case, level: Level, seed: int) -> Texts:
    """A grid for even seeds, any texts for odd ones; terms are hundredths."""
    rng = np.random.default_rng(seed)
    if seed % 2:
        values = rng.integers(0, 101, (len(case.issues), int(rng.integers(1, 150)))) / 100.0
        return listed(case, level, np.where([[i.id in level.opens] for i in case.issues], values, 0.0))
    most = {1: 60, 2: 12, 3: 6, 4: 4}[len(level.opens)]
    some = {k: np.sort(rng.choice(101, rng.integers(1, most), replace=False)).astype(np.float64) for k in level.opens}
    return product(case, level, some)


def own_issue(surpluses: int, *, signers: Any, reserve: float = 0.5, more: Tree | None = None) -> Case:
    """Nobody fights and actor ``an`` cares for issue ``kn`` alone, wanting 100: its surplus is z_n less ``reserve``.

    So any table of surpluses can be put to the scans as a list of texts.
    """
    numbers = range(surpluses)
    return case_of(
        {
            "actors": [{"id": f"a{n}", "role": "principal"} for n in numbers],
            "issues": [
                {"id": f"k{n}", "anchors": {0: "none", 100: "all"}, "status_quo": 100 * reserve} for n in numbers
            ],
            "stances": [{"actor": f"a{n}", "issue": f"k{n}", "private": 100, "salience": 100} for n in numbers],
            "levels": [{"id": "deal", "opens": [f"k{n}" for n in numbers], "signers": signers}],
            "tracks": [{"id": "table", "kind": "formal"}],
            **(more or {}),
        }
    )


def geneva_toy(**changed: Any) -> Case:
    """The two-party toy of theory 1.5 as a case: p .6, c_R .1, c_O .15, trust .8, betrayed = nothing, a .3.

    The text is the government's share. Betrayal returns f = 0, so the loss relative to war is the worth of war.
    """
    said = {
        "p": 0.6,
        "q": None,
        "c_R": 0.1,
        "c_O": 0.15,
        "trust": 0.8,
        "publicity": 1.0,
        "h_R": None,
        "a": 0.3,
    } | changed
    p = said["p"]
    q = 1.0 - p if said["q"] is None else said["q"]
    R: Tree = {"id": "r", "role": "principal", "side": "state", "own_chance": p, "cost": said["c_R"]}
    opposed: Tree = {"id": "o", "role": "principal", "side": "rebellion", "own_chance": q, "cost": said["c_O"]}
    for one, w in ((R, p - said["c_R"]), (opposed, q - said["c_O"])):
        one |= {"trust": said["trust"], "betrayal_loss": w, "audience_cost": said["a"]}
    tree: Tree = {
        "actors": [R, opposed],
        "issues": [{"id": "share", "anchors": {0: "rebels have all", 100: "state has all"}, "status_quo": 50}],
        "stances": [
            {"actor": "r", "issue": "share", "public": 100, "private": 100, "salience": 100},
            {"actor": "o", "issue": "share", "public": 0, "private": 0, "salience": 100},
        ],
        "levels": [{"id": "deal", "opens": ["share"], "signers": ["r", "o"]}],
        "tracks": [{"id": "table", "kind": "formal", "publicity": said["publicity"]}],
        "war": {"sides": [{"id": "state"}, {"id": "rebellion"}]},
    }
    if said["h_R"] is not None:
        tree["guarantees"] = [
            {"id": "kept", "beneficiary": "r", "levels": ["deal"], "credibility": 0.5, "worth": 2 * said["h_R"]}
        ]
    return case_of(tree)
