"""Write docs/explanation/convergence.md: how results move with the settings. Usage: python docs/make_convergence.py

Every comparison is on common random numbers with the default settings; the page holds no time taken, so that it comes
out the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backchannel.analyses.chances import chance, ratio
from backchannel.case.draws import Draws, sample
from backchannel.case.estimate import Estimate
from backchannel.case.reading import find_case, read_case
from backchannel.case.schema import Case
from backchannel.conference.clock import retold
from backchannel.conference.kernel import simulate
from backchannel.conference.planning import TEXTS, plan
from backchannel.core.words import within

HERE = Path(__file__).parent
PAGE = HERE / "explanation" / "convergence.md"
CASES = ("geneva-ii", str(HERE / "cases" / "two-sides.yaml"), str(HERE / "cases" / "three-camps.yaml"))
RUNS, INNER, SEED, MONTHS = 3000, 5, 1, 36

HEAD = """\
# How results move with the settings

<!-- Written by docs/make_convergence.py; edit that and run the script. -->

Nobody elicits how many texts are looked at, how many runs are played or how long a round is. Here is what they do, on
three cases: Geneva II, two sides and three camps, the last two made up (`docs/cases/`). The number is the chance in
points that a level is signed within 36 months; in brackets its change against the default on common random numbers, and
the standard error of that change. Bold: beyond two errors.

"""

TAIL = """\
## What follows for the defaults

- **Texts: at most 1,500 a level.** With 6,000 nothing here moves beyond the error. With 400, agreement is missed where
  a level opens several issues that different parties care about.
- **Runs: 10,000, five to a reading.** The error is then about a point (first table). One run a reading would have the
  smallest error and could not tell chance from ignorance; twenty have twice the error of five for the same work.
- **Precision of votes.** `choice_precision` is a judgement, and few inputs move results as much: noise makes agreement
  out of narrow refusals. It stands in the case and in its doubts, not in the program.
- **Look-ahead: 0 unless said.** Waiting for something better mostly closes texts that are barely acceptable. What it
  does is held against the exact engine on small games ([the classics](classics.md)).
- **Length of a round: a month.** Weekly rounds tell the same story to about a point, in place of a law: a month cannot
  hold two sessions, nor a text that is signed, broken and signed again. The chances of different lengths are not common
  random numbers, so these errors are wider.
"""


@dataclass(frozen=True)
class Knob:
    """One setting: its name, its values, and how runs are played with one of them."""

    name: str
    says: str
    default: object
    values: tuple[object, ...]
    play: Callable[[Case, object], NDArray[np.bool_]]


def signed(draws: Draws, *, inner: int = INNER, texts: int = TEXTS, runs: int = RUNS) -> NDArray[np.bool_]:
    """Whether each level is signed within the months that are looked at [run, level]."""
    months = {"week": 12 / 52, "month": 1.0, "quarter": 3.0}[draws.case.case.round]
    ready = plan(draws, inner=inner, texts=texts, rounds=round(MONTHS / months))
    found: NDArray[np.bool_] = simulate(ready, 0, runs).signed >= 0
    return found


def drawn(case: Case, count: int = RUNS // INNER, **game: float) -> Draws:
    """The doubts of a case, with settings of its game in the place of the coded ones."""
    instead = {f"game.{name}": Estimate.model_validate(value) for name, value in game.items()}
    made = case
    if game:
        fields = {name: Estimate.model_validate(value) for name, value in game.items()}
        made = case.model_copy(update={"game": case.game.model_copy(update=fields)})
    return sample(made, runs=count, seed=SEED, instead=instead)


KNOBS = (
    Knob("Texts a level", "at most so many", 1500, (100, 400, 1500, 6000),
         lambda case, n: signed(drawn(case), texts=int(str(n)))),
    Knob("Precision of votes", "`choice_precision` for all; 40 is the theory's", 40.0, (20.0, 40.0, 80.0, 1000.0),
         lambda case, eta: signed(drawn(case, choice_precision=float(str(eta))))),
    Knob("Look-ahead", "`lookahead`", 0.0, (0.0, 0.5, 1.0),
         lambda case, far: signed(drawn(case, lookahead=float(str(far))))),
    Knob("Length of a round", "rates rewritten", "month", ("week", "month"),
         lambda case, length: signed(retold(drawn(case), length))),  # type: ignore[arg-type]
)  # fmt: skip


def page() -> str:
    """Return the whole page."""
    cases = [read_case(find_case(name)) for name in CASES]
    return HEAD + "\n".join([*errors(cases[0]), *(line for knob in KNOBS for line in section(knob, cases)), TAIL])


def errors(case: Case) -> Iterator[str]:
    """How the error falls with the runs, and what several runs a reading do to it."""
    yield "## Runs\n"
    yield "Standard error, in points, of the chance that a level is signed; Geneva II. `inner`: runs a reading.\n"
    yield "| runs | inner | " + " | ".join(within(case.name(x.id)) for x in case.levels) + " |"
    yield "|---:|---:|" + "---:|" * len(case.levels)
    for runs, inner in ((1000, 5), (4000, 5), (10_000, 1), (10_000, 5), (10_000, 20)):
        yes = signed(drawn(case, runs // inner), inner=inner, runs=runs)
        draw = np.arange(runs) // inner
        found = [chance(yes[:, lv], draw) for lv in range(yes.shape[1])]
        yield f"| {runs:,} | {inner} | " + " | ".join(f"{100 * c.error:.1f}" for c in found if c is not None) + " |"
    yield ""


def section(knob: Knob, cases: list[Case]) -> Iterator[str]:
    """One setting on all cases."""
    yield f"## {knob.name}\n"
    yield f"{knob.says[0].upper()}{knob.says[1:]}; default {knob.default}.\n"
    yield "| case | level | " + " | ".join(str(v) for v in knob.values) + " |"
    yield "|---|---|" + "---:|" * len(knob.values)
    draw = np.arange(RUNS) // INNER
    for case in cases:
        base = knob.play(case, knob.default)
        played = {value: base if value == knob.default else knob.play(case, value) for value in knob.values}
        for lv, level in enumerate(case.levels):
            cells = [cell(played[v][:, lv], base[:, lv], draw, v == knob.default) for v in knob.values]
            yield f"| {case.case.title} | {within(case.name(level.id))} | " + " | ".join(cells) + " |"
    yield ""


def cell(yes: NDArray[np.bool_], base: NDArray[np.bool_], draw: NDArray[np.int64], default: bool) -> str:
    """A chance in points and its change against the default."""
    share = f"{100 * float(yes.mean()):.1f}"
    if default:
        return share
    change, error = ratio(yes.astype(np.float64) - base, np.ones(len(yes)), draw)
    assert change is not None
    assert error is not None
    told = f"{100 * change:+.1f} ± {100 * error:.1f}"
    return f"{share} (**{told}**)" if abs(change) > 2 * error else f"{share} ({told})"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
