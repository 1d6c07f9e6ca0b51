"""What the programs themselves computed, as the shared folder holds it."""

import csv
import json
from functools import cache
from typing import Any

import numpy as np

from backchannel.case import ktab
from backchannel.theory.groupdecision.smp import Bargaining, Options, bargain, chosen
from tests.support import shared_path

SCENARIOS = ("SOE-Competitive.csv", "SOE-Pol-Comp.csv", "dummyData_3Dim.csv")
VARIANTS = (
    *("default", "BargnModel=InitRcvrInterp", "BargnModel=PWCompInterp"),
    *(f"BigRAdjust={word}" for word in ("None", "Half", "TwoThirds")),
    *("BigRRange=Min", "BigRRange=Max", "IdealAdjust=0.3", "InterVecBrgn=S1P1", "InterVecBrgn=S2PMax"),
    *("PCEModel=MarkovIncentive", "PCEModel=MarkovUniform"),
    *("ThirdPartyCommit=FullCommit", "ThirdPartyCommit=NoCommit"),
    *(f"VictoryProbModel={word}" for word in ("Binary", "Square", "Quartic", "Octic")),
    *(f"VotingRule={word}" for word in ("Binary", "Cubic", "PropBin", "PropCbc")),
)


def positions(*parts: str) -> np.ndarray:
    """Positions [turn, actor, dimension] on 0-100."""
    with shared_path("golden", "ktab", *parts).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    keys = ("turn", "actor_index", "dim_index")
    out = np.full([max(int(r[k]) for r in rows) + 1 for k in keys], np.nan)
    for row in rows:
        out[tuple(int(row[k]) for k in keys)] = float(row["position_0_100"])
    assert not np.isnan(out).any()
    return out


@cache
def board(*parts: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, Any, Options]:
    """Positions, saliences and capabilities of a scenario, how ideals follow, and its options."""
    scenario = ktab.read_scenario(shared_path("golden", "ktab", *parts))
    x = np.array([m.positions for m in scenario.members]) / 100
    s = np.array([m.saliences for m in scenario.members]) / 100
    c = np.array([m.power for m in scenario.members])
    follow: Any = 1.0
    if scenario.adjustments:
        follow = np.zeros((len(c), len(c)))
        for i, j, much in scenario.adjustments:
            follow[i, j] = float(much)
    return x, s, c, follow, chosen(scenario.parameters.items())


def played(*parts: str, **more: Any) -> Bargaining:
    x, s, c, follow, options = board(*parts)
    return bargain(x, s, c, options, follow=follow, **more)


@cache
def actors(name: str) -> tuple[list[str], list[float], list[float], list[float]]:
    """Names, positions, saliences and capabilities of a table of the challenge model."""
    with shared_path("golden", "bdm", f"{name}.input.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    x, s, c = ([float(r[k]) for r in rows] for k in ("Position", "Salience", "Capability"))
    return [r["Actor"] for r in rows], x, s, c


@cache
def history(name: str) -> list[dict[str, Any]]:
    """Rounds of the replication `jmckib_scholz`."""
    path = shared_path("golden", "bdm", f"{name}.jmckib_scholz.json")
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["history"]
    return found
