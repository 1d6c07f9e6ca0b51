"""How fast Backchannel is, beside its peers. `make bench` prints the tables; `--write` also writes the page.

Where ours and a peer run in processes of their own, it is one after the other, so that a busy hour falls on both.
Four parts: the range finder beside plain NumPy (`finder.py`), the game of rounds beside NegMAS (`game.py`), bargaining
points and power beside moocore (`dividing.py`, in one process), a sweep of levers beside the plain game (`levers.py`).
In the first two, ours and the peer run in processes of their own, one after the other, so that a busy hour falls on
both.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import deciding, dividing, engines, finder, game, graphs, levers, reports
from benchmarks.measuring import ROOT, THREADS, Measured, apart

PAGE = ROOT / "docs" / "explanation" / "benchmarks.md"
TURNS = 3
"""How often ours and NegMAS take turns, each time in a fresh process."""
NEGOTIATIONS = 9
"""How many NegMAS holds at each turn, protocol and size."""


def measure_finder(repeats: int, draws: int) -> str:
    mine, theirs = {}, {}
    for name in finder.HOPES:
        mine[name] = apart("finder", "ours", name, "--repeats", str(repeats))
        few = str(max(3, repeats // 2))
        theirs[name] = apart("finder", "peer", name, "--repeats", few, "--draws", str(draws))
    return finder.report(mine, theirs, finder.start(), draws)


def measure_game(repeats: int, peer_python: str) -> str:
    few = ("--repeats", str(max(3, repeats // 2)))
    say(f"warming up: {apart('game', 'warm')['seconds']:.1f} s (a minute and a half where nothing is compiled yet)")
    starts = [apart("game", "first") for _ in range(3)]
    found: Measured = {"first": {**starts[0]}}
    for field in ("call", "ahead"):
        found["first"][field] = [one[field] for one in starts]
    found["speed"] = {}
    for name in game.ASKED:
        say(f"Geneva II, {name} texts")
        found["speed"][name] = apart("game", "speed", name, *few)
    found["scaling"] = {}
    for what in game.SCALES:
        say(f"growth with {what}")
        found["scaling"][what] = apart("game", "scaling", what, "--repeats", "3")
    say("the big case")
    found["largest"] = apart("game", "largest")
    found["beside"] = measure_beside(peer_python)
    return game.report(found)


def measure_graphs(repeats: int) -> str:
    mine = {name: apart("graphs", "ours", name, "--repeats", str(repeats)) for name in graphs.ASKED}
    say("growth with states")
    grown = apart("graphs", "scaling", "--repeats", "3")
    return graphs.report(mine, grown, apart("graphs", "definitions"))


def measure_levers() -> str:
    found = []
    for rounds in (levers.ROUNDS, levers.OWN):
        say(f"levers, {rounds} rounds")
        found.append(apart("levers", "--rounds", str(rounds)))
    return levers.report(found)


def measure_beside(peer_python: str) -> Measured:
    """Ours with one thread and with two, and NegMAS, taking turns; without NegMAS, why there is nothing."""
    have = subprocess.run([peer_python, "-c", "import negmas"], capture_output=True, check=False).returncode == 0
    if not have:
        how = "python -m pip install --constraint constraints.txt --editable '.[bench]'"
        why = f"NegMAS is not installed; `{how}` adds it."
        say(why)
        return {"peer": {}, "ours": {}, "why": why}
    mine: dict[str, Any] = {name: {} for name in game.LINES}
    theirs: dict[str, Any] = {}
    for turn in range(TURNS):
        say(f"beside NegMAS, turn {turn + 1} of {TURNS}")
        for name in game.LINES:
            for threads in (1, THREADS):
                one = apart("game", "beside", name, "--repeats", "2", threads=threads)
                _join(mine[name].setdefault(str(threads), one), one, turn)
            asked = {**one["wanted"], "repeats": NEGOTIATIONS}
            other = apart("negmas_peer", json.dumps(asked), python=peer_python)
            for protocol, kept in theirs.setdefault(name, other)["protocols"].items():
                _join(kept, other["protocols"][protocol], turn)
    return {"peer": theirs, "ours": mine}


def measure_deciding(repeats: int) -> str:
    return deciding.report(apart("deciding", "--repeats", str(repeats)))


def _join(kept: Measured, new: Measured, turn: int) -> None:
    if turn:
        kept["ms"] = kept["ms"] + new["ms"]


def say(what: str) -> None:
    print(f"[{what}]", file=sys.stderr, flush=True)


PREFACE = """# Benchmarks

How fast Backchannel is, beside programs that do comparable work. `make bench` measures again; `python
benchmarks/run.py --write` also writes this page, and `--part` takes one part alone.

The machine that these figures come from is shared and noisy: seconds vary by a factor of two between hours, also within
one row. Read the ratios. Each figure is the median of several repeats after a first call that is thrown away, unless it
is said to be that first call. Ours and the peer run in processes of their own, in turns, unless it is said otherwise.
"""
ABOUT_FINDER = """
How fast the search for an acceptable text is, beside the same work in plain NumPy.

The case is made up: ten actors who must all sign, five issues, a low-best-high doubt on every number. A run of the
work takes 10,000 draws of the doubts, builds the state of the conference in each and looks at about 20,000 texts in
each: 19,208 on a grid, or 20,000 anywhere. How hopeful the parties are is set three ways, so that a text exists in
hardly any draw, in about half of them, or in nearly all: a search that may stop early is fast at one end, and the
slowest of the three is the one that counts.

NumPy does the same by whole arrays, in pieces that fit the memory, on fewer draws; its time is scaled to 10,000. It is
given easier draws (`Generator.beta`, no streams by name) and our own state, and on a grid it adds one table per issue
by broadcasting. It answers "is there a text" by the margin, for want of a way to stop.

There is no budget yet for the four rules over texts anywhere. Where most texts are acceptable nothing can be skipped,
and that row is then the slowest of all.
"""
ABOUT_GAME = f"""
How fast [the game of rounds](model.md) is played, on at most two cores. A run is one reading of all doubts and one
course of {game.ROUNDS} rounds, with every level and track of the case. Geneva II is measured twice: with the texts of
the default, a thousand or more at every level, and with about four times as many (`texts={game.FINE}`). The big case
is made up: three sides, factions, insiders, armed groups, backers and bodies that fight nobody, one table where any
member may propose and one corridor, five levels, and every mechanism of the game on. How time grows is fitted as a
power of size, on logarithms, over playing alone; drawing and planning come apart.

NegMAS negotiates beside it: as many parties, issues and steps, over as many texts as the level that opens the most
issues has. The two do not do the same. A run of ours draws all its inputs afresh and plays several levels on several
tracks with votes, leaks, attacks, signing and collapse; a negotiation there is one bargain over one set of texts,
which ends when agreed, and its utilities are made before the clock starts, while drawing and planning are within our
time. On the other hand NegMAS gives every party the word in every step by its own setting, which makes more offers
than our tables put to a vote; so it is also measured with one offer a step. NegMAS is Python objects made to be
extended, with any negotiator against any other; ours is one model, compiled. So the ratio says what a forecast of ten
thousand runs would cost, and nothing about quality.
"""
ABOUT_DIVIDING = """
How fast [bargaining points and voting power](../how-to/bargaining-points-and-power.md) are: the efficient outcomes of a
million for six parties, beside moocore in one process, in turns, on the same arrays; both must find the same rows.
Random utilities leave few efficient outcomes. Spatial ones, which fall with the distance from an ideal point, leave up
to a third of them, and each must be held against all that could beat it. Ours uses two cores and moocore one.
"""
ABOUT_ENGINES = """
The same sweep [in threads, in worker processes and on a Dask cluster](../how-to/many-machines.md) of one machine, with
as many workers of one thread each. Workers have been started and have played before. Ratios are taken turn by turn.
"""
ABOUT_GRAPHS = """
How fast [graph models](graph-model.md) are solved, from options to who is stable where under Nash, GMR, SMR and SEQ.
Three actors, options dealt in turn, rankings at random without ties. The irreversible kind has patterns that forbid
about half of the combinations, and half of its options go one way only.

GMCR+ was measured once on a machine of this kind, at 2^12 states with three actors: 29 s and 800 MB, and no memory left
at 2^14. It is not run again here. Its answers differ from the definitions with three actors and more, so the ratio
compares times and no equal answers; the definitions as they are written, with sets, give equal answers.
"""
ABOUT_DECIDING = """
How fast [second opinions](second-opinions.md) are. The work is the same on both sides: the numbers agree at every turn
and round (the tests hold them to it). The programs themselves are not run here: KTAB's seconds, and those of the Python
replication of the challenge model, are as measured when the reference results were made, on another day; so this ratio,
unlike the others on this page, is not from one run. KTAB also writes a database as it goes.
"""
ABOUT_LEVERS = f"""
How long it takes to pull six levers of Geneva II in all {levers.COMBINATIONS} combinations, {levers.RUNS:,} runs
each, on at most two cores: once with as many rounds as the game above is measured with, once to the case's own
horizon. The ratio is to as many runs of the plain game, so what is above 1 is not playing.
"""
ABOUT_REPORTS = """
How long [a report](../how-to/write-a-report.md) on Geneva II takes in HTML, PDF, DOCX and Markdown together, from the
command line to the last file, on at most two cores.
"""
PARTS = {
    "finder": ("The range finder", ABOUT_FINDER),
    "game": ("The game of rounds", ABOUT_GAME),
    "dividing": ("Points and power", ABOUT_DIVIDING),
    "engines": ("The engines", ABOUT_ENGINES),
    "graphs": ("Graph models", ABOUT_GRAPHS),
    "deciding": ("Second opinions", ABOUT_DECIDING),
    "levers": ("A sweep of levers", ABOUT_LEVERS),
    "reports": ("Reports", ABOUT_REPORTS),
}


def machine() -> str:
    return f"Measured on {os.cpu_count()} processors ({platform.machine()}), Python {platform.python_version()}."


def sections(page: str) -> dict[str, str]:
    """The text under each heading of the second order, as far as it is one of the parts."""
    pieces = {one.split("\n", 1)[0].strip(): one.split("\n", 1)[1] for one in page.split("\n## ")[1:]}
    return {part: pieces[title] for part, (title, _) in PARTS.items() if title in pieces}


def assemble(found: dict[str, str]) -> str:
    """The page from the text of its parts, in their order."""
    return PREFACE + "".join(f"\n## {PARTS[part][0]}\n{found[part].rstrip()}\n" for part in PARTS if part in found)


def main() -> None:
    parser = argparse.ArgumentParser(description="measure how fast Backchannel is, beside its peers")
    parser.add_argument("--write", action="store_true", help=f"also write {PAGE.relative_to(ROOT)}")
    parser.add_argument("--part", choices=list(PARTS), help="one part alone; the page keeps the others as they are")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--draws", type=int, default=200, help="draws of the NumPy peer, scaled up")
    parser.add_argument(
        "--peer-python", default=sys.executable, help="a Python that has NegMAS and moocore, if not this one"
    )
    asked = parser.parse_args()
    found = sections(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
    for part in [asked.part] if asked.part else PARTS:
        if part == "finder":
            text = measure_finder(asked.repeats, asked.draws)
        elif part == "dividing":
            measured = apart("dividing", "--repeats", str(max(3, asked.repeats // 2)), python=asked.peer_python)
            text = f"{dividing.report(measured)}\n\n{machine()}"
        elif part == "engines":
            found_here = apart("engines", "--repeats", str(asked.repeats))
            text = f"{engines.report(found_here)}\n\n{machine()}"
        elif part == "graphs":
            text = f"{measure_graphs(asked.repeats)}\n\n{machine()}"
        elif part == "deciding":
            text = f"{measure_deciding(asked.repeats)}\n\n{machine()}"
        elif part == "levers":
            text = f"{measure_levers()}\n\n{machine()}"
        elif part == "reports":
            text = f"{reports.report(apart('reports', '--repeats', str(asked.repeats)))}\n\n{machine()}"
        else:
            text = f"{measure_game(asked.repeats, asked.peer_python)}\n\n{machine()}"
        print(f"{PARTS[part][0]}\n\n{text}")
        found[part] = f"{PARTS[part][1]}\n{text}"
    if asked.write:
        PAGE.write_text(assemble(found), encoding="utf-8")


if __name__ == "__main__":
    main()
