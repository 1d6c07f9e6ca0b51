"""`sensitivity`: which judgements the answers hang on, at what value they turn, and which conclusions are fragile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from backchannel.analyses.asking import SEED, manifest
from backchannel.analyses.sensitivity import rows as laid
from backchannel.analyses.sensitivity import saying
from backchannel.analyses.sensitivity.breakevens import Turn, turns
from backchannel.analyses.sensitivity.choosing import BASE, goes_with, named, strongest
from backchannel.analyses.sensitivity.extent import Extent, extent
from backchannel.analyses.sensitivity.fragile import Conclusion, conclusions
from backchannel.analyses.sensitivity.game import Game, game
from backchannel.analyses.sensitivity.hinged import hinged
from backchannel.analyses.sensitivity.model import Counts, share
from backchannel.analyses.sensitivity.picture import picture
from backchannel.analyses.sensitivity.scenarios import scenarios
from backchannel.analyses.sensitivity.screens import (
    MOST_KEPT,
    TRAJECTORIES,
    at_a_point,
    base_of,
    kept,
    morris,
    sobol,
)
from backchannel.analyses.sensitivity.tornado import Tornado, as_drawn, tornado
from backchannel.analyses.wording import plain_input
from backchannel.case.schema import Case
from backchannel.core.errors import AskError, StoppedByKey
from backchannel.core.finding import Finding, Row
from backchannel.core.labels import Label, highest
from backchannel.core.words import listing, within
from backchannel.runs.engines import Engine, Here

RUNS = 1000
MOST = 12
TURNED = 6
"""Inputs, the most telling first, whose break-even values are sought unless inputs are named."""

METHODS = ("tornado", "morris", "sobol", "boxes", "breakeven")
ORDER = ("tornado", "breakeven", "morris", "sobol", "boxes")
"""The order in which methods are done: what is quick and says most comes first, what needs another after it."""

GAME, RANGE = "game", "range"


@dataclass(frozen=True)
class Asked:
    """What is asked of a sensitivity analysis, checked. Raises AskError for anything that cannot be."""

    runs: int = RUNS
    methods: tuple[str, ...] = ("tornado",)
    inputs: tuple[str, ...] = ()
    most: int = MOST
    about: str = GAME
    claims: bool = False

    def __post_init__(self) -> None:
        if self.runs < 20:
            raise AskError(f"runs = {self.runs}: expected at least 20 at each point")
        if self.most < 0:
            raise AskError(f"most = {self.most}: expected 0 (all inputs) or more")
        if self.about not in (GAME, RANGE):
            raise AskError(f"about = {self.about}: expected {GAME} or {RANGE}")
        wrong = [m for m in self.methods if m not in METHODS]
        if wrong or not self.methods:
            raise AskError(f"no method called {', '.join(wrong) or '(none)'}; there are: {', '.join(METHODS)}, all")

    @property
    def base(self) -> int:
        """Runs in which all inputs vary at once."""
        return max(BASE, self.runs) if self.runs >= RUNS else 4 * self.runs

    def planned(self, inputs: int) -> int:
        """Runs that this takes with so many inputs, but for those that find a break-even value more closely."""
        few, out = at_a_point(self.runs), 0
        if not self.inputs or "boxes" in self.methods:
            out += self.base
        if "tornado" in self.methods or not self.inputs:
            out += self.runs
        if "tornado" in self.methods:
            out += 2 * inputs * self.runs
        if "breakeven" in self.methods:
            out += 5 * self.runs * (inputs if self.inputs else min(inputs, TURNED))
        if "morris" in self.methods or self.screens:
            out += TRAJECTORIES * (inputs + 1) * few
        if "sobol" in self.methods:
            left = inputs if not self.screens and "morris" not in self.methods else min(inputs, MOST_KEPT)
            out += base_of(self.runs) * (left + 2) * few
        return out

    @property
    def screens(self) -> bool:
        """Whether Sobol's indices wait for Morris to say of which inputs, though Morris was not asked for."""
        return "sobol" in self.methods and "morris" not in self.methods and not self.inputs


def prepared(
    case: Case,
    *,
    seed: int,
    about: str,
    months: float | None,
    question: str | None,
    level: str | None,
    engine: Engine,
    told: Callable[[int], None],
) -> Game | Extent:
    """The model that is analysed. Raises AskError as ``game`` and ``extent`` do."""
    if about == GAME:
        return game(case, seed=seed, months=months, question=question, level=level, engine=engine, told=told)
    if question is not None or months is not None:
        raise AskError("the bargaining range answers no question and has no months; leave out question and months")
    return extent(case, seed=seed, level=level, engine=engine, told=told)


@dataclass
class _Work:
    """One analysis in the making: what is finished is kept, whatever interrupts the rest."""

    case: Case
    model: Game | Extent
    asked: Asked
    seed: int
    named: laid.Naming
    numbers: list[int] = field(default_factory=list)
    base: Counts | None = None
    tornado: Tornado | None = None
    claims: list[Conclusion] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    kept: list[int] | None = None
    parts: list[Finding] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def choose(self) -> None:
        """Which inputs; and the runs as drawn that say so, where they are needed."""
        if not self.model.names:
            raise AskError(
                "no number that is read here is in doubt, so nothing can hang on one; give some a low and high"
            )
        if not self.asked.inputs or "boxes" in self.asked.methods:
            self.base = as_drawn(self.model, self.asked.base)
        if self.asked.inputs:
            self.numbers = named(self.model, self.asked.inputs, self.named.labels)
        else:
            assert self.base is not None
            self.numbers = strongest(goes_with(self.model, self.base), self.asked.most)

    def do(self, method: str) -> bool:
        """Do one method; whether it was done whole."""
        shown = saying.last_dates(self.model.outcomes)
        if method == "tornado":
            self.tornado = tornado(self.model, self.numbers, runs=self.asked.runs)
            told = list(laid.bar_rows(self.named, self.tornado))
            self._keep("One at a time", laid.BARS, told, saying.headed("Hangs on", saying.bars(told, shown)))
            return not self.tornado.stopped
        if method == "breakeven":
            self._breakevens()
        elif method == "morris":
            self._morris(shown)
        elif method == "sobol":
            if self.asked.screens:
                self._morris(shown)
            chosen = self.numbers if self.kept is None else [self.numbers[k] for k in self.kept]
            if chosen:
                found = sobol(
                    self.model, chosen, runs=at_a_point(self.asked.runs), base=base_of(self.asked.runs), seed=self.seed
                )
                told = list(laid.share_rows(self.named, chosen, found))
                said = saying.headed("Variance", saying.shares(told, shown))
            else:
                told, said = [], ["Variance: No input moves anything beyond chance, so there is none to share out."]
            self._keep("Shares of variance", laid.SHARES, told, said)
        else:
            assert self.base is not None
            boxed = scenarios(self.model, self.numbers, self.base)
            told = list(laid.box_rows(self.named, self.numbers, boxed))
            self._keep("Boxes", laid.BOXES, told, saying.headed("Boxes", saying.boxes(told, shown)))
        return True

    def _morris(self, shown: set[str]) -> None:
        found = morris(self.model, self.numbers, runs=at_a_point(self.asked.runs), seed=self.seed)
        places = kept(found)
        if not self.asked.inputs or "morris" in self.asked.methods:
            self.kept = places
        told = list(laid.effect_rows(self.named, self.numbers, found, places))
        self._keep("Screening", laid.EFFECTS, told, saying.headed("Screening", saying.effects(told, shown)))

    def _breakevens(self) -> None:
        numbers = self.numbers if self.asked.inputs else self.numbers[:TURNED]
        shown = saying.last_dates(self.model.outcomes)
        now = self.tornado.base if self.tornado is not None else as_drawn(self.model, self.asked.runs)
        lines = []
        for n, outcome in enumerate(self.model.outcomes):
            stands = share(*now.of(0, n)).value
            if stands is not None and outcome.id in shown:
                lines += [(n, line) for line in outcome.around(stands)]
        found: list[Turn] = []
        try:
            for number in numbers:
                found += turns(self.model, number, lines, runs=self.asked.runs)
        finally:
            if found:
                told = list(laid.turn_rows(self.named, found))
                self._keep("Break-even values", laid.TURNS, told, saying.headed("Turns", saying.turns(told)))

    def _keep(self, title: str, columns: tuple[str, ...], told: Sequence[Row], said: Sequence[str]) -> None:
        self.parts.append(
            Finding(
                title,
                columns,
                tuple(told),
                tuple(said),
                self.model.label,
                _manifest(self, title),
                inputs=frozenset(self.model.draws.used),
            )
        )


def sensitivity(
    case: Case,
    *,
    runs: int = RUNS,
    seed: int = SEED,
    methods: Sequence[str] = ("tornado",),
    inputs: Sequence[str] = (),
    most: int = MOST,
    about: str = GAME,
    months: float | None = None,
    question: str | None = None,
    level: str | None = None,
    claims: bool = False,
    engine: Engine = Here(),  # noqa: B008 - frozen
    progress: Callable[[int, int], None] | None = None,
) -> Finding:
    """What the answers hang on: questions by their dates, levels signed and held; or (``about`` range) texts there are.

    Rows are conclusions, each with the inputs that turn it inside their 80% range (``fragile``; None without a
    tornado). Parts are the methods: the tornado, break-even values, Morris's screening, Sobol's shares of variance,
    boxes. ``inputs`` are patterns of paths; unless given, the ``most`` inputs (0: all) that single answers go with
    most. ``runs`` are played at each point, a twentieth of them in designs over all inputs at once. ``claims`` judges
    each claim again at both ends of the input it hinges on. ``progress`` is told (runs done, runs planned).

    Ctrl-C leaves what is finished: the Finding then says what is missing, and its manifest says `stopped`; before
    anything is finished it is passed on. Raises AskError for what cannot be asked.
    """
    asked = Asked(runs, tuple(dict.fromkeys(methods)), tuple(inputs), most, about, claims)
    total, done = 0, 0

    def told(more: int) -> None:
        nonlocal done
        done += more
        if progress is not None:
            progress(done, max(done, total))

    model = prepared(
        case, seed=seed, about=about, months=months, question=question, level=level, engine=engine, told=told
    )
    work = _Work(case, model, asked, seed, laid.Naming(model, partial(plain_input, case), _labels(model)))
    total = planned(model, asked)
    work.choose()
    total = asked.planned(len(work.numbers))
    order: list[str] = [m for m in ORDER if m in asked.methods]
    for n, method in enumerate(order):
        try:
            whole = work.do(method)
        except (StoppedByKey, KeyboardInterrupt):
            if not work.parts:
                raise
            whole = False
        if not whole:
            work.left_out = [*order[n:], *(["claims"] if claims else [])]
            break
    if claims and not work.left_out:
        work.claims, label = hinged(case, model, runs=2 * runs, seed=seed)
        work.labels.append(label)
    return _finding(work)


def _labels(model: Game | Extent) -> tuple[Label, ...]:
    """Labels of the inputs of a model."""
    known = {i.path: i.label for i in model.draws.inputs}
    return tuple(known[path] for path in model.names)


def planned(model: Game | Extent, asked: Asked) -> int:
    """Runs that an analysis is about to take; see ``Asked.planned``."""
    count = len(named(model, asked.inputs, _labels(model))) if asked.inputs else asked.most or len(model.names)
    return asked.planned(min(count, len(model.names)))


def _finding(work: _Work) -> Finding:
    found = _conclusions(work)
    marked = work.tornado is not None
    told = list(laid.conclusion_rows(work.named, found, marked))
    said = (
        saying.headed("Fragile", saying.fragile(told, len(work.tornado.inputs), len(work.model.names)))
        if (work.tornado is not None)
        else []
    )
    said += [s for part in work.parts for s in part.sentences()]
    said += [f"Doubt: {one}" for one in _doubts(work)]
    header = work.case.case
    return Finding(
        title=f"{header.title}: what the answers hang on, as of {header.as_of:%-d %B %Y}",
        columns=laid.CONCLUSIONS,
        rows=tuple(told),
        text=tuple(said),
        label=highest([work.model.label, *work.labels]),
        manifest=_manifest(work),
        picture=picture,
        parts=tuple(work.parts),
        inputs=frozenset(work.model.draws.used),
    )


def _conclusions(work: _Work) -> list[Conclusion]:
    out = []
    if work.tornado is not None:

        def name(id: str) -> str:
            return within(work.case.name(id))

        out = list(conclusions(work.model, work.tornado, name))
    return out + work.claims


def _doubts(work: _Work) -> list[str]:
    tried, doubtful = len(work.numbers), len(work.model.names)
    unit = "draws" if work.asked.about == RANGE else "runs"
    how = (
        "named"
        if work.asked.inputs
        else f"those that single answers go with most over {work.asked.base:,} {unit} in which all vary at once"
    )
    out = [f"{tried} of {doubtful} numbers in doubt were moved, {how}."]
    if tried < doubtful and not work.asked.inputs:
        out.append("an input that matters only together with others can be missed so; name it with --inputs.")
    if work.asked.about == RANGE:
        out.append(
            f"shares of {work.asked.runs:,} draws in which a text exists; under these inputs, and no probability that "
            "it is signed."
        )
    else:
        out.append(
            f"{work.asked.runs:,} runs at each point, the same chances and the same other doubts at all; a chance "
            "holds under these inputs and this game."
        )
    if work.left_out:
        out.append(f"stopped before all was done: {listing(work.left_out)} not finished; what is shown is whole.")
    return [one[0].upper() + one[1:] for one in out]


def _manifest(work: _Work, title: str | None = None) -> dict[str, object]:
    asked = work.asked
    settings = {
        "analysis": "sensitivity" if title is None else f"sensitivity: {title.lower()}", "about": asked.about,
        "methods": list(asked.methods), "inputs": len(work.numbers), "of": len(work.model.names),
        "named": bool(asked.inputs), "inner": at_a_point(asked.runs), "base": base_of(asked.runs),
    }  # fmt: skip
    if isinstance(work.model, Game):
        settings |= {"months": work.model.plan.rounds * work.model.plan.months, "texts": work.model.rules.texts}
    out = manifest(work.model.draws, **settings) | {"runs": asked.runs}
    del out["monte_carlo_error"]  # each share has its own
    if work.left_out:
        out["stopped"] = list(work.left_out)
    return out


__all__ = ["METHODS", "MOST", "RUNS", "Asked", "planned", "prepared", "sensitivity"]
