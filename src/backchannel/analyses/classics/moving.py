"""Classics of what moves: trust, views, beliefs, and how long a text lasts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.optimize import brentq

from backchannel.analyses.classics.deciding import closed
from backchannel.analyses.classics.toys import ERRORS, EXACT, Row, case_of, war
from backchannel.case.draws import sample
from backchannel.case.schema import Case
from backchannel.conference.kernel import simulate
from backchannel.conference.plan import NONE
from backchannel.conference.planning import plan
from backchannel.conference.reference import play
from backchannel.conference.reference.holding import learn, stopping
from backchannel.conference.reference.judging import trust
from backchannel.conference.reference.run import ratio
from backchannel.conference.reference.searching import exposed, table
from backchannel.conference.reference.start import begin


def rows() -> Iterator[Row]:
    """Every number of this file."""
    yield from trust_rows()
    yield from influence_rows()
    yield from persuasion_rows()
    yield from holding_rows()


def after_attack(tau: float, stopped: bool, stops: tuple[float, float] = (0.8, 0.3)) -> float:
    """Trust of ``a`` in the other side after an attack from its ranks, prior ``tau``."""
    game = {"stops_good": stops[0], "stops_other": stops[1]}
    p = plan(sample(war(0.5, (0.1, 0.1), {"trust": tau}, game=game), runs=1), texts=3, rounds=1)
    run = begin(p, 0)
    other = p.state.sides.index("t")
    good, bad = stopping(run, other, 0)
    learn(run, other, ratio(good, bad) if stopped else ratio(1.0 - good, 1.0 - bad))
    return trust(run, 0, p.state.index("a"))


def trust_rows() -> Iterator[Row]:
    """What an attack says about the other side's word."""
    given = {"sT": 0.8, "sU": 0.3, "tau_star": 0.4, "tau": 0.5}
    setting = "two sides, the game's own likelihood ratio of an attack by which kind stops how many"
    for what, output, got in (
        ("trust after an attack got through", "posterior_after_attack", after_attack(0.5, False)),
        ("trust after an attack was stopped", "posterior_after_prevented_attack", after_attack(0.5, True)),
        ("prior up to which an attack spoils, needed 0.4", "window_upper",
         brentq(lambda tau: after_attack(float(tau), False) - 0.4, 0.05, 0.95, xtol=1e-12)),
    ):  # fmt: skip
        yield Row(
            f"{what}, prior 0.5, stops 0.8 against 0.3" if "prior" not in what else what,
            "Kydd & Walter 2002",
            setting,
            "game",
            closed("kydd_walter_window", output, **given),
            float(got),
            EXACT,
        )


def corridor() -> Case:
    """Two backers of opposite sides who talk in a corridor and cannot agree on anything."""
    backers = [{"id": b, "role": "backer", "side": s, "openness": 0.9, "rent": 1} for b, s in (("x", "s"), ("y", "t"))]
    tree: dict[str, Any] = {
        "actors": backers,
        "issues": [{"id": "k", "anchors": {0: "none", 100: "all"}, "status_quo": 0}],
        "stances": [
            {"actor": "x", "issue": "k", "private": 10, "salience": 100},
            {"actor": "y", "issue": "k", "private": 90, "salience": 100},
        ],
        "levels": [{"id": "deal", "opens": ["k"], "signers": ["x", "y"]}],
        "tracks": [
            {"id": "table", "kind": "formal", "members": ["x", "y"]},
            {"id": "back", "kind": "corridor", "members": ["x", "y"]},
        ],
        "ties": [{"source": a, "target": b, "contact": 0.2} for a, b in (("x", "y"), ("y", "x"))],
        "war": {"sides": [{"id": "s", "outcome": {"k": 0}}, {"id": "t", "outcome": {"k": 100}}]},
    }
    return case_of(tree)


def influence_rows() -> Iterator[Row]:
    """Private views in a corridor that meets every round."""
    gap = play(plan(sample(corridor(), runs=1), texts=3, rounds=80), 0).gap
    given = {"alpha": 0.9, "w": 0.2, "D_0": 0.8, "target_gap": 0.3}
    for t in (1, 10):
        yield Row(
            f"private distance of two backers after {t} meeting{'s' if t > 1 else ''}",
            "Friedkin & Johnsen 1990",
            "a corridor that meets every round, openness 0.9, contact 0.2, no text suits both",
            "game",
            closed("two_backer_fj_gap", "D_t", t=t, **given),
            gap[t - 1],
            EXACT,
        )
    yield Row(
        "private distance of two backers after 80 meetings, the fixed point",
        "Friedkin & Johnsen 1990",
        "a corridor that meets every round, openness 0.9, contact 0.2, no text suits both",
        "game",
        closed("two_backer_fj_gap", "D_inf", t=10, **given),
        gap[-1],
        EXACT,
    )


def carried(believed: float, needed: float) -> float:
    """Share of a speaker's audience cost that its narrative takes away, read off what a text is worth to it."""
    worth = []
    for narratives in ([], [{
        "id": "n", "speaker": "a", "audience": "b", "frame": "so it is",
        "believed": believed, "needed": needed, "effect_on_cost": 1,
    }]):  # fmt: skip
        stances = [
            {"actor": "a", "issue": "k", "private": 100, "public": 100, "salience": 100},
            {"actor": "b", "issue": "k", "private": 0, "salience": 100},
        ]
        case = war(0.5, (0.1, 0.1), {"audience_cost": 0.4}, stances=stances, narratives=narratives)
        run = begin(plan(sample(case, runs=1), texts=3, rounds=1), 0)
        worth.append(table(run, 0, exposed(run, 0, 0), NONE)[0][0])
    return (worth[1] - worth[0]) / 0.4


def persuasion_rows() -> Iterator[Row]:
    """What a frame does to its speaker's cost of conceding."""
    for believed, needed in ((0.3, 0.5), (0.6, 0.5)):
        yield Row(
            f"share of cases carried, believed {believed}, needed {needed}",
            "Kamenica & Gentzkow 2011",
            "one narrative that takes away its speaker's whole audience cost where it is believed",
            "game",
            closed("kamenica_gentzkow", "P_act", mu0=believed, mu_star=needed),
            carried(believed, needed),
            EXACT,
        )


def spells(rate: float, runs: int, rounds: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Rounds that a text signed in the first round stayed in force [run], in the game."""
    levels = [{"id": "deal", "opens": ["k"], "signers": ["a", "b"], "fragility": rate}]
    found = simulate(plan(sample(war(0.5, (0.2, 0.2), levels=levels), runs=runs), texts=11, rounds=rounds), 0, runs)
    return found.lasted[:, 0].astype(np.int64)


def holding_rows() -> Iterator[Row]:
    """How long a text lasts that collapses at one rate."""
    rate, runs, rounds = 0.1, 6000, 24
    lasted = spells(rate, runs, rounds)
    for t in (1, 6, 12, 24):
        expected = float(np.exp(-rate * t))
        yield Row(
            f"chance to be in force after {t} round{'s' if t > 1 else ''}, 6,000 runs",
            "Hazard at a constant rate (Kaplan & Meier 1958)",
            "a text signed at once, fragility 0.1, nothing else breaks it",
            "game",
            expected,
            float((lasted >= t).mean()),
            ERRORS * float(np.sqrt(expected * (1.0 - expected) / runs)),
        )
    ended = lasted < rounds
    estimate = evaluate_rate(lasted, ended)
    yield Row(
        "rate, ended spells over rounds at risk",
        "Hazard at a constant rate (Kaplan & Meier 1958)",
        "the same runs; those in force at the end are censored",
        "game",
        float(-np.expm1(-rate)),
        estimate,
        ERRORS * float(-np.expm1(-rate)) / float(np.sqrt(ended.sum())),
    )


def evaluate_rate(lasted: np.ndarray[Any, Any], ended: np.ndarray[Any, Any]) -> float:
    """Ended spells over rounds at risk, by the catalogue's estimator; a spell that ended was at risk one round more."""
    return closed(
        "kaplan_meier", "exponential_rate", time=[float(t) for t in lasted + ended], event=[float(e) for e in ended]
    )
